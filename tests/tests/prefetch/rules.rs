//! What no log may say of prefetched calls, whoever writes it.

use agent_core::contract::{Class, Gate};
use agent_core::event::{
    Chooser, ChosenStep, Does, Fact, MessageReceived, ModelAsked, StepsChosen, Time,
};
use agent_core::reducer::{chose, decide};
use agent_core::thread::Thread;

use crate::deployer::{Deployer, Seen, id};

const NOW: Time = Time(1_000);

fn begun() -> Thread {
    let mut thread = Thread::start::<Deployer>(id(), &Seen::default(), NOW).unwrap();
    let message = MessageReceived::from("deploy");
    thread.append(NOW, &Fact::MessageReceived(message)).unwrap();
    thread
}

fn chosen(call: u64, class: Class, gate: Gate) -> Fact {
    let step = ChosenStep {
        call,
        step: "list_tags".into(),
        version: 1,
        id: String::new(),
        does: Does::Call {
            class,
            gate,
            concurrent: true,
        },
        repairs: Vec::new(),
        arguments: "{}".into(),
    };
    Fact::StepsChosen(StepsChosen {
        by: Chooser::Prefetch,
        collapsed: 0,
        steps: vec![step],
    })
}

fn refused(thread: &mut Thread, fact: &Fact) -> String {
    let before = thread.state().hash().unwrap();
    let error = thread.append(NOW, fact).unwrap_err().to_string();
    assert_eq!(thread.state().hash().unwrap(), before);
    error
}

#[test]
fn only_what_reads_ungated_is_prefetched() {
    let harmful = [
        (Class::Write, Gate::Open),
        (Class::Idempotent, Gate::Open),
        (Class::Read, Gate::Always),
        (Class::Read, Gate::AskIf),
    ];
    for (class, gate) in harmful {
        let error = refused(&mut begun(), &chosen(1, class, gate));
        assert!(error.contains("only calls that read, ungated"), "{error}");
    }
}

#[test]
fn once_and_before_the_model_is_asked() {
    let mut thread = begun();
    let fact = decide(thread.state(), NOW).unwrap();
    assert!(matches!(&fact, Fact::StepsChosen(chosen) if chosen.by == Chooser::Prefetch));
    thread.append(NOW, &fact).unwrap();
    let error = refused(&mut thread, &chosen(4, Class::Read, Gate::Open));
    assert!(error.contains("still open"), "{error}");

    let mut thread = begun();
    let next = agent_core::event::FlowChoice::AskModel;
    let asks = Fact::FlowChosen(agent_core::event::FlowChosen { next });
    thread.append(NOW, &asks).unwrap();
    let asked = ModelAsked {
        model: "m".into(),
        prompt: None,
        request: String::new(),
        bytes: 0,
        host: String::new(),
        plan: None,
        tokens: None,
    };
    thread.append(NOW, &Fact::ModelAsked(asked)).unwrap();
    let failure = agent_core::agent::ModelFailure {
        kind: agent_core::agent::ModelFailureKind::Timeout,
        message: String::new(),
    };
    let failed = agent_core::event::ModelFailed {
        prompt: None,
        failure,
        error: String::new(),
        ms: 0,
        paced_ms: 0,
        by: None,
    };
    thread.append(NOW, &Fact::ModelFailed(failed)).unwrap();
    let error = refused(&mut thread, &chosen(1, Class::Read, Gate::Open));
    assert!(error.contains("the time to prefetch is over"), "{error}");
    let next = agent_core::agent::Next::<Deployer>::ask_model();
    let again = chose(thread.state(), next, NOW).unwrap();
    assert!(
        matches!(again, Fact::FlowChosen(_)),
        "the model was asked already"
    );
}

/// Folded again, the log gives the same state, whatever the program would prefetch now.
#[test]
fn the_state_is_that_of_the_log() {
    let mut thread = begun();
    let fact = decide(thread.state(), NOW).unwrap();
    thread.append(NOW, &fact).unwrap();
    let again = Thread::load::<Deployer>(id(), thread.events().to_vec()).unwrap();
    assert_eq!(
        again.state().hash().unwrap(),
        thread.state().hash().unwrap()
    );
    assert!(again.state().progress().prefetched);
}
