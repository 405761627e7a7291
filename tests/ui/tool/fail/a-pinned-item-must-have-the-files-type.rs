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
fn create_ticket(title: String, body: String, priority: Priority, tags: Vec<u8>) -> u64 {
    let _ = (title, body, priority, tags);
    1
}

fn main() {}
