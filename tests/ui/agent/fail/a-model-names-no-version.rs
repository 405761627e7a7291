#![deny(deprecated)]
use agent_core::prelude::*;

#[agent(models("gpt-4.1-2025-04-14", "claude-sonnet-4-0", "qwen2.5-coder:0.5b", "mistral-large-latest"))]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
