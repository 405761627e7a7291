//! Two versions of a prompt: who gets which, that it stays, and what became of the threads of each.

use std::process::Command;
use std::sync::Arc;

use agent_core::event::{Event, Fact, ThreadId, Time};
use agent_core::experiment::{Arm, Ended, Experiment, ExperimentError, Outcomes, ThreadOutcome};
use agent_core::message::{Reply, ReplyCall, Stop, Usage};
use agent_core::model::Price;
use agent_core::port::{MemoryStore, Store};
use agent_core::prompt::Prompt;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

use desk::{Case, Desk, LONG, WARM};

mod desk {
    use agent_core::experiment::fits;
    use agent_core::prelude::*;
    use agent_core::prompt::Prompt;

    /// Look an order up.
    #[tool(read)]
    pub(super) fn look_up(order: u32) -> String {
        format!("order {order} is on its way")
    }

    #[agent_core::data]
    #[derive(Default)]
    pub(super) struct Case {
        pub(super) customer: String,
    }

    /// What the desk may do.
    #[agent(prompt = "prompts/desk_plain.md", state = Case, max_steps = 10)]
    pub(super) enum Desk {
        LookUp(LookUp),
        /// Answer the customer.
        #[done]
        Answer {
            message: String,
        },
    }

    impl State<Desk> for Case {
        fn apply(&mut self, _outcome: &DeskOutcome) {}
    }

    #[agent_core::prompt("prompts/desk_warm.md")]
    struct Warm {
        customer: String,
    }

    // The compiler holds it to the state of the agent.
    pub(super) const WARM: &Prompt = fits::<Desk>(Warm::PROMPT);

    #[agent_core::prompt(
        text = "You are a desk.{% for tool in tools %} You have {{ tool.name }}.{% endfor %}"
    )]
    struct Long {
        tools: Vec<Offer>,
    }

    #[agent_core::data]
    struct Offer {
        name: String,
    }

    pub(super) const LONG: &Prompt = fits::<Desk>(Long::PROMPT);
}

fn tone(plain: u32, warm: u32) -> Experiment {
    let arms = [Arm::own("plain", plain), Arm::of("warm", warm, WARM)];
    Experiment::new("tone", arms).unwrap()
}

fn id(name: &str) -> ThreadId {
    name.parse().unwrap()
}

/// Answers of which each took these tokens.
fn says(name: &str, arguments: &str, input: u64) -> Reply {
    Reply {
        calls: vec![ReplyCall {
            id: String::new(),
            name: name.into(),
            arguments: arguments.into(),
        }],
        stop: Stop::ToolCalls,
        usage: Some(Usage {
            input,
            output: 10,
            ..Usage::default()
        }),
        ..Reply::default()
    }
}

const PRICE: Price = Price {
    input: 3_000_000,
    cached_input: None,
    cache_write: None,
    output: 15_000_000,
};

fn customer() -> Case {
    Case {
        customer: "Ada".into(),
    }
}

