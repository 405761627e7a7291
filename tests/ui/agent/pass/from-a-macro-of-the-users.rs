//! Tools and agents written by a macro of the user's.

use agent_core::prelude::*;

macro_rules! arithmetic {
    ($($name:ident, $doc:literal, $type:ty, $op:tt;)*) => {$(
        #[doc = $doc]
        #[tool(read, ask_if = |call| call.a > 5 as $type)]
        fn $name(#[schema(range(0..=9))] a: $type, b: $type) -> $type {
            a $op b
        }
    )*};
}

arithmetic! {
    add, "Add.", u32, +;
    subtract, "Subtract.", i64, -;
}

macro_rules! calculator {
    ($name:ident { $($step:ident($call:ty),)* } $answer:ty) => {
        /// A calculator.
        #[agent]
        enum $name {
            $($step($call),)*
            /// Gives the result.
            #[done]
            Answer { value: $answer },
        }
    };
}

calculator!(Calculator { Add(Add), Less(Subtract), } i64);

fn main() {
    fn inside() -> usize {
        calculator!(Inner { Add(Add), } u32);
        Inner::SPEC.steps.len()
    }
    assert_eq!((Calculator::SPEC.steps.len(), inside()), (3, 2));
}
