//! The walk over shape and text: one value against one shape.

use super::bounds::{Measure, holds};
use super::describe::describe;
use super::mismatch::excerpt;
use super::number::{Numeral, Whole, whole};
use super::scan::{Fault, Quoted, Scan};
use super::{Patch, Span};
use crate::schema::{Bound, Kind, Literal, SECRET, Shape};

/// Most newtypes, options and lazy shapes that are entered at once; real types stay far below it,
/// and a type that only ever wraps itself ends here.
const MAX_HOPS: u16 = 1024;

/// The state of one check.
pub(super) struct Checker<'a> {
    pub(super) scan: Scan<'a>,
    /// Refuse undeclared keys everywhere.
    pub(super) closed: bool,
    /// What to rewrite, in the order of the text.
    pub(super) patches: Vec<Patch>,
    /// Bytes that untagged enums may still read again.
    pub(super) fuel: usize,
    /// Note the places of secrets among the patches.
    pub(super) marks_secrets: bool,
    hops: u16,
}

impl<'a> Checker<'a> {
    pub(super) fn new(text: &'a str, closed: bool) -> Self {
        let fuel = text.len().saturating_mul(64).saturating_add(1 << 16);
        Self {
            scan: Scan::new(text),
            closed,
            patches: Vec::new(),
            fuel,
            marks_secrets: false,
            hops: 0,
        }
    }

    /// Checks the whole value; the spans of its fields are noted if it is an object.
    pub(super) fn root(&mut self, shape: &'static Shape, spans: &mut [Span]) -> Result<(), Fault> {
        self.scan.next_token();
        match &shape.kind {
            Kind::Struct(fields) => self.object(fields, None, spans),
            _ => self.value(shape, &[]),
        }
    }

    /// As [`Self::value`], with a short way for plain strings, which are most values.
    #[inline]
    pub(super) fn item(
        &mut self,
        shape: &'static Shape,
        bounds: &'static [Bound],
    ) -> Result<(), Fault> {
        match shape.kind {
            Kind::String { format: "" } if bounds.is_empty() && self.scan.next_token() == b'"' => {
                self.scan.string_end().map(drop)
            }
            _ => self.value(shape, bounds),
        }
    }

