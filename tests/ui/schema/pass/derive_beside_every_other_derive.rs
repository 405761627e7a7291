#![deny(warnings)]
#![allow(dead_code)]
#![forbid(unsafe_code)]

/// An order.
#[agent_core::data]
#[derive(PartialEq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// What was bought.
    #[schema(length(1..=5))]
    pub items: Vec<Item>,
    #[schema(range(min = 0.0, below = 1.0))]
    pub discount: f64,
    #[schema(format = "email", pattern = "@")]
    pub mail: Option<String>,
}

#[agent_core::data]
#[derive(PartialEq)]
#[schema(pattern = "^[A-Z]")]
pub struct Item(String);

fn main() {
    let order: Order = Order { items: vec![], discount: 0.5, mail: None };
    assert_eq!(order, order.clone());
}
