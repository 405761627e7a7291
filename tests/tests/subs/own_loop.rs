//! Without the runner: whoever drives two threads by hand asks the same pure functions what passes between them.

use agent_core::agent::Next;
use agent_core::event::{CallStarted, Fact, Time};
use agent_core::port::{answer, person_request};
use agent_core::prelude::*;
use agent_core::reducer::{Status, chose, decide, pending};
use agent_core::sub;
use agent_core::thread::Thread;
use tests::people::said;

use super::agents::{Billing, Desk};

const NOW: Time = Time(1_000);

fn append(thread: &mut Thread, fact: &Fact) {
    thread.append(NOW, fact).unwrap();
}

fn choose<A: Agent>(thread: &mut Thread, step: Next<A>) {
    let fact = chose(thread.state(), step, NOW).unwrap();
    append(thread, &fact);
}

#[test]
fn two_threads_are_driven_by_hand() {
    let mut above = Thread::start::<Desk>("t".parse().unwrap(), &(), NOW).unwrap();
    append(&mut above, &Fact::MessageReceived("my money!".into()));
    let question = "where is it?".to_owned();
    choose(&mut above, Next::<Desk>::go(Desk::Money { question }));
    append(
        &mut above,
        &Fact::CallStarted(CallStarted {
            call: 1,
            attempt: 1,
        }),
    );

    // The call is another agent's: its task names the thread, the message and the bounds.
    let task = sub::task(&above, 1).unwrap();
    let mut below = task.start::<Billing>(&(), NOW).unwrap();
    let question = "which order?".to_owned();
    choose(
        &mut below,
        Next::<Billing>::go(Billing::AskOrder { question }),
    );
    assert_eq!(below.status(), Status::AwaitingAnswer);
    append(&mut above, &task.note(&below, 5).unwrap().unwrap());

    // A person answers above, and the answer is told below.
    let request = person_request(&above, 1).unwrap();
    assert_eq!(request.path, ["t-sub-1"]);
    let fact = answer(above.state(), 1, said("A-100".into())).unwrap();
    append(&mut above, &fact);
    let task = sub::task(&above, 1).unwrap();
    task.go_on(&mut below, NOW).unwrap();
    task.go_on(&mut below, NOW).unwrap();
    assert_eq!(
        task.note(&below, 5).unwrap(),
        None,
        "there is something to do below"
    );
    let reason = "no such order".to_owned();
    choose(&mut below, Next::<Billing>::go(Billing::Refused { reason }));
    let over = decide(below.state(), NOW).unwrap();
    append(&mut below, &over);

    // What it ended with is the call's result.
    append(&mut above, &task.note(&below, 9).unwrap().unwrap());
    let last = above.events().last().unwrap();
    assert_eq!(last.kind(), "call_returned");
    assert!(
        last.data()
            .ends_with(r#""value":{"refused":{"reason":"no such order"}}}"#)
    );
    assert_eq!(pending(above.state()).len(), 1, "the flow is asked");
}
