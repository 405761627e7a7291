//! Row X2: a thousand calls with names and arguments that a model made up. What does not fit never runs, what fits
//! always does.

use agent_core::agent::Agent;
use agent_core::context::Format;
use agent_core::event::Fact;
use agent_core::schema::arguments_schema;
use agent_core::testkit::ScriptedModel;
use serde_json::{Value, json};

use super::mutations::{Dice, EXACT, mutant};
use super::{DONE, Desk, ORDER, Story, run};

/// The calls that the fuzzer begins with; nobody is asked about these.
fn seeds() -> [(&'static str, Value); 4] {
    [
        ("place_order", serde_json::from_str(ORDER).unwrap()),
        ("divide", json!({"a": 3, "b": 4})),
        ("mean", json!({"numbers": [1, 2.5, 3]})),
        ("look", json!({})),
    ]
}

/// A name that may be off by a letter, a case, a space, or be another's.
fn name(name: &str, dice: &mut Dice) -> String {
    let at = dice.roll(name.len());
    match dice.roll(16) {
        0 => name[..at].to_owned(),
        1 => format!("{}{}", &name[..at], &name[at + 1..]),
        2 => format!("{}x{}", &name[..at], &name[at..]),
        3 => name.to_uppercase(),
        4 => name.replace('_', "-"),
        5 => format!(" {name}"),
        6 => format!("{name}\0"),
        7 => format!("functions.{name}"),
        8 => seeds()[dice.roll(4)].0.to_owned(),
        9 => [
            "",
            "delete_everything",
            "place_order; erase",
            "../look",
            "done()",
        ][dice.roll(5)]
        .to_owned(),
        _ => name.to_owned(),
    }
}

/// Arguments as text, which may not be JSON at all.
fn text(arguments: &Value, dice: &mut Dice) -> String {
    let text = arguments.to_string();
    match dice.roll(12) {
        0 => text[..dice.roll(text.len())].to_owned(),
        1 => format!("{text} {text}"),
        2 => ["", "null", "[]", "\"go\"", "{{}}", "undefined"][dice.roll(6)].to_owned(),
        _ => text,
    }
}

fn allowed(tool: &str, arguments: &str) -> bool {
    let Some(step) = Desk::SPEC.steps.iter().find(|step| step.name == tool) else {
        return false;
    };
    let schema: Value = serde_json::from_str(&arguments_schema(step.arguments, &EXACT)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value: Result<Value, _> = serde_json::from_str(arguments);
    // A tool that takes nothing may be given nothing, in any way.
    let nothing = tool == "look" && ["", "null"].contains(&arguments);
    nothing || value.is_ok_and(|value| validator.is_valid(&value))
}

/// The one call that ran, as it stands on record, and whether it was repaired.
fn chosen(story: &Story) -> Vec<(String, String, bool)> {
    let batches = story.facts(|fact| match fact {
        Fact::StepsChosen(chosen) => Some(chosen.steps),
        _ => None,
    });
    let steps = batches
        .into_iter()
        .flatten()
        .filter(|step| step.step != DONE.0);
    let steps = steps.map(|step| (step.step, step.arguments, !step.repairs.is_empty()));
    steps.collect()
}

#[tokio::test]
async fn of_a_thousand_made_up_calls_none_runs_that_does_not_fit_and_all_that_fit() {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let (mut ran, mut refused) = (0, 0);
    for _ in 0..1_000 {
        let (tool, whole) = seeds()[dice.roll(4)].clone();
        let arguments = match dice.roll(2) {
            0 => whole,
            _ => mutant(whole, &mut dice),
        };
        let (tool, arguments) = (name(tool, &mut dice), text(&arguments, &mut dice));
        if tool == DONE.0 || tool == "ask_back" {
            continue;
        }
        let fits = allowed(&tool, &arguments);
        let script = ScriptedModel::new()
            .call(&tool, &arguments)
            .call(DONE.0, DONE.1);
        let story = run(script, Format::Messages).await;
        let steps = chosen(&story);
        assert_eq!(story.runs, steps.len(), "{tool} {arguments}");
        assert_eq!(story.refusals().len(), 1 - story.runs, "{tool} {arguments}");
        if fits {
            assert_eq!(story.runs, 1, "{tool} {arguments}");
            ran += 1;
        } else {
            refused += 1 - story.runs;
        }
        for (step, recorded, repaired) in steps {
            assert_eq!(step, tool, "no call becomes another");
            assert!(allowed(&step, &recorded), "{arguments} ran as {recorded}");
            assert!(fits || repaired, "{tool} {arguments}");
        }
    }
    assert!(ran > 200 && refused > 400, "{ran} ran, {refused} refused");
}
