/// Greet somebody.
pub fn greet(name: &str, times: u8) -> String {
    name.repeat(times)
}
