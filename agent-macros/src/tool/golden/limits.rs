/// Find orders.
pub fn find_orders(
    /// What to look for.
    #[schema(length(1..=80))]
    text: String,
    #[schema(range(1..=50), default = 10)] limit: u32,
    #[schema(default)] open: bool,
) -> Vec<Order> {
}
