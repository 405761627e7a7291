//! An alias whose name ends in `Result` is split by the compiler, whatever it leaves out.
#![deny(warnings)]

use agent_core::prelude::*;

type Result<T> = std::result::Result<T, String>;
type BankResult = std::result::Result<u64, std::fmt::Error>;

mod errors {
    pub type Result<T, E = std::io::Error> = std::result::Result<T, E>;
}

/// One.
#[tool(read)]
fn one(a: u8) -> Result<u8> {
    Ok(a)
}

/// Two.
#[tool(read)]
async fn two() -> errors::Result<Vec<String>> {
    Ok(vec![])
}

/// Three.
#[tool(read)]
async fn three() -> anyhow::Result<()> {
    anyhow::bail!("no")
}

/// Four.
#[tool(read)]
async fn four() -> std::result::Result<u8, Box<dyn std::error::Error + Send + Sync>> {
    Ok(1)
}

fn main() {
    let alias: BankResult = Ok(1);
    let _ = (alias, one(1), two(), three(), four(), One { a: 1 }, Two, Three, Four);
}
