//! Schemas thrown by dice: what the fake model calls a tool with is always valid, by the library's strict reading and by
//! an independent validator, in every dialect. `FAKE_SCHEMAS=10000` throws more.

use agent_core::message::{Message, Output, Settings, ToolChoice, ToolDefinition};
use agent_core::parse::strict;
use agent_core::port::{Ask, Model};
use agent_core::schema::import;
use agent_core::testkit::{Dice, FakeModel};
use agent_core::wire::{Body, DIALECTS, Head};
use serde_json::{Map, Value, json};

const PATTERNS: [&str; 5] = [
    "^[A-Z]-[0-9]{4}$",
    "^(red|green)+$",
    "[a-c]{2,3}x?",
    "^\\d{3}\\.\\w*$",
    "^é[^a-z]{1,4}$",
];

const FORMATS: [&str; 6] = ["date", "date-time", "email", "uuid", "uri", "ipv4"];

/// A schema that has values.
fn schema(dice: &mut Dice, depth: u8) -> Value {
    let kinds = if depth == 0 { 8 } else { 13 };
    let whole = |dice: &mut Dice| i64::try_from(dice.below(200)).unwrap() - 100;
    match dice.below(kinds) {
        0 => json!({"type": "boolean"}),
        1 => {
            let low = whole(dice);
            json!({"type": "integer", "minimum": low, "maximum": low + whole(dice).abs()})
        }
        2 => json!({"type": "number", "exclusiveMinimum": whole(dice)}),
        3 => json!({"type": "number", "minimum": 0.5, "exclusiveMaximum": 0.75}),
        4 => {
            let least = dice.below(5);
            json!({"type": "string", "minLength": least, "maxLength": least + dice.below(20)})
        }
        5 => json!({"type": "string", "pattern": dice.pick(&PATTERNS)}),
        6 => json!({"type": "string", "format": dice.pick(&FORMATS)}),
        7 => json!({"enum": ["a", "b \"c\"", "é", format!("{}", dice.below(9))]}),
        8 => {
            let least = dice.below(3);
            let items = schema(dice, depth - 1);
            json!({"type": "array", "items": items, "minItems": least, "maxItems": least + dice.below(3)})
        }
        9 => json!({"anyOf": [schema(dice, depth - 1), {"type": "null"}]}),
        10 => json!({"type": "object", "additionalProperties": schema(dice, depth - 1)}),
        11 => json!({"anyOf": [object(dice, depth - 1), {"type": "integer"}, {"const": "none"}]}),
        _ => object(dice, depth - 1),
    }
}

fn object(dice: &mut Dice, depth: u8) -> Value {
    let names = ["id", "näme", "a b", "list", "$x", "type", "quote\""];
    let mut properties = Map::new();
    for name in &names[..=dice.below(names.len())] {
        properties.insert((*name).to_owned(), schema(dice, depth));
    }
    let required: Vec<&String> = properties.keys().filter(|_| dice.one_in(2)).collect();
    let mut object = json!({"type": "object", "required": required});
    if dice.one_in(2) {
        object["additionalProperties"] = json!(false);
    }
    object["properties"] = Value::Object(properties);
    object
}

async fn arguments(fake: &FakeModel, parameters: &str) -> String {
    let tool = ToolDefinition {
        name: "look",
        description: "Look.",
        parameters,
        strict: None,
    };
    let output = Output::Tools {
        tools: &[tool],
        choice: ToolChoice::Required,
    };
    let settings = Settings::new("fake");
    let head = Head::new(&settings).output(&output);
    let body = Body::whole(fake.dialect(), &head, &[Message::User("Hi")]);
    let answer = fake.ask(&Ask::one(fake, body)).await;
    let mut reply = answer
        .unwrap_or_else(|error| panic!("{parameters}\n{error}"))
        .reply;
    reply.calls.remove(0).arguments
}

#[tokio::test]
async fn whatever_the_schema_the_arguments_are_valid() {
    let count = std::env::var("FAKE_SCHEMAS").map_or(600, |count| count.parse().expect("a number"));
    for seed in 0..count {
        let mut dice = Dice::new(seed);
        let schema = object(&mut dice, 3);
        let text = schema.to_string();
        let shape = import(&text).unwrap_or_else(|error| panic!("{seed} {text}: {error}"));
        let validator = jsonschema::draft202012::options().should_validate_formats(true);
        let validator = validator.build(&schema).expect("a schema");
        let dialect = DIALECTS[dice.below(DIALECTS.len())];
        for fake in [FakeModel::new(seed), FakeModel::new(seed).hard()] {
            let fake = fake.speaking(dialect);
            let made = arguments(&fake, &text).await;
            assert_eq!(made, arguments(&fake, &text).await, "the same again");
            let read = strict(&made, shape);
            assert!(
                read.is_ok(),
                "{seed} {}: {text}\n{made}\n{read:?}",
                dialect.name()
            );
            let value: Value = serde_json::from_str(&made).expect("JSON");
            let errors: Vec<_> = validator
                .iter_errors(&value)
                .map(|error| error.to_string())
                .collect();
            assert!(errors.is_empty(), "{seed}: {text}\n{made}\n{errors:?}");
        }
    }
}
