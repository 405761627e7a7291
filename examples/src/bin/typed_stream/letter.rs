//! A letter, and the pieces in which a model writes one.

use agent_core::Partial;

/// A letter to a customer.
#[agent_core::data]
#[derive(Partial)]
pub(crate) struct Letter {
    /// Whom it greets.
    pub(crate) to: String,
    #[schema(stream(with_state))]
    pub(crate) body: String,
    pub(crate) copies: Vec<Copy>,
    /// Never shown in part: half a name is another name.
    #[schema(stream(done))]
    pub(crate) signed: String,
}

/// Who gets a copy.
#[agent_core::data]
#[derive(Partial)]
pub(crate) struct Copy {
    #[schema(stream(not_null))]
    pub(crate) name: String,
    pub(crate) pages: u32,
}

/// What came over the wire.
pub(crate) const PIECES: &[&str] = &[
    "Here is the letter:\n```json\n",
    "{\"to\": \"Ms",
    " Lovelace\",",
    " \"body\": \"Your order",
    " A-1001 is on its way.\\nIt wei",
    "ghs 12",
    " kg.\",",
    " \"copies\": [{\"name\": \"the",
    " warehouse\", \"pages\": 1",
    "2}, {\"name\": \"Bob\", \"pages\": 1}],",
    " \"signed\": \"Char",
    "les\",}",
    "\n```",
];
