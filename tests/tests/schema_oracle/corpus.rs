//! The types: each written once, derived twice.
#![allow(
    clippy::use_self,
    clippy::unreadable_literal,
    reason = "types and values are data of the test"
)]

use agent_core::schema::ShapeRef;
use serde_json::{Value, json};

/// One type with some of its instances.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) shape: ShapeRef,
    /// What schemars' own derive says about the twin.
    pub(crate) theirs: Value,
    /// What our `JsonSchema` says in schemars' hands.
    pub(crate) bridged: Value,
    /// Decodes and encodes again.
    pub(crate) decode: fn(&Value) -> serde_json::Result<Value>,
    pub(crate) samples: Vec<Value>,
    /// Samples hold keys that only an open object takes.
    pub(crate) open: bool,
}

fn again<T: serde::de::DeserializeOwned + serde::Serialize>(
    value: &Value,
) -> serde_json::Result<Value> {
    serde_json::from_str::<T>(&value.to_string()).and_then(|value| serde_json::to_value(&value))
}

fn schema_of<T: schemars::JsonSchema>() -> Value {
    schemars::generate::SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

macro_rules! corpus {
    ($($name:ident: $type:ty { $($item:item)* } [$($sample:tt),* $(,)?])*) => {
        $(
            #[allow(unreachable_pub, dead_code, unused_imports, clippy::all, clippy::pedantic, reason = "the types are data of the test")]
            mod $name {
                pub(crate) mod ours {
                    use std::{borrow::Cow, collections::*, num::*, rc::Rc, sync::Arc, time::*, net::*, path::*};
                    use serde::{Serialize, Deserialize};
                    $(#[derive(Serialize, Deserialize, agent_core::Schema)] $item)*
                    pub(crate) type Case = $type;
                }
                pub(crate) mod theirs {
                    use std::{borrow::Cow, collections::*, num::*, rc::Rc, sync::Arc, time::*, net::*, path::*};
                    use serde::{Serialize, Deserialize};
                    $(#[derive(Serialize, Deserialize, schemars::JsonSchema)] $item)*
                    pub(crate) type Case = $type;
                }
            }
        )*

        pub(crate) fn corpus() -> Vec<Case> {
            vec![$(Case {
                name: stringify!($name),
                shape: <$name::ours::Case as agent_core::Schema>::SHAPE,
                theirs: schema_of::<$name::theirs::Case>(),
                bridged: schema_of::<Wrapped<$name::ours::Case>>(),
                decode: again::<$name::ours::Case>,
                samples: vec![$(json!($sample)),*],
                open: stringify!($name).starts_with("open_"),
            }),*]
        }
    };
}

/// Makes any shape pass through the bridge, named or not.
struct Wrapped<T>(T);

impl<T: agent_core::Schema> schemars::JsonSchema for Wrapped<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Wrapped".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        agent_core::__private::schemars_schema(T::SHAPE, generator)
    }
}

corpus! {
    // Plain values.
    boolean: bool {} [true, false]
    text: String {} ["", "a\"b\\c\nd\u{1}é"]
    character: char {} ["x", "é"]
    byte: u8 {} [0, 255]
    signed_byte: i8 {} [(-128), 127]
    short: u16 {} [0, 65535]
    word: u32 {} [0, 4294967295u64]
    signed_word: i32 {} [(-5), 5]
    long: u64 {} [0, 18446744073709551615u64]
    signed_long: i64 {} [(-5), 5]
    size: usize {} [7]
    positive: NonZeroU32 {} [1, 9]
    signed_nonzero: NonZeroI16 {} [1, (-9)]
    float: f64 {} [1.5, (-2)]
    single: f32 {} [0.5]
    unit: () {} [null]
    any: serde_json::Value {} [null, {"a": [1]}]
    duration: Duration {} [{"secs": 1, "nanos": 2}]
    moment: SystemTime {} [{"secs_since_epoch": 1, "nanos_since_epoch": 2}]
    address: Ipv4Addr {} ["127.0.0.1"]
    path: PathBuf {} ["a/b"]

    // Containers.
    optional: Option<u8> {} [null, 3]
    list: Vec<u8> {} [[], [1, 2]]
    set: BTreeSet<String> {} [["a", "b"]]
    hash_set: HashSet<u16> {} [[1, 2]]
    array: [u8; 3] {} [[1, 2, 3]]
    pair: (u8, String) {} [[1, "a"]]
    triple: (u8, bool, Option<String>) {} [[1, true, null]]
    map: BTreeMap<String, u8> {} [{}, {"a": 1}]
    hash_map: HashMap<String, Vec<bool>> {} [{"a": [true]}]
    boxed: Box<u8> {} [4]
    counted: Arc<Vec<Rc<String>>> {} [["a"]]
    borrowed: Cow<'static, str> {} ["a"]
    nested: Vec<Option<BTreeMap<String, (u8, f64)>>> {} [[null, {"a": [1, 2.5]}]]
    outcome: Result<u8, String> {} [{"Ok": 1}, {"Err": "no"}]

    // Structs.
    open_named: Order { pub struct Order { id: u32, note: String } } [{"id": 1, "note": "a"}, {"id": 1, "note": "a", "more": 1}]
    unit_struct: Nothing { pub struct Nothing; } [null]
    newtype: Id { pub struct Id(u32); } [7]
    tuple_struct: Pair { pub struct Pair(u8, String); } [[1, "a"]]
    with_option: User { pub struct User { name: String, age: Option<u8> } } [{"name": "a"}, {"name": "a", "age": null}, {"name": "a", "age": 3}]
    with_default: Page { pub struct Page { #[serde(default)] size: u32, at: u32 } } [{"at": 1}, {"size": 2, "at": 1}]
    all_default: Settings {
        #[derive(Default)]
        #[serde(default)]
        pub struct Settings { size: u32, name: String }
    } [{}, {"size": 2}]
    closed: Closed { #[serde(deny_unknown_fields)] pub struct Closed { a: u8 } } [{"a": 1}]
    renamed: Renamed { #[serde(rename_all = "camelCase")] pub struct Renamed { first_name: String, #[serde(rename = "LAST")] last_name: String } } [{"firstName": "a", "LAST": "b"}]
    renamed_reading: Renamed { pub struct Renamed { #[serde(rename(deserialize = "in"))] a: u8 } } [{"in": 1}]
    kebab: Kebab { #[serde(rename_all = "SCREAMING-KEBAB-CASE")] pub struct Kebab { first_name: u8, r#type: u8 } } [{"FIRST-NAME": 1, "TYPE": 2}]
    skipping: Skipping { pub struct Skipping { a: u8, #[serde(skip)] b: u8, #[serde(skip_serializing_if = "Option::is_none")] c: Option<u8> } } [{"a": 1}, {"a": 1, "c": 2}]
    transparent: Name { #[serde(transparent)] pub struct Name { text: String } } ["a"]
    transparent_option: Holder {
        #[serde(transparent)] pub struct Maybe(Option<u8>);
        pub struct Holder { maybe: Maybe }
    } [{}, {"maybe": 1}, {"maybe": null}]
    nesting: Outer { pub struct Inner { a: u8 } pub struct Outer { inner: Inner, list: Vec<Inner>, maybe: Option<Inner> } } [{"inner": {"a": 1}, "list": [{"a": 2}], "maybe": {"a": 3}}]
    open_flattened: Outer { pub struct Inner { a: u8, b: Option<u8> } pub struct Outer { c: u8, #[serde(flatten)] inner: Inner } } [{"a": 1, "c": 2}, {"a": 1, "b": 3, "c": 2, "d": 1}]
    flattened_map: Outer { pub struct Outer { a: u8, #[serde(flatten)] rest: BTreeMap<String, u8> } } [{"a": 1}, {"a": 1, "b": 2}]
    flattened_enum: Outer { #[serde(tag = "kind")] pub enum Inner { A { x: u8 }, B { y: String } } pub struct Outer { id: u8, #[serde(flatten)] inner: Inner } } [{"id": 1, "kind": "A", "x": 1}, {"id": 1, "kind": "B", "y": "a"}]
    generic: Paged<Item> { pub struct Item { a: u8 } pub struct Paged<T> { items: Vec<T>, next: Option<String> } } [{"items": [{"a": 1}]}]
    two_generics: Both { pub struct Paged<T> { items: Vec<T> } pub struct Both { a: Paged<u8>, b: Paged<String>, c: Paged<Paged<bool>> } } [{"a": {"items": [1]}, "b": {"items": ["x"]}, "c": {"items": [{"items": [true]}]}}]
    constant_generic: Grid<2> { pub struct Grid<const N: usize> { #[serde(default)] cells: Vec<u8> } } [{"cells": [1]}]

    // Enums.
    unit_enum: Level { pub enum Level { Low, High } } ["Low", "High"]
    renamed_enum: Level { #[serde(rename_all = "snake_case")] pub enum Level { VeryLow, #[serde(rename = "TOP")] High } } ["very_low", "TOP"]
    external: Event { pub enum Event { Start, Move(u8), Pair(u8, String), Go { x: u8, y: Option<u8> } } } ["Start", {"Move": 1}, {"Pair": [1, "a"]}, {"Go": {"x": 1}}]
    internal: Event { #[serde(tag = "type")] pub enum Event { Start, Go { x: u8 } } } [{"type": "Start"}, {"type": "Go", "x": 1}]
    internal_newtype: Event { pub struct Body { x: u8 } #[serde(tag = "type")] pub enum Event { Go(Body) } } [{"type": "Go", "x": 1}]
    adjacent: Event { #[serde(tag = "t", content = "c")] pub enum Event { Start, Move(u8), Pair(u8, String), Go { x: u8 } } } [{"t": "Start"}, {"t": "Move", "c": 1}, {"t": "Pair", "c": [1, "a"]}, {"t": "Go", "c": {"x": 1}}]
    untagged: Event { #[serde(untagged)] pub enum Event { Number(u8), Text(String), Go { x: u8 } } } [1, "a", {"x": 1}]
    fields_renamed: Event { #[serde(rename_all = "lowercase", rename_all_fields = "camelCase")] pub enum Event { GoThere { to_x: u8 }, #[serde(rename_all = "UPPERCASE")] Stay { at_x: u8 } } } [{"gothere": {"toX": 1}}, {"stay": {"AT_X": 1}}]
    skipped_variant: Event { pub enum Event { A, #[serde(skip)] B, C } } ["A", "C"]
    closed_enum: Event { #[serde(tag = "type", deny_unknown_fields)] pub enum Event { Go { x: u8 }, Stop } } [{"type": "Go", "x": 1}, {"type": "Stop"}]
    variant_untagged: Event { pub enum Event { A, B(u8), #[serde(untagged)] Other(String) } } ["A", {"B": 1}, "zzz"]
    enum_key: BTreeMap<Level, u8> { #[derive(PartialEq, Eq, PartialOrd, Ord)] pub enum Level { Low, High } } [{"Low": 1}]
    number_key: BTreeMap<u8, u8> {} [{"1": 1}]
    with_other: Event { #[serde(tag = "type")] pub enum Event { Known { a: u8 }, #[serde(other)] Unknown } } [{"type": "Known", "a": 1}, {"type": "Unknown"}]
    aliased: Aliased { pub struct Aliased { #[serde(alias = "b")] a: u8 } } [{"a": 1}]

    // Every renaming rule, for fields and for variants.
    rule_lower: Both {
        #[serde(rename_all = "lowercase")] pub enum Level { VeryLow2X }
        #[serde(rename_all = "lowercase")] pub struct Both { first_name2: Level }
    } [{"first_name2": "verylow2x"}]
    rule_upper: Both {
        #[serde(rename_all = "UPPERCASE")] pub enum Level { VeryLow2X }
        #[serde(rename_all = "UPPERCASE")] pub struct Both { first_name2: Level }
    } [{"FIRST_NAME2": "VERYLOW2X"}]
    rule_pascal: Both {
        #[serde(rename_all = "PascalCase")] pub enum Level { VeryLow2X }
        #[serde(rename_all = "PascalCase")] pub struct Both { first_name2: Level }
    } [{"FirstName2": "VeryLow2X"}]
    rule_camel: Both {
        #[serde(rename_all = "camelCase")] pub enum Level { VeryLow2X }
        #[serde(rename_all = "camelCase")] pub struct Both { first_name2: Level }
    } [{"firstName2": "veryLow2X"}]
    rule_snake: Both {
        #[serde(rename_all = "snake_case")] pub enum Level { VeryLow2X }
        #[serde(rename_all = "snake_case")] pub struct Both { first_name2: Level }
    } [{"first_name2": "very_low2_x"}]
    rule_screaming_snake: Both {
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")] pub enum Level { VeryLow2X }
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")] pub struct Both { first_name2: Level }
    } [{"FIRST_NAME2": "VERY_LOW2_X"}]
    rule_kebab: Both {
        #[serde(rename_all = "kebab-case")] pub enum Level { VeryLow2X }
        #[serde(rename_all = "kebab-case")] pub struct Both { first_name2: Level }
    } [{"first-name2": "very-low2-x"}]
    rule_screaming_kebab: Both {
        #[serde(rename_all = "SCREAMING-KEBAB-CASE")] pub enum Level { VeryLow2X }
        #[serde(rename_all = "SCREAMING-KEBAB-CASE")] pub struct Both { first_name2: Level }
    } [{"FIRST-NAME2": "VERY-LOW2-X"}]

    // Recursion.
    directly_recursive: Dir { pub struct Dir { name: String, dirs: Vec<Dir> } } [{"name": "a", "dirs": [{"name": "b", "dirs": []}]}]
    mutually_recursive: A { pub struct A { b: Option<Box<B>> } pub struct B { a: Vec<A> } } [{}, {"b": {"a": [{}]}}]
    recursive_enum: Expr { pub enum Expr { Number(f64), Add(Box<Expr>, Box<Expr>), Neg { of: Box<Expr> } } } [{"Number": 1.5}, {"Add": [{"Number": 1}, {"Neg": {"of": {"Number": 2}}}]}]
    recursive_newtype: Tree { pub struct Tree(Vec<Tree>); } [[], [[], [[]]]]
    generic_recursive: Node<u8> { pub struct Node<T> { value: T, kids: Vec<Node<T>>, next: Option<Box<Self>> } } [{"value": 1, "kids": [{"value": 2, "kids": []}]}]
    recursive_through_generic: Folder { pub struct Paged<T> { items: Vec<T> } pub struct Folder { name: String, below: Paged<Folder> } } [{"name": "a", "below": {"items": [{"name": "b", "below": {"items": []}}]}}]
}
