//! What the models answer where there is none: three stories, each for its words alone.

use agent_core::testkit::ScriptedModel;

/// The models of one story.
#[derive(Default)]
pub(crate) struct Scripts {
    pub(crate) router: ScriptedModel,
    pub(crate) billing: ScriptedModel,
    pub(crate) shipping: ScriptedModel,
    pub(crate) technical: ScriptedModel,
}

pub(crate) const CHARGED_TWICE: &str = "I was charged twice for order A-1001";
pub(crate) const WHERE_IS_IT: &str = "Where is my parcel?";
pub(crate) const DOES_NOT_BLINK: &str = "My lamp does not blink";

/// The story of these words; `None` if nobody wrote one.
pub(crate) fn story(words: &str) -> Option<Scripts> {
    match words {
        CHARGED_TWICE => Some(Scripts {
            router: routed("billing", words, "One of the two charges is reversed."),
            billing: ScriptedModel::new()
                .call("list_charges", r#"{"order":"A-1001"}"#)
                .call("reverse_charge", r#"{"id":"A-1001-2"}"#)
                .call(
                    "settled",
                    r#"{"message":"Reversed A-1001-2.","cents":4900}"#,
                ),
            ..Scripts::default()
        }),
        WHERE_IS_IT => Some(Scripts {
            router: routed("shipping", words, "It left the warehouse this morning."),
            shipping: ScriptedModel::new()
                .call("ask_order", r#"{"question":"Which order is it?"}"#)
                .call("track_parcel", r#"{"order":"A-1001"}"#)
                .call("found", r#"{"message":"It left this morning."}"#),
            ..Scripts::default()
        }),
        DOES_NOT_BLINK => Some(Scripts {
            router: routed("technical", words, "Hold the button for five seconds."),
            technical: ScriptedModel::new()
                .call("search_manual", r#"{"words":"blink"}"#)
                .call("advice", r#"{"message":"Hold the button."}"#),
            ..Scripts::default()
        }),
        _ => None,
    }
}

/// Hands over, and answers.
fn routed(to: &str, question: &str, answer: &str) -> ScriptedModel {
    ScriptedModel::new()
        .call(to, &format!(r#"{{"question":"{question}"}}"#))
        .call("reply", &format!(r#"{{"message":"{answer}"}}"#))
}
