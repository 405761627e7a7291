/// Pay money back.
fn refund(order: OrderId, #[schema(default = Cents(1))] amount: Cents, bank: &dyn Bank, cx: &CallContext) -> Receipt {
    bank.pay(order, amount, cx)
}
