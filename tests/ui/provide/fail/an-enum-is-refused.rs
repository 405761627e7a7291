use agent_core::Provide;

#[derive(Provide)]
enum Shop {
    Open,
}

fn main() {
    let _ = Shop::Open;
}
