use super::*;
use crate::agent::Urgency;
use crate::contract::Class;
use crate::schema::{Content, Kind, Schema, Shape, Tagging, Variant};

fn ask(asked: Asked, input: &str) -> (Option<PersonAnswer>, String) {
    let request = PersonRequest {
        thread: "t".parse().unwrap(),
        path: Vec::new(),
        call: 1,
        asked,
    };
    let mut dialog = Dialog::new(input.as_bytes(), Vec::new());
    let answer = dialog.ask(&request).unwrap();
    (answer, String::from_utf8(dialog.output).unwrap())
}

fn divide() -> Asked {
    Asked::Approval {
        tool: "divide".into(),
        version: 1,
        class: Class::Read,
        arguments: r#"{"a":3,"b":"\u009b"}"#.replace("\\u009b", "\u{9b}"),
        sha256: "abc".into(),
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "what a person answered, if they did"
)]
fn approval(approved: bool, comment: Option<&str>, by: &str) -> Option<PersonAnswer> {
    Some(PersonAnswer::Approval {
        approved,
        comment: comment.map(str::to_owned),
        by: by.into(),
        sha256: Some("abc".into()),
    })
}

#[test]
fn an_approval_shows_what_will_run_and_hides_nothing() {
    let (answer, shown) = ask(divide(), "y\n");
    assert_eq!(answer, approval(true, None, "terminal"));
    assert!(
        shown.contains("divide@1 (read: changes nothing)"),
        "{shown}"
    );
    assert!(shown.contains(r#"{"a":3,"b":"\u{9b}"}"#), "{shown}");
}

#[test]
fn a_denial_carries_its_comment() {
    let (answer, _) = ask(divide(), "n use 5 instead of 4\n");
    let comment = Some("use 5 instead of 4");
    assert_eq!(answer, approval(false, comment, "terminal"));
}

#[test]
fn what_is_neither_yes_nor_no_is_asked_again() {
    let (answer, shown) = ask(divide(), "\nmaybe\nYES\n");
    assert_eq!(answer, approval(true, None, "terminal"));
    assert_eq!(shown.matches("Answer y to run it").count(), 2);
}

#[test]
fn a_closed_input_denies_approvals_and_leaves_the_rest() {
    assert_eq!(ask(divide(), "").0, approval(false, None, "closed input"));
    assert_eq!(ask(question(String::SHAPE), "").0, None);
    let lost = || Asked::Lost {
        tool: "pay".into(),
        arguments: "{}".into(),
        idempotency_key: "t/1".into(),
    };
    assert_eq!(ask(lost(), "").0, None);
    let (answer, shown) = ask(lost(), "what\nagain\n");
    assert!(shown.contains("under the key t/1"), "{shown}");
    assert_eq!(
        answer,
        Some(PersonAnswer::Verdict {
            verdict: Verdict::RunAgain,
            by: "terminal".into()
        })
    );
}

fn stuck() -> Asked {
    let trouble = |speed: u32| Trouble {
        event: u64::from(speed),
        asked: u64::from(speed),
        tool: "pump".into(),
        arguments: format!("{{\"speed\":{speed}}}"),
        error: "error".into(),
        message: "it coughed\nand \u{1b}[2Jdied".into(),
        sha256: String::new(),
    };
    Asked::Help {
        why: StuckWhy::ToolAttempts {
            tool: "pump".into(),
            attempts: 2,
        },
        errors: vec![trouble(1), trouble(2)],
    }
}

#[test]
fn who_is_asked_for_help_sees_every_error_and_advises_or_stops() {
    let (answer, shown) = ask(stuck(), "\n open the tap \n");
    let by = || String::from("terminal");
    let text = "open the tap".into();
    assert_eq!(answer, Some(PersonAnswer::Advice { text, by: by() }));
    let errors = "\nThe agent is stuck: `pump` gave 2 errors and no result.\n  \
        pump  {\"speed\":1}\n    error: it coughed\n    and \\u{1b}[2Jdied\n  \
        pump  {\"speed\":2}\n    error: it coughed\n    and \\u{1b}[2Jdied\n";
    assert!(shown.starts_with(errors), "{shown}");
    assert!(shown.contains("or `stop` to end the run"), "{shown}");
    let (answer, _) = ask(stuck(), "stop\n");
    assert_eq!(answer, Some(PersonAnswer::GiveUp { by: by() }));
    assert_eq!(
        ask(stuck(), "").0,
        None,
        "a closed input leaves it for later"
    );
}

fn question(answer: ShapeRef) -> Asked {
    Asked::Question {
        step: "ask".into(),
        fields: r#"{"question":"Which one?"}"#.into(),
        answer,
        urgency: Urgency::Low,
    }
}

fn answered(shape: ShapeRef, input: &str) -> (Value, String) {
    match ask(question(shape), input) {
        (Some(PersonAnswer::Answer { value, .. }), shown) => (value, shown),
        other => panic!("{other:?}"),
    }
}

static COLOUR: Shape = Shape {
    name: "Colour",
    doc: "",
    text_hash: 0,
    kind: Kind::Enum {
        tagging: Tagging::External,
        variants: &[variant("red"), variant("green")],
    },
};

const fn variant(name: &'static str) -> Variant {
    Variant {
        name,
        aliases: &[],
        doc: "",
        content: Content::Unit,
    }
}

#[test]
fn answers_have_the_question_s_form_or_are_asked_again() {
    let (text, shown) = answered(String::SHAPE, "\n a red one \n");
    assert_eq!(text, "a red one");
    assert!(shown.contains("Which one?"), "{shown}");
    assert!(shown.contains("must be text"), "{shown}");

    let (yes, shown) = answered(bool::SHAPE, "perhaps\nyes\n");
    assert_eq!(yes, true);
    assert!(shown.contains("must be yes or no"), "{shown}");

    let colour = ShapeRef::new(&COLOUR);
    let (green, shown) = answered(colour, "3\nblue\n2\n");
    assert_eq!(green, "green");
    assert!(shown.contains("  1. red"), "{shown}");
    assert_eq!(shown.matches("must be one of `red`, `green`").count(), 2);
    assert_eq!(answered(colour, "RED\n").0, "red");

    let (number, shown) = answered(u8::SHAPE, "300\n3\n");
    assert_eq!(number, 3);
    assert!(shown.contains("must be JSON"), "{shown}");
}

#[test]
fn a_person_is_told_why_an_answer_was_not_taken() {
    let mut dialog = Dialog::new("".as_bytes(), Vec::new());
    dialog.refused(&AnswerError::OtherArguments { call: 3 });
    assert_eq!(
        String::from_utf8(dialog.output).unwrap(),
        "the approval is for other arguments than those of call 3.\n"
    );
}
