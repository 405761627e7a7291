use agent_core::tool;

/// Pay money back.
#[tool]
async fn refund(amount: u64) -> u64 {
    let shared = std::rc::Rc::new(amount);
    std::future::ready(()).await;
    *shared
}

fn main() {}
