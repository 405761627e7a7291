//! The walk over a shape: one value, made up on the way.

use super::depth::Depths;
use super::{NoValue, number, text};
use crate::schema::check::fits;
use crate::schema::writer::string;
use crate::schema::{Bound, ImportError, Kind, ShapeRef, import, json_schema, resolve};
use crate::testkit::Dice;

/// From this level on, values are as small as they may be.
const DEEP: u32 = 5;
/// Most levels at all: a JSON text may have 127.
const DEEPEST: u32 = 120;
/// From this number of values on, they are as small as they may be.
const MANY: u32 = 300;
/// Most values at all: bounds may ask for lists of lists of any length.
const MOST: u32 = 20_000;
/// Most items beyond those that must be.
const MORE: usize = 3;
/// How often one number, text or item is made anew until it fits.
const TRIES: usize = 256;

/// The bounds of a value: those of the place it stands in, and those of the types around it.
pub(super) type Bounds<'b> = &'b [&'static [Bound]];

/// Makes one value up.
pub(super) struct Maker<'d> {
    pub(super) dice: &'d mut Dice,
    pub(super) hard: bool,
    pub(super) depths: Depths,
    depth: u32,
    made: u32,
}

impl<'d> Maker<'d> {
    pub(super) fn new(dice: &'d mut Dice, hard: bool, root: ShapeRef) -> Self {
        Self {
            dice,
            hard,
            depths: Depths::below(root),
            depth: 0,
            made: 0,
        }
    }

    pub(super) fn value(&mut self, shape: ShapeRef) -> Result<String, NoValue> {
        if self.depths.of(shape, 0).is_none() {
            return Err(NoValue::because(
                "it allows nothing, or contains itself without an end",
            ));
        }
        self.bounded(shape, &[])
    }

    /// True where values should come to an end.
    pub(super) fn small(&self) -> bool {
        self.depth >= DEEP || self.made >= MANY
    }

    /// A value one level down.
    pub(super) fn below(&mut self, shape: ShapeRef, bounds: Bounds<'_>) -> Result<String, NoValue> {
        self.deeper(|maker| maker.bounded(shape, bounds))
    }

