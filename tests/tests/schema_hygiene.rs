//! Generated code names nothing that the user could have meant otherwise.
#![no_implicit_prelude]
#![allow(dead_code, reason = "the types only have to compile")]

extern crate agent_core as renamed;

mod shadows {
    pub(crate) struct Result;
    pub(crate) struct Option;
    pub(crate) struct String;
    pub(crate) struct Vec;
    pub(crate) struct Box;
    pub(crate) struct Shape;
    pub(crate) struct ShapeRef;
    pub(crate) struct Kind;
    pub(crate) struct Some;
    pub(crate) struct None;
    pub(crate) mod std {}
    pub(crate) mod core {}
    pub(crate) mod serde {}
    pub(crate) mod schemars {}
    pub(crate) mod agent_core {}
    pub(crate) trait Schema {}
    pub(crate) trait Clone {}
    pub(crate) trait Serialize {}
    pub(crate) trait Deserialize {}
}
#[allow(unused_imports, reason = "shadowing is their use")]
use shadows::*;

const __SHAPE: u8 = 0;

/// Everything that is streamed.
#[renamed::data(crate = renamed)]
#[derive(renamed::Partial)]
#[serde(rename_all = "camelCase")]
struct Message {
    the_words: ::std::vec::Vec<::std::string::String>,
    #[schema(stream(done, with_state))]
    signed: ::core::option::Option<::std::string::String>,
    #[schema(schemars)]
    foreign: u32,
    answer: ::core::option::Option<::std::boxed::Box<Self>>,
    tone: Tone,
}

#[renamed::data(crate = renamed)]
#[derive(renamed::Partial)]
enum Tone {
    Kind,
    Like {
        #[schema(stream(not_null))]
        whom: ::std::string::String,
    },
    Other(::std::string::String, u8),
}

/// Everything at once.
#[renamed::data(crate = renamed)]
#[derive(::core::cmp::PartialEq)]
#[serde(rename_all = "camelCase")]
struct Order {
    /// What was bought.
    #[schema(length(1..=5))]
    the_items: ::std::vec::Vec<Item<u8>>,
    #[schema(range(0..=9))]
    count: ::core::option::Option<u8>,
    #[serde(default)]
    level: Level,
    #[schema(schemars)]
    foreign: ::core::option::Option<u32>,
    next: ::core::option::Option<::std::boxed::Box<Self>>,
}

#[renamed::data(crate = renamed)]
#[derive(::core::cmp::PartialEq)]
struct Item<T> {
    value: T,
    kids: ::std::vec::Vec<Self>,
}

#[renamed::data(crate = renamed)]
#[derive(::core::cmp::PartialEq, ::core::default::Default)]
enum Level {
    #[default]
    Low,
    High(u8),
    Top {
        x: (u8, bool),
    },
}

#[::core::prelude::v1::test]
fn it_works_under_any_names() {
    let text = renamed::schema::json_schema(<Order as renamed::Schema>::SHAPE);
    ::core::assert!(text.contains("theItems"), "{text}");
    let read: ::core::result::Result<Order, _> =
        ::serde_json::from_str(r#"{"theItems":[{"value":1,"kids":[]}]}"#);
    ::core::assert!(read.is_ok());
}
