//! A program that warns of nothing.
#![deny(missing_docs, unused, warnings, unreachable_pub, unused_qualifications, elided_lifetimes_in_paths, missing_debug_implementations, single_use_lifetimes)]
use agent_core::prelude::*;
/// Deps.
#[derive(Debug, Provide)]
pub struct Shop { names: Vec<String> }
/// Do.
#[tool(read, ask_if = |a| a.amount > 5)]
pub fn act(amount: u8, r#type: Option<String>, names: &Vec<String>, call: &CallContext) -> Result<u8, String> { let _ = (r#type, call); Ok(amount + u8::from(names.is_empty())) }
/// Ping.
#[tool]
pub(crate) async fn ping() {}
/// State.
#[data]
pub struct Case { /** n */ pub n: u8 }
impl State<Support> for Case { fn apply(&mut self, _: &SupportOutcome) { self.n += 1; } }
/// Agent.
#[agent(state = Case, deps = Shop)]
#[derive(Debug)]
pub enum Support {
    Act(Act),
    #[tool(ping)]
    Ping,
    /// Ask.
    #[ask(answer = bool)]
    Ask { r#type: String },
    /// Sleep.
    #[wait]
    Sleep { seconds: u64 },
    /// End.
    #[done]
    Reply { message: String },
}
impl Flow for Support {
    fn next(outcome: SupportOutcome, _: &Case) -> Next<Self> {
        match outcome {
            SupportOutcome::Reply { .. } => Next::finish(),
            _ => Next::ask_model(),
        }
    }
}
fn main() { let _ = (Support::SPEC.name, Shop { names: vec![] }); }
