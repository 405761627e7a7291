use agent_core::prelude::*;

pub struct Line;
pub struct Order;

/// List the lines of an order.
#[tool(read)]
pub fn list(order_id: String) -> Result<Vec<Line>, String> {
    Err(order_id)
}

/// Look an order up.
#[tool(read)]
pub async fn look(order_id: String) -> Order {
    let _ = order_id;
    Order
}

/// Helps.
#[agent]
pub enum Support {
    List(List),
    #[tool(look)]
    Look { order_id: String },
    /// Reply.
    #[done]
    Reply { message: String },
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, _: &()) -> Next<Self> {
        match outcome {
            SupportOutcome::List(_, Ok(lines)) if lines.is_empty() => Next::finish(),
            SupportOutcome::Look(_, Ok(Order)) => Next::finish(),
            _ => Next::ask_model(),
        }
    }
}

fn main() {}
