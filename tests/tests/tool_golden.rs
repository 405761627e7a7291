//! Thirty signatures as the model sees them: the definition in the chat dialect under the portable profile,
//! byte for byte, and below it the faithful JSON Schema of the arguments.
//! Run with `UPDATE_GOLDEN=1` to write them anew, then read the difference.
#![allow(
    unused_variables,
    reason = "the tools do nothing: their signatures are the test"
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    clippy::boxed_local,
    clippy::many_single_char_names,
    reason = "what a model fills in comes by value, and the numbers have no other names"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::time::Duration;

use agent_core::contract::ToolFormat;
use agent_core::message::{Output, Settings, ToolChoice, ToolDefinition};
use agent_core::schema::{PORTABLE, arguments_schema, json_schema};
use agent_core::tool;
use agent_core::tool::Tool;
use agent_core::wire::{Dialect, Head, OpenAiChatDialect};
use serde_json::{Value, json};

/// How fast.
#[agent_core::data]
#[serde(rename_all = "snake_case")]
enum Speed {
    /// By ship.
    Slow,
    /// By air.
    Fast,
}

/// Where to.
#[agent_core::data]
struct Address {
    street: String,
    /// Two letters.
    #[schema(pattern = "^[A-Z]{2}$")]
    country: String,
    floor: Option<i8>,
}

/// How it is paid.
#[agent_core::data]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Payment {
    /// With a card.
    Card {
        number: String,
        months: u8,
    },
    /// On account.
    Account {
        iban: String,
    },
    Cash,
}

#[agent_core::data]
#[serde(tag = "kind", content = "is")]
enum Shape {
    Circle(f64),
    Square { side: f64 },
}

#[agent_core::data]
enum Filter {
    All,
    Named(String),
    Between { low: i64, high: i64 },
}

