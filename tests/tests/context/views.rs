//! What a log may say of what the model is shown, and what that cost.

use agent_core::context::Profile;
use agent_core::event::{
    BudgetExceeded, ContextTrimmed, Event, EventRange, Fact, Part, SummedUp, Time, TrimReason, View,
};
use agent_core::message::Usage;
use agent_core::reducer::FoldError;
use agent_core::thread::{Thread, ThreadError};

use crate::agent::Calculator;
use crate::random::Walk;

fn trimmed(view: View) -> ContextTrimmed {
    ContextTrimmed {
        why: TrimReason::Compacted,
        view,
        before: 10,
        after: 5,
        summed_up: None,
    }
}

fn range(first: u64, last: u64) -> EventRange {
    EventRange { first, last }
}

#[test]
fn a_view_of_events_that_are_not_there_cannot_follow() {
    let mut walk = Walk::new(3, 5);
    assert!(walk.go_to_the_model());
    let (thread, end) = (&walk.thread, walk.thread.len());
    assert!(end >= 2);
    let load = |view: View| {
        let fact = Fact::ContextTrimmed(trimmed(view));
        let data = fact.data();
        let event = Event::new(end + 1, Time(end), "context_trimmed", &data);
        let events = thread.events().iter().cloned().chain([event]).collect();
        Thread::load::<Calculator>(thread.id().clone(), events)
    };
    let from = |from| View {
        from,
        ..View::default()
    };
    let kept = |kept: &[EventRange]| View {
        kept: kept.to_vec(),
        ..from(end)
    };
    let without = |without: &[EventRange]| View {
        without: without.to_vec(),
        ..from(1)
    };
    for view in [
        from(0),
        from(end + 1),
        from(u64::MAX),
        kept(&[range(0, 1)]),
        kept(&[range(2, 1)]),
        kept(&[range(2, 2), range(1, 1)]),
        kept(&[range(1, end + 1)]),
        without(&[range(0, 1)]),
        without(&[range(2, 1)]),
        without(&[range(1, end + 1)]),
    ] {
        let error = load(view.clone()).unwrap_err();
        let ThreadError::Fold(FoldError::Impossible { seq, kind, .. }) = &error else {
            panic!("{view:?}: {error}");
        };
        assert_eq!((*seq, kind.as_str()), (end + 1, "context_trimmed"));
    }
    for view in [
        from(1),
        from(end),
        kept(&[range(1, 1), range(2, 2)]),
        without(&[range(2, 2), range(1, 1)]),
    ] {
        load(view).unwrap();
    }
}

/// Somebody paid for a summary, and the request did not fit all the same.
#[test]
fn what_a_request_cost_that_was_never_sent_is_in_the_sums() {
    let mut walk = Walk::new(3, 5);
    assert!(walk.go_to_the_model());
    let usage = Usage {
        input: 700,
        output: 50,
        ..Usage::default()
    };
    let summed_up = SummedUp {
        usage,
        cost_micros: 1_200,
        ..SummedUp::default()
    };
    walk.append(&Fact::ContextTrimmed(ContextTrimmed {
        summed_up: Some(Box::new(summed_up)),
        ..trimmed(View::default())
    }));
    walk.append(&Fact::ContextRefused(BudgetExceeded {
        part: Part::History,
        need: 9_000,
        have: 5_000,
    }));
    let profile = Profile::of(walk.thread.events()).unwrap();
    let (total, progress) = (profile.total(), walk.thread.state().progress());
    assert_eq!(total.usage, usage);
    assert_eq!(total.usage, progress.usage);
    assert_eq!((total.cost_micros, total.trims), (1_200, 1));
    assert_eq!(total.cost_micros, progress.cost_micros);
    let table = profile.to_string();
    let unsent = table.lines().find(|line| line.contains("unsent"));
    assert!(unsent.is_some_and(|line| line.contains("1200")), "{table}");
}

/// A provider may say what it likes.
#[test]
fn a_profile_of_any_numbers_can_be_printed() {
    let mut profile = Profile::default();
    let turn = agent_core::context::ProfiledTurn {
        usage: Usage {
            input: u64::MAX,
            cached_input: u64::MAX,
            ..Usage::default()
        },
        trims: u64::MAX,
        ..Default::default()
    };
    profile.turns = vec![turn.clone(), turn];
    assert!(profile.to_string().contains("100%"));
}
