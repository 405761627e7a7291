use agent_core::tool;

struct Names(String);

/// Look up a name.
#[tool(read)]
fn name(names: &Names) -> Result<&str, String> {
    Ok(&names.0)
}

/// Look up a name.
#[tool(read)]
fn short(names: &Names) -> std::borrow::Cow<'_, str> {
    names.0.as_str().into()
}

fn main() {}
