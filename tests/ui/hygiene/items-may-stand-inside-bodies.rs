//! Function bodies, methods, closures, blocks and generic functions hold tools and agents like modules do.
#![deny(warnings)]

use agent_core::prelude::*;

trait Works {
    fn work(&self) -> usize {
        /// Add one.
        #[tool(read)]
        fn add_one(to: u8) -> u8 {
            to + 1
        }

        /// Adds.
        #[agent]
        enum Adder {
            AddOne(AddOne),
            /// Reply.
            #[done]
            Reply { message: String },
        }

        let _ = (Adder::AddOne(AddOne { to: 1 }), Adder::Reply { message: String::new() }, add_one(1));
        Adder::SPEC.steps.len()
    }
}

struct Plant<T>(T);

impl<T: Copy> Works for Plant<T> {}

impl<T: Copy> Plant<T> {
    fn generic<U>(&self, other: U) -> (T, U) {
        #[data]
        struct Note {
            text: String,
        }

        /// Write.
        #[tool]
        fn write(text: String) -> Note {
            Note { text }
        }

        let closure = || {
            /// Read.
            #[tool(read)]
            fn read() -> u8 {
                1
            }
            let _ = Read;
            read()
        };
        let _ = (Write { text: write(String::new()).text }, closure());
        (self.0, other)
    }
}

const COUNT: usize = {
    /// Count.
    #[tool(read)]
    fn count() {}
    let _ = (Count, count);
    1
};

fn main() {
    let plant = Plant(1_u8);
    let _ = plant.generic("a");
    assert_eq!(plant.work(), COUNT + 1);
}
