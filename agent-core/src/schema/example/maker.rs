//! Values that nobody named, made up from the shape. Whoever asks checks them.

use super::{json, named, pattern};
use crate::schema::check::{Measure, holds};
use crate::schema::{Bound, Content, Fields, Kind, Limit, ShapeRef, Tagging, Variant, resolve};

/// Most values that one example is made of: recursive types end here.
const FUEL: u32 = 500;
/// Below this many objects, what may be left out is left out.
const SHALLOW: u8 = 2;
/// Most objects and lists inside one another.
const DEPTH: u8 = 8;

/// Makes values up.
pub(super) struct Maker {
    fuel: u32,
    /// From this many objects on, what may be left out is left out.
    shallow: u8,
}

impl Maker {
    pub(super) fn new() -> Self {
        Self {
            fuel: FUEL,
            shallow: SHALLOW,
        }
    }

    /// Leaves out whatever may be left out.
    pub(super) fn minimal() -> Self {
        Self {
            fuel: FUEL,
            shallow: 0,
        }
    }

    pub(super) fn value(&mut self, shape: ShapeRef, bounds: &[Bound], depth: u8) -> Option<String> {
        self.fuel = self.fuel.checked_sub(1).filter(|_| depth <= DEPTH)?;
        match &resolve(shape).get().kind {
            Kind::Any => Some("{}".into()),
            Kind::Unit => Some("null".into()),
            Kind::Bool => Some("true".into()),
            Kind::Integer { min, max } => integer(*min, *max, bounds),
            Kind::Number => Some(number(bounds)),
            Kind::String { format } => text(format, bounds).map(|text| json(&text)),
            Kind::Option(inner) => self.value(*inner, bounds, depth).or(Some("null".into())),
            Kind::List { items, len, .. } => {
                let count = len.unwrap_or_else(|| least(bounds).max(1).min(most(bounds)));
                Some(self.list(*items, count, depth))
            }
            Kind::Tuple(places) => self.tuple(places, depth),
            Kind::Map { key, value } => self.map(*key, *value, depth),
            Kind::Struct(fields) => self.members(fields, depth).map(|members| braced(&members)),
            Kind::Enum { tagging, variants } => {
                let mut variants = variants.iter();
                variants.find_map(|one| self.variant(*tagging, one, depth))
            }
            Kind::Newtype { inner, bounds: own } => {
                self.value(*inner, &[*own, bounds].concat(), depth)
            }
            Kind::Literals(all) => all.first().map(|one| one.value.to_string()),
            Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. } | Kind::Foreign(_) => None,
        }
    }

    fn list(&mut self, items: ShapeRef, count: usize, depth: u8) -> String {
        if depth == DEPTH || count > 16 {
            return "[]".into();
        }
        let item = self.value(items, &[], depth + 1);
        let list = item.map_or(String::new(), |item| vec![item; count].join(","));
        format!("[{list}]")
    }

    fn tuple(&mut self, places: &[ShapeRef], depth: u8) -> Option<String> {
        let items: Option<Vec<String>> = places
            .iter()
            .map(|place| self.value(*place, &[], depth + 1))
            .collect();
        Some(format!("[{}]", items?.join(",")))
    }

    fn map(&mut self, key: ShapeRef, value: ShapeRef, depth: u8) -> Option<String> {
        let key = match &resolve(key).get().kind {
            Kind::String { .. } => json("key"),
            _ => self.value(key, &[], depth)?,
        };
        let key = if key.starts_with('"') {
            key
        } else {
            json(&key)
        };
        let value = self.value(value, &[], depth + 1);
        Some(value.map_or("{}".into(), |value| braced(&format!("{key}:{value}"))))
    }

    /// The inside of an object.
    fn members(&mut self, fields: &'static Fields, depth: u8) -> Option<String> {
        let mut members = Vec::new();
        if depth == DEPTH {
            return None;
        }
        for field in fields.list {
            let named = named(field).into_iter().next();
            if !field.required && depth >= self.shallow && (named.is_none() || self.shallow == 0) {
                continue;
            }
            let value = named.or_else(|| self.value(field.shape, field.bounds, depth + 1));
            match value {
                Some(value) if field.flatten => members.extend(inside(&value).map(str::to_owned)),
                Some(value) => members.push(format!("{}:{value}", json(field.name))),
                None if field.required => return None,
                None => {}
            }
        }
        members.retain(|member| !member.is_empty());
        Some(members.join(","))
    }

    fn variant(
        &mut self,
        tagging: Tagging,
        variant: &'static Variant,
        depth: u8,
    ) -> Option<String> {
        let name = json(variant.name);
        let content = match &variant.content {
            Content::Unit => None,
            Content::Newtype(shape) => Some(self.value(*shape, &[], depth + 1)?),
            Content::Tuple(places) => Some(self.tuple(places, depth + 1)?),
            Content::Struct(fields) => Some(braced(&self.members(fields, depth + 1)?)),
        };
        Some(match (tagging, content) {
            (Tagging::External, None) => name,
            (Tagging::External, Some(content)) => braced(&format!("{name}:{content}")),
            (Tagging::Internal { tag }, content) => {
                let content = content.unwrap_or_default();
                let members = inside(&content).filter(|inner| !inner.is_empty());
                let rest = members.map_or(String::new(), |members| format!(",{members}"));
                braced(&format!("{}:{name}{rest}", json(tag)))
            }
            (Tagging::Adjacent { tag, content: key }, content) => {
                let rest = content.map(|content| format!(",{}:{content}", json(key)));
                braced(&format!("{}:{name}{}", json(tag), rest.unwrap_or_default()))
            }
            (Tagging::Untagged, content) => content.unwrap_or("null".into()),
        })
    }
}

