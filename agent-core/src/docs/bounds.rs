//! What a value must keep to, in a few words each.

use crate::schema::{Bound, Content, Kind, SECRET, ShapeRef, resolve};

/// Beyond this the limits of a number's type say nothing to a reader.
const TELLING: i128 = 65_535;
/// Most names of variants in one list.
const NAMES: usize = 12;
/// Most newtypes, options and lists that are entered.
const DEPTH: u8 = 16;

/// The limits of a value of this shape, where it stands under these bounds too.
pub(super) fn limits(shape: ShapeRef, bounds: &[Bound]) -> Vec<String> {
    below(shape, bounds, 0)
}

fn below(shape: ShapeRef, bounds: &[Bound], depth: u8) -> Vec<String> {
    let shape = resolve(shape);
    if depth == DEPTH {
        return Vec::new();
    }
    match &shape.kind {
        Kind::Newtype { inner, bounds: own } => below(*inner, &[*own, bounds].concat(), depth + 1),
        Kind::Option(inner) => below(*inner, bounds, depth + 1),
        Kind::Integer { min, max } => range(Some((*min, *max)), bounds),
        Kind::Number => range(None, bounds),
        Kind::String { format } => {
            let mut said: Vec<String> = format_words(format).into_iter().collect();
            said.extend(sizes(bounds, "character"));
            said
        }
        Kind::List { items, .. } => {
            let mut said = sizes(bounds, "item");
            said.extend(each(below(*items, &[], depth + 1)));
            said
        }
        Kind::Map { value, .. } => {
            let mut said = sizes(bounds, "key");
            said.extend(each(below(*value, &[], depth + 1)));
            said
        }
        Kind::Enum { variants, .. }
            if variants
                .iter()
                .all(|one| matches!(one.content, Content::Unit)) =>
        {
            vec![choices(variants.iter().map(|variant| variant.name))]
        }
        _ => Vec::new(),
    }
}

fn each(limits: Vec<String>) -> impl Iterator<Item = String> {
    limits.into_iter().map(|limit| format!("each {limit}"))
}

fn choices<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut listed: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if listed.len() > NAMES {
        listed.truncate(NAMES);
        listed.push("…".into());
    }
    format!("one of {}", listed.join(", "))
}

fn format_words(format: &str) -> Option<String> {
    match format {
        "" => None,
        "char" => Some("exactly one character".into()),
        SECRET => Some("secret: the model is shown a handle".into()),
        format => Some(format!("format `{format}`")),
    }
}

/// One phrase for both ends of a range.
fn range(of_type: Option<(i128, i128)>, bounds: &[Bound]) -> Vec<String> {
    let telling = |limit: &i128| limit.abs() <= TELLING;
    let (min, max) = of_type.unzip();
    let mut low = min.filter(telling).map(|min| (min.to_string(), "at least"));
    let mut high = max.filter(telling).map(|max| (max.to_string(), "at most"));
    for bound in bounds {
        match bound {
            Bound::Minimum(limit) => low = Some((limit.to_string(), "at least")),
            Bound::ExclusiveMinimum(limit) => low = Some((limit.to_string(), "above")),
            Bound::Maximum(limit) => high = Some((limit.to_string(), "at most")),
            Bound::ExclusiveMaximum(limit) => high = Some((limit.to_string(), "below")),
            Bound::MinLength(_) | Bound::MaxLength(_) | Bound::Pattern(_) | Bound::Format(_) => {}
        }
    }
    match (low, high) {
        (Some((low, "at least")), Some((high, "at most"))) => vec![format!("{low} to {high}")],
        (low, high) => low
            .into_iter()
            .chain(high)
            .map(|(limit, word)| format!("{word} {limit}"))
            .collect(),
    }
}

/// The bounds that are no range of numbers.
fn sizes(bounds: &[Bound], unit: &str) -> Vec<String> {
    let count = |count: &usize| match count {
        1 => format!("1 {unit}"),
        _ => format!("{count} {unit}s"),
    };
    let said = bounds.iter().filter_map(|bound| match bound {
        Bound::MinLength(least) => Some(format!("at least {}", count(least))),
        Bound::MaxLength(most) => Some(format!("at most {}", count(most))),
        Bound::Pattern(pattern) => Some(format!("matches `{pattern}`")),
        Bound::Format(format) => format_words(format),
        Bound::Minimum(_)
        | Bound::Maximum(_)
        | Bound::ExclusiveMinimum(_)
        | Bound::ExclusiveMaximum(_) => None,
    });
    said.collect()
}
