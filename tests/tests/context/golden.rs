//! Whole requests, byte for byte. Run with `UPDATE_GOLDEN=1` to write them anew, then read the difference.

use std::path::Path;

use agent_core::context::{Format, Xml, thread_text};
use agent_core::contract::{Class, Gate};
use agent_core::event::{
    CallReturned, CallStarted, Chooser, ChosenStep, Does, Fact, MessageReceived, ModelReplied,
    StepsChosen, Time,
};
use agent_core::thread::Thread;

use crate::agent::{Calculator, Desk};
use crate::story;

pub(crate) fn check(name: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden/context")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, shown).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(shown, golden, "UPDATE_GOLDEN=1 writes {name} anew");
}

#[tokio::test]
async fn the_last_request_in_messages() {
    let (_, requests) = story(Format::Messages).await;
    check("first-messages.json", &requests[0]);
    check("last-messages.json", &requests[requests.len() - 1]);
}

#[tokio::test]
async fn the_last_request_in_xml() {
    let (thread, requests) = story(Format::XML).await;
    check("first-xml.json", &requests[0]);
    check("last-xml.json", &requests[requests.len() - 1]);
    check("thread.xml", &thread_text(&thread, &Xml).unwrap());
}

/// The bytes that agents of this kind have always been shown.
#[test]
fn the_well_known_thread_has_its_well_known_bytes() {
    let mut thread =
        Thread::start::<Calculator>("known".parse().unwrap(), &Desk::default(), Time(0)).unwrap();
    for fact in [
        Fact::MessageReceived(MessageReceived {
            text: "can you multiply 3 and 4?".into(),
            attachments: Vec::new(),
            pinned: false,
        }),
        Fact::FlowChosen(agent_core::event::FlowChosen {
            next: agent_core::event::FlowChoice::AskModel,
        }),
        Fact::ModelReplied(ModelReplied::default()),
        Fact::StepsChosen(StepsChosen {
            by: Chooser::Model,
            collapsed: 0,
            steps: vec![ChosenStep {
                call: 1,
                step: "multiply".into(),
                version: 1,
                id: String::new(),
                does: Does::Call {
                    class: Class::Read,
                    gate: Gate::Open,
                    concurrent: true,
                },
                repairs: Vec::new(),
                arguments: r#"{"a":3,"b":4}"#.into(),
            }],
        }),
        Fact::CallStarted(CallStarted {
            call: 1,
            attempt: 1,
        }),
        Fact::CallReturned(CallReturned {
            used: None,
            call: 1,
            ms: 0,
            value: "12".into(),
            summarize: false,
        }),
    ] {
        thread.append(Time(0), &fact).unwrap();
    }
    assert_eq!(
        thread_text(&thread, &Xml).unwrap(),
        "\n<user_input>\ncan you multiply 3 and 4?\n</user_input>\n\n\n<multiply>\na: 3\nb: 4\n</multiply>\n\n\n\
         <tool_response>\n12\n</tool_response>\n"
    );
}
