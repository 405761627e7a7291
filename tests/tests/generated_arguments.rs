//! Arguments made up for tools of other people, whose schemas are read at run time: an independent validator
//! finds nothing wrong with any.

use agent_core::schema::import;
use agent_core::testkit::Generator;
use serde_json::Value;

fn rows() -> Vec<Value> {
    let own = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/function-calls/sample.jsonl"
    );
    // Another file of the same format, to look at more than the sample.
    let path = std::env::var("FUNCTION_CALLS").unwrap_or_else(|_| own.to_owned());
    let text = std::fs::read_to_string(path).expect("rows");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a row"))
        .collect()
}

#[test]
fn made_up_arguments_are_valid() {
    let mut made = 0;
    for row in rows() {
        for tool in row["tools"].as_array().expect("tools") {
            let schema = &tool["parameters"];
            let shape = import(&schema.to_string())
                .unwrap_or_else(|error| panic!("{}: {error}", row["id"]));
            let validator = jsonschema::draft202012::new(schema).expect("a schema");
            for seed in 0..5 {
                for mut generator in [Generator::new(seed), Generator::new(seed).hard()] {
                    let text = generator.value(shape);
                    let text = text
                        .unwrap_or_else(|error| panic!("{} {}: {error}", row["id"], tool["name"]));
                    let value: Value = serde_json::from_str(&text).expect("JSON");
                    let errors: Vec<String> = validator
                        .iter_errors(&value)
                        .map(|error| error.to_string())
                        .collect();
                    assert!(
                        errors.is_empty(),
                        "{} {}: {text}\n{errors:?}",
                        row["id"],
                        tool["name"]
                    );
                    made += 1;
                }
            }
        }
    }
    assert!(made > 500, "{made}");
    println!("{made} values");
}