    /// Checks the value at the cursor, which stands on its first byte or on white space.
    pub(super) fn value(
        &mut self,
        shape: &'static Shape,
        bounds: &'static [Bound],
    ) -> Result<(), Fault> {
        let first = self.scan.next_token();
        match &shape.kind {
            Kind::String { format } => self.text(shape, bounds, format, first),
            Kind::Integer { min, max } => self.integer(shape, bounds, *min..=*max, first),
            Kind::Struct(fields) => self.object(fields, None, &mut []),
            Kind::Enum { tagging, variants } => self.variants(shape, *tagging, variants),
            Kind::List { items, unique, len } => {
                let count = self.list(shape, items.get(), *unique, *len)?;
                self.counted(shape, bounds, count)
            }
            Kind::Option(_) | Kind::Unit if first == b'n' => self.scan.word("null"),
            Kind::Option(inner) => {
                let start = self.scan.pos;
                self.hop(inner.get(), bounds)
                    .map_err(|fault| fault.or_null(start))
            }
            Kind::Bool if first == b't' => self.scan.word("true"),
            Kind::Bool if first == b'f' => self.scan.word("false"),
            Kind::Bool | Kind::Unit => Err(self.wrong(shape, bounds)),
            Kind::Number => self.float(shape, bounds, first),
            Kind::Tuple(places) => self.tuple(shape, places),
            Kind::Map { key, value } => {
                let count = self.map(shape, key.get(), value.get())?;
                self.counted(shape, bounds, count)
            }
            Kind::Newtype { inner, bounds: own } => self.newtype(inner.get(), own, bounds),
            Kind::Literals(all) => self.literal(shape, all),
            Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. } => self.behind(shape, bounds),
            Kind::Any | Kind::Foreign(_) => self.any(shape, bounds, first),
        }
    }

    /// A value whose shape only stands for another.
    fn behind(&mut self, shape: &'static Shape, bounds: &'static [Bound]) -> Result<(), Fault> {
        match shape.kind.stands_for() {
            Some(inner) => self.hop(inner.get(), bounds),
            None => Ok(()),
        }
    }

    /// One of several constants.
    fn literal(&mut self, shape: &'static Shape, all: &[Literal]) -> Result<(), Fault> {
        let start = self.scan.pos;
        self.scan.skip()?;
        let raw = self.scan.since(start);
        if all.iter().any(|one| one.value.is(raw)) {
            return Ok(());
        }
        Err(self.wrong_at(start, shape, &[]))
    }

    fn hop(&mut self, inner: &'static Shape, bounds: &'static [Bound]) -> Result<(), Fault> {
        if self.hops >= MAX_HOPS {
            return Err(self
                .scan
                .unexpected("a type that does not only wrap itself"));
        }
        self.hops += 1;
        let checked = self.value(inner, bounds);
        self.hops -= 1;
        checked
    }

    /// Checks both the newtype's own bounds and those of the place it stands in.
    fn newtype(
        &mut self,
        inner: &'static Shape,
        own: &'static [Bound],
        bounds: &'static [Bound],
    ) -> Result<(), Fault> {
        if own.is_empty() || bounds.is_empty() {
            return self.hop(inner, if own.is_empty() { bounds } else { own });
        }
        let (start, depth) = (self.scan.pos, self.scan.depth);
        let patched = self.patches.len();
        self.hop(inner, own)?;
        (self.scan.pos, self.scan.depth) = (start, depth);
        self.patches.truncate(patched);
        self.hop(inner, bounds)
    }

    fn text(
        &mut self,
        shape: &'static Shape,
        bounds: &[Bound],
        format: &'static str,
        first: u8,
    ) -> Result<(), Fault> {
        if format == SECRET {
            return self.secret();
        }
        if first != b'"' {
            return Err(self.wrong(shape, bounds));
        }
        if bounds.is_empty() && format.is_empty() {
            return self.scan.string_end().map(drop);
        }
        let start = self.scan.pos;
        let content = self.scan.string()?.content();
        let formatted = format.is_empty() || holds(&Bound::Format(format), Measure::Text(&content));
        if formatted
            && bounds
                .iter()
                .all(|bound| holds(bound, Measure::Text(&content)))
        {
            return Ok(());
        }
        Err(self.wrong_at(start, shape, bounds))
    }

    /// A tool is given the value, of any type, and everybody else its handle: which is due, the reducer knows.
    fn secret(&mut self) -> Result<(), Fault> {
        let start = self.scan.pos;
        self.scan.skip()?;
        if self.marks_secrets {
            let span = Span {
                start,
                end: self.scan.pos,
            };
            let text = String::new();
            self.patches.push(Patch { span, text });
        }
        Ok(())
    }

    #[inline]
    fn integer(
        &mut self,
        shape: &'static Shape,
        bounds: &[Bound],
        range: std::ops::RangeInclusive<i128>,
        first: u8,
    ) -> Result<(), Fault> {
        let start = self.scan.pos;
        let numeral = self.numeral(shape, bounds, first)?;
        let value = match numeral.small {
            Some(value) => Whole::Value(value),
            None => whole(self.scan.since(start)),
        };
        match value {
            Whole::Value(value)
                if range.contains(&value)
                    && bounds
                        .iter()
                        .all(|bound| holds(bound, Measure::Integer(value))) =>
            {
                self.patch(start, &numeral, value);
                Ok(())
            }
            _ => Err(self.wrong_at(start, shape, bounds)),
        }
    }

    /// Notes that serde needs this integer written plainly.
    fn patch(&mut self, start: usize, numeral: &Numeral, value: i128) {
        if !numeral.plain {
            let span = Span {
                start,
                end: self.scan.pos,
            };
            self.patches.push(Patch {
                span,
                text: value.to_string(),
            });
        }
    }

    /// Notes that the name at `at` stands for `name`: an alias goes no further than this.
    #[inline]
    pub(super) fn rename(&mut self, at: usize, written: Quoted<'_>, name: &str) {
        if written.raw != name.as_bytes() {
            self.renamed(at, written, name);
        }
    }

    #[cold]
    fn renamed(&mut self, at: usize, written: Quoted<'_>, name: &str) {
        let end = at + written.raw.len() + 2;
        let mut text = String::new();
        crate::schema::writer::string(&mut text, name);
        let span = Span { start: at, end };
        self.patches.push(Patch { span, text });
    }

    fn float(&mut self, shape: &'static Shape, bounds: &[Bound], first: u8) -> Result<(), Fault> {
        let start = self.scan.pos;
        self.numeral(shape, bounds, first)?;
        self.measured(start, shape, bounds)
    }

    #[inline]
    fn numeral(&mut self, shape: &Shape, bounds: &[Bound], first: u8) -> Result<Numeral, Fault> {
        if first != b'-' && !first.is_ascii_digit() {
            return Err(self.wrong(shape, bounds));
        }
        self.scan.number()
    }

    /// Any value; its bounds apply if it is a number or a text.
    fn any(&mut self, shape: &'static Shape, bounds: &[Bound], first: u8) -> Result<(), Fault> {
        match first {
            b'"' => self.text(shape, bounds, "", first),
            b'-' | b'0'..=b'9' => self.float(shape, bounds, first),
            // Of two values under one key whoever decodes it would lose one.
            b'{' => self.map(shape, &ANY, &ANY).map(drop),
            b'[' => self.list(shape, &ANY, false, None).map(drop),
            _ => self.scan.skip(),
        }
    }

    /// Checks the bounds of the number from `start` to the cursor.
    fn measured(&mut self, start: usize, shape: &Shape, bounds: &[Bound]) -> Result<(), Fault> {
        let raw = self.scan.since(start);
        if bounds
            .iter()
            .all(|bound| holds(bound, Measure::Number(raw)))
        {
            return Ok(());
        }
        Err(self.wrong_at(start, shape, bounds))
    }

    /// Checks the bounds of a list or map of `count` members from `start` to the cursor.
    fn counted(
        &mut self,
        shape: &Shape,
        bounds: &[Bound],
        (start, count): (usize, usize),
    ) -> Result<(), Fault> {
        if bounds
            .iter()
            .all(|bound| holds(bound, Measure::Count(count)))
        {
            return Ok(());
        }
        Err(self.wrong_at(start, shape, bounds))
    }

    /// Fails at `start`: the value there is well formed, but not what `shape` allows.
    #[cold]
    #[inline(never)]
    pub(super) fn wrong_at(&mut self, start: usize, shape: &Shape, bounds: &[Bound]) -> Fault {
        self.scan.pos = start;
        self.wrong(shape, bounds)
    }

    /// Fails at the cursor; a value that is no JSON at all fails as such.
    #[cold]
    #[inline(never)]
    pub(super) fn wrong(&mut self, shape: &Shape, bounds: &[Bound]) -> Fault {
        self.expected(describe(shape, bounds))
    }

    /// Fails at the cursor with a phrase.
    #[cold]
    pub(super) fn expected(&mut self, expected: String) -> Fault {
        let start = self.scan.pos;
        if let Err(malformed) = self.scan.skip() {
            return malformed;
        }
        let got = excerpt(self.scan.since(start));
        self.scan.pos = start;
        self.scan.fault(expected, got)
    }
}

static ANY: Shape = Shape {
    name: "",
    doc: "",
    text_hash: 0,
    kind: Kind::Any,
};
