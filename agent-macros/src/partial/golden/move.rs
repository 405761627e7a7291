#[serde(tag = "type", content = "with", rename_all = "snake_case")]
enum Move {
    Stay,
    GoTo(Place),
    Both(u8, String),
    /// Waits.
    Wait { r#for: Self, #[schema(stream(not_null))] minutes: u64 },
    #[serde(skip)]
    Hidden(Private),
}
