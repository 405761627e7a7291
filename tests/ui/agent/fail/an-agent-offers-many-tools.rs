#![deny(deprecated)]
use agent_core::prelude::*;

/// Do.
#[tool]
fn act() {}

mod v1 {
    use agent_core::prelude::*;

    macro_rules! tools {
        ($($name:ident)*) => {$(
            /// Do.
            #[tool]
            pub(super) fn $name() {}
        )*};
    }

    tools!(a b c d e f g h i j);
}

#[agent]
enum Support {
    A(v1::A),
    B(v1::B),
    C(v1::C),
    D(v1::D),
    E(v1::E),
    F(v1::F),
    G(v1::G),
    H(v1::H),
    I(v1::I),
    #[retired]
    J(v1::J),
    #[tool(act)]
    Act,
    /// End.
    #[done]
    Reply,
}

#[agent]
enum Clerk {
    A(v1::A),
    B(v1::B),
    C(v1::C),
    D(v1::D),
    E(v1::E),
    F(v1::F),
    G(v1::G),
    H(v1::H),
    I(v1::I),
    J(v1::J),
    #[tool(act)]
    Act,
    /// End.
    #[done]
    Reply,
}

fn main() {}
