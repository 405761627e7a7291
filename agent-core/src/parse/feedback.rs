//! What a model is told of a reply that is not used.
//!
//! Owns the words: what was wrong and where, the nearest names, and one minimal valid example made from the
//! schema, all bounded. Knows nothing of threads; who is told how often is the reducer's business.

use std::collections::BTreeSet;

use super::{ParseError, StepShape};
use crate::schema::example;
use crate::schema::writer::string;

/// Most characters of what is told of one call: 240 of the error, of which at most 80 are echoed from the reply,
/// and 400 of the example.
pub const FEEDBACK_CHARS: usize = ERROR + EXAMPLE;

/// Most characters of the error.
const ERROR: usize = 240;
/// Most characters of the line with the example; a longer one is left out.
const EXAMPLE: usize = 400;
/// Most calls that are named in one sentence.
const NAMED: usize = 5;

/// What is told of a call of `step` whose arguments are not used.
///
/// ```
/// use agent_core::parse::feedback::of_call;
/// use agent_core::parse::{StepShape, arguments};
/// use agent_core::prelude::*;
///
/// /// Pay money back.
/// #[tool(write)]
/// fn refund(
///     /// The number on the receipt, e.g. "A-1001".
///     order_id: String,
///     amount: u32,
///     note: Option<String>,
/// ) -> bool {
///     true
/// }
/// # use agent_core::tool::Tool;
/// let step = StepShape { name: "refund", aliases: &[], shape: Refund::CONTRACT.arguments };
/// let error = arguments(r#"{"order_id":"A-7","amount":"ten"}"#, step.shape).unwrap_err();
/// assert_eq!(
///     of_call(&error, &step),
///     "`/amount`: expected an integer from 0 to 4294967295, got `\"ten\"`\n\
///      A valid call: refund {\"order_id\":\"A-1001\",\"amount\":1}"
/// );
/// ```
#[must_use]
pub fn of_call(error: &ParseError, step: &StepShape) -> String {
    match error {
        // What was cut off was not wrong.
        ParseError::CutOff | ParseError::Filtered => error.feedback(),
        _ => with_line(error.of_arguments(), call_line(step)),
    }
}

/// What is told of a call of a step that there is not.
#[must_use]
pub fn of_unknown(name: &str, steps: &[StepShape]) -> String {
    let error = ParseError::unknown_step(name, steps.iter().map(|step| step.name));
    let line = probable(&error, None, steps).and_then(call_line);
    with_line(error.feedback(), line)
}

/// What is told of a text that is no step, or not the one that it was meant to be: the example is a step as text,
/// with its tag.
#[must_use]
pub fn of_text(
    error: &ParseError,
    meant: Option<&StepShape>,
    tag: &str,
    steps: &[StepShape],
) -> String {
    let wrong = error.feedback();
    match error {
        ParseError::CutOff | ParseError::Filtered => wrong,
        _ => with_line(
            wrong,
            probable(error, meant, steps).and_then(|step| text_line(tag, step)),
        ),
    }
}

/// What is told of a text with several steps of which some are wrong: each of those by its number, from 1.
#[must_use]
pub fn of_list(wrong: &[(usize, &str)]) -> String {
    let told = wrong.iter().take(NAMED);
    let told: Vec<String> = told
        .map(|(number, words)| format!("Step {number}: {words}"))
        .collect();
    let more = match wrong.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("\nAnd {more} more."),
    };
    format!("No step ran.\n{}{more}", told.join("\n"))
}

/// What is told of a call that was right, where others of the same reply were not.
#[must_use]
pub fn not_run<'a>(refused: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut more = false;
    for name in refused {
        let name = format!("`{}`", name.chars().take(40).collect::<String>());
        if names.len() == NAMED {
            more = true;
        } else if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = if more { ", …" } else { "" };
    format!(
        "Not run, because the reply was refused: see {}{more}",
        names.join(", ")
    )
}

/// Any other words about a call, cut to the bound.
#[must_use]
pub fn in_short(words: &str, step: &StepShape) -> String {
    let mut shown: String = words.chars().take(ERROR).collect();
    if words.chars().nth(ERROR).is_some() {
        shown.pop();
        shown.push('…');
    }
    with_line(shown, call_line(step))
}

/// The one step that a text names in quotes, or else as a word; `None` if it names none, or several.
#[must_use]
pub fn named<'s>(text: &str, steps: &'s [StepShape]) -> Option<&'s StepShape> {
    let quoted = |step: &StepShape| text.contains(&format!("\"{}\"", step.name));
    if steps.iter().any(&quoted) {
        return only(steps.iter().filter(|step| quoted(step)));
    }
    let words: BTreeSet<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .collect();
    only(steps.iter().filter(|step| words.contains(step.name)))
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next();
    first.filter(|_| all.next().is_none())
}

