use agent_core::Provide;

#[derive(Provide)]
struct Shop(u64);

fn main() {
    let _ = Shop(1).0;
}
