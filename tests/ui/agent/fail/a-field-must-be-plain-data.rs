use agent_core::prelude::*;

/// Helps.
#[agent]
pub enum Support {
    /// Note a number.
    #[done]
    Reply { number: std::cell::Cell<u8>, words: Vec<Box<dyn Send>>, shared: std::rc::Rc<str> },
}

fn main() {
    let _ = Support::SPEC;
}