/// Money.
#[agent_core::data]
struct Cents(#[schema(range(0..=1_000_000))] u64);

#[agent_core::data]
#[derive(PartialEq, Eq, PartialOrd, Ord)]
#[serde(transparent)]
struct Sku(#[schema(pattern = "^[A-Z]{3}-[0-9]{4}$")] String);

/// A folder with folders.
#[agent_core::data]
struct Folder {
    name: String,
    folders: Vec<Self>,
}

#[agent_core::data]
struct Page<T> {
    items: Vec<T>,
    #[serde(rename = "nextPage")]
    next: Option<u32>,
}

#[agent_core::data]
struct Window {
    #[serde(default)]
    from: u32,
    #[serde(flatten)]
    size: Size,
}

#[agent_core::data]
struct Size {
    width: u32,
    height: u32,
}

/// Ping.
#[tool(read)]
fn nothing() {}

/// Find by number.
#[tool(read)]
fn number(id: u64) -> u64 {
    id
}

/// Take the smallest and the largest of each kind.
#[tool(read)]
fn numbers(a: u8, b: i8, c: u16, d: i32, e: i64, f: f32, g: f64, h: NonZeroU16) {}

/// Switch it.
#[tool]
fn switch(
    /// True for on.
    on: bool,
) {
}

/// Say something.
#[tool]
fn text(
    /// What to say, in "quotes" and
    /// on two lines.
    words: String,
    mark: char,
) {
}

/// Search.
#[tool(read)]
fn optional(query: String, limit: Option<u32>, speed: Option<Speed>) {}

/// Send it.
#[tool]
fn choice(speed: Speed) {}

/// Send it there.
#[tool]
fn nested(to: Address) {}

/// Pay.
#[tool]
fn tagged(payment: Payment) {}

/// Draw.
#[tool]
fn adjacent(shape: Shape) {}

/// Look for.
#[tool(read)]
fn external(filter: Filter) {}

/// Delete them all.
#[tool(idempotent, destructive)]
fn list(ids: Vec<u64>) {}

/// Order lines.
#[tool]
fn structs(to: Vec<Address>) {}

/// Tag it.
#[tool]
fn set(tags: BTreeSet<String>) {}

/// Fill a grid.
#[tool]
fn grid(rows: Vec<Vec<f64>>) {}

/// Place three.
#[tool]
fn array(point: [f64; 3]) {}

/// Place two.
#[tool]
fn tuple(pair: (String, u32)) {}

/// Set prices.
#[tool]
fn map(prices: BTreeMap<String, f64>) {}

/// Stock up.
#[tool]
fn keyed_map(stock: BTreeMap<Sku, Vec<u32>>) {}

/// Pay back.
#[tool(idempotent, attempts = 3)]
fn newtype(amount: Cents) {}

/// Look up an article.
#[tool(read)]
fn transparent(sku: Sku) {}

/// Wait.
#[tool(call = Sleep)]
fn duration(how_long: Duration) {}

/// Read a file.
#[tool(read, call = ReadFile)]
fn path(path: PathBuf) -> String {
    path.display().to_string()
}

/// Page through.
#[tool(read)]
fn bounds(
    #[schema(range(1..=50))] limit: u32,
    #[schema(length(1..=200))] query: String,
    #[schema(length(..=3))] tags: Vec<String>,
    #[schema(format = "email")] mail: String,
    #[schema(range(0.0..1.0))] share: f64,
) {
}

/// Page through with care.
#[tool(read)]
fn defaults(
    #[schema(default = 10)] limit: u32,
    #[schema(default)] tags: Vec<String>,
    #[schema(default = Speed::Slow)] speed: Speed,
) {
}

/// Make folders.
#[tool]
fn recursive(root: Folder) {}

/// Store a page.
#[tool]
fn generic(page: Page<Address>) {}

/// Resize.
#[tool]
fn flattened(window: Window) {}

/// Store anything.
#[tool]
fn any(value: Value) {}

/// Store twice.
#[tool(name = "store-twice", version = 2, call = StoreBoth)]
fn store_twice(first: Box<Address>, second: Option<Vec<Option<u8>>>) {}

fn compare(name: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden/tool")
        .join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, shown).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(shown, golden, "UPDATE_GOLDEN=1 writes {name} anew");
}

/// The definition as it stands in a request.
fn definition<T: Tool>(parameters: &str) -> String {
    let definition = ToolDefinition {
        name: T::CONTRACT.name,
        description: T::CONTRACT.doc,
        parameters,
        strict: Some(false),
    };
    let output = Output::Tools {
        tools: &[definition],
        choice: ToolChoice::Auto,
    };
    let mut head = String::new();
    let settings = Settings::new("m");
    OpenAiChatDialect.head(&mut head, &Head::new(&settings).output(&output));
    let (_, tools) = head.split_once(r#""tools":["#).unwrap();
    let (tool, _) = tools.rsplit_once(r#"],"tool_choice""#).unwrap();
    tool.to_owned()
}

/// The definition for each reader is JSON and holds the same schema, byte for byte (row F4.1).
fn every_reader<T: Tool>(portable: &str) {
    for (format, key) in [
        (ToolFormat::OpenAiChat, "parameters"),
        (ToolFormat::OpenAiResponses, "parameters"),
        (ToolFormat::Anthropic, "input_schema"),
        (ToolFormat::Gemini, "parametersJsonSchema"),
        (ToolFormat::Mcp, "inputSchema"),
    ] {
        let text = T::CONTRACT.definition(format, &PORTABLE);
        assert!(text.contains(&format!("\"{key}\":{portable}")), "{text}");
        let mut tool: Value = serde_json::from_str(&text).unwrap();
        if format == ToolFormat::OpenAiChat {
            tool = tool["function"].take();
        }
        assert_eq!(tool["name"], T::CONTRACT.name);
        assert_eq!(tool["description"], T::CONTRACT.doc);
        if let Some(output) = tool.get("outputSchema") {
            jsonschema::draft202012::meta::validate(output).unwrap();
        }
    }
}

/// Checks the golden file, that both schemas are schemas, and that this call passes them and the decoder.
fn check<T: Tool + Debug + PartialEq>(name: &str, arguments: &Value) {
    let shape = T::CONTRACT.arguments;
    let (portable, faithful) = (arguments_schema(shape, &PORTABLE), json_schema(shape));
    every_reader::<T>(&portable);
    compare(
        name,
        &format!("{}\n{faithful}\n", definition::<T>(&portable)),
    );
    for schema in [portable, faithful] {
        let schema: Value = serde_json::from_str(&schema).unwrap();
        jsonschema::draft202012::meta::validate(&schema).unwrap();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(arguments)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        assert!(!validator.is_valid(&json!({"no_such_argument": 1})));
    }
    let call = T::from_json(&arguments.to_string()).unwrap();
    assert_eq!(T::from_json(&call.to_json().unwrap()).unwrap(), call);
    assert!(T::from_json(r#"{"no_such_argument":1}"#).is_err());
}

macro_rules! golden {
    ($($name:ident $call:ty: $arguments:tt;)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                check::<$call>(stringify!($name), &json!($arguments));
            }
        )*
    };
}

mod golden {
    use super::*;

    golden! {
        nothing Nothing: {};
        number Number: {"id": u64::MAX};
        numbers Numbers: {"a": 255, "b": -128, "c": 0, "d": -7, "e": 7, "f": 1.5, "g": 2, "h": 1};
        switch Switch: {"on": true};
        text Text: {"words": "\"a\"\n", "mark": "!"};
        optional Optional: {"query": "tea"};
        choice Choice: {"speed": "slow"};
        nested Nested: {"to": {"street": "High St. 1", "country": "GB", "floor": -1}};
        tagged Tagged: {"payment": {"kind": "card", "number": "4", "months": 12}};
        adjacent Adjacent: {"shape": {"kind": "Square", "is": {"side": 2.5}}};
        external External: {"filter": {"Between": {"low": -1, "high": 1}}};
        list List: {"ids": [1, 2]};
        structs Structs: {"to": [{"street": "High St. 1", "country": "GB"}]};
        set Set: {"tags": ["a", "b"]};
        grid Grid: {"rows": [[1, 2.5], []]};
        array Array: {"point": [1, 2, 3]};
        tuple Tuple: {"pair": ["a", 1]};
        map Map: {"prices": {"tea": 2.5}};
        keyed_map KeyedMap: {"stock": {"TEA-0001": [1]}};
        newtype Newtype: {"amount": 100};
        transparent Transparent: {"sku": "TEA-0001"};
        duration Sleep: {"how_long": {"secs": 1, "nanos": 500}};
        path ReadFile: {"path": "/a/b"};
        bounds Bounds: {"limit": 50, "query": "q", "tags": [], "mail": "a@b.example", "share": 0.5};
        defaults Defaults: {};
        recursive Recursive: {"root": {"name": "a", "folders": [{"name": "b", "folders": []}]}};
        generic Generic: {"page": {"items": [], "nextPage": 2}};
        flattened Flattened: {"window": {"width": 1, "height": 2}};
        any Any: {"value": {"a": [null]}};
        store_twice StoreBoth: {"first": {"street": "s", "country": "FR"}, "second": [1, null]};
    }

    #[test]
    fn there_are_thirty_and_no_golden_file_besides() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/tool");
        let files = std::fs::read_dir(folder).unwrap();
        assert_eq!((NAMES.len(), files.count()), (30, 30));
    }
}
