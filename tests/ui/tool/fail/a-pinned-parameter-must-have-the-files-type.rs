use agent_core::tool;

#[agent_core::data]
#[serde(rename_all = "snake_case")]
enum Priority {
    Low,
    Normal,
    Urgent,
}

/// Create a ticket.
#[tool(schema = "schemas/create_ticket.json")]
fn create_ticket(title: u64, body: Vec<String>, priority: Priority, tags: String) -> u64 {
    let _ = (title, body, priority, tags);
    1
}

fn main() {}
