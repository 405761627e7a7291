//! A step that an agent carries out has a contract, as a tool has.

use agent_core::agent::{StepKind, StepSpec, manifest};
use agent_core::contract::Contract;
use agent_core::prelude::*;
use agent_core::schema::json_schema;

use super::agents::{Billing, Desk};

mod other {
    use agent_core::prelude::*;

    /// Ends otherwise.
    #[agent]
    #[derive(Debug)]
    pub(super) enum Billing {
        /// Say what was done.
        #[done]
        Settled { message: String },
    }

    /// Helps customers.
    #[agent]
    #[derive(Debug)]
    pub(super) enum Desk {
        /// Have a question about money answered.
        #[sub(Billing)]
        Money { question: String },
        /// Answer the customer.
        #[done]
        Reply { message: String },
    }
}

fn money<A: Agent>() -> (&'static StepSpec, &'static Contract) {
    let steps = A::SPEC.steps.iter();
    let mut contracts = steps.filter_map(|step| match &step.kind {
        StepKind::Tool(contract) => Some((step, *contract)),
        _ => None,
    });
    contracts.next().unwrap()
}

#[test]
fn it_takes_what_the_step_holds_and_gives_what_the_agent_ends_with() {
    let (step, contract) = money::<Desk>();
    assert_eq!((step.name, step.version), ("money", 1));
    assert_eq!(step.sub.unwrap()().spec.name, "Billing");
    assert_eq!(contract.doc, "Have a question about money answered.");
    let takes: serde_json::Value = serde_json::from_str(&json_schema(contract.arguments)).unwrap();
    assert_eq!(takes["properties"]["question"]["type"], "string");
    let gives = json_schema(contract.output);
    for word in ["settled", "refused", "message", "cents", "reason"] {
        assert!(gives.contains(&format!("\"{word}\"")), "{word} in {gives}");
    }
    assert!(!gives.contains("ask_order"), "{gives}");
}

/// Another way to end is another contract: old threads and other teams' programs can tell.
#[test]
fn what_the_agent_ends_with_is_part_of_the_fingerprint() {
    let (_, ours) = money::<Desk>();
    let (_, theirs) = money::<other::Desk>();
    assert_eq!(json_schema(ours.arguments), json_schema(theirs.arguments));
    assert_ne!(ours.fingerprint(), theirs.fingerprint());
    let thread = agent_core::thread::Thread::start::<Desk>(
        "t".parse().unwrap(),
        &(),
        agent_core::event::Time(0),
    );
    let thread = thread.unwrap();
    let expected = format!("money@1#{:016x}", ours.fingerprint());
    assert_eq!(thread.state().progress().contracts, [expected]);
}

/// The page of an agent leads to the pages of those below it.
#[test]
fn the_pages_lead_from_one_agent_to_the_next() {
    use agent_core::docs::{Format, write};
    let markdown = write(Desk::SPEC, Format::Markdown);
    assert!(
        markdown.contains("agent [`Billing`](billing.md), in a thread of its own"),
        "{markdown}"
    );
    let html = write(Desk::SPEC, Format::Html);
    assert!(html.contains(r#"<a href="billing.html">"#));
    let json = write(Desk::SPEC, Format::Json);
    assert!(json.contains(r#""agent": "Billing""#), "{json}");
    assert!(!write(Desk::SPEC, Format::Mcp).contains("money"));
    assert!(write(Billing::SPEC, Format::Mcp).contains("find_payment"));
    let manifest = manifest(Desk::SPEC).to_string();
    assert!(manifest.contains("money"), "{manifest}");
}
