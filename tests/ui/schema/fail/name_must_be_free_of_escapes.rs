use agent_core::prelude::*;

#[derive(serde::Deserialize, Schema)]
struct Fields {
    #[serde(rename = "a\"b")]
    a: u8,
    #[serde(alias = "x\\y")]
    b: u8,
}

#[derive(serde::Deserialize, Schema)]
#[serde(tag = "t\n")]
enum Variants {
    #[serde(rename = "v\\")]
    A,
    B,
}

fn main() {}
