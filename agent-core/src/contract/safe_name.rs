//! A name that every provider accepts, for a tool that somebody else named.

/// Most letters of a name.
const LONGEST: usize = 64;

/// The name with what providers refuse replaced by `_`, cut at 64 letters, and numbered if it is taken: it
/// matches `^[A-Za-z_][A-Za-z0-9_-]{0,63}$`.
///
/// ```
/// use agent_core::contract::safe_name;
/// assert_eq!(safe_name("math.factorial", |_| false), "math_factorial");
/// assert_eq!(safe_name("math.factorial", |name| name == "math_factorial"), "math_factorial_2");
/// assert_eq!(safe_name("2fa", |_| false), "_2fa");
/// ```
#[must_use]
pub fn safe_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut safe: String = name
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    if !safe.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        safe.insert(0, '_');
    }
    safe.truncate(LONGEST);
    let mut number = 1_u64;
    let mut free = safe.clone();
    while taken(&free) {
        number += 1;
        let end = format!("_{number}");
        free.clone_from(&safe);
        free.truncate(LONGEST - end.len());
        free.push_str(&end);
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_stays_within_its_limit() {
        let long = "x".repeat(80);
        let first = safe_name(&long, |_| false);
        let second = safe_name(&long, |name| name == first);
        assert_eq!((first.len(), second.len()), (64, 64));
        assert!(second.ends_with("x_2"));
        assert_eq!(safe_name("größe/ä", |_| false), "gr__e__");
    }
}
