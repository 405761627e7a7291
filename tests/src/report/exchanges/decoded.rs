//! Every answer decodes to what it says; what is no answer is a typed error.

use agent_core::message::Reply;
use agent_core::wire::Dialect;
use serde_json::{Value, json};

use super::plain::Plain;
use super::same::{same, short};
use super::{Exchange, Finding};

pub(super) fn judge(
    dialect: &'static dyn Dialect,
    at: usize,
    exchange: &Exchange,
    finding: &mut Finding,
) {
    if !(200..300).contains(&exchange.status) {
        return;
    }
    finding.had += 1;
    match (exchange.plain(dialect), exchange.decode(dialect)) {
        (Some(plain), Ok(reply)) => {
            let wrong = compare(&plain, &reply);
            finding.expect(wrong.is_none(), || {
                format!("answer {at}: {}", wrong.unwrap_or_default())
            });
        }
        (None, Err(_)) => {}
        (Some(_), Err(error)) => finding.faults.push(format!("answer {at}: {error}")),
        (None, Ok(reply)) => finding
            .faults
            .push(format!("answer {at}: is none, and was read as {reply:?}")),
    }
}

/// The first thing in which the reply and the plain reading differ.
fn compare(plain: &Plain, reply: &Reply) -> Option<String> {
    let calls = |calls: &[(String, String, Value)]| -> Value {
        let call = |(id, name, arguments): &(String, String, Value)| json!([id, name, arguments]);
        calls.iter().map(call).collect()
    };
    let read: Vec<_> = reply
        .calls
        .iter()
        .map(|call| {
            let text = || Value::String(call.arguments.clone());
            let arguments = serde_json::from_str(&call.arguments).unwrap_or_else(|_| text());
            (call.id.clone(), call.name.clone(), arguments)
        })
        .collect();
    let usage = reply.usage.map(|usage| (usage.input, usage.output));
    let pairs = [
        (
            "text",
            json!(plain.text),
            json!(reply.text.as_deref().unwrap_or_default()),
        ),
        (
            "refusal",
            json!(plain.refusal),
            json!(reply.refusal.as_deref().unwrap_or_default()),
        ),
        ("calls", calls(&plain.calls), calls(&read)),
        ("tokens", json!(plain.tokens), json!(usage)),
        ("model", json!(plain.model), json!(reply.model)),
    ];
    pairs.into_iter().find_map(|(what, said, read)| {
        let place = same(&said, &read)?;
        Some(format!(
            "{what}{place} (said {}, read {})",
            short(&said),
            short(&read)
        ))
    })
}
