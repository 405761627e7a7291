//! A prompt file as teams keep it elsewhere builds as it is, with the agent that it was written for.

use agent_core::event::Time;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

/// How soon.
#[data]
enum Priority {
    #[serde(rename = "low")]
    Low,
    #[serde(rename = "normal")]
    Normal,
    #[serde(rename = "urgent")]
    Urgent,
}

/// Search the knowledge base.
#[tool(read)]
fn search_kb(
    /// What to look for.
    query: String,
    /// How many articles at most.
    #[schema(range(1..=50))]
    limit: u8,
) -> Vec<String> {
    vec![format!("{query} {limit}")]
}

/// Open a ticket.
#[tool]
fn create_ticket(
    /// One line.
    title: String,
    body: String,
    priority: Priority,
    tags: Vec<String>,
) -> String {
    format!("{title} {body} {priority:?} {tags:?}")
}

/// The customer.
#[data]
#[derive(Default)]
struct User {
    tier: String,
    recent_tickets: Vec<String>,
}

/// What the desk knows.
#[data]
#[derive(Default)]
struct Case {
    user: User,
}

impl State<Desk> for Case {
    fn apply(&mut self, _: &DeskOutcome) {}
}

/// A support desk.
#[agent(prompt = "prompts/system.yaml", state = Case, allow(prompt_errors, reason = "the test is about what a prompt becomes"))]
enum Desk {
    SearchKb(SearchKb),
    CreateTicket(CreateTicket),
    /// Answer the customer.
    #[done]
    Reply {
        message: String,
    },
}

const VERSION: &str = Desk::SPEC.prompt.unwrap().version();

fn case() -> Case {
    Case {
        user: User {
            tier: "gold".into(),
            recent_tickets: vec!["A".into(), "B".into()],
        },
    }
}

#[test]
fn the_bundle_renders_and_its_version_is_a_constant() {
    assert_eq!(VERSION, "1.2.3");
    let thread = Thread::start::<Desk>("t".parse().unwrap(), &case(), Time(0)).unwrap();
    let started = thread.events()[0].data();
    let system = "You are a customer support agent. You have access to:\\n\\n\
        - search_kb: Search the knowledge base.\\n\\n\
        - create_ticket: Open a ticket.\\n\\n\
        - reply: Answer the customer.\\n\\n\\n\
        Current user context:\\n- Account tier: gold\\n- Recent tickets: 2\\n";
    assert!(
        started.contains(&format!("\"system\":\"{system}\"")),
        "{started}"
    );
    let label = Desk::SPEC.prompt.unwrap().label();
    assert!(label.starts_with("prompts/system.yaml@1.2.3#"), "{label}");
}

#[tokio::test]
async fn it_runs() {
    let model = ScriptedModel::new().call("reply", r#"{"message":"Hello"}"#);
    let runner = Runner::<Desk>::new(model, ());
    let mut thread = runner.start("t".parse().unwrap(), &case()).await.unwrap();
    runner.send(&mut thread, "Hi").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
}
