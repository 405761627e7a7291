//! Objects with known keys: the common case, without allocation.

use super::Span;
use super::describe::{describe, keys, object_with};
use super::mismatch::{Mismatch, excerpt};
use super::nearest::nearest;
use super::scan::{Fault, Quoted};
use super::value::Checker;
use crate::schema::{Field, Fields};

/// Fields that the mask of seen keys has room for; larger objects take the slower road.
const MASKED: usize = 64;

impl<'a> Checker<'a> {
    /// Checks the object at the cursor. `tag` is a key that was read before and is passed over.
    pub(super) fn object(
        &mut self,
        fields: &'static Fields,
        tag: Option<&str>,
        spans: &mut [Span],
    ) -> Result<(), Fault> {
        if self.scan.peek() != b'{' {
            return Err(self.expected(object_with(fields)));
        }
        if fields.list.len() > MASKED || fields.list.iter().any(|field| field.flatten) {
            return self.wide_object(fields, tag, spans);
        }
        let start = self.scan.pos;
        let mut seen = 0_u64;
        let mut next = 0;
        self.scan.enter()?;
        let mut more = self.scan.next_token() != b'}';
        while more {
            let at = self.scan.pos;
            let key = self.scan.key()?;
            self.scan.colon()?;
            match find(fields.list, next, key) {
                Some((index, field)) => {
                    if seen & (1 << index) != 0 {
                        return Err(Self::duplicate(at, field.name));
                    }
                    seen |= 1 << index;
                    next = index + 1;
                    self.field(field, spans.get_mut(index))?;
                }
                None => self.undeclared(fields, tag, at, key)?,
            }
            more = self.scan.another(b'}')?;
        }
        self.scan.leave();
        Self::complete(fields, seen, start)
    }

    #[inline]
    fn field(&mut self, field: &'static Field, span: Option<&mut Span>) -> Result<(), Fault> {
        let start = self.scan.pos;
        self.value(field.shape.get(), field.bounds)
            .map_err(|fault| fault.under(field.name))?;
        if let Some(span) = span {
            *span = Span {
                start,
                end: self.scan.pos,
            };
        }
        Ok(())
    }

    /// Passes over a key that is not a field, or refuses it.
    fn undeclared(
        &mut self,
        fields: &'static Fields,
        tag: Option<&str>,
        at: usize,
        key: Quoted<'a>,
    ) -> Result<(), Fault> {
        let name = key.content();
        if tag != Some(&*name) && (self.closed || fields.closed) {
            return Err(Self::unknown_key(fields, at, &name));
        }
        self.scan.skip().map_err(|fault| fault.under(&name))
    }

    #[inline]
    fn complete(fields: &'static Fields, seen: u64, start: usize) -> Result<(), Fault> {
        for (index, field) in fields.list.iter().enumerate() {
            if field.required && seen & (1 << index) == 0 {
                return Err(Self::missing(field, start));
            }
        }
        Ok(())
    }

    #[cold]
    pub(super) fn missing(field: &Field, offset: usize) -> Fault {
        let missing = Mismatch {
            pointer: String::new(),
            expected: describe(field.shape.get(), field.bounds),
            got: "nothing: the key is missing".to_owned(),
            nearest: None,
            offset,
        };
        Box::new(missing).under(field.name)
    }

    #[cold]
    pub(super) fn duplicate(offset: usize, name: &str) -> Fault {
        let again = Mismatch {
            pointer: String::new(),
            expected: "each key once".to_owned(),
            got: "the key again".to_owned(),
            nearest: None,
            offset,
        };
        Box::new(again).under(name)
    }

    #[cold]
    pub(super) fn unknown_key(fields: &Fields, offset: usize, name: &str) -> Fault {
        let names = fields.list.iter().map(|field| field.name);
        let unknown = Mismatch {
            pointer: String::new(),
            expected: keys(fields).map_or("no keys".to_owned(), |keys| format!("only {keys}")),
            got: format!("the unknown key {}", excerpt(name)),
            nearest: nearest(name, names),
            offset,
        };
        Box::new(unknown).under(name)
    }
}

/// The field of this key; models answer in the order of declaration, so `next` is tried first.
#[inline]
fn find(list: &'static [Field], next: usize, key: Quoted<'_>) -> Option<(usize, &'static Field)> {
    if let Some(field) = list.get(next)
        && field.name.as_bytes() == key.raw
        && !key.escaped
    {
        return Some((next, field));
    }
    search(list, key)
}

fn search(list: &'static [Field], key: Quoted<'_>) -> Option<(usize, &'static Field)> {
    let name = key.content();
    list.iter()
        .enumerate()
        .find(|(_, field)| answers(field, &name))
}

/// True if the field is read from this key.
pub(super) fn answers(field: &Field, name: &str) -> bool {
    field.name == name || field.aliases.contains(&name)
}
