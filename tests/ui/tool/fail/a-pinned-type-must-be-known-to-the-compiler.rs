use agent_core::tool;

#[agent_core::data]
struct Address {
    #[schema(schemars)]
    street: String,
}

/// Move a parcel.
#[tool(schema = "schemas/move.json")]
fn move_parcel(address: Address) -> u64 {
    let _ = address;
    1
}

fn main() {}
