//! The expansion names nothing that a program may have of its own.
#![deny(warnings)]

use agent_core::prompt;

#[allow(dead_code)]
struct Option;
#[allow(dead_code)]
struct Vec;
#[allow(dead_code)]
struct Result;

mod inner {
    /// Public, with public fields.
    #[agent_core::prompt(text = "{{ role('user') }}{{ type | upper }}{% if tier %}{{ tier }}{% endif %}")]
    #[derive(Debug, Clone)]
    pub struct Greeting {
        /// What it is.
        pub r#type: std::string::String,
        /// How good.
        pub tier: std::option::Option<u8>,
    }
}

#[prompt(text = "Hello.")]
struct Hello;

const VERSION: &str = Hello::VERSION;

fn main() {
    use agent_core::prompt::Messages as _;
    let greeting = inner::Greeting {
        r#type: "x".into(),
        tier: None,
    };
    assert_eq!(greeting.clone().render().unwrap(), "X");
    assert_eq!(VERSION, "");
    assert_eq!(Hello.render().unwrap(), "Hello.");
}
