//! Every type that a parameter may have, on the whole way: the schema that the model sees, the call
//! that it writes, the value that the function gets, the result in the log.
//!
//! What the schema allows arrives as the value it means; the rest is refused, by the schema and by
//! the decoder alike. The exceptions are those that `#[derive(Schema)]` documents.
#![allow(missing_docs, reason = "the types are made up")]
#![allow(
    clippy::option_option,
    clippy::use_self,
    reason = "both are cases of the test"
)]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::num::{NonZeroI8, NonZeroU64};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use agent_core::schema::json_schema;
use agent_core::tool::{Call, CallContext, Tool, ToolOutput};
use serde_json::Value;

/// What one parameter type is put through.
struct Case<T> {
    taken: Vec<(&'static str, T)>,
    refused: &'static [&'static str],
}

fn wrapped(value: &str) -> String {
    format!("{{\"value\":{value}}}")
}

/// Whether the schema of the arguments allows them; checked by a validator that is not ours.
fn allowed<C: Tool>(arguments: &str) -> bool {
    let schema: Value = serde_json::from_str(&json_schema(C::CONTRACT.arguments)).unwrap();
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    let validator = options.build(&schema).unwrap();
    validator.is_valid(&serde_json::from_str(arguments).unwrap())
}

/// Sends each value through the call `C`, which must give it back.
async fn check<C>(case: Case<C::Output>)
where
    C: Call<()> + Debug + Clone + PartialEq,
    C::Output: PartialEq + Debug,
{
    for (json, expected) in case.taken {
        let arguments = wrapped(json);
        assert!(allowed::<C>(&arguments), "the schema refuses {arguments}");
        let call = C::from_json(&arguments).unwrap();
        let again = C::from_json(&call.to_json().unwrap()).unwrap();
        assert_eq!(again, call, "{arguments}");
        let output = call.clone().call(&(), &CallContext::new("thread/1")).await;
        let logged = output.unwrap().to_json().unwrap();
        assert_eq!(C::Output::from_json(&logged).unwrap(), expected);
    }
    for json in case.refused {
        let arguments = wrapped(json);
        assert!(!allowed::<C>(&arguments), "the schema allows {arguments}");
        assert!(C::from_json(&arguments).is_err(), "{arguments}");
    }
}

