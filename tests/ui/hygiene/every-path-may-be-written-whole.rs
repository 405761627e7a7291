//! Nothing needs an import.
#![deny(warnings)]

#[::agent_core::data]
pub struct Receipt {
    pub cents: u64,
}

#[derive(::agent_core::Provide)]
pub struct Shop {
    bank: u64,
}

/// Pay money back.
#[::agent_core::tool(idempotent)]
pub fn refund(cents: u64, bank: &u64, call: &::agent_core::tool::CallContext) -> ::core::result::Result<Receipt, ::std::string::String> {
    let _ = (bank, call);
    Ok(Receipt { cents })
}

/// Helps.
#[::agent_core::agent(deps = crate::Shop)]
pub enum Support {
    Refund(crate::Refund),
    /// Reply.
    #[done]
    Reply { message: ::std::string::String },
}

fn main() {
    let _ = (Shop { bank: 1 }.bank, Support::Refund(Refund { cents: 1 }));
}
