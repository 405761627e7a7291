use agent_core::once::{OnceError, extract};
use agent_core::testkit::ScriptedModel;

pub struct Order {
    pub number: u64,
}

async fn order(model: &ScriptedModel) -> Result<Order, OnceError> {
    extract::<Order>(model, "Read the order.", "Order 7, please.").await
}

fn main() {}
