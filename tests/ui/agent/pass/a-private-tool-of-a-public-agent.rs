//! A tool may be less visible than the agent that uses it.
#![deny(warnings)]
#![allow(private_interfaces)] // the enum itself is the user's own text

mod app {
    use agent_core::prelude::*;

    /// Look.
    #[tool(read)]
    fn look(at: String) -> String {
        at
    }

    /// Helps.
    #[agent]
    pub enum Support {
        Look(Look),
        /// Reply.
        #[done]
        Reply { message: String },
    }
}

fn main() {
    let _ = app::Support::Reply { message: String::new() };
}
