//! How many tokens a text has.

/// Counts the tokens of texts as a model's tokenizer would.
///
/// ```
/// use agent_core::context::{Estimate, TokenCounter};
/// let about = Estimate::default().count("The quick brown fox jumps over the lazy dog.");
/// assert!((10..=14).contains(&about)); // a real tokenizer says 10
/// ```
pub trait TokenCounter: std::fmt::Debug + Send + Sync {
    /// Tells it from every other counter that counts otherwise, such as `o200k_base`: what one of them counted is not
    /// another's.
    fn name(&self) -> &str;

    /// Tokens of this text. Should rather be too many than too few: a request that is too long is refused.
    fn count(&self, text: &str) -> u64;
}

/// Tokens that a picture counts as, whatever its size: the most that Anthropic's documentation gives for one ("Vision":
/// width × height / 750; what would be more than about 1,600 is scaled down first). A model that scales down less takes
/// more.
pub(super) const IMAGE_TOKENS: u64 = 1_600;

/// A tokenizer's count without its vocabulary: words by their length, digits by three, signs one by one.
///
/// The weights were fitted to `o200k_base` over prose, code, JSON, logs and some languages, so that what is counted
/// here is seldom less than what is counted there; `tests/tests/context/count.rs` holds it to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate;

/// What a character belongs to. A run of one class is cut into tokens by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Digit,
    Space,
    LineEnd,
    Sign,
    /// Letters of other scripts, of which a tokenizer knows fewer at a time.
    Other,
}

impl TokenCounter for Estimate {
    fn name(&self) -> &'static str {
        "estimate"
    }

    fn count(&self, text: &str) -> u64 {
        let mut tokens = 0;
        let mut run = (Class::Space, 0_u64);
        for character in text.chars() {
            let class = class(character);
            let weight = weight(character);
            if class == run.0 {
                run.1 += weight;
            } else {
                // A space belongs to the word behind it, but not to a number.
                let alone = run == (Class::Space, 1) && class == Class::Digit;
                tokens += cost(run) + u64::from(alone);
                run = (class, weight);
            }
        }
        tokens + cost(run)
    }
}

/// Three letters of Latin, Greek or Cyrillic script are a token at least, and one sign of Chinese or Japanese script.
const fn weight(character: char) -> u64 {
    match character.len_utf8() {
        1 | 2 => 1,
        3 => 3,
        _ => 6,
    }
}

const fn class(character: char) -> Class {
    match character {
        'a'..='z' | 'A'..='Z' => Class::Word,
        '0'..='9' => Class::Digit,
        ' ' | '\t' => Class::Space,
        '\n' | '\r' => Class::LineEnd,
        '\0'..='\u{7f}' => Class::Sign,
        _ => Class::Other,
    }
}

/// Tokens of a run of one class, by the sum of its characters' weights.
const fn cost((class, length): (Class, u64)) -> u64 {
    match class {
        Class::Space => (length > 1) as u64,
        Class::LineEnd => (length > 0) as u64,
        Class::Word => length.div_ceil(6),
        Class::Digit | Class::Sign | Class::Other => length.div_ceil(3),
    }
}
