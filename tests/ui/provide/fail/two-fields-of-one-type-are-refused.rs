use agent_core::Provide;

struct Bank;

#[derive(Provide)]
struct Shop {
    a: Bank,
    b: Bank,
    c: std::sync::Arc<Bank>,
}

fn main() {
    let _ = Shop { a: Bank, b: Bank, c: std::sync::Arc::new(Bank) };
}
