use agent_core::prelude::*;

/// Pay money back.
#[tool]
fn refund(order_id: String, amount: u32) -> String {
    format!("{order_id} {amount}")
}

/// Look up an order.
#[tool(read)]
fn get_order(order_id: String) -> String {
    order_id
}

/// The customer.
#[data]
#[derive(Default)]
struct Case {
    customer: String,
}

impl State<Support> for Case {
    fn apply(&mut self, _: &SupportOutcome) {}
}

#[agent(prompt = "prompts/ui/key.yaml", state = Case)]
enum Support {
    Refund(Refund),
    GetOrder(GetOrder),
    /// End.
    #[done]
    Reply,
}

fn main() {}
