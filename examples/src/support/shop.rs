//! The shop: its orders, its bank, and the tools that use them.

use std::fmt;
use std::io::Write;
use std::path::PathBuf;

use agent_core::prelude::*;

/// An order's number.
#[agent_core::data]
#[derive(PartialEq, Eq)]
pub struct OrderId(pub String);

/// Money in cents.
#[agent_core::data]
#[derive(Copy, PartialEq, Eq, PartialOrd)]
pub struct Cents(pub u64);

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// An order.
#[agent_core::data]
pub struct Order {
    /// Its number.
    pub id: OrderId,
    /// What was bought.
    pub item: String,
    /// What it cost, in cents.
    pub total: Cents,
    /// Where the parcel is.
    pub parcel: String,
    /// Whether the carrier has lost the parcel.
    pub lost: bool,
}

/// The proof of a refund.
#[agent_core::data]
pub struct Receipt {
    /// The bank's number.
    pub number: String,
    /// What was paid back, in cents.
    pub amount: Cents,
}

/// The shop's orders.
pub struct Orders(Vec<Order>);

/// The bank: writes a line to its ledger for each payment.
pub struct Bank {
    ledger: PathBuf,
}

/// What the tools borrow.
#[derive(Provide)]
pub struct Shop {
    orders: Orders,
    bank: Bank,
}

/// An order that is not there.
#[derive(Debug, thiserror::Error)]
#[error("there is no order {0}")]
pub struct NoSuchOrder(String);

impl Shop {
    /// Three orders, and a bank that keeps its ledger in this file.
    #[must_use]
    pub fn open(ledger: PathBuf) -> Self {
        Self {
            orders: Orders(orders()),
            bank: Bank { ledger },
        }
    }

    /// Every order.
    #[must_use]
    pub fn orders(&self) -> &[Order] {
        &self.orders.0
    }
}

fn orders() -> Vec<Order> {
    let order = |id: &str, item: &str, total, parcel: &str, lost| Order {
        id: OrderId(id.to_owned()),
        item: item.to_owned(),
        total: Cents(total),
        parcel: parcel.to_owned(),
        lost,
    };
    vec![
        order(
            "A-1001",
            "kettle",
            3_900,
            "out for delivery, arrives tomorrow",
            false,
        ),
        order("A-1002", "bicycle", 62_000, "lost by the carrier", true),
        order("A-1003", "lamp", 4_500, "lost by the carrier", true),
    ]
}

/// Look up an order.
///
/// # Errors
/// If there is no such order.
#[tool(read, version = 1)]
pub async fn get_order(
    /// Order number as printed on the receipt, e.g. "A-1001".
    order_id: OrderId,
    orders: &Orders,
) -> Result<Order, NoSuchOrder> {
    let found = orders.0.iter().find(|order| order.id == order_id);
    found.cloned().ok_or(NoSuchOrder(order_id.0))
}

/// Pay money back to the customer.
///
/// # Errors
/// If the bank cannot write its ledger.
#[tool(version = 1, idempotent, destructive, ask_if = |refund| refund.amount > Cents(50_000), timeout = "10s")]
pub async fn refund(
    order_id: OrderId,
    /// In cents.
    amount: Cents,
    bank: &Bank,
    call: &CallContext,
) -> Result<Receipt, std::io::Error> {
    bank.pay(&call.idempotency_key, &order_id, amount)
}

impl Bank {
    /// Pays once a key: who asks again gets the same receipt.
    fn pay(&self, key: &str, order: &OrderId, amount: Cents) -> Result<Receipt, std::io::Error> {
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.ledger)?;
        file.lock()?;
        let paid = std::fs::read_to_string(&self.ledger)?;
        let line = format!("{key} {} {}\n", order.0, amount.0);
        let before = paid.lines().position(|old| old == line.trim_end());
        if before.is_none() {
            file.write_all(line.as_bytes())?;
            file.sync_all()?;
        }
        let number = before.unwrap_or_else(|| paid.lines().count()) + 1;
        Ok(Receipt {
            number: format!("R-{number}"),
            amount,
        })
    }
}
