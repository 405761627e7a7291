//! Runs one thread of the clerk on files, from the start or from where another process ended:
//! `desk_worker <directory> <thread>`; the variable `KILL` names the failpoint at which it ends.

use std::error::Error;

use agent_core::event::ThreadId;
use agent_core::files::FileStore;
use agent_core::port::StoreError;
use agent_core::run::{RunError, Runner};
use tests::clerk::{Clerk, Desk, Tally};
use tests::kill::{Kill, KillStore};
use tests::ledger::Ledger;
use tests::people::{Somebody, agreeable};
use tests::planned::{Plan, Planned};

/// The same story in every process.
fn plan(turn: usize) -> Plan {
    match turn {
        0 => Plan::calls(&[("look", r#"{"what":"hat"}"#), ("book", r#"{"room":7}"#)]),
        1 => Plan::call("pay", r#"{"amount":100}"#),
        2 => Plan::call("confirm", r#"{"question":"ship it?"}"#),
        3 => Plan::call("look", r#"{"what":"lost"}"#),
        _ => Plan::call("reply", r#"{"message":"done"}"#),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let dir = arguments.next().ok_or("which directory?")?;
    let id: ThreadId = arguments.next().ok_or("which thread?")?.parse()?;
    let kill = || Kill::read(&std::env::var("KILL").unwrap_or_default());
    let desk = Desk {
        ledger: Ledger::at(format!("{dir}/{id}.ledger")),
        kill: kill(),
    };
    let store = KillStore {
        store: FileStore::open(&dir)?,
        kill: kill(),
    };
    let runner = Runner::<Clerk>::new(Planned::new(plan), desk)
        .store(store)
        .human(Somebody(agreeable));
    let mut thread = match runner.load(&id).await {
        Err(RunError::Store(StoreError::NotFound { .. })) => {
            runner.start(id, &Tally::default()).await?
        }
        loaded => loaded?,
    };
    if thread.len() == 1 {
        runner.send(&mut thread, "a hat, please").await?;
    }
    println!("{:?}", runner.run(&mut thread).await?);
    Ok(())
}
