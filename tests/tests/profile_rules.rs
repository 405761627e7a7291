//! What is rendered for a profile keeps the profile's own rules, and takes what the type takes: asked of
//! every shape of the corpus that the profile does not refuse.

#[expect(
    dead_code,
    reason = "what schemars says of the same types is another test's"
)]
mod schema_oracle {
    pub(crate) mod corpus;
}

use agent_core::contract::{counts, refusal};
use agent_core::prelude::*;
use agent_core::schema::{
    ANTHROPIC, Counts, Field, Fields, GEMINI, Kind, Lossy, MCP, OPENAI_STRICT, PORTABLE, PROFILES,
    Profile, Shape, ShapeRef, Stream, arguments_schema, json_schema, union_schema,
};
use agent_core::tool::Tool;
use schema_oracle::corpus::{Case, corpus};
use serde_json::{Map, Value, json};

/// The case as the one parameter of a tool.
fn argument(case: &Case) -> ShapeRef {
    let field = Field {
        name: "it",
        aliases: &[],
        doc: "",
        shape: case.shape,
        required: true,
        default: "",
        flatten: false,
        bounds: &[],
        lossy: Lossy::NONE,
        stream: Stream::NONE,
        place: "",
    };
    let list = Box::leak(Box::new([field]));
    let shape = Shape {
        name: "Arguments",
        doc: "",
        text_hash: 1,
        kind: Kind::Struct(Fields { list, closed: true }),
    };
    ShapeRef::new(Box::leak(Box::new(shape)))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Every schema in a schema.
fn schemas<'a>(schema: &'a Value, found: &mut Vec<&'a Map<String, Value>>) {
    let Some(keys) = schema.as_object() else {
        return;
    };
    found.push(keys);
    for (key, value) in keys {
        match (key.as_str(), value) {
            ("properties" | "$defs", Value::Object(members)) => {
                members.values().for_each(|member| schemas(member, found));
            }
            ("anyOf" | "oneOf" | "allOf" | "prefixItems", Value::Array(items)) => {
                for item in items {
                    schemas(item, found);
                }
            }
            ("items" | "additionalProperties" | "not" | "propertyNames", inner) => {
                schemas(inner, found);
            }
            _ => {}
        }
    }
}

/// The keys that the provider's documentation lists.
fn known_keys(profile: &Profile) -> Option<&'static [&'static str]> {
    match profile.name {
        "openai_strict" => Some(&[
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "anyOf",
            "$ref",
            "$defs",
            "description",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minItems",
            "maxItems",
        ]),
        "anthropic" => Some(&[
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "const",
            "anyOf",
            "description",
            "format",
        ]),
        "gemini" => Some(&[
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "prefixItems",
            "enum",
            "anyOf",
            "$ref",
            "$defs",
            "description",
            "format",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
        ]),
        "portable" => Some(&[
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "anyOf",
            "description",
        ]),
        _ => None,
    }
}

/// The rules that each schema inside must keep.
fn check_rules(name: &str, profile: &Profile, text: &str) {
    let root = parsed(text);
    assert_eq!(root["type"], "object", "{name}: {text}");
    let mut all = Vec::new();
    schemas(&root, &mut all);
    for schema in all {
        let says = || format!("{name}, {}: {schema:?}\nin {text}", profile.name);
        if let Some(known) = known_keys(profile) {
            for key in schema.keys() {
                assert!(known.contains(&&**key), "{key} in {}", says());
            }
            let typed = ["type", "anyOf", "$ref"]
                .iter()
                .any(|key| schema.contains_key(*key));
            assert!(typed, "{}", says());
            let alone = schema.len() == 1 || !schema.contains_key("$ref");
            assert!(alone, "{}", says());
        }
        if profile.closed && schema.contains_key("properties") {
            let rest = schema.get("additionalProperties");
            let map = profile.maps && rest.is_some_and(Value::is_object);
            assert!(map || rest == Some(&json!(false)), "{}", says());
        }
        if profile.all_required
            && let Some(Value::Object(properties)) = schema.get("properties")
        {
            let required = schema.get("required").and_then(Value::as_array);
            assert_eq!(required.map_or(0, Vec::len), properties.len(), "{}", says());
        }
    }
}

/// The cases that a profile lets pass; types behind schemars are not known to the compiler.
fn accepted(profile: &'static Profile) -> impl Iterator<Item = (Case, ShapeRef)> {
    let cases = corpus()
        .into_iter()
        .filter(|case| !case.name.contains("schemars"));
    let cases = cases.map(|case| {
        let shape = argument(&case);
        (case, shape)
    });
    cases.filter(|(_, shape)| refusal(*shape, profile).is_none())
}

#[test]
fn what_is_rendered_keeps_the_rules() {
    for profile in PROFILES {
        let mut count = 0;
        for (case, shape) in accepted(profile) {
            check_rules(case.name, profile, &arguments_schema(shape, profile));
            let union = union_schema("intent", &[("one", "", shape), ("two", "", shape)], profile);
            check_rules(case.name, profile, &union);
            count += 1;
        }
        assert!(count >= 40, "{}: {count}", profile.name);
    }
}

/// The key of a sample that stands for a missing one under a profile that requires all.
fn with_nulls(schema: &Value, sample: &Value) -> Value {
    let (Some(properties), Value::Object(members)) = (schema["properties"].as_object(), sample)
    else {
        return sample.clone();
    };
    let mut whole = Map::new();
    for (name, inner) in properties {
        let value = members.get(name).cloned().unwrap_or(Value::Null);
        whole.insert(name.clone(), with_nulls(inner, &value));
    }
    Value::Object(whole)
}

