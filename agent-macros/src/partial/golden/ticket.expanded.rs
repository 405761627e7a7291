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
    pub ticket_title: renamed::core::__private::Shown<String>,
    #[serde(default)]
    customer: <Box<Customer> as renamed::core::__private::Partial>::Slot<Box<Customer>>,
    #[serde(rename = "n")]
    number: u64,
    #[serde(default)]
    reply: renamed::core::__private::Streamed<
        renamed::core::__private::Shown<Option<String>>,
    >,
    #[serde(default)]
    place: renamed::core::__private::Option<foreign::Place>,
    #[serde(flatten)]
    rest: renamed::core::__private::Shown<Rest>,
}
const _: () = {
    #[automatically_derived]
    impl renamed::core::__private::Partial for Ticket {
        type Partial = TicketPartial;
        type Slot<__P> = renamed::core::__private::Option<__P>;
    }
};
