use agent_core::prelude::*;

/// A size.
#[agent_core::data]
pub struct Size {
    #[serde(rename = "größe")]
    size: u8,
}

/// Measure.
#[tool(read)]
pub fn measure(size: Size) -> u8 {
    size.size
}

/// Helps.
#[agent]
pub enum Support {
    Measure(Measure),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    match Support::started(Start { message: String::new() }) {
        SupportOutcome::Reply { message } => drop(message),
        _ => {}
    }
}
