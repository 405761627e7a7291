//! What the formats cost: the tokens of ten recorded conversations, written as other clients write them and as this
//! library does.
//!
//! ```sh
//! cargo run -p examples --bin tokens
//! ```
//!
//! The array of messages is the body that was recorded, as it was sent. Ours is what this library writes of the same
//! conversation: the same words, calls and results, in the same dialect with the same settings. A real tokenizer
//! (`o200k_base`) counts the bytes that are sent. No model, no network.

#[path = "../calculator/agent.rs"]
mod calculator;
mod count;
mod desk;
#[path = "../calculator/number.rs"]
mod number;
mod own;
mod peers;
mod print;
mod trajectory;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match print::report().await {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
