//! Texts: words, texts of a format, texts that match a pattern.

use super::NoValue;
use super::maker::{Bounds, longest, most};
use super::pattern::Pattern;
use crate::schema::Bound;
use crate::testkit::Dice;

const WORDS: [&str; 24] = [
    "amber", "birch", "cedar", "delta", "ember", "fern", "gravel", "harbour", "iris", "juniper",
    "kettle", "lantern", "maple", "nettle", "orchard", "pebble", "quarry", "river", "saffron",
    "thistle", "umber", "velvet", "willow", "yarrow",
];

/// What is legal in a text and breaks what handles texts carelessly.
const HARD: [&str; 12] = [
    "say \"hi\"",
    "back\\slash",
    "two\nlines",
    "tab\tand\rreturn",
    "```json\n{}\n```",
    "</tool_result>",
    "{{ name }}",
    "O'Brien & Søn <a@b.c>",
    "日本語",
    "👩‍👩‍👧 e\u{301}",
    "\u{0}\u{7f}\u{2028}",
    " ",
];

/// What a text shall look like.
pub(super) struct Wish {
    format: &'static str,
    pattern: Option<Pattern>,
    least: usize,
    most: usize,
    hard: bool,
}

impl Wish {
    pub(super) fn new(
        format: &'static str,
        bounds: Bounds<'_>,
        hard: bool,
    ) -> Result<Self, NoValue> {
        let all = || bounds.iter().flat_map(|bounds| bounds.iter());
        let stated = all().find_map(|bound| match bound {
            Bound::Format(format) => Some(*format),
            _ => None,
        });
        let pattern = all().find_map(|bound| match bound {
            Bound::Pattern(pattern) => Some(*pattern),
            _ => None,
        });
        let read = |text| {
            let beyond = || NoValue::because(format!("the pattern `{text}` is not understood"));
            Pattern::read(text).ok_or_else(beyond)
        };
        Ok(Self {
            format: stated.unwrap_or(format),
            pattern: pattern.map(read).transpose()?,
            least: longest(bounds),
            most: bounds
                .iter()
                .map(|bounds| most(bounds))
                .min()
                .unwrap_or(usize::MAX),
            hard,
        })
    }

    /// A text that is likely to fit; whoever asks checks it.
    pub(super) fn text(&self, dice: &mut Dice) -> String {
        match &self.pattern {
            Some(pattern) => pattern.text(dice, self.least),
            None => formatted(self.format, dice).unwrap_or_else(|| self.words(dice)),
        }
    }

    fn words(&self, dice: &mut Dice) -> String {
        let list: &[&str] = if self.hard && dice.one_in(2) {
            &HARD
        } else {
            &WORDS
        };
        let mut words = dice.pick(list).copied().unwrap_or_default().to_owned();
        for _ in 0..dice.below(3) {
            words = format!("{words} {}", dice.pick(list).copied().unwrap_or_default());
        }
        let missing = self.least.saturating_sub(words.chars().count());
        words.extend(" amber birch cedar".chars().cycle().take(missing));
        match words.char_indices().nth(self.most) {
            Some((end, _)) => words[..end].to_owned(),
            None => words,
        }
    }
}

/// A text of a known format.
fn formatted(format: &str, dice: &mut Dice) -> Option<String> {
    let mut at = |low, high| dice.between(low, high);
    Some(match format {
        crate::schema::SECRET => format!("secret:{:016x}", dice.number()),
        "char" => char::from(u8::try_from(at(97, 122)).ok()?).into(),
        "date" => format!("{}-{:02}-{:02}", at(1990, 2040), at(1, 12), at(1, 28)),
        "time" => format!("{:02}:{:02}:{:02}Z", at(0, 23), at(0, 59), at(0, 59)),
        "partial-time" => format!("{:02}:{:02}:{:02}", at(0, 23), at(0, 59), at(0, 59)),
        "date-time" => format!("{}T{}", formatted("date", dice)?, formatted("time", dice)?),
        "partial-date-time" => {
            format!(
                "{}T{}",
                formatted("date", dice)?,
                formatted("partial-time", dice)?
            )
        }
        "duration" => format!("PT{}M", at(1, 90)),
        "uuid" => {
            let (high, low) = (dice.number(), dice.number());
            let node = low & 0xffff_ffff_ffff;
            format!(
                "{:08x}-{:04x}-4{:03x}-8{:03x}-{node:012x}",
                high >> 32,
                high >> 16 & 0xffff,
                high & 0xfff,
                low >> 48 & 0xfff
            )
        }
        "email" | "idn-email" => format!("{}{}@example.org", dice.pick(&WORDS)?, dice.below(100)),
        "hostname" | "idn-hostname" => format!("{}.example.org", dice.pick(&WORDS)?),
        "uri" | "url" | "iri" => {
            format!(
                "https://example.org/{}/{}",
                dice.pick(&WORDS)?,
                dice.below(100)
            )
        }
        "uri-reference" | "iri-reference" | "uri-template" | "json-pointer" => {
            format!("/{}", dice.pick(&WORDS)?)
        }
        "relative-json-pointer" => format!("1/{}", dice.pick(&WORDS)?),
        "regex" => format!("^{}$", dice.pick(&WORDS)?),
        "ipv4" | "ip" => format!("192.0.2.{}", at(0, 255)),
        "ipv6" => format!("2001:db8::{:x}", at(1, 0xffff)),
        _ => return None,
    })
}
