//! Enums, in each of the four ways that serde tags them.

use std::borrow::Cow;

use super::describe::{describe, names};
use super::mismatch::{Mismatch, excerpt};
use super::nearest::nearest;
use super::scan::{Fault, Quoted};
use super::value::Checker;
use crate::schema::{Content, Fields, Shape, Tagging, Variant};

/// What an internally tagged variant without content holds beside its tag.
static NOTHING: Fields = Fields {
    list: &[],
    closed: false,
};

impl Checker<'_> {
    pub(super) fn variants(
        &mut self,
        shape: &'static Shape,
        tagging: Tagging,
        variants: &'static [Variant],
    ) -> Result<(), Fault> {
        match (tagging, self.scan.peek()) {
            (Tagging::Untagged, _) => self.untagged(shape, variants),
            (Tagging::External, b'"') => self.name_alone(shape, variants),
            (Tagging::External, b'{') => self.external(shape, variants),
            (Tagging::Internal { tag }, b'{') => self.internal(shape, tag, variants),
            (Tagging::Adjacent { tag, content }, b'{') => {
                self.adjacent(shape, tag, content, variants)
            }
            _ => Err(self.wrong(shape, &[])),
        }
    }

    /// `"Variant"`
    #[inline]
    fn name_alone(&mut self, shape: &Shape, variants: &'static [Variant]) -> Result<(), Fault> {
        let start = self.scan.pos;
        let quoted = self.scan.string()?;
        match named(variants, quoted) {
            Some(Variant {
                content: Content::Unit,
                name,
                ..
            }) => {
                self.rename(start, quoted, name);
                Ok(())
            }
            Some(variant) => {
                self.scan.pos = start;
                Err(self.expected(format!("`{{\"{}\": …}}` with its content", variant.name)))
            }
            None => Err(Self::unknown_variant(
                shape,
                variants,
                start,
                &quoted.content(),
            )),
        }
    }

    /// `{"Variant": content}`
    fn external(&mut self, shape: &Shape, variants: &'static [Variant]) -> Result<(), Fault> {
        let start = self.scan.pos;
        self.scan.enter()?;
        if self.scan.next_token() == b'}' {
            return Err(self.not_one_key(start, shape));
        }
        let at = self.scan.pos;
        let key = self.scan.key()?;
        self.scan.colon()?;
        let Some(variant) = named(variants, key) else {
            return Err(Self::unknown_variant(shape, variants, at, &key.content()));
        };
        if matches!(variant.content, Content::Unit) {
            return Err(self.not_one_key(start, shape));
        }
        self.rename(at, key, variant.name);
        self.content(&variant.content)
            .map_err(|fault| fault.under(variant.name))?;
        if self.scan.another(b'}')? {
            return Err(self.not_one_key(start, shape));
        }
        self.scan.leave();
        Ok(())
    }

    #[cold]
    fn not_one_key(&mut self, start: usize, shape: &Shape) -> Fault {
        self.scan.depth -= 1;
        self.wrong_at(start, shape, &[])
    }

    /// Checks what a variant holds at the cursor.
    pub(super) fn content(&mut self, content: &'static Content) -> Result<(), Fault> {
        match content {
            Content::Unit if self.scan.next_token() == b'n' => self.scan.word("null"),
            Content::Unit => Err(self.expected("`null`".to_owned())),
            Content::Newtype(shape) => self.value(shape.get(), &[]),
            Content::Tuple(places) => self.tuple(&TUPLE, places),
            Content::Struct(fields) => {
                self.scan.next_token();
                self.object(fields, None, &mut [])
            }
        }
    }

    /// `{"tag": "Variant", …}`, with the tag anywhere: it is looked up before the rest is checked.
    fn internal(
        &mut self,
        shape: &Shape,
        tag: &'static str,
        variants: &'static [Variant],
    ) -> Result<(), Fault> {
        let variant = self.look_up_tag(shape, tag, variants)?;
        match &variant.content {
            Content::Unit => self.object(&NOTHING, Some(tag), &mut []),
            Content::Struct(fields) => self.object(fields, Some(tag), &mut []),
            Content::Newtype(inner) => self.tagged_newtype(inner.get(), tag),
            Content::Tuple(_) => Err(self.expected("a variant that serde can tag".to_owned())),
        }
    }

    /// Finds the variant that the object at the cursor names; the cursor stays.
    fn look_up_tag(
        &mut self,
        shape: &Shape,
        tag: &'static str,
        variants: &'static [Variant],
    ) -> Result<&'static Variant, Fault> {
        let start = self.scan.pos;
        let mut found = None;
        self.scan.enter()?;
        let mut more = self.scan.next_token() != b'}';
        while more {
            let at = self.scan.pos;
            let is_tag = self.scan.key()?.content() == tag;
            self.scan.colon()?;
            if is_tag && found.replace(self.scan.pos).is_some() {
                return Err(Self::duplicate(at, tag));
            }
            self.scan.skip()?;
            more = self.scan.another(b'}')?;
        }
        self.scan.leave();
        let variant = match found {
            Some(at) => self.tagged(shape, tag, variants, at),
            None => Err(Self::missing_tag(tag, variants, start)),
        };
        self.scan.pos = start;
        variant
    }

    /// The variant that the tag's value at `at` names.
    pub(super) fn tagged(
        &mut self,
        shape: &Shape,
        tag: &'static str,
        variants: &'static [Variant],
        at: usize,
    ) -> Result<&'static Variant, Fault> {
        self.scan.pos = at;
        if self.scan.peek() != b'"' {
            let known = names(variants.iter().map(|variant| variant.name));
            return Err(self.expected(format!("one of {known}")).under(tag));
        }
        let quoted = self.scan.string()?;
        let Some(variant) = named(variants, quoted) else {
            return Err(Self::unknown_variant(shape, variants, at, &quoted.content()).under(tag));
        };
        self.rename(at, quoted, variant.name);
        Ok(variant)
    }

    #[cold]
    pub(super) fn missing_tag(tag: &str, variants: &[Variant], offset: usize) -> Fault {
        let missing = Mismatch {
            pointer: String::new(),
            expected: format!(
                "one of {}",
                names(variants.iter().map(|variant| variant.name))
            ),
            got: "nothing: the key is missing".to_owned(),
            nearest: None,
            offset,
        };
        Box::new(missing).under(tag)
    }

    #[cold]
    pub(super) fn unknown_variant(
        shape: &Shape,
        variants: &'static [Variant],
        offset: usize,
        name: &str,
    ) -> Fault {
        let names = variants.iter().map(|variant| variant.name);
        Box::new(Mismatch {
            pointer: String::new(),
            expected: describe(shape, &[]),
            got: excerpt(&Cow::from(format!("{name:?}"))),
            nearest: nearest(name, names),
            offset,
        })
    }

    /// The first variant that fits; if none does, the failure that came furthest is reported.
    fn untagged(&mut self, shape: &Shape, variants: &'static [Variant]) -> Result<(), Fault> {
        let (start, depth) = (self.scan.pos, self.scan.depth);
        let patched = self.patches.len();
        let mut furthest: Option<Fault> = None;
        for variant in variants {
            let Err(fault) = self.content(&variant.content) else {
                return Ok(());
            };
            self.spend(fault.offset.saturating_sub(start))?;
            (self.scan.pos, self.scan.depth) = (start, depth);
            self.patches.truncate(patched);
            if furthest
                .as_ref()
                .is_none_or(|best| best.offset < fault.offset)
            {
                furthest = Some(fault);
            }
        }
        match furthest {
            Some(fault) if fault.offset > start => Err(fault),
            _ => Err(self.wrong(shape, &[])),
        }
    }

    /// Pays for bytes that are read again, so that nested untagged enums cannot explode.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        match self.fuel.checked_sub(bytes + 1) {
            Some(left) => self.fuel = left,
            None => return Err(self.scan.unexpected("fewer alternatives to try")),
        }
        Ok(())
    }
}

/// The shape that a tuple variant is described as.
static TUPLE: Shape = Shape {
    name: "",
    doc: "",
    text_hash: 0,
    kind: crate::schema::Kind::List {
        items: crate::schema::ShapeRef::new(&ANY),
        unique: false,
        len: None,
    },
};
static ANY: Shape = Shape {
    name: "",
    doc: "",
    text_hash: 0,
    kind: crate::schema::Kind::Any,
};

/// The variant of this name.
#[inline]
pub(super) fn named(variants: &'static [Variant], quoted: Quoted<'_>) -> Option<&'static Variant> {
    let is = |variant: &&Variant, name: &[u8]| {
        variant.name.as_bytes() == name
            || variant.aliases.iter().any(|alias| alias.as_bytes() == name)
    };
    if quoted.escaped {
        let name = quoted.content();
        return variants.iter().find(|variant| is(variant, name.as_bytes()));
    }
    variants.iter().find(|variant| is(variant, quoted.raw))
}