fn braced(members: &str) -> String {
    format!("{{{members}}}")
}

fn inside(object: &str) -> Option<&str> {
    object.strip_prefix('{')?.strip_suffix('}')
}

fn least(bounds: &[Bound]) -> usize {
    let lengths = bounds.iter().filter_map(|bound| match bound {
        Bound::MinLength(least) => Some(*least),
        _ => None,
    });
    lengths.max().unwrap_or(0)
}

fn most(bounds: &[Bound]) -> usize {
    let lengths = bounds.iter().filter_map(|bound| match bound {
        Bound::MaxLength(most) => Some(*most),
        _ => None,
    });
    lengths.min().unwrap_or(usize::MAX)
}

fn integer(min: i128, max: i128, bounds: &[Bound]) -> Option<String> {
    let (low, high) = integers(min, max, bounds);
    let mut candidates = [1, 0, low].into_iter();
    let found = candidates.find(|value| (low..=high).contains(value));
    found.map(|value| value.to_string())
}

/// 1.5, or else an end of the range, or a number within.
fn number(bounds: &[Bound]) -> String {
    let ends: Vec<&Limit> = bounds.iter().filter_map(end).collect();
    let middle = ends.iter().map(|limit| limit.float()).sum::<f64>() / 2.0;
    let beyond = ends
        .iter()
        .flat_map(|limit| [limit.float() + 0.5, limit.float() - 0.5]);
    let floats = [1.5, middle].into_iter().chain(beyond);
    let written = ends.iter().map(ToString::to_string);
    let mut all = std::iter::once("1.5".to_owned())
        .chain(written)
        .chain(floats.map(|value| value.to_string()));
    let within = |value: &String| bounds.iter().all(|it| holds(it, Measure::Number(value)));
    all.find(within).unwrap_or_else(|| "1.5".to_owned())
}

fn end(bound: &Bound) -> Option<&Limit> {
    match bound {
        Bound::Minimum(limit)
        | Bound::Maximum(limit)
        | Bound::ExclusiveMinimum(limit)
        | Bound::ExclusiveMaximum(limit) => Some(limit),
        Bound::MinLength(_) | Bound::MaxLength(_) | Bound::Pattern(_) | Bound::Format(_) => None,
    }
}

fn text(format: &str, bounds: &[Bound]) -> Option<String> {
    let stated = bounds.iter().find_map(|bound| match bound {
        Bound::Format(format) => Some(*format),
        _ => None,
    });
    let pattern = bounds.iter().find_map(|bound| match bound {
        Bound::Pattern(pattern) => Some(*pattern),
        _ => None,
    });
    match (pattern, stated.unwrap_or(format)) {
        (Some(pattern), _) => pattern::text(pattern),
        // A format that nobody knows is checked by nobody.
        (None, format) => formatted(format)
            .map(str::to_owned)
            .or_else(|| Some(words(least(bounds), most(bounds)))),
    }
}

fn words(least: usize, most: usize) -> String {
    if least <= 1 && most >= 1 {
        return "…".into();
    }
    let length = least.max(4).min(most).min(200);
    "text ".chars().cycle().take(length).collect()
}

fn formatted(format: &str) -> Option<&'static str> {
    Some(match format {
        "char" => "a",
        crate::schema::SECRET => "secret:0123456789abcdef",
        "date-time" => "2026-01-31T12:00:00Z",
        "partial-date-time" => "2026-01-31T12:00:00",
        "date" => "2026-01-31",
        "time" => "12:00:00Z",
        "partial-time" => "12:00:00",
        "duration" => "PT1H",
        "uuid" => "7f3c2a10-5b1e-4c0a-9a54-0d5f3e8b6c21",
        "email" => "anna@example.org",
        "hostname" => "example.org",
        "uri" | "url" => "https://example.org",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        _ => return None,
    })
}

/// The range of an integer's type within the bounds.
fn integers(min: i128, max: i128, bounds: &[Bound]) -> (i128, i128) {
    bounds
        .iter()
        .fold((min, max), |(low, high), bound| match bound {
            Bound::Minimum(limit) => (low.max(whole(limit)), high),
            Bound::ExclusiveMinimum(limit) => (low.max(whole(limit) + 1), high),
            Bound::Maximum(limit) => (low, high.min(whole(limit))),
            Bound::ExclusiveMaximum(limit) => (low, high.min(whole(limit) - 1)),
            Bound::MinLength(_) | Bound::MaxLength(_) | Bound::Pattern(_) | Bound::Format(_) => {
                (low, high)
            }
        })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "an example is checked afterwards"
)]
fn whole(limit: &Limit) -> i128 {
    match limit {
        Limit::Integer(value) => *value,
        Limit::Float(value) => *value as i128,
    }
}
