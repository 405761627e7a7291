//! A letter on the screen while it is written: text in pieces, typed partial values out.
//!
//! ```sh
//! cargo run -p examples --bin typed_stream
//! ```
//!
//! The pieces are those that a model sent, fence and chatter included. `#[derive(Partial)]` makes `LetterPartial`;
//! what is not certain yet is `None`, and the end is the letter itself.

mod letter;

use std::time::Duration;

use agent_core::parse::{Change, Incoming, ParseError};
use agent_core::port::Visible;
use letter::{Letter, LetterPartial, PIECES};

#[tokio::main]
async fn main() -> Result<(), ParseError> {
    let mut incoming = Incoming::<Letter>::new();
    for piece in PIECES {
        let updates = incoming.push(piece);
        // The changes are enough to follow one text.
        for update in &updates {
            if let ("/body", Change::Text(more)) = (update.pointer.as_str(), &update.change) {
                println!("    {:?}", Visible(more).to_string());
            }
        }
        if let Some(letter) = incoming.partial()? {
            println!("{}", line(&letter));
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let (letter, repairs) = incoming.finish(true)?;
    println!("\n{}\n{}\n{}", letter.to, letter.body, letter.signed);
    for copy in &letter.copies {
        println!("copy to {} ({} pages)", copy.name, copy.pages);
    }
    for repair in repairs {
        println!("repaired: {:?} {}", repair.kind, repair.note);
    }
    Ok(())
}

/// What is known of the letter, in a line.
fn line(letter: &LetterPartial) -> String {
    let some = |text: &Option<String>| {
        text.as_deref()
            .map_or("…".to_owned(), |text| Visible(text).to_string())
    };
    let pages: Vec<Option<u32>> = letter.copies.iter().map(|copy| copy.pages).collect();
    format!(
        "to {} | {} characters, {:?} | copies of pages {pages:?} | signed {}",
        some(&letter.to),
        letter
            .body
            .value
            .as_deref()
            .map_or(0, |body| body.chars().count()),
        letter.body.state,
        some(&letter.signed),
    )
}
