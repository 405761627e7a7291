//! `ty`, `expr`, `literal`, `ident`, `path`, `vis`, `meta` and `block` fragments, in every place that takes them.
#![deny(warnings)]

use agent_core::prelude::*;
use std::time::Duration;

macro_rules! tool_of {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($arg:ident: $ty:ty, $dep:ident: $of:path) -> $out:ty $body:block
     version $version:literal, limit $timeout:expr, ask $ask:expr, call $call:ident, named $wire:literal,
     from $min:literal, default $default:expr) => {
        $(#[$meta])*
        #[tool(idempotent, name = $wire, version = $version, timeout = $timeout, ask_if = $ask, call = $call, attempts = 3)]
        $vis fn $name(#[schema(min = $min, default = $default)] $arg: $ty, $dep: &$of) -> $out $body
    };
}

pub struct Bank;

tool_of! {
    /// Pay money back.
    #[must_use]
    pub fn refund(cents: u64, bank: Bank) -> Option<u64> { let _ = bank; Some(cents) }
    version 2, limit Duration::from_secs(3), ask |call: &RefundCall| call.cents > 5, call RefundCall, named "pay_back",
    from 1, default 1 + 1
}

macro_rules! agent_of {
    ($name:ident, $state:ty, $deps:ty, $steps:literal, $time:literal, $tool:path, $call:ty, $answer:ty, $doc:expr) => {
        #[doc = $doc]
        #[agent(state = $state, deps = $deps, max_steps = $steps, max_time = $time)]
        pub enum $name {
            Held($call),
            /// Ask.
            #[ask(answer = $answer)]
            Ask { question: String },
            /// Reply.
            #[done]
            Reply { message: String },
        }
    };
}

#[data]
#[derive(Default)]
pub struct Case {
    n: u8,
}

impl State<Support> for Case {
    fn apply(&mut self, _: &SupportOutcome) {
        self.n += 1;
    }
}

#[derive(Provide)]
pub struct Shop {
    bank: Bank,
}

agent_of!(Support, Case, Shop, 7, "30s", refund, RefundCall, bool, "Helps.");

macro_rules! data_of {
    ($name:ident { $($field:ident: $ty:ty = $range:literal),* }) => {
        #[data]
        struct $name { $(#[schema(max = $range)] $field: $ty,)* }
    };
}

data_of!(Point { x: u8 = 9, y: i64 = 10 });

fn main() {
    let _ = (Support::Held(RefundCall { cents: 1 }), refund(1, &Shop { bank: Bank }.bank), Case::default().n);
    let Point { x, y } = Point { x: 1, y: 2 };
    assert_eq!(i64::from(x) + 1, y);
}
