//! What a shape allows, as a phrase for people and models: "an integer from 1 to 50".

use crate::schema::{
    Bound, Content, Fields, Kind, Limit, Literal, SECRET, Shape, Tagging, Variant,
};

/// Most names in one phrase.
const NAMES: usize = 12;
/// Most alternatives in one phrase.
const ALTERNATIVES: usize = 4;
/// Limits beyond this are those of the type, and say nothing to a reader.
const TELLING: u128 = i64::MAX as u128;

/// The phrase, without article for plural and with the limits of type and bounds.
pub(crate) fn describe(shape: &Shape, bounds: &[Bound]) -> String {
    phrase(shape, bounds, 0)
}

fn phrase(shape: &Shape, bounds: &[Bound], hops: u8) -> String {
    let noun = match &shape.kind {
        _ if hops > 64 => "a value".to_owned(),
        Kind::Any | Kind::Foreign(_) => "a JSON value".to_owned(),
        Kind::Unit => "`null`".to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Integer { min, max } => {
            return format!("an integer{}", range(Some((*min, *max)), bounds));
        }
        Kind::Number => return format!("a number{}", range(None, bounds)),
        Kind::String { format: "" } => "a string".to_owned(),
        Kind::String { format: "char" } => "a string of exactly one character".to_owned(),
        Kind::String { format: SECRET } => "the handle of a secret (`secret:…`)".to_owned(),
        Kind::String { format } => format!("a string in the format `{format}`"),
        Kind::Option(inner) => {
            return format!("{} or `null`", phrase(inner.get(), bounds, hops + 1));
        }
        Kind::List { len: Some(len), .. } => format!("a list of {len} items"),
        Kind::List { unique: true, .. } => "a list without duplicates".to_owned(),
        Kind::List { .. } => "a list".to_owned(),
        Kind::Tuple(places) => format!("a list of {} items", places.len()),
        Kind::Map { .. } => "an object".to_owned(),
        Kind::Struct(fields) => return object_with(fields),
        Kind::Enum {
            tagging: Tagging::Untagged,
            variants,
        } if shape.name.is_empty() => return either(variants, hops),
        Kind::Enum { variants, .. } => enumeration(variants),
        Kind::Newtype { inner, bounds: [] } => return phrase(inner.get(), bounds, hops + 1),
        Kind::Newtype { inner, bounds: own } => {
            let all = [*own, bounds].concat();
            return phrase(inner.get(), &all, hops + 1);
        }
        Kind::Literals(all) => return constants(all),
        Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. } => {
            let inner = shape.kind.stands_for();
            return inner.map_or_else(String::new, |it| phrase(it.get(), bounds, hops + 1));
        }
    };
    noun + &limits(shape, bounds)
}

/// "an object with the keys `a`, `b`".
pub(crate) fn object_with(fields: &Fields) -> String {
    keys(fields).map_or("an object".to_owned(), |keys| {
        format!("an object with {keys}")
    })
}

/// "the keys `a`, `b`"; nothing if there are none.
pub(crate) fn keys(fields: &Fields) -> Option<String> {
    let own = || {
        fields
            .list
            .iter()
            .filter(|field| !field.flatten)
            .map(|field| field.name)
    };
    match own().count() {
        0 => None,
        1 => Some(format!("the key {}", names(own()))),
        _ => Some(format!("the keys {}", names(own()))),
    }
}

/// "`a`, `b`, …"
pub(crate) fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let mut listed = String::new();
    for (index, name) in all.enumerate() {
        listed.push_str(if index > 0 { ", " } else { "" });
        if index == NAMES {
            listed.push('…');
            break;
        }
        listed.extend(["`", name, "`"]);
    }
    listed
}

/// "a string, or an object with the key `id`": alternatives that nobody named.
fn either(variants: &[Variant], hops: u8) -> String {
    let mut said: Vec<String> = Vec::new();
    for variant in variants {
        let one = match &variant.content {
            Content::Unit => "`null`".to_owned(),
            Content::Newtype(shape) => phrase(shape.get(), &[], hops + 1),
            Content::Tuple(places) => format!("a list of {} items", places.len()),
            Content::Struct(fields) => object_with(fields),
        };
        if !said.contains(&one) && said.len() < ALTERNATIVES {
            said.push(one);
        }
    }
    said.join(", or ")
}

