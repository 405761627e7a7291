//! Whose flow decides: the user's if there is one.

use agent_core::agent::NextKind;
use agent_core::prelude::*;

/// Add two numbers.
#[tool(read)]
fn add(a: i64, b: i64) -> i64 {
    a.saturating_add(b)
}

/// A calculator with a flow of its own.
#[agent]
enum Own {
    Add(Add),
    /// The result.
    #[done]
    Result {
        value: i64,
    },
}

impl Flow for Own {
    fn next(outcome: OwnOutcome, (): &()) -> Next<Self> {
        match outcome {
            OwnOutcome::Started(_) => Next::go(Add { a: 1, b: 2 }),
            OwnOutcome::Add(_, Ok(value)) if value > 10 => Next::go(Self::Result { value }),
            OwnOutcome::Add(..) => Next::wait(),
            OwnOutcome::Result { .. } => Next::finish(),
            OwnOutcome::Failed(_) => Next::fallback(Self::Result { value: 0 }),
        }
    }
}

/// The same calculator, whose whole batch is answered at once.
#[agent]
enum Batch {
    Add(Add),
    /// The result.
    #[done]
    Result {
        value: i64,
    },
}

impl Flow for Batch {
    fn next(_: BatchOutcome, (): &()) -> Next<Self> {
        Next::ask_model()
    }

    fn settled(batch: Vec<BatchOutcome>, (): &()) -> Next<Self> {
        Next::stop(batch.len().to_string())
    }
}

fn added(value: i64) -> OwnOutcome {
    OwnOutcome::Add(Add { a: 0, b: value }, Ok(value))
}

fn own(batch: Vec<OwnOutcome>) -> (NextKind, Vec<String>) {
    let (kind, steps) = (Own::FLOW)(batch, &()).into_parts();
    let arguments = steps.iter().map(|step| step.encode().unwrap().arguments);
    (kind, arguments.collect())
}

#[test]
fn a_flow_that_was_written_is_the_one_that_decides() {
    let start = Start {
        message: String::new(),
    };
    let (kind, steps) = own(vec![Own::started(start)]);
    assert_eq!(
        (kind, &*steps),
        (NextKind::Go, &[r#"{"a":1,"b":2}"#.to_owned()][..])
    );
}

#[test]
fn answers_of_one_batch_merge_by_strength_and_go_in_call_order() {
    let (kind, steps) = own(vec![added(20), added(30)]);
    assert_eq!(kind, NextKind::Go);
    assert_eq!(steps, [r#"{"value":20}"#, r#"{"value":30}"#]);
    assert_eq!(own(vec![added(20), added(1)]), (NextKind::Wait, vec![]));
    assert_eq!(
        own(vec![OwnOutcome::Result { value: 1 }, added(1), added(20)]),
        (NextKind::Finish, vec![])
    );
    let failure = ModelFailure {
        kind: agent_core::agent::ModelFailureKind::Server,
        message: String::new(),
    };
    let (kind, steps) = own(vec![Own::failed(failure), OwnOutcome::Result { value: 1 }]);
    assert_eq!((kind, steps.len()), (NextKind::Fallback, 1));
}

#[test]
fn a_flow_may_answer_a_whole_batch() {
    let batch = vec![
        BatchOutcome::Result { value: 1 },
        BatchOutcome::Result { value: 2 },
    ];
    let (kind, _) = (Batch::FLOW)(batch, &()).into_parts();
    assert_eq!(kind, NextKind::Stop("2".into()));
}

#[test]
fn a_step_beside_a_pause_is_refused_and_not_lost() {
    let error =
        agent_core::agent::Decision::of(Next::<Own>::wait().and(Add { a: 1, b: 2 })).unwrap_err();
    assert!(error.to_string().contains("beside `wait`"), "{error}");
}
