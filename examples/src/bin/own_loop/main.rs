//! The same support desk with the user's own loop: no `Runner`, no `Flow`, and the same promises.
//!
//! ```sh
//! cargo run -p examples --bin own_loop -- "where is my order A-1001?"
//! cargo run -p examples --bin own_loop -- "my order A-1002 never arrived"
//! ```
//!
//! Continue, go to, pause and break are arms of one exhaustive `match` over the steps: a new step does not
//! compile until the loop has an arm for it. The reducer still refuses what must not be: a call without its gate,
//! an approval of other arguments.

mod desk;

use std::error::Error;
use std::process::ExitCode;

use agent_core::admin;
use agent_core::agent::{Agent, Next};
use agent_core::event::Fact;
use desk::Desk;
use examples::cli::{Arguments, Options, Wish};
use examples::support::stories::shop;
use examples::support::{Shop, Support, refund_of, thanks};

const ABOUT: &str = "The support desk with a loop of its own, without the library's runner.";

type Fault = Box<dyn Error>;

#[tokio::main]
async fn main() -> ExitCode {
    if let Some(code) = admin::run(&[Support::table()], std::env::args_os()) {
        return code;
    }
    match run(Arguments::of("own_loop", ABOUT)).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Fault> {
    let (options, wish) = arguments.into_wish();
    let Wish::Ask(words) = wish else {
        return Err("this loop answers one message; `support` resumes threads".into());
    };
    let shop = shop(&options.threads);
    println!("{}", answer(&options, &shop, words).await?);
    Ok(ExitCode::SUCCESS)
}

/// The loop.
async fn answer(options: &Options, shop: &Shop, words: String) -> Result<String, Fault> {
    let mut desk = Desk::open(options, shop, &words)?;
    desk.append(&Fact::MessageReceived(words.into()))?;
    let mut next = Next::ask_model();
    loop {
        let steps = desk.steps(next).await?;
        next = Next::ask_model();
        for (call, step) in steps {
            next = next.merge(match step {
                Support::GetOrder(get_order) => match desk.call(call, get_order, shop).await? {
                    // Go to: from the order straight to the refund, without the model.
                    Ok(order) if order.lost => Next::go(refund_of(&order)),
                    // Continue.
                    Ok(_) | Err(_) => Next::ask_model(),
                },
                Support::Refund(refund) => match desk.call(call, refund, shop).await? {
                    Ok(receipt) => Next::go(thanks(&receipt)),
                    Err(_) => Next::ask_model(),
                },
                // Pause: `support resume` goes on with the customer's answer.
                Support::AskCustomer { question } => {
                    desk.save().await?;
                    return Ok(question);
                }
                // Break.
                Support::Reply { message } => {
                    desk.append(&Fact::Finished)?;
                    desk.save().await?;
                    return Ok(message);
                }
            });
        }
    }
}
