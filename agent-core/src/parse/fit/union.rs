//! Enums: by name, by tag, or by what fits best.
//!
//! The order in which the members of an untagged union are preferred: what fits exactly; what
//! needs fewer and cheaper repairs; what uses more declared keys; what is declared first.

use super::object::Keys;
use super::{Fit, Score, address, is_encoded};
use crate::parse::names::{Name, named};
use crate::parse::repair::RepairKind;
use crate::parse::tree::{Member, Node, Value};
use crate::schema::{Content, Fields, Kind, Shape, Tagging, Variant};

/// What was asked of a union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    node: usize,
    shape: usize,
    /// Losses are allowed here.
    lossy: bool,
    /// The text is not read as JSON inside a string.
    sealed: bool,
}

static NOTHING: Fields = Fields {
    list: &[],
    closed: false,
};

/// The names of variants, whose owner is the variant's index.
pub(super) fn names(variants: &'static [Variant]) -> Vec<Name<'static>> {
    let each = variants.iter().enumerate().flat_map(|(of, variant)| {
        let all = std::iter::once(variant.name).chain(variant.aliases.iter().copied());
        all.map(move |text| Name { text, of })
    });
    each.collect()
}

impl Fit {
    pub(super) fn choice(
        &mut self,
        node: &Node<'_>,
        shape: &'static Shape,
        tagging: Tagging,
        variants: &'static [Variant],
    ) {
        match tagging {
            Tagging::Untagged => self.untagged(node, shape, variants),
            Tagging::External => self.external(node, shape, variants),
            Tagging::Internal { tag } => match Self::tagged(node, tag, variants) {
                Some(variant) => self.internal(node, tag, variant),
                None => self.object_or_misfit(node, shape),
            },
            Tagging::Adjacent { tag, content } => match Self::tagged(node, tag, variants) {
                Some(variant) => self.adjacent(node, (tag, content), variant),
                None => self.object_or_misfit(node, shape),
            },
        }
    }

    /// A tagged object that stands in a string or in a list of one.
    fn object_or_misfit(&mut self, node: &Node<'_>, shape: &'static Shape) {
        let one = matches!(node.items(), [one] if matches!(one.value, Value::Object(_)));
        if !(self.encoded(node, shape) || one && self.item(node, shape)) {
            self.misfit(node);
        }
    }

    /// The variant that an object's tag names.
    fn tagged(
        node: &Node<'_>,
        tag: &str,
        variants: &'static [Variant],
    ) -> Option<&'static Variant> {
        let (of, _) = named(node.get(tag)?.words()?, &names(variants))?;
        variants.get(of)
    }

    fn external(&mut self, node: &Node<'_>, shape: &'static Shape, variants: &'static [Variant]) {
        let all = names(variants);
        if let Some(words) = node.words() {
            let plain = variants
                .iter()
                .all(|variant| matches!(variant.content, Content::Unit));
            let found = if plain {
                self.name(words, &all)
            } else {
                named(words, &all)
            };
            let found = found.and_then(|(of, found)| Some((variants.get(of)?, found)));
            return match found {
                Some((variant, found)) if matches!(variant.content, Content::Unit) => {
                    self.named(node, found, false);
                    self.push_text(variant.name);
                }
                _ if self.encoded(node, shape) => {}
                _ => self.misfit(node),
            };
        }
        if let [member] = node.members()
            && let Some((of, _)) = named(&member.key, &all)
            && let Some(variant) = variants.get(of)
        {
            if variant.name != member.key {
                self.at(variant.name, |fit| {
                    fit.note(RepairKind::KeyName, &member.key);
                });
            }
            self.push("{");
            self.push_text(variant.name);
            self.push(":");
            self.at(variant.name, |fit| {
                fit.content_of(&member.value, &variant.content);
            });
            return self.push("}");
        }
        // A number may be a name: `1040`.
        if let Value::Plain(plain) = node.value
            && let Some((of, found)) = named(plain, &all)
            && let Some(Variant {
                name,
                content: Content::Unit,
                ..
            }) = variants.get(of)
        {
            self.named(node, found, true);
            return self.push_text(name);
        }
        self.part_of(node, |fit, node| fit.external(node, shape, variants));
    }

    /// What a variant holds, in a place of its own.
    fn content_of(&mut self, node: &Node<'_>, content: &'static Content) {
        self.record_notes(node);
        self.content(node, content);
    }

    fn content(&mut self, node: &Node<'_>, content: &'static Content) {
        match content {
            Content::Unit => self.unit(node),
            Content::Newtype(shape) => self.inner(node, shape.get()),
            Content::Tuple(places) => self.tuple(node, places),
            Content::Struct(fields) => match node.value {
                Value::Object(_) => self.members(node, Keys { fields, tag: None }),
                _ => self.misfit(node),
            },
        }
    }

    fn internal(&mut self, node: &Node<'_>, tag: &'static str, variant: &'static Variant) {
        let tag = Some((tag, variant.name));
        match &variant.content {
            Content::Unit => self.members(
                node,
                Keys {
                    fields: &NOTHING,
                    tag,
                },
            ),
            Content::Struct(fields) => self.members(node, Keys { fields, tag }),
            Content::Newtype(shape) => match &super::unwrapped(shape.get()).kind {
                Kind::Struct(fields) => self.members(node, Keys { fields, tag }),
                _ => self.misfit(node),
            },
            Content::Tuple(_) => self.misfit(node),
        }
    }

    fn adjacent(
        &mut self,
        node: &Node<'_>,
        (tag, content): (&str, &str),
        variant: &'static Variant,
    ) {
        self.push("{");
        let mut first = true;
        for member in node.members() {
            if ![tag, content].contains(&&*member.key) && !self.options.call {
                self.at(&member.key, |fit| {
                    fit.note(RepairKind::ExtraKey, &member.key);
                });
                continue;
            }
            self.push(if first { "" } else { "," });
            first = false;
            self.push_text(&member.key);
            self.push(":");
            if member.key == tag {
                self.tag(tag, member, variant.name);
            } else if member.key == content {
                self.at(content, |fit| {
                    fit.content_of(&member.value, &variant.content);
                });
            } else {
                self.score.add(Score::MISFIT);
                self.below(&member.key, &member.value, &super::ANY);
            }
        }
        self.push("}");
    }

    /// Writes a variant's name under its tag.
    pub(super) fn tag(&mut self, tag: &str, member: &Member<'_>, name: &str) {
        self.at(tag, |fit| {
            fit.record_notes(&member.value);
            if member.value.words() != Some(name) {
                fit.note(RepairKind::VariantName, member.value.raw);
            }
        });
        self.push_text(name);
    }

    fn untagged(&mut self, node: &Node<'_>, shape: &'static Shape, variants: &'static [Variant]) {
        let (best, score) = self.best(node, shape, variants);
        if self.dry {
            return self.score.add(score);
        }
        self.tell(best, variants, score);
        match variants.get(best) {
            Some(variant) => self.sealed(node, |fit| fit.content(node, &variant.content)),
            None if best == variants.len() && self.encoded(node, shape) => {}
            None => self.misfit(node),
        }
    }

    /// Notes which member is taken, if somebody asks.
    fn tell(&mut self, best: usize, variants: &'static [Variant], score: Score) {
        let place = &self.pointer;
        let Some(choices) = &mut self.choices else {
            return;
        };
        let name = variants.get(best).map_or("none", |variant| variant.name);
        let (best, count) = (best.saturating_add(1), variants.len());
        choices.push(format!(
            "union at `{place}`: member {best} of {count}, `{name}`: {}",
            crate::parse::explain::score(score)
        ));
    }

    /// The member that fits best; each is asked once for each value.
    fn best(
        &mut self,
        node: &Node<'_>,
        shape: &'static Shape,
        variants: &'static [Variant],
    ) -> (usize, Score) {
        let key = Asked {
            node: address(node),
            shape: std::ptr::from_ref(shape).addr(),
            lossy: !self.allowed.is_none(),
            sealed: self.sealed == address(node),
        };
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        // Asked again from inside, the value would be read as a part of itself.
        self.known.insert(key, (usize::MAX, Score::MISFIT));
        let mut best = (usize::MAX, Score::MISFIT);
        for (index, variant) in variants.iter().enumerate() {
            let score = self.trial(|fit| {
                fit.sealed(node, |fit| fit.content(node, &variant.content));
            });
            if best.0 == usize::MAX || score < best.1 {
                best = (index, score);
            }
            if score == Score::default() {
                break;
            }
        }
        if let Some(score) = self.encoded_score(node, shape)
            && score < best.1
        {
            best = (variants.len(), score);
        }
        self.known.insert(key, best);
        best
    }

    /// How well the JSON in a string fits a union; it is read once for all members.
    fn encoded_score(&mut self, node: &Node<'_>, shape: &'static Shape) -> Option<Score> {
        let Value::Text(text) = &node.value else {
            return None;
        };
        if !is_encoded(text) {
            return None;
        }
        let mut read = false;
        let score = self.trial(|fit| read = fit.encoded(node, shape));
        read.then_some(score)
    }

    /// Does something while the text of `node` is not read as JSON inside a string.
    fn sealed(&mut self, node: &Node<'_>, act: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.sealed, address(node));
        act(self);
        self.sealed = before;
    }
}
