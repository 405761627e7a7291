//! What a program is made of, beside its own sources: rustc must know each file, so that an edit of one compiles
//! the program again.

use agent_core::prelude::*;

/// Search the knowledge base.
#[tool(read, version = 1, schema = "schemas/search_kb.json")]
fn search_kb(query: String, #[schema(range(1..=50))] limit: u32) -> Vec<String> {
    vec![query; limit as usize]
}

/// Create a ticket.
#[tool]
fn create_ticket(title: String, body: String, priority: Priority, tags: Vec<String>) -> String {
    drop((body, priority, tags));
    title
}

/// How soon.
#[agent_core::data]
#[serde(rename_all = "snake_case")]
enum Priority {
    Low,
    Normal,
    Urgent,
}

/// Who asks.
#[agent_core::data]
#[derive(Default)]
struct User {
    tier: String,
    recent_tickets: Vec<String>,
}

/// What is known.
#[agent_core::data]
#[derive(Default)]
struct Desk {
    user: User,
}

impl State<Support> for Desk {
    fn apply(&mut self, outcome: &SupportOutcome) {
        let _ = outcome;
    }
}

/// Helps customers.
#[agent(
    prompt = "prompts/system.yaml",
    state = Desk,
    allow(prompt_errors, reason = "another team's prompt")
)]
enum Support {
    SearchKb(SearchKb),
    CreateTicket(CreateTicket),
    /// Answer the customer.
    #[done]
    Reply {
        message: String,
    },
}

#[test]
fn every_file_that_the_macros_read_is_known_to_rustc() {
    let _ = (Support::SPEC, search_kb, create_ticket);
    // Cargo leaves what rustc told beside the program: `deps/rebuild-<hash>.d`.
    let known = std::env::current_exe().unwrap().with_extension("d");
    let known = std::fs::read_to_string(known).unwrap();
    let of_program = known.lines().next().unwrap();
    for file in [
        "prompts/system.yaml",
        "prompts/schemas/search_kb.json",
        "prompts/schemas/create_ticket.json",
        "schemas/search_kb.json",
        "Cargo.toml", // a version is stated: the first lock will touch this file
    ] {
        let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
        assert!(of_program.contains(&path), "{file} is not in {of_program}");
    }
}
