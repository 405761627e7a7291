use agent_core::Provide;

#[derive(Provide)]
struct Shop {
    parent: Box<Shop>,
}

fn main() {
    let _ = |shop: Shop| shop.parent;
}
