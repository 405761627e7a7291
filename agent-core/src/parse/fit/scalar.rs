//! Values without parts.

use super::{Fit, Score, address, is_ellipsis, is_null_word};
use crate::parse::names::{Found, Name, in_sentence, named};
use crate::parse::numbers::{Numeral, numeral, rounded};
use crate::parse::reader::is_number;
use crate::parse::repair::RepairKind;
use crate::parse::steps;
use crate::parse::tree::{Node, Value, write_text};
use crate::schema::check::fits;
use crate::schema::{Constant, Kind, Literal, Shape, ShapeRef};

impl Fit {
    pub(super) fn unit(&mut self, node: &Node<'_>) {
        if node.is_null() {
            return self.push("null");
        }
        match node.words().filter(|word| is_null_word(word)) {
            Some(word) => {
                self.note(RepairKind::PythonLiteral, word);
                self.push("null");
            }
            None => self.misfit(node),
        }
    }

    pub(super) fn bool(&mut self, node: &Node<'_>) {
        const NAMES: [Name<'_>; 2] = [
            Name {
                text: "true",
                of: 1,
            },
            Name {
                text: "false",
                of: 0,
            },
        ];
        if let Value::Plain(plain @ ("true" | "false")) = node.value {
            return self.push(plain);
        }
        let Some(words) = node.words() else {
            return self.part(node, &BOOL);
        };
        match self.name(words, &NAMES) {
            Some((of, found)) => {
                let kind = match found {
                    Found::InSentence => RepairKind::NameInText,
                    Found::Exact | Found::Folded => RepairKind::PythonLiteral,
                };
                self.note(kind, words);
                self.push(if of == 1 { "true" } else { "false" });
            }
            None => self.misfit(node),
        }
    }

