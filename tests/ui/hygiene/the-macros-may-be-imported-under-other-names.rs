//! Attribute macros are names like others.
#![deny(warnings)]

use agent_core::{Provide as Lend, Schema as Shape, agent as helper, data as record, tool as skill};

#[record]
pub struct Note {
    text: String,
}

#[derive(Shape)]
pub struct Unread(u8);

#[derive(Lend)]
pub struct Desk {
    drawer: Vec<Note>,
}

/// Write a note.
#[skill]
fn write_note(text: String, drawer: &Vec<Note>) -> Note {
    let _ = drawer.len();
    Note { text }
}

/// Helps.
#[helper(deps = Desk)]
enum Clerk {
    WriteNote(WriteNote),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = (Desk { drawer: vec![] }.drawer, Unread(1).0);
    let _ = (Clerk::Reply { message: String::new() }, write_note(String::new(), &vec![]).text);
}
