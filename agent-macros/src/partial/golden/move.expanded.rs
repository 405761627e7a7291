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
    GoTo(
        ::agent_core::__private::Begun<
            Place,
            { ::agent_core::__private::is_partial!(Place) },
        >,
    ),
    #[serde(rename = "both")]
    Both(
        ::agent_core::__private::Shown<u8, { ::agent_core::__private::is_partial!(u8) }>,
        ::agent_core::__private::Shown<
            String,
            { ::agent_core::__private::is_partial!(String) },
        >,
    ),
    /// Waits.
    #[serde(rename = "wait")]
    Wait {
        #[serde(default)]
        r#for: ::agent_core::__private::Shown<
            Move,
            { ::agent_core::__private::is_partial!(Move) },
        >,
        minutes: ::agent_core::__private::Begun<
            u64,
            { ::agent_core::__private::is_partial!(u64) },
        >,
    },
}
const _: () = {
    ::agent_core::__private::must_be_partial::<
        ::agent_core::__private::IfSchema<
            Place,
            { ::agent_core::__private::has_schema!(Place) },
        >,
    >();
    ::agent_core::__private::must_be_partial::<
        ::agent_core::__private::IfSchema<
            u8,
            { ::agent_core::__private::has_schema!(u8) },
        >,
    >();
    ::agent_core::__private::must_be_partial::<
        ::agent_core::__private::IfSchema<
            String,
            { ::agent_core::__private::has_schema!(String) },
        >,
    >();
    ::agent_core::__private::must_be_partial::<
        ::agent_core::__private::IfSchema<
            Move,
            { ::agent_core::__private::has_schema!(Move) },
        >,
    >();
    ::agent_core::__private::must_be_partial::<
        ::agent_core::__private::IfSchema<
            u64,
            { ::agent_core::__private::has_schema!(u64) },
        >,
    >();
    #[automatically_derived]
    impl ::agent_core::__private::Partial for Move {
        type Partial = MovePartial;
        type Slot<__P> = ::agent_core::__private::Option<__P>;
    }
};
