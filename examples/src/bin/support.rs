//! The support desk: a flow of its own, and a refund over $500 that waits for a person.
//!
//! ```sh
//! cargo run -p examples --bin support -- "where is my order A-1001?"
//! cargo run -p examples --bin support -- "my order A-1002 never arrived"
//! cargo run -p examples --bin support -- resume <thread>
//! cargo run -p examples --bin support -- manifest
//! ```
//!
//! A lost parcel goes from `get_order` straight to `refund`, without a call of the model. The thread survives a
//! kill at any time: `resume` goes on in another process, and no money is paid twice (see `bank.ledger` beside the
//! threads). `I want my money back` asks the customer which order.

use std::process::ExitCode;
use std::sync::Arc;

use agent_core::admin;
use agent_core::agent::Agent;
use examples::cli::Arguments;
use examples::session::{self, Example};
use examples::support::Support;
use examples::support::stories::{RECORDINGS, case, shop};

const ABOUT: &str = "The support desk of a shop: a refund over $500 waits for a person, whatever happens to the process.";

#[tokio::main]
async fn main() -> ExitCode {
    if let Some(code) = admin::run(&[Support::table()], std::env::args_os()) {
        return code;
    }
    let arguments = Arguments::of("support", ABOUT);
    let shop = shop(&arguments.options.threads);
    let example = Example::<Support> {
        name: "support",
        recordings: RECORDINGS,
        state: case(&shop),
        deps: Arc::new(shop),
    };
    session::main(arguments, example).await
}
