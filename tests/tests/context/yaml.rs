//! What the YAML format writes says the same to a reader that is not ours.

use agent_core::context::{Element, ElementBody, TextFormat, UnreadableContext, Yaml};
use agent_core::testkit::hold_format;
use saphyr::{LoadableYamlNode, Scalar, Yaml as Node};
use serde_json::{Map, Value, json};

/// Reads as ours does, and lets another reader say whether that is what the text says.
#[derive(Debug)]
struct ReadTwice;

impl TextFormat for ReadTwice {
    fn name(&self) -> &'static str {
        Yaml.name()
    }

    fn write(&self, element: &Element<'_>, first: bool, out: &mut String) {
        Yaml.write(element, first, out);
    }

    fn read(&self, text: &str) -> Result<Vec<Element<'static>>, UnreadableContext> {
        let ours = Yaml.read(text)?;
        let theirs = Node::load_from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
        assert_eq!(theirs.len(), 1, "one document:\n{text}");
        let meant: Vec<Value> = ours.iter().map(meant).collect();
        assert_eq!(value(&theirs[0]), Value::from(meant), "{text}");
        Ok(ours)
    }
}

fn meant(element: &Element<'_>) -> Value {
    let body = match &element.body {
        ElementBody::Text(text) => json!(text),
        ElementBody::Fields(fields) => {
            let read = |json: &str| float(serde_json::from_str(json).unwrap());
            let fields = fields
                .iter()
                .map(|(key, json)| (key.to_string(), read(json)));
            Value::Object(fields.collect())
        }
    };
    Value::Object(Map::from_iter([(element.name.to_string(), body)]))
}

/// Both readers' numbers as floats.
fn float(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(all) => all.into_iter().map(float).collect(),
        Value::Object(all) => {
            let all = all.into_iter().map(|(key, value)| (key, float(value)));
            Value::Object(all.collect())
        }
        other => other,
    }
}

fn value(node: &Node<'_>) -> Value {
    match node {
        Node::Value(Scalar::Null) => Value::Null,
        Node::Value(Scalar::Boolean(it)) => json!(it),
        Node::Value(Scalar::Integer(it)) => float(json!(it)),
        Node::Value(Scalar::FloatingPoint(it)) => json!(it.into_inner()),
        Node::Value(Scalar::String(it)) => json!(it),
        Node::Sequence(all) => all.iter().map(value).collect(),
        Node::Mapping(all) => {
            let key = |key: &Node<'_>| match key {
                Node::Value(Scalar::String(key)) => key.to_string(),
                other => panic!("{other:?} is no text"),
            };
            let all = all.iter().map(|(name, node)| (key(name), value(node)));
            Value::Object(all.collect())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn another_reader_reads_the_same() {
    hold_format(&ReadTwice);
}
