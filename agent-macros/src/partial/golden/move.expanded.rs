/// [`Move`] as far as it has come.
#[allow(dead_code, missing_docs, clippy::large_enum_variant, reason = "generated")]
#[derive(
    ::core::fmt::Debug,
    ::core::clone::Clone,
    ::agent_core::__private::serde::Deserialize
)]
#[serde(crate = "::agent_core::__private::serde", tag = "type", content = "with")]
enum MovePartial {
    #[serde(rename = "stay")]
    Stay,
    #[serde(rename = "go_to")]
    GoTo(<Place as ::agent_core::__private::Partial>::Partial),
    #[serde(rename = "both")]
    Both(::agent_core::__private::Shown<u8>, ::agent_core::__private::Shown<String>),
    /// Waits.
    #[serde(rename = "wait")]
    Wait {
        #[serde(default)]
        r#for: ::agent_core::__private::Shown<Move>,
        minutes: <u64 as ::agent_core::__private::Partial>::Partial,
    },
}
const _: () = {
    #[automatically_derived]
    impl ::agent_core::__private::Partial for Move {
        type Partial = MovePartial;
        type Slot<__P> = ::agent_core::__private::Option<__P>;
    }
};
