//! Arguments that do not fit: refused before anything runs, with the place and what was expected.

use agent_core::event::Fact;
use agent_core::parse::RepairKind;

use super::{ORDER, one_call, one_text};

/// What the model is told of the arguments, of which nothing ran.
async fn told(tool: &str, arguments: &str) -> String {
    let story = one_call(tool, arguments).await;
    let refused = story.refused();
    // The model reads the very words of the event in its next request.
    let quoted = serde_json::to_string(&refused.feedback).unwrap();
    assert!(story.requests[1].contains(&quoted), "{}", story.requests[1]);
    wrong(&refused.feedback, &format!("A valid call: {tool} {{"))
}

/// What was wrong, without the example that follows it.
fn wrong(feedback: &str, begin: &str) -> String {
    let (wrong, example) = feedback.split_once('\n').expect("an example");
    assert!(example.starts_with(begin), "{feedback}");
    assert!(wrong.chars().count() <= 240, "{wrong}");
    wrong.to_owned()
}

async fn runs(tool: &str, arguments: &str) -> (usize, Vec<String>) {
    let story = one_call(tool, arguments).await;
    assert!(story.refusals().is_empty(), "{:?}", story.refusals());
    (story.runs, story.results())
}

#[tokio::test]
async fn arguments_that_fit_run_once() {
    let result = vec![String::from(r#""Ada: 1 lines""#)];
    assert_eq!(runs("place_order", ORDER).await, (1, result));
}

#[tokio::test]
async fn wrong_types_are_refused_with_their_place() {
    assert_eq!(
        told("divide", r#"{"a":"three","b":4}"#).await,
        "`/a`: expected a number, got `\"three\"`"
    );
    assert_eq!(
        told(
            "place_order",
            r#"{"customer":"Ada","lines":[{"item":"tea","count":51}],"speed":"fast"}"#
        )
        .await,
        "`/lines/0/count`: expected an integer from 1 to 50, got `51`"
    );
    assert_eq!(
        told(
            "place_order",
            r#"{"customer":"Ada","lines":[],"speed":"fats"}"#
        )
        .await,
        "`/speed`: expected one of `slow`, `fast`, got `\"fats\"`"
    );
    assert_eq!(
        told("place_order", "[1,2]").await,
        "The arguments: expected an object with the keys `customer`, `lines`, `speed`, `note`, `gift`, got `[1,2]`"
    );
}

#[tokio::test]
async fn missing_arguments_are_refused_and_never_made_up() {
    assert_eq!(
        told("divide", r#"{"a":3}"#).await,
        "`/b`: expected a number, got nothing: the key is missing"
    );
    assert_eq!(
        told("divide", "").await,
        "`/a`: expected a number, got nothing: the key is missing"
    );
    assert_eq!(
        told("divide", r#"{"a":3,"b":null}"#).await,
        "`/b`: expected a number, got `null`"
    );
}

#[tokio::test]
async fn extra_arguments_are_refused_with_the_nearest_name() {
    let extra = ORDER.replace("\"speed\"", "\"notes\":\"x\",\"speed\"");
    assert_eq!(
        told("place_order", &extra).await,
        "`/notes`: expected only the keys `customer`, `lines`, `speed`, `note`, `gift`, \
         got the unknown key `notes`; did you mean `note`?"
    );
    assert_eq!(
        told("look", r#"{"where":"there"}"#).await,
        "`/where`: expected no keys, got the unknown key `where`"
    );
}

#[tokio::test]
async fn arguments_inside_a_string_are_read_and_noted() {
    let text = serde_json::to_string(ORDER).unwrap();
    let story = one_call("place_order", &text).await;
    assert_eq!((story.runs, story.refusals().len()), (1, 0));
    let repaired = story.facts(|fact| match fact {
        Fact::StepsChosen(chosen) => chosen.steps[0].repairs.first().map(|repair| repair.kind),
        _ => None,
    });
    assert_eq!(repaired, [RepairKind::StringEncoded]);
    // The object inside is held to the same rules.
    let inner = serde_json::to_string(r#"{"a":"three","b":4}"#).unwrap();
    assert!(told("divide", &inner).await.starts_with("`/a`: expected"));
}

#[tokio::test]
async fn nothing_needed_may_be_written_in_any_way() {
    for nothing in ["", "{}", "null", "\"\"", "\"{}\""] {
        assert_eq!(runs("look", nothing).await, (1, vec!["12".into()]));
    }
}

#[tokio::test]
async fn duplicate_keys_are_refused() {
    assert_eq!(
        told("divide", r#"{"a":1,"b":2,"a":3}"#).await,
        "`/a`: expected each key once, got the key again"
    );
}

#[tokio::test]
async fn numbers_that_json_does_not_have_are_refused() {
    for number in [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "0x10",
        "1,5",
        ".5.5",
    ] {
        let arguments = format!(r#"{{"a":{number},"b":1}}"#);
        let feedback = told("divide", &arguments).await;
        assert!(!feedback.is_empty(), "{number}");
    }
}

#[tokio::test]
async fn huge_arguments_are_read_or_refused_in_time_and_told_in_few_words() {
    let name = "x".repeat(1 << 20);
    let order = ORDER.replace("Ada", &name);
    assert_eq!(runs("place_order", &order).await.0, 1);
    let feedback = told("divide", &format!(r#"{{"a":"{name}","b":1}}"#)).await;
    assert!(feedback.chars().count() <= 240, "{feedback}");
    let lines = vec![r#"{"item":"tea","count":1}"#; 20_000].join(",");
    let order = ORDER.replace(r#"{"item":"tea","count":2}"#, &lines);
    assert_eq!(runs("place_order", &order).await.0, 1);
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    for depth in [200, 100_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let feedback = told("divide", &format!(r#"{{"a":{open}1{close},"b":1}}"#)).await;
        assert!(feedback.chars().count() <= 240, "{feedback}");
        let unclosed = told("divide", &format!(r#"{{"a":{open}"#)).await;
        assert!(unclosed.chars().count() <= 240, "{unclosed}");
    }
}

#[tokio::test]
async fn control_characters_inside_text_arrive_as_they_were_written() {
    let order = ORDER.replace("Ada", r"A\u0000d\u001b[31ma\u202e");
    let (count, results) = runs("place_order", &order).await;
    assert_eq!(count, 1);
    let said: String = serde_json::from_str(&results[0]).unwrap();
    assert_eq!(said, "A\0d\u{1b}[31ma\u{202e}: 1 lines");
    // Written raw they are no JSON; whatever is made of them, no character is lost.
    let story = one_call("place_order", &ORDER.replace("Ada", "A\u{1}\nda")).await;
    match story.runs {
        0 => assert_eq!(story.refusals().len(), 1),
        _ => assert_eq!(story.results(), [r#""A\u0001\nda: 1 lines""#]),
    }
}

#[tokio::test]
async fn half_a_character_is_refused() {
    for half in [r"\ud83d", r"\udc00", r"\ud83dx", r"\ud83d\u0041"] {
        let feedback = told("place_order", &ORDER.replace("Ada", half)).await;
        assert!(!feedback.is_empty(), "{half}");
    }
    let whole = ORDER.replace("Ada", r"\ud83d\ude00");
    assert_eq!(runs("place_order", &whole).await.1, [r#""😀: 1 lines""#]);
}

#[tokio::test]
async fn text_mode_holds_arguments_to_the_same_rules() {
    let order = ORDER.replacen('{', r#"{"intent":"place_order","#, 1);
    assert_eq!(one_text(&order).await.runs, 1);
    let story = one_text(&order.replace("\"count\":2", "\"count\":51")).await;
    let example = "A valid reply: {\"intent\":\"place_order\",\"customer\":";
    assert_eq!(
        wrong(&story.refused().feedback, example),
        "`/lines/0/count`: expected an integer from 1 to 50, got `51`"
    );
    let story = one_text(&order.replace("\"count\":2", "\"count\":\"3,14\"")).await;
    assert_eq!(story.refused().error, "mismatch");
    let story = one_text(&order.replace("\"customer\":\"Ada\",", "")).await;
    assert_eq!(
        wrong(&story.refused().feedback, example),
        "`/customer`: expected a string, got nothing: the key is missing"
    );
}
