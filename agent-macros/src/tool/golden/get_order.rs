/// Look up an order.
pub async fn get_order(
    /// Order number as printed on the receipt.
    order_id: OrderId,
    lines: Option<bool>,
    orders: &Orders,
) -> Result<Order, OrderError> {
    orders.find(&order_id, lines).await
}
