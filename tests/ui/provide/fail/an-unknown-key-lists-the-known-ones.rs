use agent_core::Provide;

#[derive(Provide)]
struct Shop {
    #[provide(skp)]
    a: u64,
}

fn main() {
    let _ = Shop { a: 1 }.a;
}
