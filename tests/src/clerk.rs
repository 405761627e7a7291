//! An agent with a tool of every class and gate, whose flow also chooses a destructive one.
#![allow(
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "the tools are made up"
)]

use agent_core::prelude::*;

use crate::kill::Kill;
use crate::ledger::Ledger;

/// What the clerk's tools act on.
#[derive(Provide, Default)]
pub struct Desk {
    /// Where effects are noted.
    pub ledger: Ledger,
    /// Where the process ends.
    pub kill: Kill,
}

fn act(
    tool: &str,
    what: &str,
    cx: &CallContext,
    ledger: &Ledger,
    kill: &Kill,
) -> Result<(), String> {
    let effect = format!("{tool} {what} {} {}", cx.idempotency_key, cx.attempt);
    ledger.note(&effect).map_err(|error| error.to_string())?;
    kill.in_tool(tool);
    Ok(())
}

/// Look something up.
#[tool(read)]
pub async fn look(
    what: String,
    ledger: &Ledger,
    kill: &Kill,
    cx: &CallContext,
) -> Result<String, String> {
    act("look", &what, cx, ledger, kill)?;
    if what == "nothing" {
        return Err("there is no such thing".into());
    }
    Ok(what)
}

/// Book a room.
#[tool(idempotent)]
pub async fn book(
    room: u32,
    ledger: &Ledger,
    kill: &Kill,
    cx: &CallContext,
) -> Result<u32, String> {
    act("book", &room.to_string(), cx, ledger, kill)?;
    Ok(room)
}

/// Pay money.
#[tool(write, ask_if = |call| call.amount > 500)]
pub async fn pay(
    amount: u64,
    ledger: &Ledger,
    kill: &Kill,
    cx: &CallContext,
) -> Result<u64, String> {
    act("pay", &amount.to_string(), cx, ledger, kill)?;
    Ok(amount)
}

/// Send a parcel.
#[tool(write, destructive)]
pub fn ship(
    item: String,
    copies: u32,
    ledger: &Ledger,
    kill: &Kill,
    cx: &CallContext,
) -> Result<u32, String> {
    act("ship", &item, cx, ledger, kill)?;
    Ok(copies)
}

/// What the clerk has seen.
#[data]
#[derive(Default, PartialEq)]
pub struct Tally {
    /// Messages.
    pub messages: u32,
    /// Things that were looked up.
    pub seen: Vec<String>,
    /// Money that was paid.
    pub paid: u64,
    /// Calls that gave no result.
    pub failures: Vec<String>,
    /// What people said.
    pub confirmed: Vec<bool>,
}

impl Tally {
    fn count<T>(&mut self, result: &Result<T, Failure>, good: impl FnOnce(&mut Self, &T)) {
        match result {
            Ok(value) => good(self, value),
            Err(failure) => self.failures.push(failure.kind.to_string()),
        }
    }
}

/// A clerk.
#[agent(state = Tally, deps = Desk, max_steps = 12)]
pub enum Clerk {
    /// Looks something up.
    Look(Look),
    /// Books a room.
    Book(Book),
    /// Pays.
    Pay(Pay),
    /// Sends.
    Ship(Ship),
    /// Ask whether it is right.
    #[ask(answer = bool)]
    Confirm {
        /// What to confirm.
        question: String,
    },
    /// Say what was done.
    #[done]
    Reply {
        /// What was done.
        message: String,
    },
}

impl State<Clerk> for Tally {
    fn apply(&mut self, outcome: &ClerkOutcome) {
        match outcome {
            ClerkOutcome::Started(_) => self.messages += 1,
            ClerkOutcome::Look(_, result) => {
                self.count(result, |tally, what| tally.seen.push(what.clone()));
            }
            ClerkOutcome::Book(_, result) => self.count(result, |_, _| {}),
            ClerkOutcome::Pay(_, result) => {
                self.count(result, |tally, amount| tally.paid += amount);
            }
            ClerkOutcome::Ship(_, result) => self.count(result, |_, _| {}),
            ClerkOutcome::Confirm { answer, .. } => self.confirmed.push(*answer),
            ClerkOutcome::Reply { .. } => {}
            ClerkOutcome::Failed(failure) => self.failures.push(failure.message.clone()),
        }
    }
}

impl Flow for Clerk {
    fn next(outcome: ClerkOutcome, _: &Tally) -> Next<Self> {
        match outcome {
            ClerkOutcome::Look(_, Ok(what)) if what == "lost" => Next::go(Ship {
                item: what,
                copies: 1,
            }),
            ClerkOutcome::Started(_)
            | ClerkOutcome::Look(..)
            | ClerkOutcome::Book(..)
            | ClerkOutcome::Pay(..)
            | ClerkOutcome::Ship(..)
            | ClerkOutcome::Confirm { .. } => Next::ask_model(),
            ClerkOutcome::Reply { .. } => Next::finish(),
            ClerkOutcome::Failed(_) => Next::fallback(Self::Reply {
                message: "A person will answer.".into(),
            }),
        }
    }
}
