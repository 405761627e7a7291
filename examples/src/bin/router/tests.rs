//! What each of the four is shown (row F10.1).

use std::sync::Arc;

use agent_core::contract::Contract;
use agent_core::port::{Asked, BoxFuture, Human, HumanError, PersonAnswer, PersonRequest};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::testkit::ScriptedModel;

use super::agents::{Billing, Router, Shipping, Technical};
use super::offline::{CHARGED_TWICE, DOES_NOT_BLINK, Scripts, WHERE_IS_IT, story};
use super::{Models, runner};

/// Says yes, and knows the order.
struct Customer;

impl Human for Customer {
    fn ask<'a>(
        &'a self,
        request: &'a PersonRequest,
    ) -> BoxFuture<'a, Result<Option<PersonAnswer>, HumanError>> {
        let by = "test".to_owned();
        let answer = match &request.asked {
            Asked::Approval { sha256, .. } => PersonAnswer::Approval {
                approved: true,
                comment: None,
                by,
                sha256: Some(sha256.clone()),
            },
            _ => PersonAnswer::Answer {
                value: "A-1001".into(),
                by,
            },
        };
        Box::pin(async move { Ok(Some(answer)) })
    }
}

/// Every tool's name and words of the agent `A`, apart from steps that all agents may have.
fn tools<A: Agent>() -> Vec<&'static Contract> {
    let tools = A::SPEC.steps.iter();
    tools
        .filter_map(|step| match &step.kind {
            agent_core::agent::StepKind::Tool(contract) => Some(*contract),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn each_sees_its_own_tools_only() {
    let mut seen = [0; 4];
    for words in [CHARGED_TWICE, WHERE_IS_IT, DOES_NOT_BLINK] {
        let Scripts {
            router,
            billing,
            shipping,
            technical,
        } = story(words).unwrap();
        let all = [router, billing, shipping, technical].map(Arc::new);
        let [router, billing, shipping, technical] = all.clone();
        let runner = runner(Models {
            router,
            billing,
            shipping,
            technical,
        })
        .human(Customer);
        let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
        runner.send(&mut thread, words).await.unwrap();
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        let tools = [
            tools::<Router>(),
            tools::<Billing>(),
            tools::<Shipping>(),
            tools::<Technical>(),
        ];
        for (own, model) in all.iter().enumerate() {
            seen[own] += model.script.requests().len();
            shows_only(&model.script, own, &tools);
        }
    }
    assert_eq!(seen, [6, 3, 3, 2], "requests of each");
}

/// No request names a tool, or says what one is for, that is another's.
fn shows_only(model: &ScriptedModel, own: usize, tools: &[Vec<&Contract>; 4]) {
    model.finish().unwrap();
    for request in model.requests() {
        for (agent, tools) in tools.iter().enumerate() {
            for tool in tools {
                let named = request.contains(&format!("\"{}\"", tool.name));
                assert_eq!(named, agent == own, "{} in {request}", tool.name);
                assert!(agent == own || !request.contains(tool.doc), "{}", tool.doc);
            }
        }
    }
}
