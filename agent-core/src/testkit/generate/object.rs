//! Objects: fields, free keys, variants in each of the ways that serde tags them.

use super::NoValue;
use super::maker::{Bounds, Maker, Members, braced, json, least};
use crate::schema::example::named;
use crate::schema::{Content, Field, Fields, Kind, ShapeRef, Tagging, Variant, resolve};

impl Maker<'_> {
    /// The members of a value that is an object, or that is flattened into one.
    pub(super) fn members(
        &mut self,
        shape: ShapeRef,
        bounds: Bounds<'_>,
    ) -> Result<Members, NoValue> {
        match &resolve(shape).get().kind {
            Kind::Struct(fields) => self.fields(fields),
            Kind::Map { key, value } => self.entries(*key, *value, bounds),
            Kind::Newtype { inner, bounds: own } => {
                self.members(*inner, &[bounds, &[own]].concat())
            }
            Kind::Option(inner) if !self.small() && self.dice.one_in(2) => {
                self.members(*inner, bounds)
            }
            Kind::Option(_) | Kind::Unit | Kind::Any => Ok(Members::new()),
            Kind::Enum { tagging, variants } => self.first_made(variants, |maker, variant| {
                maker.variant_members(*tagging, variant)
            }),
            _ => Err(NoValue::because("it has no keys that could be flattened")),
        }
    }

    fn fields(&mut self, fields: &'static Fields) -> Result<Members, NoValue> {
        let mut members = Members::new();
        for field in fields.list {
            match self.field(field) {
                Ok(made) => {
                    for member in made {
                        // A flattened map may hit on a key that is there already.
                        if members.iter().all(|(key, _)| *key != member.0) {
                            members.push(member);
                        }
                    }
                }
                Err(error) if field.required => return Err(error),
                Err(_) => {}
            }
        }
        Ok(members)
    }

    fn field(&mut self, field: &'static Field) -> Result<Members, NoValue> {
        if field.flatten {
            return self.deeper(|maker| maker.members(field.shape, &[field.bounds]));
        }
        let endless = self.depths.of(field.shape, least(field.bounds)).is_none();
        if !field.required && (endless || self.small() || self.dice.one_in(3)) {
            return Ok(Members::new());
        }
        let named = named(field);
        let value = match self.dice.pick(&named) {
            Some(named) if !self.dice.one_in(4) => Ok(named.clone()),
            _ => self.below(field.shape, &[field.bounds]),
        };
        value
            .map(|value| vec![(field.name.to_owned(), value)])
            .map_err(|error| error.under(field.name))
    }

    fn entries(
        &mut self,
        key: ShapeRef,
        value: ShapeRef,
        bounds: Bounds<'_>,
    ) -> Result<Members, NoValue> {
        let count = self.count(bounds, None);
        let mut members = Members::new();
        // A key may be made twice, and there may be fewer keys than wished for.
        for _ in 0..count.saturating_mul(8) {
            if members.len() == count {
                break;
            }
            let key = as_key(&self.below(key, &[])?);
            if members.iter().all(|(known, _)| *known != key) {
                let value = self.below(value, &[]).map_err(|error| error.under(&key))?;
                members.push((key, value));
            }
        }
        Ok(members)
    }

    /// A value of one of the variants.
    pub(super) fn variant(
        &mut self,
        tagging: Tagging,
        variants: &'static [Variant],
    ) -> Result<String, NoValue> {
        self.first_made(variants, |maker, variant| {
            match (tagging, &variant.content) {
                (Tagging::External, Content::Unit) => Ok(json(variant.name)),
                (Tagging::Untagged, content) => maker.content(content),
                _ => Ok(braced(&maker.variant_members(tagging, variant)?)),
            }
        })
    }

    /// Tries the variants from a random one on; only those that end soon where values should come to an end.
    fn first_made<T>(
        &mut self,
        variants: &'static [Variant],
        mut one: impl FnMut(&mut Self, &'static Variant) -> Result<T, NoValue>,
    ) -> Result<T, NoValue> {
        let depth = |maker: &Self, one: &Variant| maker.depths.of_content(&one.content);
        let soonest = variants.iter().filter_map(|one| depth(self, one)).min();
        let soon = |one: Option<u32>, small: bool| one.is_some() && (!small || one == soonest);
        let open: Vec<&'static Variant> = variants
            .iter()
            .filter(|one| soon(depth(self, one), self.small()))
            .collect();
        let start = self.dice.below(open.len());
        let mut failed = NoValue::because("none of its variants has a value");
        for variant in open.iter().cycle().skip(start).take(open.len()) {
            match self.deeper(|maker| one(maker, variant)) {
                Ok(made) => return Ok(made),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    fn content(&mut self, content: &'static Content) -> Result<String, NoValue> {
        match content {
            Content::Unit => Ok("null".into()),
            Content::Newtype(shape) => self.below(*shape, &[]),
            Content::Tuple(places) => self.tuple(places),
            Content::Struct(fields) => Ok(braced(&self.fields(fields)?)),
        }
    }

    fn variant_members(
        &mut self,
        tagging: Tagging,
        variant: &'static Variant,
    ) -> Result<Members, NoValue> {
        let name = |tag: &str| (tag.to_owned(), json(variant.name));
        match (tagging, &variant.content) {
            (Tagging::External, content) => {
                let value = self.content(content)?;
                Ok(vec![(variant.name.to_owned(), value)])
            }
            (Tagging::Adjacent { tag, .. }, Content::Unit) => Ok(vec![name(tag)]),
            (Tagging::Adjacent { tag, content: key }, content) => {
                let value = self.content(content)?;
                Ok(vec![name(tag), (key.to_owned(), value)])
            }
            (Tagging::Internal { tag }, content) => {
                let beside = self.beside(content)?;
                Ok([vec![name(tag)], beside].concat())
            }
            (Tagging::Untagged, content) => self.beside(content),
        }
    }

    /// The keys of a variant's content among other keys.
    fn beside(&mut self, content: &'static Content) -> Result<Members, NoValue> {
        match content {
            Content::Unit => Ok(Members::new()),
            Content::Struct(fields) => self.fields(fields),
            Content::Newtype(shape) => self.members(*shape, &[]),
            Content::Tuple(_) => Err(NoValue::because("a list has no keys")),
        }
    }
}

/// A value as the key of a map: a text as it is, anything else in quotes.
fn as_key(value: &str) -> String {
    match serde_json::from_str(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => value.to_owned(),
    }
}
