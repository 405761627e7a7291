//! `r#type` is `type` to the model.
#![deny(warnings)]

use agent_core::prelude::*;

#[data]
struct Kind {
    r#type: String,
    r#fn: Option<u8>,
}

/// Match a kind.
#[tool(read)]
fn r#match(r#type: Kind, r#in: Vec<String>) -> Kind {
    let _ = r#in;
    r#type
}

/// Matches.
#[agent]
enum Matcher {
    #[tool(r#match)]
    Match { r#type: Kind, r#in: Vec<String> },
    /// Reply.
    #[done]
    Reply { r#final: String },
}

fn main() {
    let kind = Kind { r#type: String::from("a"), r#fn: None };
    let call = Match { r#type: kind, r#in: vec![] };
    assert_eq!(serde_json::to_value(&call).unwrap()["type"]["type"], "a");
    let reply = Matcher::Reply { r#final: String::new() };
    assert_eq!(reply.encode().unwrap().arguments, "{\"final\":\"\"}");
}
