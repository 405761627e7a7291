//! Small slips: every value of a JSON text replaced, every key dropped, one key too many.

use serde_json::{Value, json};

/// What may stand where another value stood.
fn replacements() -> [Value; 10] {
    [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(300),
        json!(1.5),
        json!("text"),
        json!(""),
        json!([]),
        json!({}),
    ]
}

/// Every instance that one slip makes of `value`.
pub(crate) fn mutations(value: &Value) -> Vec<Value> {
    let mut all = replacements().to_vec();
    match value {
        Value::Object(keys) => {
            for (key, inner) in keys {
                let mut without = keys.clone();
                without.remove(key);
                all.push(without.into());
                all.extend(mutations(inner).into_iter().map(|inner| {
                    let mut with = keys.clone();
                    with.insert(key.clone(), inner);
                    with.into()
                }));
            }
            let mut more = keys.clone();
            more.insert("unheard_of".into(), json!(1));
            all.push(more.into());
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                let mut without = items.clone();
                without.remove(at);
                all.push(without.into());
                all.extend(mutations(inner).into_iter().map(|inner| {
                    let mut with = items.clone();
                    with[at] = inner;
                    with.into()
                }));
            }
            all.push(items.iter().cloned().chain([json!("unheard of")]).collect());
            all.push(items.iter().chain(items.first()).cloned().collect());
        }
        _ => {}
    }
    all
}
