/// [`Ticket`] as far as it has come.
#[allow(dead_code, missing_docs, clippy::large_enum_variant, reason = "generated")]
#[derive(
    ::core::fmt::Debug,
    ::core::clone::Clone,
    renamed::core::__private::serde::Deserialize
)]
#[serde(crate = "renamed::core::__private::serde")]
pub struct TicketPartial {
    /// What it is about.
    #[serde(rename = "ticketTitle")]
    #[serde(default)]
    pub ticket_title: renamed::core::__private::Shown<
        String,
        { renamed::core::__private::is_partial!(String) },
    >,
    #[serde(default)]
    customer: renamed::core::__private::Slot<
        Box<Customer>,
        { renamed::core::__private::is_partial!(Box < Customer >) },
        Box<Customer>,
    >,
    #[serde(rename = "n")]
    number: u64,
    #[serde(default)]
    reply: renamed::core::__private::Streamed<
        renamed::core::__private::Shown<
            Option<String>,
            { renamed::core::__private::is_partial!(Option < String >) },
        >,
    >,
    #[serde(default)]
    place: renamed::core::__private::Option<foreign::Place>,
    #[serde(flatten)]
    rest: renamed::core::__private::Shown<
        Rest,
        { renamed::core::__private::is_partial!(Rest) },
    >,
}
const _: () = {
    renamed::core::__private::must_be_partial::<
        renamed::core::__private::IfSchema<
            String,
            { renamed::core::__private::has_schema!(String) },
        >,
    >();
    renamed::core::__private::must_be_partial::<
        renamed::core::__private::IfSchema<
            Box<Customer>,
            { renamed::core::__private::has_schema!(Box < Customer >) },
        >,
    >();
    renamed::core::__private::must_be_partial::<
        renamed::core::__private::IfSchema<
            Option<String>,
            { renamed::core::__private::has_schema!(Option < String >) },
        >,
    >();
    renamed::core::__private::must_be_partial::<
        renamed::core::__private::IfSchema<
            Rest,
            { renamed::core::__private::has_schema!(Rest) },
        >,
    >();
    #[automatically_derived]
    impl renamed::core::__private::Partial for Ticket {
        type Partial = TicketPartial;
        type Slot<__P> = renamed::core::__private::Option<__P>;
    }
};
