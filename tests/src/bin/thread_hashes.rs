//! Folds threads of the clerk from their lines on standard input, one blank line between two threads, and
//! prints the hash of each state.

use std::error::Error;
use std::io::{BufRead, stdin};

use agent_core::event::Event;
use agent_core::reducer::{State, fold};
use tests::clerk::Clerk;

fn main() -> Result<(), Box<dyn Error>> {
    let mut state = State::new::<Clerk>();
    for line in stdin().lock().lines() {
        let line = line?;
        if line.is_empty() {
            println!("{}", state.hash()?);
            state = State::new::<Clerk>();
        } else {
            fold(&mut state, &Event::from_line(&line)?)?;
        }
    }
    Ok(())
}