/// The plain desk looks an order up and answers; the warm one answers at once, and every tenth time the model fails.
fn script(arm: &str, number: u64) -> ScriptedModel {
    let done = |model: ScriptedModel| {
        model.says(says("answer", r#"{"message":"It is on its way."}"#, 100))
    };
    match arm {
        "plain" => done(ScriptedModel::new().says(says("look_up", r#"{"order":1}"#, 90))),
        _ if number.is_multiple_of(10) => ScriptedModel::new().raw(400, "{}"),
        _ => done(ScriptedModel::new()),
    }
}

#[tokio::test]
async fn a_thousand_sessions_are_split_in_halves_and_told_of_in_a_table() {
    let store = MemoryStore::default();
    for number in 0..1_000 {
        let runner = |model| {
            Runner::<Desk>::new(model, ())
                .store(store.clone())
                .price(PRICE)
                .experiment(tone(50, 50))
        };
        let session = id(&format!("session-{number}"));
        let begun = runner(ScriptedModel::new())
            .start(session.clone(), &customer())
            .await;
        let arm = begun.unwrap().state().progress().arm.clone().unwrap();
        assert_eq!(arm.experiment, "tone");
        let runner = runner(script(&arm.arm, number));
        let mut thread = runner.open(session, &customer()).await.unwrap();
        runner.send(&mut thread, "Where is order 1?").await.unwrap();
        runner.run(&mut thread).await.unwrap();
    }
    let mut outcomes = Outcomes::default();
    for thread in store.list().await.unwrap() {
        let events = store.load(&thread).await.unwrap();
        outcomes.add(&events, answered(&events)).unwrap();
    }
    let [plain, warm] = ["plain", "warm"].map(|arm| outcomes.arm("tone", arm));
    assert_eq!(plain.threads + warm.threads, 1_000);
    assert!((450..=550).contains(&plain.threads), "{}", plain.threads);
    // Each number is what the scripts add up to.
    assert_eq!(plain.finished, plain.threads);
    assert_eq!(
        (plain.steps, plain.tokens),
        (plain.threads * 2, plain.threads * 210)
    );
    assert_eq!(warm.failed, warm.threads - warm.finished);
    assert!((30..=70).contains(&warm.failed), "{}", warm.failed);
    assert_eq!(
        (warm.steps, warm.tokens),
        (warm.finished, warm.finished * 110)
    );
    assert_eq!((plain.open(), warm.open(), warm.stopped), (0, 0, 0));
    assert!(plain.cost_micros > 0);
    assert!((plain.score - plain.threads as f64).abs() < 1e-9);
    assert!((warm.score - warm.finished as f64).abs() < 1e-9);

    let table = outcomes.to_string();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(GOLDEN).unwrap_or_default());
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert!(
        lines[1].starts_with("tone        plain  prompts/desk_plain.md@"),
        "{table}"
    );
    assert!(
        lines[2].starts_with("tone        warm   prompts/desk_warm.md@2.0.0#"),
        "{table}"
    );
    assert!(
        lines[1].ends_with("1.000") && lines[1].contains("(100%)"),
        "{table}"
    );
}

/// The documents quote it.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/outcomes.txt");

/// A score of one's own: whether the customer was answered.
fn answered(events: &[Event]) -> Option<f64> {
    let finished = events
        .last()
        .is_some_and(|event| event.kind() == "finished");
    Some(if finished { 1.0 } else { 0.0 })
}

#[test]
fn weights_are_shares_of_the_threads() {
    let experiment = Experiment::new(
        "three",
        [
            Arm::own("a", 1),
            Arm::of("b", 0, WARM),
            Arm::of("c", 3, LONG),
        ],
    );
    let experiment = experiment.unwrap();
    let count = |name: &str| {
        let ids = (0..10_000).map(|number| id(&format!("t{number}")));
        ids.filter(|id| experiment.arm_of(id).name() == name)
            .count()
    };
    assert!((2_300..=2_700).contains(&count("a")), "{}", count("a"));
    assert_eq!(count("b"), 0);
    // Another experiment draws lots anew.
    let other = Experiment::new("other", experiment.arms().iter().cloned()).unwrap();
    let both = (0..10_000).map(|number| id(&format!("t{number}")));
    let both = both.filter(|id| {
        [&experiment, &other]
            .iter()
            .all(|it| it.arm_of(id).name() == "a")
    });
    let both = both.count();
    assert!((500..=750).contains(&both), "{both}");
}

const NAMES: [&str; 8] = ["a", "b", "c", "ticket-1", "ticket-2", "X", "Y", "Z_9"];

fn chosen() -> String {
    NAMES
        .map(|name| tone(50, 50).arm_of(&id(name)).name().to_owned())
        .join(" ")
}

#[test]
fn another_process_has_the_same_arms() {
    if std::env::var_os("PRINT_ARMS").is_some() {
        println!("arms: {}", chosen());
        return;
    }
    let program = std::env::current_exe().unwrap();
    let ran = Command::new(program)
        .args([
            "--exact",
            "another_process_has_the_same_arms",
            "--nocapture",
        ])
        .env("PRINT_ARMS", "")
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    assert!(said.contains(&format!("arms: {}\n", chosen())), "{said}");
    // And another build, and another machine.
    assert_eq!(chosen(), "plain warm warm warm warm plain warm warm");
}

#[tokio::test]
async fn a_thread_keeps_its_arm_whatever_becomes_of_the_weights() {
    let store = MemoryStore::default();
    let model = Arc::new((0..2).fold(ScriptedModel::new(), |model, _| {
        model.says(says("answer", r#"{"message":"Yes."}"#, 1))
    }));
    let runner = |experiment| {
        Runner::<Desk>::new(Arc::clone(&model), ())
            .store(store.clone())
            .experiment(experiment)
    };
    let session = id("session-1");
    let all_warm = runner(tone(0, 1));
    let mut thread = all_warm.start(session.clone(), &customer()).await.unwrap();
    all_warm.send(&mut thread, "Hello?").await.unwrap();
    assert_eq!(all_warm.run(&mut thread).await.unwrap(), Status::Finished);

    let all_plain = runner(tone(1, 0));
    let mut thread = all_plain.open(session, &customer()).await.unwrap();
    assert_eq!(thread.state().progress().arm.as_ref().unwrap().arm, "warm");
    all_plain.send(&mut thread, "And now?").await.unwrap();
    assert_eq!(all_plain.run(&mut thread).await.unwrap(), Status::Finished);
    let requests = model.requests();
    for request in &requests {
        assert!(request.contains("Be warm to Ada."), "{request}");
    }
    assert_eq!(requests.len(), 2);
}

#[test]
fn a_loop_of_ones_own_begins_threads_in_an_experiment_too() {
    let state = customer();
    let experiment = tone(0, 1);
    let now = Time(0);
    let thread = Thread::start_in::<Desk>(&experiment, id("ticket-7"), &state, now).unwrap();
    let Some(Fact::Started(started)) = Fact::read(&thread.events()[0]).unwrap() else {
        panic!("a thread begins with its start");
    };
    let arm = started.arm.unwrap();
    assert_eq!((&*arm.experiment, &*arm.arm), ("tone", "warm"));
    assert_eq!(started.prompt, Some(WARM.label()));
    assert_eq!(
        started.system.as_deref(),
        Some("You are a desk. Be warm to Ada.\n")
    );
    let own = Thread::start_in::<Desk>(&tone(1, 0), id("ticket-7"), &state, now).unwrap();
    let without = Thread::start::<Desk>(id("ticket-7"), &state, now).unwrap();
    assert_eq!(
        own.state().progress().prompt,
        without.state().progress().prompt
    );
    assert_eq!(without.state().progress().arm, None);
}

#[test]
fn a_fork_counts_what_is_its_own() {
    let now = Time(0);
    let mut thread = Thread::start_in::<Desk>(&tone(0, 1), id("a"), &customer(), now).unwrap();
    thread
        .append(now, &Fact::MessageReceived("Hello".into()))
        .unwrap();
    let decided = agent_core::reducer::decide(thread.state(), now).unwrap();
    thread.append(now, &decided).unwrap();
    let replied = agent_core::event::ModelReplied {
        reply: says("answer", r#"{"message":"Yes."}"#, 70),
        cost_micros: 5,
        ..Default::default()
    };
    thread.append(now, &Fact::ModelReplied(replied)).unwrap();
    let fork = thread.fork::<Desk>(id("b"), thread.len(), now).unwrap();
    let [parent, child] = [&thread, &fork].map(|it| ThreadOutcome::of(it.events()).unwrap());
    assert_eq!((parent.tokens, parent.cost_micros), (80, 5));
    assert_eq!((child.tokens, child.cost_micros), (0, 0));
    assert_eq!(child.version, parent.version);
    assert_eq!(child.ended, Ended::Open);
}

#[test]
fn what_nobody_could_run_is_refused() {
    let of = |arms: Vec<Arm>| Experiment::new("tone", arms).unwrap_err();
    let experiment = || "tone".to_owned();
    let no_arm = ExperimentError::NoArm {
        experiment: experiment(),
    };
    assert_eq!(of(vec![]), no_arm);
    let no_weight = ExperimentError::NoWeight {
        experiment: experiment(),
    };
    assert_eq!(of(vec![Arm::own("a", 0), Arm::of("b", 0, WARM)]), no_weight);
    let twice = of(vec![Arm::own("a", 1), Arm::of("a", 1, WARM)]);
    assert_eq!(
        twice.to_string(),
        "experiment `tone` has two arms named `a`\nnote: the log tells them apart by name; rename one"
    );
    assert_eq!(of(vec![Arm::own("", 1)]), ExperimentError::NoName);
    let unnamed = Experiment::new("", [Arm::own("a", 1)]);
    assert_eq!(unnamed.unwrap_err(), ExperimentError::NoName);
}

#[tokio::test]
async fn an_arm_that_names_what_the_state_has_not_is_told_before_anything_is_sent() {
    #[agent_core::prompt(text = "Hello {{ nobody }}.")]
    struct Wrong {
        nobody: String,
    }
    let wrong: &Prompt = Wrong::PROMPT;
    let experiment = Experiment::new("tone", [Arm::of("wrong", 1, wrong)]).unwrap();
    let runner = Runner::<Desk>::new(ScriptedModel::new(), ()).experiment(experiment);
    let error = runner.start(id("a"), &customer()).await.unwrap_err();
    assert!(error.to_string().contains("nobody"), "{error}");
}
