//! Row F4.2: two hundred mutated argument objects through the loop. What runs is what an independent
//! validator accepts under the tool's schema.

use agent_core::agent::Agent;
use agent_core::context::Format;
use agent_core::schema::{PORTABLE, Profile, arguments_schema};
use agent_core::testkit::ScriptedModel;
use serde_json::{Value, json};

use super::{DONE, Desk, run};

/// What the model is shown, with the bounds as keywords in place of words, and `null` for what may be missing.
pub(super) const EXACT: Profile = Profile {
    name: "exact",
    null_optionals: true,
    number_bounds: true,
    ..PORTABLE
};

/// A generator of numbers that are the same in every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

fn whole() -> Value {
    json!({
        "customer": "Ada",
        "lines": [{"item": "tea", "count": 2}, {"item": "cake", "count": 50}],
        "speed": "fast",
        "note": "ring twice",
        "gift": true,
    })
}

/// Values to put in another's place.
fn others() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(7),
        json!(51),
        json!(-1),
        json!(2.5),
        json!(3.0),
        json!(1e30),
        json!(""),
        json!("slow"),
        json!("12"),
        json!([]),
        json!({}),
        json!([{"item": "tea", "count": 1}]),
        json!({"item": "tea", "count": 1}),
        json!([[]]),
    ]
}

/// The places of an object, as JSON pointers, the root left out.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, value)| (at.to_string(), value))
            .collect(),
        _ => return,
    };
    for (key, child) in children {
        let place = format!("{at}/{key}");
        places(child, &place, found);
        found.push(place);
    }
}

fn mutated(dice: &mut Dice) -> Value {
    mutant(whole(), dice)
}

/// The value with one or two changes somewhere inside.
pub(super) fn mutant(mut value: Value, dice: &mut Dice) -> Value {
    for _ in 0..=dice.roll(2) {
        let mut found = Vec::new();
        places(&value, "", &mut found);
        if found.is_empty() {
            break;
        }
        let place = &found[dice.roll(found.len())];
        let (parent, key) = place.rsplit_once('/').unwrap();
        let parent = value.pointer_mut(parent).unwrap();
        match (parent, dice.roll(4)) {
            (Value::Object(members), 0) => {
                members.remove(key);
            }
            (Value::Object(members), 1) => {
                members.insert(format!("{key}_"), json!("extra"));
            }
            (Value::Array(items), 0) => {
                items.remove(key.parse().unwrap());
            }
            (parent, _) => {
                let others = others();
                let other = others[dice.roll(others.len())].clone();
                *parent.pointer_mut(&format!("/{key}")).unwrap() = other;
            }
        }
    }
    value
}

#[tokio::test]
async fn mutated_arguments_run_exactly_when_the_schema_allows_them() {
    let step = &Desk::SPEC.steps[0];
    assert_eq!(step.name, "place_order");
    let schema = arguments_schema(step.arguments, &EXACT);
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut valid, mut invalid) = (0, 0);
    for _ in 0..200 {
        let arguments = mutated(&mut dice);
        let allowed = validator.is_valid(&arguments);
        let script = ScriptedModel::new()
            .call("place_order", &arguments.to_string())
            .call(DONE.0, DONE.1);
        let story = run(script, Format::Messages).await;
        assert_eq!(story.runs, usize::from(allowed), "{arguments}");
        assert_eq!(story.refusals().len(), usize::from(!allowed), "{arguments}");
        if allowed { valid += 1 } else { invalid += 1 }
    }
    assert!(
        valid > 20 && invalid > 100,
        "{valid} valid, {invalid} invalid"
    );
}