    pub(super) fn deeper<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, NoValue>,
    ) -> Result<T, NoValue> {
        self.depth += 1;
        let made = work(self);
        self.depth -= 1;
        made
    }

    fn bounded(&mut self, shape: ShapeRef, bounds: Bounds<'_>) -> Result<String, NoValue> {
        self.made += 1;
        if self.depth > DEEPEST || self.made > MOST {
            return Err(NoValue::because("it would be too large"));
        }
        match &resolve(shape).get().kind {
            Kind::Any => Ok(self.any()),
            Kind::Unit => Ok("null".into()),
            Kind::Bool => Ok(self.dice.one_in(2).to_string()),
            Kind::Integer { min, max } => {
                let range = number::whole_range((*min, *max), bounds);
                self.fitting(shape, bounds, |maker| {
                    number::integer(maker.dice, range, maker.hard).to_string()
                })
            }
            Kind::Number => {
                let range = number::range(bounds);
                self.fitting(shape, bounds, |maker| number::float(maker.dice, range))
            }
            Kind::String { format } => {
                let wish = text::Wish::new(format, bounds, self.hard)?;
                self.fitting(shape, bounds, |maker| json(&wish.text(maker.dice)))
            }
            Kind::Option(inner) => self.option(*inner, bounds),
            Kind::Newtype { inner, bounds: own } => {
                self.bounded(*inner, &[bounds, &[own]].concat())
            }
            Kind::List { items, unique, len } => {
                let count = self.count(bounds, *len);
                self.list(*items, count, *unique)
            }
            Kind::Tuple(places) => self.tuple(places),
            Kind::Map { .. } | Kind::Struct(_) => Ok(braced(&self.members(shape, bounds)?)),
            Kind::Enum { tagging, variants } => self.variant(*tagging, variants),
            Kind::Literals(all) => match self.dice.pick(all) {
                Some(one) => Ok(one.value.to_string()),
                None => Err(NoValue::because("no value fits")),
            },
            Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. } => {
                Err(NoValue::because("the type only ever asks for itself"))
            }
            Kind::Foreign(_) => self.foreign(resolve(shape)),
        }
    }

    /// A value of a type that only schemars knows, from what it says.
    fn foreign(&mut self, shape: ShapeRef) -> Result<String, NoValue> {
        let unreadable = |error: ImportError| NoValue::because(error.to_string());
        let known = import(&json_schema(shape)).map_err(unreadable)?;
        let depths = std::mem::replace(&mut self.depths, Depths::below(known));
        let value = self.value(known);
        self.depths = depths;
        value
    }

    /// Makes values until one fits all bounds.
    fn fitting(
        &mut self,
        shape: ShapeRef,
        bounds: Bounds<'_>,
        mut make: impl FnMut(&mut Self) -> String,
    ) -> Result<String, NoValue> {
        let bounds = if bounds.is_empty() {
            &[&[][..]]
        } else {
            bounds
        };
        let fit = |value: &String| bounds.iter().all(|bounds| fits(value, shape, bounds));
        (0..TRIES)
            .find_map(|_| Some(make(self)).filter(fit))
            .ok_or_else(|| NoValue::because("none was found within its bounds"))
    }

    fn option(&mut self, inner: ShapeRef, bounds: Bounds<'_>) -> Result<String, NoValue> {
        if self.small() || self.dice.one_in(4) || self.depths.of(inner, longest(bounds)).is_none() {
            return Ok("null".into());
        }
        self.bounded(inner, bounds).or(Ok("null".into()))
    }

    fn any(&mut self) -> String {
        let values = [
            "null",
            "true",
            "7",
            "1.5",
            "\"lark\"",
            "[]",
            "[1,\"a\"]",
            "{}",
            "{\"a\":1}",
        ];
        self.dice.pick(&values).copied().unwrap_or("null").into()
    }

    /// How many items or keys.
    pub(super) fn count(&mut self, bounds: Bounds<'_>, len: Option<usize>) -> usize {
        let least = longest(bounds);
        let most = bounds.iter().map(|bounds| most(bounds)).min();
        let more = if self.small() {
            0
        } else {
            self.dice.below(MORE + 1)
        };
        len.unwrap_or_else(|| (least + more).min(most.unwrap_or(usize::MAX)))
    }

    fn list(&mut self, items: ShapeRef, count: usize, unique: bool) -> Result<String, NoValue> {
        let mut made: Vec<String> = Vec::new();
        let mut again = 0;
        while made.len() < count {
            let item = self
                .below(items, &[])
                .map_err(|error| error.under(&made.len().to_string()))?;
            if !unique || !made.contains(&item) {
                made.push(item);
            } else if again == TRIES {
                break;
            } else {
                again += 1;
            }
        }
        Ok(format!("[{}]", made.join(",")))
    }

    pub(super) fn tuple(&mut self, places: &[ShapeRef]) -> Result<String, NoValue> {
        let items = places.iter().enumerate().map(|(at, place)| {
            self.below(*place, &[])
                .map_err(|error| error.under(&at.to_string()))
        });
        let items: Vec<String> = items.collect::<Result<_, _>>()?;
        Ok(format!("[{}]", items.join(",")))
    }
}

/// The members of an object, in order.
pub(super) type Members = Vec<(String, String)>;

pub(super) fn braced(members: &Members) -> String {
    let members = members
        .iter()
        .map(|(key, value)| format!("{}:{value}", json(key)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

pub(super) fn json(text: &str) -> String {
    let mut out = String::new();
    string(&mut out, text);
    out
}

/// The fewest characters, items or keys that bounds allow.
pub(super) fn least(bounds: &[Bound]) -> usize {
    let lengths = bounds.iter().filter_map(|bound| match bound {
        Bound::MinLength(least) => Some(*least),
        _ => None,
    });
    lengths.max().unwrap_or(0)
}

/// The most characters, items or keys that bounds allow.
pub(super) fn most(bounds: &[Bound]) -> usize {
    let lengths = bounds.iter().filter_map(|bound| match bound {
        Bound::MaxLength(most) => Some(*most),
        _ => None,
    });
    lengths.min().unwrap_or(usize::MAX)
}

/// The fewest that all bounds allow.
pub(super) fn longest(bounds: Bounds<'_>) -> usize {
    bounds.iter().map(|bounds| least(bounds)).max().unwrap_or(0)
}
