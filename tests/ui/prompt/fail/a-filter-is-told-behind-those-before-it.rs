use agent_core::prelude::*;

/// An order.
#[data]
struct Order {
    id: u32,
}

#[prompt(text = "{{ orders | first | upper }}")]
struct First {
    orders: Vec<Order>,
}

#[prompt(text = "{% if orders | length == \"3\" %}x{% endif %}")]
struct Three {
    orders: Vec<Order>,
}

#[prompt(text = "{{ orders.length }}")]
struct Many {
    orders: Vec<Order>,
}

#[prompt(text = "{% if tier == Gold %}x{% endif %}")]
struct Quoted {
    tier: String,
}

fn main() {}
