//! An agent may be declared where it is used, and agent-core may have another name.
#![deny(warnings)]
extern crate agent_core as renamed;

mod deep {
    pub use agent_core as core_of_agents;
}

fn main() {
    use renamed::prelude::*;

    /// Helps.
    #[agent(crate = crate::deep::core_of_agents, state = Case)]
    enum Support {
        /// Reply.
        #[done]
        Reply { message: String },
    }

    #[data]
    #[derive(Default)]
    struct Case {
        replies: u32,
    }

    impl State<Support> for Case {
        fn apply(&mut self, outcome: &SupportOutcome) {
            if let SupportOutcome::Reply { .. } = outcome {
                self.replies += 1;
            }
        }
    }

    let reply = Support::Reply { message: String::from("hi") };
    assert_eq!(reply.encode().unwrap().arguments, "{\"message\":\"hi\"}");
    let mut case = Case::default();
    case.apply(&SupportOutcome::Reply { message: String::new() });
    assert_eq!(case.replies, 1);
}
