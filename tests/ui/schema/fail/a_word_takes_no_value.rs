use agent_core::Schema;

pub struct Foreign;

#[derive(Schema)]
struct Order {
    #[schema(schemars = true)]
    foreign: Foreign,
}

fn main() {}
