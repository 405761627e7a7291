//! The rendered schemas, byte for byte, one file a type: the faithful one, then one a profile.
//! Run with `UPDATE_GOLDEN=1` to write them anew, then read the difference.
#![allow(dead_code, reason = "the types are read by the derive only")]
#![allow(
    clippy::use_self,
    clippy::tabs_in_doc_comments,
    reason = "both are cases of the test"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use agent_core::{
    Schema,
    schema::{
        OPENAI_STRICT, PORTABLE, PROFILES, ShapeRef, arguments_schema, json_schema, render,
        union_schema,
    },
};

/// A priority.
#[derive(Schema)]
enum Priority {
    /// It can wait.
    Low,
    Normal,
    /// Drop everything, "now".
    High,
}

#[derive(Schema)]
#[serde(rename_all = "snake_case")]
enum Plain {
    FirstOne,
    SecondOne,
}

/// A postal address.
#[derive(Schema)]
struct Address {
    /// Street and number.
    street: String,
    /// Two letters.
    #[schema(pattern = "^[A-Z]{2}$", length(2..=2))]
    country: String,
}

/// Someone who buys.
#[derive(Schema)]
struct Customer {
    /// Where to write.
    #[schema(format = "email")]
    mail: String,
    /// Where the goods go.
    home: Address,
    work: Option<Address>,
    /// How urgent their wishes are.
    priority: Priority,
}

#[derive(Schema)]
struct Numbers {
    #[schema(range(1..=50))]
    small: u64,
    #[schema(range(0.0..1.0))]
    share: f64,
    #[schema(min = 0)]
    balance: i64,
    byte: u8,
    wide: u64,
}

/// An amount in cents.
#[derive(Schema)]
#[schema(range(0..=100_000))]
struct Cents(u64);

#[derive(Schema)]
struct Payment {
    /// How much to pay back.
    amount: Cents,
    #[serde(default)]
    #[schema(range(..=500))]
    fee: Cents,
}

#[derive(Schema)]
struct Optionals {
    maybe: Option<u8>,
    /// What to call it.
    #[schema(length(1..=20))]
    name: Option<String>,
    #[serde(default)]
    size: u32,
    /// Listed.
    list: Option<Vec<String>>,
}

#[derive(Schema)]
struct Lists {
    #[schema(length(1..=3))]
    tags: Vec<String>,
    unique: BTreeSet<u8>,
    pair: (u8, String),
    twins: (u8, u8),
    square: [[f64; 2]; 2],
}

#[derive(Schema)]
struct Maps {
    counts: BTreeMap<String, u32>,
    by_priority: HashMap<Plain, bool>,
    by_number: BTreeMap<u16, Vec<u8>>,
    #[schema(length(..=4))]
    few: BTreeMap<String, String>,
}

/// What happened.
#[derive(Schema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    /// It began.
    Started,
    /// It moved.
    Moved {
        /// Metres.
        by: f64,
    },
    Paid(Payment),
}

#[derive(Schema)]
enum External {
    Start,
    Move(u8),
    Go { x: u8 },
    Pair(u8, String),
}

#[derive(Schema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Start,
    Move(u8),
}

#[derive(Schema)]
#[serde(untagged)]
enum Untagged {
    Number(f64),
    Text(String),
    Place { x: u8 },
}

#[derive(Schema)]
struct Flattened {
    id: u8,
    #[serde(flatten)]
    event: Event,
}

#[derive(Schema)]
struct FlattenedStruct {
    id: u8,
    #[serde(flatten)]
    address: Address,
}

/// A folder.
#[derive(Schema)]
struct Folder {
    name: String,
    /// Folders below.
    below: Vec<Folder>,
    /// The folder above.
    above: Option<Box<Folder>>,
    /// Where it points.
    link: Box<Link>,
}

#[derive(Schema)]
struct Link {
    /// The folder.
    to: Vec<Folder>,
    same: Option<Box<Link>>,
}

#[derive(Schema)]
struct Node<T> {
    value: T,
    kids: Vec<Node<T>>,
}

#[derive(Schema)]
struct Page<T> {
    items: Vec<T>,
    /// The next page, if there is one.
    next: Option<String>,
}

#[derive(Schema)]
struct Pages {
    numbers: Page<u8>,
    addresses: Page<Address>,
}

#[derive(Schema)]
struct Empty {}

