/// Match a pattern.
pub async fn r#match(r#type: Option<Kind>) -> Matched {}
