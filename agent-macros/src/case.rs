//! Names on their way between Rust's conventions.

/// `get_order` → `GetOrder`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('_').map(capitalized).collect()
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// `AskCustomer` → `ask_customer`, `HTTPGet` → `http_get`.
pub(crate) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, letter) in chars.iter().enumerate() {
        let after_word = at > 0 && !chars[at - 1].is_uppercase() && chars[at - 1] != '_';
        let before_word = at > 0 && chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        let starts = after_word || before_word && chars[at - 1] != '_';
        if letter.is_uppercase() && starts {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{pascal, snake};

    #[test]
    fn words_are_told_apart() {
        assert_eq!(pascal("get_order"), "GetOrder");
        assert_eq!(snake("AskCustomer"), "ask_customer");
        assert_eq!(snake("HTTPGet"), "http_get");
        assert_eq!(snake("RefundV1"), "refund_v1");
        assert_eq!(snake("A"), "a");
    }
}
