//! Values that fit a shape: those that the author names in the docs, others made up. None is shown unchecked.

use super::bounds::integers;
use super::fields::newtype_docs;
use super::pattern;
use crate::schema::check::fits;
use crate::schema::writer::string;
use crate::schema::{Bound, Content, Field, Fields, Kind, ShapeRef, Tagging, Variant, resolve};

/// Most values that one example is made of: recursive types end here.
const FUEL: u32 = 500;
/// Below this many objects, what may be left out is left out.
const SHALLOW: u8 = 2;
/// Most objects and lists inside one another.
const DEPTH: u8 = 8;

/// Arguments or another value of this shape.
pub(super) fn of(shape: ShapeRef) -> Option<String> {
    let made = Maker { fuel: FUEL }.value(shape, &[], 0)?;
    fits(&made, shape, &[]).then_some(made)
}

/// The values that the field's docs name; if none, a made-up one where a text must look a certain way.
pub(super) fn of_field(field: &'static Field) -> Vec<String> {
    let named = named(field);
    if !named.is_empty() || !has_form(field.shape, field.bounds) {
        return named;
    }
    let made = Maker { fuel: FUEL }.value(field.shape, field.bounds, 0);
    let fitting = made.filter(|made| fits(made, field.shape, field.bounds));
    fitting.into_iter().collect()
}

/// True for texts with a pattern or a format: an example says more than the rule.
fn has_form(shape: ShapeRef, bounds: &[Bound]) -> bool {
    let form = |bound: &Bound| matches!(bound, Bound::Pattern(_) | Bound::Format(_));
    bounds.iter().any(form)
        || match &resolve(shape).get().kind {
            Kind::String { format } => !matches!(*format, "" | "char"),
            Kind::Newtype { inner, bounds } => has_form(*inner, bounds),
            Kind::Option(inner) => has_form(*inner, &[]),
            _ => false,
        }
}

fn named(field: &'static Field) -> Vec<String> {
    let mut found = Vec::new();
    let docs = std::iter::once(field.doc).chain(newtype_docs(field.shape));
    for text in docs.flat_map(literals) {
        let quoted = json(&text);
        let mut forms = [text, quoted].into_iter();
        let fitting = forms.find(|form| fits(form, field.shape, field.bounds));
        found.extend(fitting.filter(|form| !found.contains(form)));
    }
    found
}

fn json(text: &str) -> String {
    let mut out = String::new();
    string(&mut out, text);
    out
}

/// What stands after `e.g.` and the like: quoted texts, code, numbers.
fn literals(doc: &str) -> Vec<String> {
    let markers = [
        "e.g.",
        "for example",
        "For example",
        "such as",
        "Example:",
        "example:",
    ];
    let mut found = Vec::new();
    for marker in markers {
        for (at, _) in doc.match_indices(marker) {
            let mut rest = doc[at + marker.len()..].trim_start_matches([',', ':', ' ', '\n']);
            while let Some((literal, after)) = literal(rest) {
                found.push(literal);
                let Some(next) = separated(after) else { break };
                rest = next;
            }
        }
    }
    found
}

fn separated(text: &str) -> Option<&str> {
    let separators = [", or ", ", and ", ", ", " or ", " and ", " / "];
    separators
        .iter()
        .find_map(|separator| text.strip_prefix(separator))
}

fn literal(text: &str) -> Option<(String, &str)> {
    for quote in ['"', '`'] {
        if let Some((inner, after)) = text
            .strip_prefix(quote)
            .and_then(|rest| rest.split_once(quote))
        {
            return Some((inner.to_owned(), after));
        }
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
    let length = end.unwrap_or(text.len());
    let number = text[..length].trim_end_matches(['.', '-']);
    (!number.is_empty()).then(|| (number.to_owned(), &text[number.len()..]))
}

/// Makes values up.
struct Maker {
    fuel: u32,
}

impl Maker {
    fn value(&mut self, shape: ShapeRef, bounds: &[Bound], depth: u8) -> Option<String> {
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
                let count = len.unwrap_or_else(|| least(bounds).max(1));
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
            Kind::Lazy(_) | Kind::Foreign(_) => None,
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
            if named.is_none() && !field.required && depth >= SHALLOW {
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

/// 1.5, or the nearest end of the range.
fn number(bounds: &[Bound]) -> String {
    let mut value = String::from("1.5");
    for bound in bounds {
        match bound {
            Bound::Minimum(limit) | Bound::Maximum(limit) => value = limit.to_string(),
            _ => {}
        }
    }
    value
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
        (None, "") => Some(words(least(bounds), most(bounds))),
        (None, format) => formatted(format).map(str::to_owned),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::check::samples::{
        ADJACENT, BY_NUMBER, BYTE, EXTERNAL, FLAT, FORK, INTERNAL, LOOP, NEST, ORDER, PAIR, TEXT,
        UNTAGGED, field,
    };
    use crate::schema::{Limit, Shape};

    fn example(shape: &'static Shape) -> String {
        of(ShapeRef::new(shape)).unwrap()
    }

    #[test]
    fn examples_fit_every_kind_of_shape() {
        assert_eq!(
            example(&ORDER),
            r#"{"order_id":"…","qty":1,"urgency":"low","address":{"street":"…","zip":1},"tags":["…"],"note":"…"}"#
        );
        assert_eq!(example(&PAIR), r#"[1,"…"]"#);
        assert_eq!(example(&BY_NUMBER), r#"{"1":"…"}"#);
        assert_eq!(example(&EXTERNAL), r#""Ping""#);
        assert_eq!(example(&INTERNAL), r#"{"type":"Ping"}"#);
        assert_eq!(example(&ADJACENT), r#"{"type":"Ping"}"#);
        assert_eq!(example(&UNTAGGED), "null");
        assert!(example(&FLAT).contains(r#""zip":1,"type":"Ping""#));
    }

    #[test]
    fn recursive_types_end() {
        for shape in [&NEST, &LOOP, &FORK] {
            let _ = of(ShapeRef::new(shape));
        }
        assert!(example(&NEST).starts_with("[["));
    }

    #[test]
    fn the_docs_name_examples() {
        static LINE: Field = Field {
            doc: "The number on the receipt, e.g. \"A-1001\" or `B-2`.",
            ..field("line", &TEXT)
        };
        static COUNT: Field = Field {
            doc: "How many, e.g. 12, 300 or 7.",
            bounds: &[Bound::Maximum(Limit::Integer(20))],
            ..field("count", &BYTE)
        };
        static BARE: Field = Field {
            doc: "Such as nothing at all.",
            ..field("bare", &TEXT)
        };
        assert_eq!(of_field(&LINE), [r#""A-1001""#, r#""B-2""#]);
        assert_eq!(of_field(&COUNT), ["12", "7"]);
        assert!(of_field(&BARE).is_empty());
    }

    #[test]
    fn what_does_not_fit_is_not_shown() {
        static NARROW: Field = Field {
            doc: "",
            bounds: &[Bound::Pattern("^(?=x)y$")],
            ..field("narrow", &TEXT)
        };
        assert!(of_field(&NARROW).is_empty());
    }
}
