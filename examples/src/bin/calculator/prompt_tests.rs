//! Tests of the prompt: what is said, and the steps that must follow.
//!
//! They play the recording. `AGENT_LIVE=1`, with `AGENT_MODEL_URL` and `AGENT_MODEL`, asks a live model instead.
//! After a change of the prompt, the tools or their docs, record again:
//!
//! ```sh
//! cargo test -p examples --bin calculator record_again -- --ignored
//! ```

use std::path::Path;
use std::sync::Arc;

use agent_core::reducer::Status;
use agent_core::thread::Thread;
use examples::offline::for_tests;
use examples::session::final_words;
use examples::story::{Story, facts, play, record, steps};

use crate::RECORDINGS;
use crate::agent::Calculator;

const CHAIN: &str =
    "can you multiply 3 and 4, then divide the result by 2 and then add 12 to that result";

const HELLO: Story = Story {
    words: &["hello"],
    typed: "",
    script: &[(
        "done_for_now",
        r#"{"message":"Hello! What shall I calculate?"}"#,
    )],
};

const ONE_OPERATION: Story = Story {
    words: &["can you add 3 and 4"],
    typed: "",
    script: &[
        ("add", r#"{"a":3,"b":4}"#),
        ("done_for_now", r#"{"message":"3 plus 4 is 7."}"#),
    ],
};

const LONG_CHAIN: Story = Story {
    words: &[CHAIN, "and now subtract 1"],
    typed: "y\n",
    script: &[
        ("multiply", r#"{"a":3,"b":4}"#),
        ("divide", r#"{"a":12,"b":2}"#),
        ("add", r#"{"a":6,"b":12}"#),
        ("done_for_now", r#"{"message":"The result is 18."}"#),
        ("subtract", r#"{"a":18,"b":1}"#),
        ("done_for_now", r#"{"message":"The result is 17."}"#),
    ],
};

const CLARIFICATION: Story = Story {
    words: &["can you multiply 3 and FD*(#F&& "],
    typed: "",
    script: &[(
        "request_more_information",
        r#"{"message":"I can multiply 3, but FD*(#F&& is no number. Which number do you mean?"}"#,
    )],
};

const RESUMED: Story = Story {
    words: &["can you multiply 3 and FD*(#F&& ", "lets try 12 instead"],
    typed: "",
    script: &[
        CLARIFICATION.script[0],
        ("multiply", r#"{"a":3,"b":12}"#),
        ("done_for_now", r#"{"message":"3 times 12 is 36."}"#),
    ],
};

const DENIED: Story = Story {
    words: &["can you divide 3 by 4"],
    typed: "n I dont think thats right, use 5 instead of 4\ny\n",
    script: &[
        ("divide", r#"{"a":3,"b":4}"#),
        ("divide", r#"{"a":3,"b":5}"#),
        ("done_for_now", r#"{"message":"3 divided by 5 is 0.6."}"#),
    ],
};

const NOBODY_THERE: Story = Story {
    words: &[CHAIN],
    typed: "",
    script: &[
        LONG_CHAIN.script[0],
        LONG_CHAIN.script[1],
        (
            "done_for_now",
            r#"{"message":"3 times 4 is 12. I did not divide it by 2: the division was not approved."}"#,
        ),
    ],
};

const BY_ZERO: Story = Story {
    words: &["can you divide 1 by 0"],
    typed: "y\n",
    script: &[
        ("divide", r#"{"a":1,"b":0}"#),
        ("done_for_now", r#"{"message":"1 cannot be divided by 0."}"#),
    ],
};

const STORIES: &[Story] = &[
    HELLO,
    ONE_OPERATION,
    LONG_CHAIN,
    CLARIFICATION,
    RESUMED,
    DENIED,
    NOBODY_THERE,
    BY_ZERO,
];

async fn thread(story: &Story) -> Thread {
    let model = for_tests(RECORDINGS[0], |name| std::env::var(name).ok()).unwrap();
    let played = play::<Calculator>(story, model, &(), Arc::new(())).await;
    played.unwrap_or_else(|error| {
        panic!(
            "{error}\nnote: where the prompt or a tool changed on purpose, record again:\n    \
             cargo test -p examples --bin calculator record_again -- --ignored"
        )
    })
}

/// The final words; the steps before them must be these.
async fn answer(story: &Story, expected: &[&str]) -> String {
    let thread = thread(story).await;
    assert_eq!(thread.status(), Status::Finished);
    let mut steps = steps(&thread);
    steps.retain(|step| !step.starts_with("done_for_now"));
    assert_eq!(steps, expected);
    final_words(&thread).unwrap()
}

#[tokio::test]
async fn says_hello() {
    assert!(answer(&HELLO, &[]).await.contains("Hello"));
}

#[tokio::test]
async fn does_one_operation() {
    let words = answer(&ONE_OPERATION, &[r#"add {"a":3,"b":4}"#]).await;
    assert!(words.contains('7'), "{words}");
}

#[tokio::test]
async fn a_long_chain_ends_in_18() {
    let story = Story {
        words: &[CHAIN],
        ..LONG_CHAIN
    };
    let steps = [
        r#"multiply {"a":3,"b":4}"#,
        r#"divide {"a":12,"b":2}"#,
        r#"add {"a":6,"b":12}"#,
    ];
    let words = answer(&story, &steps).await;
    assert!(words.contains("18"), "{words}");
}

#[tokio::test]
async fn a_finished_thread_takes_another_message() {
    let thread = thread(&LONG_CHAIN).await;
    assert!(steps(&thread).contains(&r#"subtract {"a":18,"b":1}"#.to_owned()));
    assert!(final_words(&thread).unwrap().contains("17"));
}

#[tokio::test]
async fn asks_for_clarification_and_runs_nothing() {
    let thread = thread(&CLARIFICATION).await;
    assert_eq!(thread.status(), Status::AwaitingAnswer);
    assert_eq!(ran(&thread), 0);
}

#[tokio::test]
async fn goes_on_after_clarification() {
    let question = format!("{} {}", RESUMED.script[0].0, RESUMED.script[0].1);
    let words = answer(&RESUMED, &[&question, r#"multiply {"a":3,"b":12}"#]).await;
    assert!(words.contains("36"), "{words}");
}

#[tokio::test]
async fn a_denial_with_a_reason_changes_the_division() {
    let steps = [r#"divide {"a":3,"b":4}"#, r#"divide {"a":3,"b":5}"#];
    let words = answer(&DENIED, &steps).await;
    assert!(words.contains("0.6"), "{words}");
    assert_eq!(ran(&thread(&DENIED).await), 1);
}

#[tokio::test]
async fn a_division_by_zero_is_an_error_that_the_model_reads() {
    let thread = thread(&BY_ZERO).await;
    let failure = facts(&thread).find_map(|fact| match fact {
        agent_core::event::Fact::CallFailed(failed) => Some(failed.failure),
        _ => None,
    });
    let failure = failure.expect("1/0 gave a result");
    assert_eq!(failure.message, "cannot divide by zero");
    assert_eq!(failure.detail.as_deref(), Some(r#""division_by_zero""#));
}

#[tokio::test]
async fn nothing_is_divided_where_nobody_approves() {
    let thread = thread(&NOBODY_THERE).await;
    assert_eq!(ran(&thread), 1, "the multiplication");
    assert_eq!(thread.status(), Status::Finished);
}

#[test]
fn a_live_test_without_a_model_is_refused() {
    let var = |name: &str| (name == "AGENT_LIVE").then(|| "1".to_owned());
    let Err(refused) = for_tests(RECORDINGS[0], var) else {
        panic!("a live test needs a model");
    };
    assert!(refused.to_string().contains("AGENT_MODEL_URL"), "{refused}");
}

/// How many calls ran.
fn ran(thread: &Thread) -> usize {
    let started = |fact: &_| matches!(fact, agent_core::event::Fact::CallStarted(_));
    facts(thread).filter(started).count()
}

#[tokio::test]
#[ignore = "writes the recording; run it after a change of the prompt or the tools"]
async fn record_again() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings/calculator.jsonl");
    record::<Calculator>(&file, STORIES, &(), Arc::new(()))
        .await
        .unwrap();
}
