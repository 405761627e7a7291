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
            self.scan.next_token();
            let at = self.scan.pos;
            if let Some((index, field)) = self.declared_key(fields, next, tag)? {
                if seen & (1 << index) != 0 {
                    return Err(Self::duplicate(at, field.name));
                }
                seen |= 1 << index;
                next = index + 1;
                self.field(field, spans.get_mut(index))?;
            }
            more = self.scan.another(b'}')?;
        }
        self.scan.leave();
        Self::complete(fields, seen, start)
    }

    /// Reads a key and its colon. A member that is no field is passed over or refused as a whole.
    /// Models answer in the order of declaration, so the field of index `next` is tried first.
    #[inline]
    fn declared_key(
        &mut self,
        fields: &'static Fields,
        next: usize,
        tag: Option<&str>,
    ) -> Result<Option<(usize, &'static Field)>, Fault> {
        if let Some(field) = fields.list.get(next)
            && self.scan.usual_key(field.name)
        {
            return Ok(Some((next, field)));
        }
        let at = self.scan.pos;
        let key = self.scan.key()?;
        self.scan.colon()?;
        match search(fields.list, key) {
            None => self.undeclared(fields, tag, at, key).map(|()| None),
            Some((index, field)) => {
                self.rename(at, key, field.name);
                Ok(Some((index, field)))
            }
        }
    }

    #[inline]
    fn field(&mut self, field: &'static Field, span: Option<&mut Span>) -> Result<(), Fault> {
        self.scan.next_token();
        let start = self.scan.pos;
        self.item(field.shape.get(), field.bounds)
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

/// The field of this key.
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
