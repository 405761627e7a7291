/// A ticket.
#[serde(rename_all = "camelCase")]
#[schema(crate = renamed::core)]
pub struct Ticket {
    /// What it is about.
    pub ticket_title: String,
    #[schema(stream(done))]
    customer: Box<Customer>,
    #[schema(stream(done, not_null))]
    #[serde(rename = "n")]
    number: u64,
    #[schema(stream(with_state))]
    reply: Option<String>,
    #[schema(schemars)]
    place: foreign::Place,
    #[serde(skip)]
    hidden: u8,
    #[serde(flatten)]
    rest: Rest,
}
