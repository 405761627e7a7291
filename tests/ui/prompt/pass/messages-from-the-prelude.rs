use agent_core::prelude::*;

#[prompt(text = "Hi {{ name }}")]
struct Greeting {
    name: String,
}

fn main() {
    let name = "Ann".to_owned();
    assert_eq!(Greeting { name }.messages().map(|turns| turns.len()).ok(), Some(1));
}
