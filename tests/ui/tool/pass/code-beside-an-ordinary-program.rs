//! Names of the prelude may be taken, the prelude may be missing, every lint may be on.
#![no_implicit_prelude]
#![deny(missing_docs, unused, clippy::pedantic)]

extern crate agent_core as renamed;
extern crate std as standard;

/// Takes the name of everything that generated code could mean.
pub mod shadowed {
    macro_rules! shadow {
        ($($name:ident)*) => { $(#[doc = "Shadowed."] #[allow(non_camel_case_types, dead_code)] pub struct $name;)* };
    }
    shadow!(Option Vec Box Ok Err Some None Send Sync Future Clone Debug PartialEq Serialize bool str usize std core serde agent_core);

    /// What the deps hold.
    #[derive(super::renamed::Provide)]
    #[provide(crate = super::renamed)]
    pub struct Deps {
        number: u64,
        text: super::standard::sync::Arc<
            dyn super::standard::fmt::Debug
                + super::standard::marker::Send
                + super::standard::marker::Sync,
        >,
    }

    /// Add a number.
    #[super::renamed::tool(crate = super::renamed, read, destructive, ask_if = |a| a.by > 3, timeout = "1s")]
    pub async fn add(
        /// How much.
        by: u64,
        r#type: u64,
        #[schema(default)] rest: u64,
        number: &u64,
    ) -> super::standard::result::Result<u64, super::standard::string::String> {
        super::standard::result::Result::Ok(by + number + r#type + rest)
    }

    /// Do nothing.
    #[super::renamed::tool(crate = super::renamed)]
    pub fn nothing(
        text: &(
             dyn super::standard::fmt::Debug
                 + super::standard::marker::Send
                 + super::standard::marker::Sync
         ),
    ) {
        let _ = text;
    }

    macro_rules! tools {
        ($($name:ident($arg:ident: $ty:ty, $dep:ident: $of:ty) -> $out:ty;)*) => { $(
            #[doc = "Made by a macro."]
            #[super::renamed::tool(crate = super::renamed, idempotent, attempts = 2)]
            pub async fn $name($arg: $ty, $dep: $of) -> $out {
                let _ = $dep;
                $arg
            }
        )* };
    }
    tools! {
        first(a: u64, number: &u64) -> u64;
        second(b: super::standard::vec::Vec<u64>, number: &u64) -> super::standard::vec::Vec<u64>;
    }
}

fn main() {
    /// Stands in a function's body.
    #[renamed::tool(crate = renamed, read)]
    fn inner(a: u64) -> u64 {
        a
    }
    let call = Inner { a: 1 };
    let _ = (
        inner(call.a),
        &shadowed::Add {
            by: 1,
            r#type: 2,
            rest: 3,
        },
        shadowed::First { a: 1 },
        shadowed::Nothing,
    );
}