/// "one of `1`, `"a"`, `null`"
fn constants(all: &[Literal]) -> String {
    if all.is_empty() {
        return "no value at all".to_owned();
    }
    let said: Vec<String> = all.iter().map(|one| one.value.to_string()).collect();
    format!("one of {}", names(said.iter().map(String::as_str)))
}

fn enumeration(variants: &[Variant]) -> String {
    let named = names(variants.iter().map(|variant| variant.name));
    if variants
        .iter()
        .all(|variant| matches!(variant.content, Content::Unit))
    {
        return format!("one of {named}");
    }
    format!("one of the variants {named}")
}

/// " from 1 to 50", with the tighter of the type's and the bounds' limits.
fn range(type_range: Option<(i128, i128)>, bounds: &[Bound]) -> String {
    let telling = |limit: &i128| limit.unsigned_abs() < TELLING;
    let (mut low, mut high) = (None, None);
    if let Some((min, max)) = type_range {
        low = Some(min).filter(telling).map(|min| format!("from {min}"));
        high = Some(max).filter(telling).map(|max| format!("to {max}"));
    }
    for bound in bounds {
        match bound {
            Bound::Minimum(limit) => low = Some(format!("from {}", number(limit))),
            Bound::ExclusiveMinimum(limit) => low = Some(format!("above {}", number(limit))),
            Bound::Maximum(limit) => high = Some(format!("to {}", number(limit))),
            Bound::ExclusiveMaximum(limit) => high = Some(format!("below {}", number(limit))),
            Bound::MinLength(_) | Bound::MaxLength(_) | Bound::Pattern(_) | Bound::Format(_) => {}
        }
    }
    match (low, high) {
        (Some(low), Some(high)) => format!(" {low} {high}"),
        (Some(low), None) => format!(" {low} up"),
        (None, Some(high)) => format!(" {}", high.replacen("to ", "of at most ", 1)),
        (None, None) => String::new(),
    }
}

fn number(limit: &Limit) -> String {
    match limit {
        Limit::Integer(integer) => integer.to_string(),
        Limit::Float(float) => float.to_string(),
    }
}

/// The bounds that are not a range of numbers.
fn limits(shape: &Shape, bounds: &[Bound]) -> String {
    let unit = match shape.kind {
        Kind::List { .. } | Kind::Tuple(_) => "items",
        Kind::Map { .. } => "keys",
        _ => "characters",
    };
    let mut said = String::new();
    for bound in bounds {
        match bound {
            Bound::MinLength(least) => said.extend([format!(", at least {least} {unit}")]),
            Bound::MaxLength(most) => said.extend([format!(", at most {most} {unit}")]),
            Bound::Pattern(pattern) => said.extend([format!(", matching `{pattern}`")]),
            Bound::Format(format) => said.extend([format!(", in the format `{format}`")]),
            Bound::Minimum(_)
            | Bound::Maximum(_)
            | Bound::ExclusiveMinimum(_)
            | Bound::ExclusiveMaximum(_) => {}
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::check::samples::{ORDER, shape};

    #[test]
    fn phrases_name_what_is_allowed() {
        let byte = shape(Kind::Integer { min: 0, max: 255 });
        let long = shape(Kind::Integer {
            min: i64::MIN.into(),
            max: i64::MAX.into(),
        });
        let one_to_50 = [
            Bound::Minimum(Limit::Integer(1)),
            Bound::Maximum(Limit::Integer(50)),
        ];
        let above = [Bound::ExclusiveMinimum(Limit::Float(0.5))];
        let short = [Bound::MinLength(1), Bound::MaxLength(9)];
        let text = shape(Kind::String { format: "" });
        assert_eq!(describe(&byte, &[]), "an integer from 0 to 255");
        assert_eq!(describe(&byte, &one_to_50), "an integer from 1 to 50");
        assert_eq!(describe(&long, &[]), "an integer");
        assert_eq!(
            describe(&shape(Kind::Number), &above),
            "a number above 0.5 up"
        );
        assert_eq!(
            describe(&text, &short),
            "a string, at least 1 characters, at most 9 characters"
        );
        assert!(describe(&ORDER, &[]).starts_with("an object with the keys `order_id`, "));
    }
}
