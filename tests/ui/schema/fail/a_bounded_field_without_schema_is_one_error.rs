use agent_core::prelude::*;

struct NoSchema;

#[derive(Schema)]
struct List {
    #[schema(length(1..))]
    items: NoSchema,
}

fn main() {}
