//! A trait object, a pointer, a lock, the whole deps, a type with arguments: each is lent by its type.
#![deny(warnings)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use agent_core::prelude::*;

trait Clock: Send + Sync {
    fn now(&self) -> u64;
}

struct Fixed(u64);

impl Clock for Fixed {
    fn now(&self) -> u64 {
        self.0
    }
}

#[derive(Provide)]
struct Desk {
    clock: Arc<dyn Clock>,
    log: Mutex<Vec<String>>,
    names: HashMap<String, u64>,
    boxed: Box<str>,
    #[provide(skip)]
    spare: HashMap<String, u64>,
}

/// Do everything.
#[tool(read)]
async fn look(clock: &dyn Clock, shared: &Arc<dyn Clock>, log: &Mutex<Vec<String>>, names: &HashMap<String, u64>, desk: &Desk, call: &CallContext) -> u64 {
    let _ = (log, names, desk.spare.len(), call);
    clock.now() + shared.now()
}

/// Helps.
#[agent(deps = Desk)]
enum Clerk {
    Look(Look),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let desk = Desk { clock: Arc::new(Fixed(1)), log: Mutex::default(), names: HashMap::new(), boxed: "a".into(), spare: HashMap::new() };
    let _ = (Clerk::Look(Look), Clerk::Reply { message: desk.boxed.to_string() }, desk.names.len(), desk.log.lock().unwrap().len());
    let _ = desk.clock.now();
}
