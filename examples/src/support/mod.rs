//! The support agent of a shop, which `support` runs and `own_loop` drives by hand.

mod agent;
mod shop;
pub mod stories;
#[cfg(test)]
mod tests;

pub use agent::{Case, Support, SupportOutcome, refund_of, thanks};
pub use shop::{
    Bank, Cents, GetOrder, Order, OrderId, Orders, Receipt, Refund, Shop, get_order, refund,
};
