//! What is kept at hand from turn to turn is only a cache: dropped, or used for another plan, it changes no byte and no
//! decision.

use std::sync::Arc;

use agent_core::context::{
    Bounds, Budget, Estimate, Format, Plan, Rendered, Split, Tiktoken, TokenCounter, assemble,
    make_room, measure,
};
use agent_core::event::{Event, Fact, Time};
use agent_core::message::Settings;
use agent_core::port::MemoryStore;
use agent_core::run::Runner;
use agent_core::testkit::{Dice, ScriptedModel};
use agent_core::thread::Thread;
use agent_core::wire::OpenAiChatDialect;

use crate::agent::{Calculator, Desk};
use crate::random::Walk;

/// Counts otherwise than the others do.
#[derive(Debug)]
struct Letters;

impl TokenCounter for Letters {
    fn name(&self) -> &'static str {
        "letters"
    }

    fn count(&self, text: &str) -> u64 {
        text.len() as u64 / 3
    }
}

/// The thread as the lines of its log give it again.
fn replayed(thread: &Thread) -> Thread {
    let lines = thread.events().iter().map(Event::line);
    let events = lines.map(|line| Event::from_line(line).unwrap());
    Thread::load::<Calculator>(thread.id().clone(), events.collect()).unwrap()
}

fn wide(total: usize) -> Budget {
    Budget {
        total: total as u64,
        system: 300,
        tools: 900,
        output: 200,
        split: Split::Fixed(60),
    }
}

/// Each request and each decision is what a thread fresh from its log gives, whatever was kept: across plans, counters,
/// pins and views.
#[test]
fn what_is_kept_changes_no_byte_and_no_decision() {
    let (mut requests, mut trims, mut pins) = (0, 0, 0);
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let budget = wide(1_600 + dice.below(3_000));
        let mut walk = Walk::new(seed, 1 + dice.below(30));
        let settings = Settings::new("scripted");
        let mut rendered = Rendered::default();
        for _ in 0..dice.below(40) {
            if !walk.go_to_the_model() {
                break;
            }
            let counter: &dyn TokenCounter = if dice.one_in(9) { &Letters } else { &Estimate };
            let bounds = Bounds {
                budget: &budget,
                counter,
            };
            let plan = Plan {
                format: if seed % 2 == 0 {
                    Format::Messages
                } else {
                    Format::XML
                },
                bounds: (!dice.one_in(9)).then_some(bounds),
                ..Plan::new(&OpenAiChatDialect, &settings)
            };
            if dice.one_in(5) {
                let seq = 1 + dice.below(walk.thread.events().len()) as u64;
                if let Some(fact) = agent_core::context::pin(&walk.thread, seq).unwrap() {
                    walk.append(&fact);
                    pins += 1;
                }
            }
            let body = loop {
                let anew = replayed(&walk.thread);
                let fresh = &mut Rendered::default();
                let room = make_room(&walk.thread, &plan, &mut rendered);
                let again = make_room(&anew, &plan, fresh);
                assert_eq!(format!("{room:?}"), format!("{again:?}"), "seed {seed}");
                assert_eq!(
                    measure(&walk.thread, &plan, &mut rendered).unwrap(),
                    measure(&anew, &plan, fresh).unwrap(),
                    "seed {seed}"
                );
                let kept = assemble(&walk.thread, &plan, &mut rendered);
                let fresh = assemble(&anew, &plan, fresh);
                assert_eq!(kept.is_ok(), fresh.is_ok(), "seed {seed}");
                match (kept, fresh, room) {
                    (_, _, Ok(Some(trimmed))) => {
                        walk.append(&Fact::ContextTrimmed(trimmed));
                        trims += 1;
                    }
                    (Ok(kept), Ok(fresh), _) => {
                        assert_eq!(kept.to_text(), fresh.to_text(), "seed {seed}");
                        assert_eq!(kept.hash(), fresh.hash(), "seed {seed}");
                        break Some(kept);
                    }
                    _ => break None,
                }
            };
            let Some(body) = body else { break };
            requests += 1;
            walk.answer(&plan, &body);
        }
    }
    assert!(requests > 300, "{requests}");
    assert!(trims > 20 && pins > 40, "{trims} {pins}");
}