#[derive(Schema)]
#[serde(deny_unknown_fields)]
struct Closed {
    a: bool,
}

#[derive(Schema)]
#[serde(rename_all = "camelCase")]
struct Renamed {
    first_name: String,
    #[serde(rename = "LAST", alias = "last")]
    last_name: String,
    #[serde(skip)]
    secret: String,
}

/// Says "hello\world",
/// in two lines: é, 漢字, 🦀, a tab	and a bell.
#[derive(Schema)]
struct Words {
    /// A `"quoted"` \ word.
    word: char,
}

#[derive(schemars::JsonSchema)]
struct Money {
    /// Units.
    units: i64,
    currency: Option<String>,
    #[schemars(default, range(min = 1))]
    count: u8,
}

#[derive(Schema)]
struct Foreigners {
    #[schema(schemars)]
    price: Money,
    /// What it cost before.
    #[schema(schemars)]
    before: Option<Money>,
}

#[derive(Schema)]
struct Stated {
    #[serde(with = "anything")]
    #[schema(with = String)]
    id: u64,
    any: serde_json::Value,
}

#[derive(Schema)]
#[serde(transparent)]
struct Transparent {
    inner: Option<String>,
}

#[derive(Schema)]
struct Holder {
    inner: Transparent,
    took: std::time::Duration,
}

fn check(name: &str, shape: ShapeRef) {
    let mut texts = vec![("json_schema", json_schema(shape))];
    texts.extend(PROFILES.map(|profile| (profile.name, render(shape, profile))));
    let text: String = texts
        .iter()
        .flat_map(|(title, text)| [title, "\n", text, "\n"])
        .collect();
    for (_, text) in &texts {
        let schema: serde_json::Value = serde_json::from_str(text).unwrap();
        jsonschema::draft202012::meta::validate(&schema)
            .unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        // A key that stands twice would be lost here.
        assert_eq!(schema.to_string().len(), text.len(), "{name}: {text}");
    }
    compare(name, &text);
}

fn compare(name: &str, text: &str) {
    let path = format!("{}/golden/schema/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(
        text, golden,
        "{name} changed; run with UPDATE_GOLDEN=1 and read the difference"
    );
}

macro_rules! golden {
    ($($name:ident: $type:ty;)*) => {$(
        #[test]
        fn $name() {
            check(stringify!($name), <$type>::SHAPE);
        }
    )*};
}

golden! {
    enum_with_docs: Priority;
    enum_plain: Plain;
    nested: Customer;
    numbers: Numbers;
    bounded_newtypes: Payment;
    newtype: Cents;
    optionals: Optionals;
    lists: Lists;
    maps: Maps;
    tagged_union: Event;
    external_enum: External;
    adjacent_enum: Adjacent;
    untagged_enum: Untagged;
    flattened_enum: Flattened;
    flattened_struct: FlattenedStruct;
    recursive: Folder;
    generic_recursive: Node<u8>;
    generic: Page<Address>;
    two_generics: Pages;
    empty: Empty;
    closed: Closed;
    renamed: Renamed;
    words: Words;
    foreigners: Foreigners;
    stated: Stated;
    transparent: Holder;
    integer: u64;
    vec: Vec<u64>;
    option: Option<String>;
    map: BTreeMap<String, f64>;
    any: serde_json::Value;
}

#[test]
fn a_tool_without_parameters() {
    let text = arguments_schema(Empty::SHAPE, &PORTABLE);
    assert_eq!(
        text,
        r#"{"type":"object","properties":{},"additionalProperties":false}"#
    );
    assert_eq!(text, arguments_schema(<()>::SHAPE, &PORTABLE));
}

#[test]
fn a_union_of_steps() {
    let steps = [
        ("pay", "Pay money back.", Payment::SHAPE),
        ("look_up", "Look up a \"customer\".", Customer::SHAPE),
        ("tidy", "Tidy a folder.", Folder::SHAPE),
        ("stop", "", Empty::SHAPE),
    ];
    let open = agent_core::schema::Profile {
        union_root: true,
        ..PORTABLE
    };
    let text = [PORTABLE, OPENAI_STRICT, open]
        .map(|profile| union_schema("intent", &steps, &profile) + "\n")
        .concat();
    for line in text.lines() {
        let schema: serde_json::Value = serde_json::from_str(line).unwrap();
        jsonschema::draft202012::meta::validate(&schema).unwrap();
    }
    compare("union", &text);
}
