//! Tools, data and deps in modules of their own, each no more visible than it must be.
#![deny(warnings)]

mod money {
    #[agent_core::data]
    pub(crate) struct Receipt {
        pub(in crate::money) cents: u64,
    }

    impl Receipt {
        pub(crate) fn cents(&self) -> u64 {
            self.cents
        }
    }

    pub(crate) mod tools {
        use super::Receipt;
        use agent_core::prelude::*;

        /// Pay money back.
        #[tool(idempotent)]
        pub(crate) async fn refund(cents: u64, bank: &crate::deps::Bank) -> Receipt {
            let _ = bank;
            Receipt { cents }
        }

        /// Count the money.
        #[tool(read)]
        pub(in crate::money) fn count() -> u64 {
            1
        }
    }

    pub(crate) fn counted() -> u64 {
        let _ = tools::Count;
        tools::count()
    }
}

mod deps {
    pub(crate) struct Bank;

    #[derive(agent_core::Provide)]
    pub(crate) struct Shop {
        pub(super) bank: Bank,
    }
}

mod agent {
    use agent_core::prelude::*;

    /// Helps.
    #[agent(deps = crate::deps::Shop)]
    pub(crate) enum Support {
        Refund(crate::money::tools::Refund),
        /// Reply.
        #[done]
        Reply { message: String },
    }
}

fn main() {
    let shop = deps::Shop { bank: deps::Bank };
    drop(money::tools::refund(1, &shop.bank));
    let _ = agent::Support::Refund(money::tools::Refund { cents: money::counted() });
    let _ = money::Receipt::cents;
}
