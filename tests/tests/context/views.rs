//! What a log may say of what the model is shown, and what that cost.

use agent_core::context::Profile;
use agent_core::event::{BudgetExceeded, ContextTrimmed, Fact, Part, SummedUp, TrimReason, View};
use agent_core::message::Usage;

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