/// A profile's schema never refuses what the faithful one takes, `null` for a missing key aside.
#[test]
fn what_is_rendered_takes_the_same_arguments() {
    for profile in PROFILES {
        let mut count = 0;
        for (case, shape) in accepted(profile).filter(|(case, _)| !case.open) {
            let text = arguments_schema(shape, profile);
            let schema = parsed(&text);
            let validator = jsonschema::draft202012::new(&schema).expect("a schema");
            let faithful = parsed(&json_schema(shape));
            let faithful = jsonschema::draft202012::new(&faithful).expect("a schema");
            for sample in &case.samples {
                let sample = json!({ "it": sample });
                let portable = !profile.null_optionals && sample.to_string().contains("null");
                if portable || !faithful.is_valid(&sample) {
                    continue;
                }
                let given = if profile.all_required {
                    with_nulls(&schema, &sample)
                } else {
                    sample
                };
                // Nested unions say which keys they lack only together.
                let nested =
                    profile.all_required && text.contains("anyOf") && !validator.is_valid(&given);
                assert!(
                    nested || validator.is_valid(&given),
                    "{}, {}: {given}\n{text}",
                    case.name,
                    profile.name
                );
                count += usize::from(!nested);
            }
        }
        assert!(count >= 50, "{}: {count}", profile.name);
    }
}

/// What is portable is refused by no other profile, deep or wide as it may be.
#[test]
fn what_portable_takes_all_take() {
    let portable: Vec<_> = accepted(&PORTABLE).collect();
    for (case, shape) in &portable {
        for profile in PROFILES {
            assert!(
                refusal(*shape, profile).is_none(),
                "{}: {}",
                case.name,
                profile.name
            );
        }
    }
    assert!(portable.len() < accepted(&MCP).count());
}

/// A filter.
#[agent_core::data]
struct Filter {
    name: Option<String>,
    #[serde(default)]
    most: u32,
    kind: Kinds,
    order: Order,
}

/// An order.
#[agent_core::data]
#[serde(tag = "by")]
enum Order {
    Name {
        #[serde(default)]
        down: bool,
    },
}

/// A kind.
#[agent_core::data]
enum Kinds {
    One,
    Two { of: bool },
    Three(Option<u8>),
}

/// Find.
#[tool(read)]
fn find(filter: Filter, #[schema(default = 1)] page: u32, plain: Option<u8>) -> u64 {
    let _ = (filter, page, plain);
    1
}

/// Helps.
#[agent(profile = openai_strict)]
#[derive(Debug, PartialEq)]
enum Finder {
    Find(Find),
    /// Reply.
    #[done]
    Reply {
        message: String,
    },
}

#[test]
fn counts_are_those_of_the_rendered_schema() {
    let shape = Find::CONTRACT.arguments;
    for profile in PROFILES {
        let text = arguments_schema(shape, profile);
        let root = parsed(&text);
        let mut all = Vec::new();
        schemas(&root, &mut all);
        let sizes = |key: &str| -> Vec<usize> {
            let values = all.iter().filter_map(|schema| schema.get(key));
            values
                .map(|value| match value {
                    Value::Object(members) => members.len(),
                    Value::Array(items) => items.len(),
                    _ => 1,
                })
                .collect()
        };
        let (properties, required) = (sizes("properties"), sizes("required"));
        let (properties, required): (usize, usize) =
            (properties.iter().sum(), required.iter().sum());
        let counted = counts(shape, profile);
        assert_eq!(counted.properties, properties, "{text}");
        assert_eq!(
            counted.unions,
            sizes("anyOf").len(),
            "{}: {text}",
            profile.name
        );
        if !profile.all_required {
            assert_eq!(counted.optionals, properties - required, "{text}");
        }
        assert_eq!(counted.tools, 1);
        assert_eq!(counted.enum_values, 2, "{text}");
    }
}

/// A model that is made to write every key writes `null` for what it leaves out.
#[tokio::test]
async fn a_strict_answer_with_nulls_is_a_step() {
    let answer = r#"{"filter":{"name":null,"most":null,"kind":"One","order":{"by":"Name","down":null}},"page":null,"plain":null}"#;
    let model = agent_core::testkit::ScriptedModel::new().call("find", answer);
    let step: Finder = agent_core::once::next_step(&model, "find")
        .await
        .expect("a step");
    let filter = Filter {
        name: None,
        most: 0,
        kind: Kinds::One,
        order: Order::Name { down: false },
    };
    assert_eq!(
        step,
        Finder::Find(Find {
            filter,
            page: 1,
            plain: None
        })
    );
    let request = parsed(&model.requests()[0]);
    let function = &request["tools"][0]["function"];
    assert_eq!(function["strict"], true);
    assert_eq!(
        function["parameters"],
        parsed(&arguments_schema(Find::CONTRACT.arguments, &OPENAI_STRICT))
    );
}

#[test]
fn limits_belong_to_the_named_profiles() {
    assert_eq!(PORTABLE.most, Counts::ANY);
    assert_eq!((GEMINI.most, MCP.most), (Counts::ANY, Counts::ANY));
    assert_eq!(
        (
            ANTHROPIC.most.tools,
            ANTHROPIC.most.optionals,
            ANTHROPIC.most.unions
        ),
        (20, 24, 16)
    );
    assert_eq!(
        (
            OPENAI_STRICT.most.properties,
            OPENAI_STRICT.most.enum_values
        ),
        (5_000, 1_000)
    );
    assert_eq!((OPENAI_STRICT.depth, PORTABLE.depth), (10, 10));
}
