//! F2.3: every event of the model carries the prompt's name, version and hash.

use agent_core::event::{Event, Fact};
use agent_core::prelude::*;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;

/// Say it.
#[tool(read)]
fn say(word: String) -> String {
    word
}

/// The examples in the prompt.
#[data]
#[derive(Default)]
struct Examples {
    examples: Vec<String>,
}

impl State<Parrot> for Examples {
    fn apply(&mut self, _: &ParrotOutcome) {}
}

/// A parrot.
#[agent(prompt = "prompts/roles.md", state = Examples, allow(prompt_role, prompt_errors, reason = "the test is about what a prompt becomes"))]
enum Parrot {
    Say(Say),
    /// Be silent.
    #[done]
    Hush,
}

#[tokio::test]
async fn f2_3_every_event_of_the_model_names_the_prompt() {
    let model = ScriptedModel::new()
        .call("say", r#"{"word":"hello"}"#)
        .call("hush", "{}")
        .raw(400, "no");
    let runner = Runner::<Parrot>::new(model, ());
    let mut thread = runner
        .start("t".parse().unwrap(), &Examples::default())
        .await
        .unwrap();
    for words in ["Speak", "Again"] {
        runner.send(&mut thread, words).await.unwrap();
        runner.run(&mut thread).await.unwrap();
    }
    let label = Parrot::SPEC.prompt.unwrap().label();
    assert!(label.starts_with("examples@0.3.0#"), "{label}");
    let mut seen = 0;
    for event in thread.events() {
        let named = match Fact::read(event).unwrap() {
            Some(Fact::ModelAsked(asked)) => asked.prompt,
            Some(Fact::ModelReplied(replied)) => replied.prompt,
            Some(Fact::ModelFailed(failed)) => failed.prompt,
            _ => continue,
        };
        assert_eq!(named.as_deref(), Some(&*label));
        seen += 1;
    }
    assert_eq!(
        seen, 6,
        "two answers and a failure, each behind its request"
    );
}

#[test]
fn events_from_before_prompts_were_named_still_read() {
    let asked = r#"{"model":"m","request":"10af7b7bb59be257","bytes":479}"#;
    let event = Event::new(4, agent_core::event::Time(0), "model_asked", asked);
    let Some(Fact::ModelAsked(asked)) = Fact::read(&event).unwrap() else {
        panic!("another fact");
    };
    assert_eq!(asked.prompt, None);
}
