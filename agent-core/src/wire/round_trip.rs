//! Of every dialect: what is written is read again, and nothing makes a reader panic.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{DIALECTS, Dialect, Incoming, read_stream};
use crate::message::{Reply, ReplyCall, Stop, Usage};
use crate::schema::{PORTABLE, PROFILES};

/// Replies as a model may give them, in words that every dialect has.
fn replies() -> impl Strategy<Value = Reply> {
    let words = || option::of("\\PC{1,12}|[ -~\n\"\\\\]{1,30}");
    let call =
        ("[a-zA-Z0-9_-]{1,8}", "[a-z_]{1,8}", arguments()).prop_map(|(id, name, arguments)| {
            ReplyCall {
                id,
                name,
                arguments,
            }
        });
    let about = (
        "[a-z0-9.-]{1,9}",
        option::of("[a-z0-9_]{1,9}"),
        usages(),
        any::<bool>(),
    );
    (words(), words(), vec(call, 0..3), about).prop_map(
        |(text, reasoning, calls, (model, id, usage, cut))| Reply {
            stop: match (cut, calls.is_empty()) {
                (true, _) => Stop::Length,
                (false, true) => Stop::End,
                (false, false) => Stop::ToolCalls,
            },
            text,
            reasoning,
            calls,
            usage,
            model,
            id,
            ..Reply::default()
        },
    )
}

/// Numbers that do not fit a double, and text with everything that is escaped in JSON.
fn arguments() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "[1-9][0-9]{0,30}(\\.[0-9]{1,3}0)?",
        "\\PC{0,6}|[ -~\n\"\\\\]{0,9}".prop_map(|text| serde_json::Value::from(text).to_string()),
        Just("[true,null,{}]".to_owned()),
    ];
    vec(("[a-z]{1,4}", value), 0..4).prop_map(|members| {
        let members: Vec<_> = members
            .into_iter()
            .map(|(key, value)| format!("\"{key}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(","))
    })
}

fn usages() -> impl Strategy<Value = Option<Usage>> {
    let counts = (0..9_u64, 0..9_u64, 0..9_u64, 0..9_u64);
    option::of(
        counts.prop_map(|(input, cached_input, output, reasoning)| Usage {
            input: input + cached_input,
            output: output + reasoning,
            cached_input,
            cache_write: 0,
            reasoning,
        }),
    )
}

#[test]
fn no_dialect_writes_another_ones_strict_schema() {
    let strict = |dialect: &dyn Dialect, wanted| {
        let profile = dialect.profile(wanted);
        (profile.name, profile.strict)
    };
    for dialect in DIALECTS {
        let own = match dialect.name() {
            "anthropic" => "anthropic",
            "gemini" => "none",
            _ => "openai_strict",
        };
        for wanted in PROFILES {
            let (name, strict) = strict(*dialect, wanted);
            assert_eq!(strict, wanted.name == own, "{} {name}", dialect.name());
        }
        assert_eq!(strict(*dialect, &PORTABLE), ("portable", false));
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(reply in replies()) {
        for dialect in DIALECTS {
            let read = dialect.decode(&dialect.encode_reply(&reply)).expect("it is an answer");
            // A dialect may keep its own words besides.
            let plain = Reply { said: None, ..read.clone() };
            prop_assert_eq!(&plain, &reply, "{}", dialect.name());
            let again = dialect.decode(&dialect.encode_reply(&read)).expect("it is an answer");
            prop_assert_eq!(&again, &read, "{}", dialect.name());
        }
    }

    #[test]
    fn a_stream_says_what_a_body_says(reply in replies(), cuts in vec(any::<prop::sample::Index>(), 0..9)) {
        for dialect in DIALECTS {
            let whole = dialect.decode(&dialect.encode_reply(&reply)).expect("it is an answer");
            let stream = dialect.encode_stream(&whole);
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len())).collect();
            cuts.sort_unstable();
            let mut answer = Incoming::new(*dialect);
            let mut from = 0;
            for to in cuts.into_iter().chain([stream.len()]) {
                answer.push(&stream.as_bytes()[from..to], &mut Vec::new()).expect("it is a stream");
                from = to;
            }
            prop_assert_eq!(answer.finish().expect("it is an answer"), whole, "{}", dialect.name());
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(
        reply in replies(),
        at in any::<prop::sample::Index>(),
        length in 0..40_usize,
        put in "[\\[\\]{}\",:0-9a-z\\\\ \u{e9}]{0,12}",
    ) {
        for dialect in DIALECTS {
            for text in [dialect.encode_reply(&reply), dialect.encode_stream(&reply)] {
                read_all(*dialect, &damaged(&text, at.index(text.len()), length, &put));
            }
        }
    }
}

/// The text with a piece of it replaced.
fn damaged(text: &str, at: usize, length: usize, put: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let from = at.min(signs.len());
    let to = (from + length).min(signs.len());
    let (front, back): (String, String) =
        (signs[..from].iter().collect(), signs[to..].iter().collect());
    front + put + &back
}

fn read_all(dialect: &'static dyn Dialect, text: &str) {
    let _ = dialect.decode(text);
    let _ = dialect.decode_error(400, text);
    let _ = dialect.decode_request(text);
    let _ = read_stream(dialect, text.as_bytes());
}