fn model(answers: usize) -> Arc<ScriptedModel> {
    let calls = (0..answers).fold(ScriptedModel::new(), |model, at| {
        let sum = format!("{{\"a\":{at},\"b\":1}}");
        model
            .call("add", &sum)
            .call("done_for_now", r#"{"message":"there"}"#)
    });
    Arc::new(calls)
}

/// A chat is many runs of one thread: what one run rendered, the next one goes on with; a runner that counts or writes
/// otherwise does not.
#[tokio::test]
async fn runs_of_a_thread_share_what_they_rendered() {
    let store = MemoryStore::default();
    let models: Vec<_> = (0..3).map(|_| model(4)).collect();
    let runner =
        |at: usize| Runner::<Calculator>::new(Arc::clone(&models[at]), ()).store(store.clone());
    let runners = [
        runner(0),
        runner(1).budget(wide(1_700)),
        runner(2).budget(wide(1_700)).counter(Letters),
    ];
    let id = "chat".parse().unwrap();
    let mut thread = runners[0].start(id, &Desk::default()).await.unwrap();
    for turn in 0..12 {
        let runner = &runners[[0, 0, 1, 1, 2, 0, 1, 2, 2, 0, 1, 2][turn]];
        runner
            .send(&mut thread, format!("and {turn}? {}", "please ".repeat(40)))
            .await
            .unwrap();
        runner.run(&mut thread).await.unwrap();
    }
    let mut sent: Vec<String> = Vec::new();
    for number in 1..=24 {
        let explained = agent_core::context::explain(&thread, number, &[]).unwrap();
        sent.push(explained.body.to_text());
    }
    let mut received: Vec<String> = models.iter().flat_map(|model| model.requests()).collect();
    received.sort();
    sent.sort();
    assert_eq!(received, sent);
    let trims = thread
        .events()
        .iter()
        .filter(|event| event.kind() == "context_trimmed");
    assert!(trims.count() > 0);
}

/// Tokenizers agree on many texts, and so nothing that one of them counts tells it from another.
#[test]
fn what_one_counter_counted_is_not_anothers() {
    let settings = Settings::new("scripted");
    let mut walk = Walk::new(7, 30);
    let text = "Überraschenderweise schließt das Geschäft am Donnerstagnachmittag: 東京都港区.";
    walk.append(&Fact::MessageReceived(text.into()));
    let (o200k, cl100k) = (Tiktoken::o200k(), Tiktoken::cl100k());
    let counters: [&dyn TokenCounter; 5] = [&o200k, &cl100k, &Estimate, &Letters, &o200k];
    let (mut rendered, mut counts) = (Rendered::default(), Vec::new());
    for counter in counters {
        let budget = &wide(20_000);
        let plan = Plan {
            bounds: Some(Bounds { budget, counter }),
            ..Plan::new(&OpenAiChatDialect, &settings)
        };
        let kept = measure(&walk.thread, &plan, &mut rendered).unwrap();
        let fresh = measure(&walk.thread, &plan, &mut Rendered::default()).unwrap();
        assert_eq!(kept, fresh, "{counter:?}");
        counts.push(fresh.history);
    }
    counts.sort_unstable();
    counts.dedup();
    assert_eq!(counts.len(), 4, "they count this otherwise: {counts:?}");
}

/// A thread of that name in which somebody said this.
fn log(desk: &Desk, said: &[&str]) -> Thread {
    let id = "chat".parse().unwrap();
    let mut thread = Thread::start::<Calculator>(id, desk, Time(0)).unwrap();
    for text in said {
        let at = Time(thread.len());
        thread
            .append(at, &Fact::MessageReceived((*text).into()))
            .unwrap();
    }
    thread
}

/// A name says nothing of what the log holds: it may have been restored, or be of another store.
#[test]
fn another_log_of_the_same_name_is_rendered_anew() {
    let desk = Desk::default();
    let settings = Settings::new("scripted");
    let plan = Plan::new(&OpenAiChatDialect, &settings);
    let text = |thread: &Thread, rendered: &mut Rendered| {
        assemble(thread, &plan, rendered).unwrap().to_text()
    };
    for (what, one, other) in [
        (
            "another end, and longer",
            log(&desk, &["one"]),
            log(&desk, &["two", "three"]),
        ),
        (
            "another end, as long",
            log(&desk, &["one", "two"]),
            log(&desk, &["one", "three"]),
        ),
        (
            "another beginning",
            log(&desk, &["one"]),
            log(&Desk::of("apples"), &["one", "two"]),
        ),
    ] {
        let mut rendered = Rendered::default();
        text(&one, &mut rendered);
        let fresh = text(&other, &mut Rendered::default());
        assert_eq!(text(&other, &mut rendered), fresh, "{what}");
    }
}
