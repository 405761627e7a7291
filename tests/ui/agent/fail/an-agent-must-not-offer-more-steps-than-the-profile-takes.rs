use agent_core::prelude::*;

/// Add.
#[tool(read)]
pub fn add0(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add1(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add2(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add3(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add4(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add5(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add6(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add7(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add8(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add9(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add10(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add11(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add12(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add13(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add14(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add15(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add16(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add17(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add18(a: i64) -> i64 {
    a
}

/// Add.
#[tool(read)]
pub fn add19(a: i64) -> i64 {
    a
}

/// Helps.
#[agent(profile = anthropic, allow(many_tools, reason = "a test of the limit"))]
pub enum Support {
    Add0(Add0),
    Add1(Add1),
    Add2(Add2),
    Add3(Add3),
    Add4(Add4),
    Add5(Add5),
    Add6(Add6),
    Add7(Add7),
    Add8(Add8),
    Add9(Add9),
    Add10(Add10),
    Add11(Add11),
    Add12(Add12),
    Add13(Add13),
    Add14(Add14),
    Add15(Add15),
    Add16(Add16),
    Add17(Add17),
    Add18(Add18),
    Add19(Add19),
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
