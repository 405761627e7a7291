//! What the models answer where there is none: three stories, each for its words alone.

use agent_core::message::Settings;
use agent_core::port::{Answer, Ask, BoxFuture, Model, ModelError};
use agent_core::testkit::ScriptedModel;
use agent_core::wire::Dialect;

/// A script that ends otherwise once somebody said no.
#[derive(Default)]
pub(crate) struct Decided {
    pub(crate) script: ScriptedModel,
    /// The step after a no, and its arguments.
    denied: Option<(&'static str, &'static str)>,
}

impl From<ScriptedModel> for Decided {
    fn from(script: ScriptedModel) -> Self {
        let denied = None;
        Self { script, denied }
    }
}

impl Model for Decided {
    fn settings(&self) -> &Settings {
        self.script.settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.script.dialect()
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(async move {
            let request = ask.look(&self.plan())?.to_text();
            let is_denied = request.contains("denied") || request.contains(NOTHING);
            let Some((step, arguments)) = self.denied.filter(|_| is_denied) else {
                return self.script.ask(ask).await;
            };
            // The rest of the script is for a yes.
            let _ = self.script.finish();
            let denied = ScriptedModel::new().call(step, arguments);
            denied.ask(ask).await
        })
    }
}

/// The models of one story.
#[derive(Default)]
pub(crate) struct Scripts {
    pub(crate) router: Decided,
    pub(crate) billing: Decided,
    pub(crate) shipping: Decided,
    pub(crate) technical: Decided,
}

/// What billing says after a no.
const NOTHING: &str = "Nothing was reversed.";

pub(crate) const CHARGED_TWICE: &str = "I was charged twice for order A-1001";
pub(crate) const WHERE_IS_IT: &str = "Where is my parcel?";
pub(crate) const DOES_NOT_BLINK: &str = "My lamp does not blink";

/// The story of these words; `None` if nobody wrote one.
pub(crate) fn story(words: &str) -> Option<Scripts> {
    match words {
        CHARGED_TWICE => Some(Scripts {
            router: Decided {
                script: routed("billing", words, "One of the two charges is reversed."),
                denied: Some((
                    "reply",
                    r#"{"message":"We leave both charges as they are."}"#,
                )),
            },
            billing: Decided {
                script: ScriptedModel::new()
                    .call("list_charges", r#"{"order":"A-1001"}"#)
                    .call("reverse_charge", r#"{"id":"A-1001-2"}"#)
                    .call(
                        "settled",
                        r#"{"message":"Reversed A-1001-2.","cents":4900}"#,
                    ),
                denied: Some((
                    "settled",
                    r#"{"message":"Nothing was reversed.","cents":0}"#,
                )),
            },
            ..Scripts::default()
        }),
        WHERE_IS_IT => Some(Scripts {
            router: routed("shipping", words, "It left the warehouse this morning.").into(),
            shipping: ScriptedModel::new()
                .call("ask_order", r#"{"question":"Which order is it?"}"#)
                .call("track_parcel", r#"{"order":"A-1001"}"#)
                .call("found", r#"{"message":"It left this morning."}"#)
                .into(),
            ..Scripts::default()
        }),
        DOES_NOT_BLINK => Some(Scripts {
            router: routed("technical", words, "Hold the button for five seconds.").into(),
            technical: ScriptedModel::new()
                .call("search_manual", r#"{"words":"blink"}"#)
                .call("advice", r#"{"message":"Hold the button."}"#)
                .into(),
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