    /// The name that is meant; in a sentence only outside of calls.
    pub(super) fn name(&mut self, words: &str, names: &[Name<'_>]) -> Option<(usize, Found)> {
        steps::count(words.len());
        self.fuel = self.fuel.saturating_sub(words.len() / 16);
        let whole = named(words, names);
        if whole.is_some() || !self.sentences {
            return whole;
        }
        in_sentence(words, names).map(|of| (of, Found::InSentence))
    }

    pub(super) fn number(&mut self, node: &Node<'_>, shape: &'static Shape) {
        if let Value::Plain(plain) = node.value {
            return if is_number(plain) {
                self.numeral(plain, None, node, shape);
            } else {
                self.misfit(node);
            };
        }
        let Some(words) = node.words() else {
            return self.part(node, shape);
        };
        let trimmed = words.trim();
        match numeral(words) {
            Some(Numeral::Whole(number)) if !self.options.call || !trimmed.contains(',') => {
                self.numeral(&number, Some(RepairKind::NumberInText), node, shape);
            }
            Some(Numeral::Whole(number) | Numeral::Taken(number))
                if self.may(RepairKind::NumberTaken) =>
            {
                self.numeral(&number, Some(RepairKind::NumberTaken), node, shape);
            }
            _ => self.misfit(node),
        }
    }

    /// Writes a number, rounded if an integer is meant and rounding is allowed.
    fn numeral(
        &mut self,
        number: &str,
        kind: Option<RepairKind>,
        node: &Node<'_>,
        shape: &'static Shape,
    ) {
        if !fits(number, ShapeRef::new(shape), &[]) {
            let whole = rounded(number).filter(|whole| {
                self.may(RepairKind::NumberTaken) && fits(whole, ShapeRef::new(shape), &[])
            });
            return match whole {
                Some(whole) => {
                    self.note(RepairKind::NumberTaken, node.raw);
                    self.push(&whole);
                }
                None => self.misfit(node),
            };
        }
        if let Some(kind) = kind {
            self.note(kind, node.raw);
        }
        self.push(number);
    }

    pub(super) fn string(&mut self, node: &Node<'_>, shape: &'static Shape) {
        let (text, kind) = match &node.value {
            Value::Text(text) => (&**text, None),
            Value::Word(_) if self.wrapped > 0 && self.prose == address(node) => {
                return self.misfit(node);
            }
            Value::Word(_) if is_ellipsis(node) => return self.misfit(node),
            Value::Word(word) => (*word, Some(RepairKind::UnquotedText)),
            Value::Plain("null") => return self.misfit(node),
            Value::Plain(_) if self.options.call => return self.misfit(node),
            Value::Plain(plain) => (*plain, Some(RepairKind::TextFromValue)),
            Value::List(_) | Value::Object(_)
                if self.options.call || self.prose == address(node) =>
            {
                return self.misfit(node);
            }
            Value::List(items) if items.len() == 1 => {
                self.item(node, shape);
                return;
            }
            Value::List(_) | Value::Object(_) => (node.raw, Some(RepairKind::RawText)),
        };
        if self.dry && !is_free(shape) {
            let mut json = String::new();
            write_text(text, &mut json);
            if !fits(&json, ShapeRef::new(shape), &[]) {
                return self.score.add(Score::MISFIT);
            }
        }
        if let Some(kind) = kind {
            self.note(kind, text);
        }
        self.push_text(text);
    }

    pub(super) fn literal(&mut self, node: &Node<'_>, literals: &'static [Literal]) {
        let plain = match node.value {
            Value::Plain(plain) => literals.iter().find(|one| one.value.is(plain)),
            _ => None,
        };
        if let Some(literal) = plain {
            return self.constant(literal.value);
        }
        let texts: Vec<String> = literals.iter().map(|one| spoken(one.value)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let names = names(literals, &texts);
        let words = match &node.value {
            Value::Plain(plain) => Some(*plain),
            _ => node.words(),
        };
        let Some(words) = words else {
            return self.part_of(node, |fit, node| fit.literal(node, literals));
        };
        match self
            .name(words, &names)
            .and_then(|(of, found)| Some((literals.get(of)?, found)))
        {
            Some((literal, Found::InSentence))
                if !matches!(literal.value, Constant::Text(_) | Constant::Bool(_)) =>
            {
                self.misfit(node);
            }
            Some((literal, found)) => {
                self.named(node, found, !literal.aliases.is_empty());
                self.constant(literal.value);
            }
            None => self.misfit(node),
        }
    }

    /// Notes how a name was found.
    pub(super) fn named(&mut self, node: &Node<'_>, found: Found, renamed: bool) {
        match found {
            Found::InSentence => self.note(RepairKind::NameInText, node.raw),
            Found::Folded => self.note(RepairKind::VariantName, node.raw),
            Found::Exact if renamed => self.note(RepairKind::VariantName, node.raw),
            Found::Exact if matches!(node.value, Value::Word(_)) => {
                self.note(RepairKind::UnquotedText, node.raw);
            }
            Found::Exact => {}
        }
    }

    fn constant(&mut self, value: Constant) {
        if !self.dry {
            self.push(&value.to_string());
        }
    }

    /// A scalar inside a list of one or an object of one key.
    fn part(&mut self, node: &Node<'_>, shape: &'static Shape) {
        self.part_of(node, |fit, node| fit.inner(node, shape));
    }

    pub(super) fn part_of(&mut self, node: &Node<'_>, read: impl FnOnce(&mut Self, &Node<'_>)) {
        let kind = match (node.items(), node.members()) {
            ([_], _) => RepairKind::OnlyItem,
            ([_, ..], _) => RepairKind::OthersDropped,
            (_, [_]) => RepairKind::OnlyValue,
            _ => return self.misfit(node),
        };
        let inner = node
            .items()
            .first()
            .or_else(|| node.members().first().map(|member| &member.value));
        match inner {
            // Of what is nested deeper nobody knows which part is meant.
            Some(inner) if is_scalar(inner) && !self.options.call && self.may(kind) => {
                self.note(kind, node.raw);
                read(self, inner);
            }
            _ => self.misfit(node),
        }
    }

    /// A word where anything may stand.
    pub(super) fn any_word(&mut self, node: &Node<'_>, word: &str) {
        if is_ellipsis(node) {
            self.score.add(Score::MISFIT);
            return self.push_text(word);
        }
        let literal = ["true", "false"]
            .into_iter()
            .find(|one| one.eq_ignore_ascii_case(word));
        let literal = literal.or_else(|| is_null_word(word).then_some("null"));
        if let Some(literal) = literal {
            self.note(RepairKind::PythonLiteral, word);
            return self.push(literal);
        }
        match numeral(word) {
            Some(Numeral::Whole(number)) if !word.contains(',') => {
                self.note(RepairKind::NumberInText, word);
                self.push(&number);
            }
            _ => {
                self.score.misfits += u32::from(self.prose == address(node));
                self.note(RepairKind::UnquotedText, word);
                self.push_text(word);
            }
        }
    }
}

/// The names of constants that are written as `texts`.
pub(super) fn names<'n>(literals: &'static [Literal], texts: &[&'n str]) -> Vec<Name<'n>> {
    let each = literals.iter().zip(texts).enumerate();
    let all = each.flat_map(|(of, (one, text))| {
        // Where the model was told other names, the constant's own is not one of them.
        let own = one.aliases.is_empty().then_some(*text);
        let all = own.into_iter().chain(one.aliases.iter().copied());
        all.map(move |text| Name { text, of })
    });
    all.collect()
}

fn is_scalar(node: &Node<'_>) -> bool {
    !matches!(node.value, Value::List(_) | Value::Object(_))
}

static BOOL: Shape = Shape {
    name: "",
    doc: "",
    text_hash: 0,
    kind: Kind::Bool,
};

/// True if any text fits.
fn is_free(shape: &Shape) -> bool {
    matches!(shape.kind, Kind::String { format: "" })
}

/// A constant as a model says it without quotes.
fn spoken(value: Constant) -> String {
    match value {
        Constant::Text(text) => text.to_owned(),
        other => other.to_string(),
    }
}