/// The step that the model may have meant, or else the first there is.
fn probable<'s>(
    error: &ParseError,
    meant: Option<&'s StepShape>,
    steps: &'s [StepShape],
) -> Option<&'s StepShape> {
    let nearest = match error {
        ParseError::UnknownStep { nearest, .. } => nearest.as_deref(),
        _ => None,
    };
    let near = nearest.and_then(|near| steps.iter().find(|step| step.name == near));
    near.or(meant).or(steps.first())
}

fn call_line(step: &StepShape) -> Option<String> {
    let example = example::minimal(step.shape)?;
    Some(format!("A valid call: {} {example}", step.name))
}

fn text_line(tag: &str, step: &StepShape) -> Option<String> {
    let example = example::minimal(step.shape)?;
    let members = example.strip_prefix('{')?;
    let mut line = String::from("A valid reply: {");
    string(&mut line, tag);
    line.push(':');
    string(&mut line, step.name);
    line.push_str(if members == "}" { "" } else { "," });
    line.push_str(members);
    Some(line)
}

fn with_line(mut wrong: String, line: Option<String>) -> String {
    // With the line's own break it stays within its share.
    if let Some(line) = line.filter(|line| line.chars().count() < EXAMPLE) {
        wrong.push('\n');
        wrong.push_str(&line);
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{arguments, steps};
    use crate::schema::ShapeRef;
    use crate::schema::check::samples::ORDER;

    fn order() -> [StepShape; 1] {
        [StepShape {
            name: "order",
            aliases: &[],
            shape: ShapeRef::new(&ORDER),
        }]
    }

    #[test]
    fn a_call_is_told_the_place_and_an_example() {
        let error = arguments(r#"{"order_id":7}"#, order()[0].shape).unwrap_err();
        let told = of_call(&error, &order()[0]);
        let (wrong, example) = told.split_once('\n').unwrap();
        assert_eq!(wrong, "`/order_id`: expected a string, got `7`");
        let example = example.strip_prefix("A valid call: order ").unwrap();
        assert!(
            arguments(example, order()[0].shape)
                .unwrap()
                .repairs
                .is_empty()
        );
    }

    #[test]
    fn arguments_that_are_no_json_are_called_arguments() {
        let told = |text: &str| {
            let error = arguments(text, order()[0].shape).unwrap_err();
            let told = of_call(&error, &order()[0]);
            told.split_once('\n').unwrap().0.to_owned()
        };
        assert_eq!(
            told("It is 12."),
            "The arguments must be one JSON object, got `It is 12.`"
        );
        assert!(told(r#"{"order_id":"A"#).starts_with("The arguments end before their JSON does"));
    }

    #[test]
    fn a_text_is_told_a_step_that_reads() {
        let error = steps("I am done.", "intent", &order()).unwrap_err();
        let told = of_text(&error, None, "intent", &order());
        let example = told.split_once("A valid reply: ").unwrap().1;
        let read = steps(example, "intent", &order()).unwrap();
        assert!(read[0].repairs.is_empty(), "{told}");
    }

    #[test]
    fn an_unknown_name_is_told_the_nearest_and_its_call() {
        let told = of_unknown("ordr", &order());
        assert!(
            told.starts_with(
                "There is no step `ordr`; did you mean `order`?\nA valid call: order {"
            )
        );
    }

    #[test]
    fn everything_is_bounded() {
        let long = "x".repeat(100_000);
        let error = arguments(&format!(r#"{{"order_id":{long}}}"#), order()[0].shape).unwrap_err();
        for told in [
            of_call(&error, &order()[0]),
            of_unknown(&long, &order()),
            of_text(&error, Some(&order()[0]), "intent", &order()),
            in_short(&long, &order()[0]),
            not_run(std::iter::repeat_n(long.as_str(), 1_000)),
            not_run((0..1_000).map(|_| "step")),
        ] {
            assert!(told.chars().count() <= FEEDBACK_CHARS, "{told}");
        }
    }

    #[test]
    fn a_long_list_is_told_in_short() {
        let wrong: Vec<(usize, &str)> = (1..=1_000).map(|number| (number, "bad")).collect();
        let told = of_list(&wrong);
        assert!(told.ends_with("Step 5: bad\nAnd 995 more."), "{told}");
    }

    #[test]
    fn what_was_cut_off_is_told_nothing_but_that() {
        let told = of_call(&ParseError::CutOff, &order()[0]);
        assert_eq!(told, "The reply was cut off at the token limit");
    }
}
