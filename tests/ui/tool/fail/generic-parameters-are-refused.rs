use agent_core::tool;

/// Show a value.
#[tool]
fn show<'a, T: Into<String>, const N: usize>(value: T, rest: [&'a str; N]) -> String {
    let _ = rest;
    value.into()
}

fn main() {
    let _ = show("a", [""]);
}