/// A tool that returns what it was given, and a test that gives it everything.
macro_rules! parameter {
    ($(
        $(#[schema($($bound:tt)*)])?
        $name:ident: $type:ty = { $($json:literal => $value:expr),+ $(,)? } not { $($bad:literal),* $(,)? }
    )*) => {$(
        #[tokio::test]
        async fn $name() {
            /// Gives the value back.
            #[agent_core::tool(read, call = Echo)]
            fn $name($(#[schema($($bound)*)])? value: $type) -> $type {
                value
            }
            check::<Echo>(Case { taken: vec![$(($json, $value)),+], refused: &[$($bad),*] }).await;
        }
    )*};
}

parameter! {
    bools: bool = { "true" => true, "false" => false } not { "1", "\"true\"", "null" }
    chars: char = { "\"é\"" => 'é', r#""\u00e9""# => 'é' } not { "\"\"", "\"ab\"", "1" }
    strings: String = { r#""a\n\"b\"""# => "a\n\"b\"".into(), r#""""# => String::new() } not { "1", "null" }
    units: () = { "null" => () } not { "0", "{}" }

    u8s: u8 = { "0" => 0, "255" => 255, "2.0" => 2, "1e2" => 100 } not { "-1", "256", "1.5", "\"1\"" }
    u16s: u16 = { "65535" => u16::MAX } not { "65536", "-1" }
    u32s: u32 = { "4294967295" => u32::MAX } not { "4294967296", "-1" }
    u64s: u64 = { "18446744073709551615" => u64::MAX, "0" => 0 } not { "-1", "1.5" }
    u128s: u128 = { "170141183460469231731687303715884105727" => i128::MAX.cast_unsigned(), "0" => 0 } not { "-1" }
    usizes: usize = { "7" => 7 } not { "-1" }
    i8s: i8 = { "-128" => -128, "127" => 127 } not { "-129", "128" }
    i16s: i16 = { "-32768" => i16::MIN, "32767" => i16::MAX } not { "-32769", "32768" }
    i32s: i32 = { "-2147483648" => i32::MIN, "2147483647" => i32::MAX } not { "-2147483649", "2147483648" }
    i64s: i64 = { "-9223372036854775808" => i64::MIN, "9223372036854775807" => i64::MAX } not { "9223372036854775808" }
    i128s: i128 = { "-170141183460469231731687303715884105728" => i128::MIN, "1" => 1 } not { "1.5" }
    isizes: isize = { "-7" => -7 } not { "\"-7\"" }
    f32s: f32 = { "0.5" => 0.5, "-1" => -1.0, "1e3" => 1000.0 } not { "\"0.5\"", "null" }
    f64s: f64 = { "0.1" => 0.1, "1e300" => 1e300, "3" => 3.0 } not { "true" }
    nonzero: NonZeroU64 = { "1" => NonZeroU64::MIN } not { "0", "-1" }
    signed_nonzero: NonZeroI8 = { "-1" => NonZeroI8::new(-1).unwrap() } not { "128" }

    options: Option<u8> = { "3" => Some(3), "null" => None } not { "\"3\"", "256" }
    options_of_options: Option<Option<u8>> = { "3" => Some(Some(3)), "null" => None } not { "\"3\"" }
    boxes: Box<Point> = { r#"{"x":1,"y":2}"# => Box::new(Point { x: 1, y: 2 }) } not { "[1,2]", r#"{"x":1}"# }
    cows: Cow<'static, str> = { "\"a\"" => Cow::Borrowed("a") } not { "1" }
    lists: Vec<u8> = { "[]" => vec![], "[1,2]" => vec![1, 2] } not { "[1,\"2\"]", "{}", "null" }
    queues: VecDeque<bool> = { "[true]" => VecDeque::from([true]) } not { "[1]" }
    lists_of_lists: Vec<Vec<Option<u8>>> = { "[[1,null],[]]" => vec![vec![Some(1), None], vec![]] } not { "[1]" }
    sets: BTreeSet<u8> = { "[2,1]" => BTreeSet::from([1, 2]) } not { "[1,1]" }
    hash_sets: HashSet<String> = { "[\"a\"]" => HashSet::from(["a".into()]) } not { "[\"a\",\"a\"]" }
    arrays: [u8; 3] = { "[1,2,3]" => [1, 2, 3] } not { "[1,2]", "[1,2,3,4]" }
    tuples: (u8, String) = { "[1,\"a\"]" => (1, "a".into()) } not { "[1]", "[1,\"a\",2]", "[\"a\",1]" }
    maps: BTreeMap<String, u8> = { r#"{"a":1}"# => BTreeMap::from([("a".into(), 1)]) } not { r#"{"a":"1"}"#, "[]" }
    maps_by_number: BTreeMap<u8, bool> = { r#"{"7":true}"# => BTreeMap::from([(7, true)]) } not { r#"{"a":true}"# }
    maps_by_level: HashMap<Level, u8> = { r#"{"low":1}"# => HashMap::from([(Level::Low, 1)]) } not { r#"{"middle":1}"# }

    durations: Duration = { r#"{"secs":1,"nanos":5}"# => Duration::new(1, 5) } not { "1", r#"{"secs":1}"# }
    paths: PathBuf = { "\"a/b\"" => PathBuf::from("a/b") } not { "1" }
    any_json: Value = { r#"{"a":[1,null]}"# => serde_json::json!({"a": [1, null]}) } not {}
    dates: chrono::NaiveDate = { "\"2024-02-29\"" => chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap() } not { "\"2023-02-29\"", "\"today\"" }
    moments: chrono::DateTime<chrono::Utc> = { "\"2024-02-03T04:05:06Z\"" => chrono::DateTime::from_timestamp(1_706_933_106, 0).unwrap() } not { "\"2024-02-03\"", "7" }
    uuids: uuid::Uuid = { "\"67e55044-10b1-426f-9247-bb680e5fe0c8\"" => uuid::Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8) } not { "\"67e5\"" }
    urls: url::Url = { "\"https://example.org/a\"" => url::Url::parse("https://example.org/a").unwrap() } not { "\"a b\"" }

    levels: Level = { "\"low\"" => Level::Low, "\"VeryHigh\"" => Level::VeryHigh } not { "\"Low\"", "{\"low\":null}", "0" }
    external: External = {
        "\"Nothing\"" => External::Nothing,
        r#"{"One":1}"# => External::One(1),
        r#"{"Two":[1,"a"]}"# => External::Two(1, "a".into()),
        r#"{"Named":{"x":1}}"# => External::Named { x: 1 },
    } not { "\"One\"", r#"{"One":1,"Two":[1,"a"]}"#, r#"{"Three":1}"#, "{}" }
    internal: Internal = {
        r#"{"type":"circle","radius":2}"# => Internal::Circle { radius: 2 },
        r#"{"x":1,"type":"at","y":2}"# => Internal::At(Point { x: 1, y: 2 }),
        r#"{"type":"none"}"# => Internal::None,
    } not { r#"{"radius":2}"#, r#"{"type":"square"}"#, r#"{"type":"circle"}"# }
    adjacent: Adjacent = {
        r#"{"t":"A","c":1}"# => Adjacent::A(1),
        r#"{"c":{"x":1},"t":"B"}"# => Adjacent::B { x: 1 },
        r#"{"t":"C"}"# => Adjacent::C,
    } not { r#"{"t":"A"}"#, r#"{"c":1}"#, r#"{"t":"A","c":"1"}"# }
    untagged: Untagged = { "1" => Untagged::Count(1), "\"a\"" => Untagged::Text("a".into()) } not { "true", "null" }

    generics: Page<Point> = { r#"{"items":[{"x":1,"y":2}],"next":null}"# => Page { items: vec![Point { x: 1, y: 2 }], next: None } } not { r#"{"items":[1]}"# }
    trees: Tree = { r#"{"name":"a","kids":[{"name":"b","kids":[]}]}"# => Tree { name: "a".into(), kids: vec![Tree { name: "b".into(), kids: vec![] }] } } not { r#"{"name":"a","kids":[{"kids":[]}]}"# }
    shared: Arc<str> = { "\"a\"" => Arc::from("a") } not { "1" }
    newtypes: Cents = { "1" => Cents(1), "50000" => Cents(50_000) } not { "0", "50001", "[1]" }
    transparent: Maybe = { "1" => Maybe { inner: Some(1) }, "null" => Maybe { inner: None } } not { r#"{"inner":1}"# }
    flattened: Flat = { r#"{"id":1,"x":2,"y":3}"# => Flat { id: 1, at: Point { x: 2, y: 3 } } } not { r#"{"id":1,"x":2}"#, r#"{"id":1,"at":{"x":2,"y":3}}"# }
    renamed: Renamed = {
        r#"{"firstName":"a","kind":1}"# => Renamed { first_name: "a".into(), r#type: 1, cached: 0, most: 10 },
        r#"{"firstName":"a","kind":1,"most":3}"# => Renamed { first_name: "a".into(), r#type: 1, cached: 0, most: 3 },
    } not { r#"{"first_name":"a","kind":1}"#, r#"{"firstName":"a","type":1}"#, r#"{"firstName":"a","kind":1,"cached":3}"# }
    stated: Email = { "\"a@b.c\"" => Email("a@b.c".into()) } not { "\"ab\"", "1" }

    #[schema(range(1..=50))]
    bounded: u32 = { "1" => 1, "50" => 50 } not { "0", "51" }
    #[schema(length(1..=2))]
    short: Vec<u8> = { "[1]" => vec![1] } not { "[]", "[1,2,3]" }
    #[schema(pattern = "^[A-Z]-[0-9]+$")]
    codes: String = { "\"A-1\"" => "A-1".into() } not { "\"a-1\"", "\"A-\"" }
    #[schema(min = 1)]
    bounded_option: Option<u32> = { "1" => Some(1), "null" => None } not { "0" }
    #[schema(max = 9)]
    bounded_newtype: Cents = { "9" => Cents(9) } not { "0", "10" }
}

#[agent_core::data]
#[derive(PartialEq)]
pub struct Point {
    x: u8,
    y: u8,
}

#[agent_core::data]
#[derive(PartialEq, Eq, Hash)]
pub enum Level {
    #[serde(rename = "low")]
    Low,
    VeryHigh,
}

#[agent_core::data]
#[derive(PartialEq)]
pub enum External {
    Nothing,
    One(u8),
    Two(u8, String),
    Named { x: u8 },
}

#[agent_core::data]
#[derive(PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Internal {
    Circle { radius: u8 },
    At(Point),
    None,
}

#[agent_core::data]
#[derive(PartialEq)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    A(u8),
    B { x: u8 },
    C,
}

#[agent_core::data]
#[derive(PartialEq)]
#[serde(untagged)]
pub enum Untagged {
    Count(u8),
    Text(String),
}

#[agent_core::data]
#[derive(PartialEq)]
pub struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
}

#[agent_core::data]
#[derive(PartialEq)]
pub struct Tree {
    name: String,
    kids: Vec<Tree>,
}

#[agent_core::data]
#[derive(PartialEq)]
pub struct Cents(#[schema(range(1..=50_000))] u64);

#[agent_core::data]
#[derive(PartialEq)]
#[serde(transparent)]
pub struct Maybe {
    inner: Option<u8>,
}

#[agent_core::data]
#[derive(PartialEq)]
pub struct Flat {
    id: u8,
    #[serde(flatten)]
    at: Point,
}

#[agent_core::data]
#[derive(PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Renamed {
    #[serde(alias = "given_name")]
    first_name: String,
    #[serde(rename = "kind")]
    r#type: u8,
    #[serde(skip)]
    cached: u8,
    #[serde(default = "ten")]
    most: u8,
}

const fn ten() -> u8 {
    10
}

#[agent_core::data]
#[derive(PartialEq)]
#[serde(try_from = "String", into = "String")]
#[schema(with = String, format = "email")]
pub struct Email(String);

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.contains('@') {
            Ok(Self(text))
        } else {
            Err(format!("no @ in {text}"))
        }
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// Gives the value back.
#[agent_core::tool(read, call = Missing)]
fn missing(value: Option<u8>, #[schema(default = 7)] other: u8) -> u8 {
    value.unwrap_or(other)
}

#[test]
fn what_may_be_missing_may_be_missing() {
    for (json, value, other) in [
        ("", None, 7),
        ("{}", None, 7),
        (r#"{"other":1}"#, None, 1),
        (r#"{"value":2}"#, Some(2), 7),
    ] {
        assert_eq!(Missing::from_json(json).unwrap(), Missing { value, other });
    }
    assert!(Missing::from_json(r#"{"other":null}"#).is_err());
}

/// Gives nothing back.
#[agent_core::tool(read)]
fn unequal(_count: NonZeroI8, _huge: u128, _keys: BTreeMap<u8, u8>, _name: Renamed) {}

fn unequal_arguments(count: &str, huge: &str, keys: &str, name: &str) -> String {
    format!(r#"{{"_count":{count},"_huge":{huge},"_keys":{keys},"_name":{name}}}"#)
}

/// The exceptions to "what the schema allows is taken, and nothing else".
#[test]
fn where_schema_and_decoder_differ() {
    let usual = ["1", "1", r#"{"1":1}"#, r#"{"firstName":"a","kind":1}"#];
    let with = |at: usize, json| {
        let mut values = usual;
        values[at] = json;
        let [count, huge, keys, name] = values;
        let arguments = unequal_arguments(count, huge, keys, name);
        let is_taken = Unequal::from_json(&arguments).is_ok();
        (allowed::<Unequal>(&arguments), is_taken)
    };
    assert_eq!(with(0, "1"), (true, true));
    assert_eq!(with(0, "0"), (true, false), "a range has no hole");
    let upper_half = "340282366920938463463374607431768211455";
    assert_eq!(with(1, upper_half), (true, false), "past `i128`");
    assert_eq!(with(2, r#"{"256":1}"#), (true, false), "keys are texts");
    let alias = r#"{"given_name":"a","kind":1}"#;
    assert_eq!(with(3, alias), (false, true), "aliases are read, not shown");
}
