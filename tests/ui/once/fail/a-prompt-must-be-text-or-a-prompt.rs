use agent_core::once::{OnceError, classify};
use agent_core::testkit::ScriptedModel;

/// What the customer wants.
#[agent_core::data]
pub enum Intent {
    Refund,
    Status,
}

pub struct Classify;

async fn sort(model: &ScriptedModel) -> Result<Intent, OnceError> {
    classify(model, &Classify, "Where is my parcel?").await
}

fn main() {}
