/// Answers.
pub(crate) fn ping() {}
