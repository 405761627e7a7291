//! Types, numbers, texts and choices of values.

use super::keywords::Keywords;
use super::{End, Json, Kind, Length, Limit, Node, Place, Problem, Range, Value};

/// The names in `type`, which is one or a list.
pub(super) fn take_types(keys: &mut Keywords<'_>) -> Result<Option<Vec<String>>, Problem> {
    let Some(json) = keys.take("type") else {
        return Ok(None);
    };
    let wrong = || {
        Problem::new(
            json.place,
            "`type` must be a name or a list of names\nnote: for example `\"type\":\"string\"`",
        )
    };
    let name = |json: &Json| json.text().map(str::to_owned).ok_or_else(wrong);
    match &json.value {
        Value::List(list) => list.iter().map(name).collect::<Result<_, _>>().map(Some),
        _ => Ok(Some(vec![name(json)?])),
    }
}

/// `enum` and `const`: texts, `null`, both booleans, or integers in a row.
pub(super) fn names(
    place: Place,
    values: &[Json],
    keys: &mut Keywords<'_>,
) -> Result<Node, Problem> {
    let types = take_types(keys)?;
    keys.finish()?;
    let listed = values
        .iter()
        .any(|value| matches!(value.value, Value::Null));
    let null = match &types {
        Some(types) => types.iter().any(|name| name == "null"),
        None => listed,
    };
    let others: Vec<&Json> = values
        .iter()
        .filter(|value| !matches!(value.value, Value::Null))
        .collect();
    let kind = choice(&others).ok_or_else(|| {
        let text = "the values must be texts, or whole numbers in a row, to be compared\nnote: state the `type` and its limits instead";
        Problem::new(others.first().map_or(place, |first| first.place), text)
    })?;
    if let Some(types) = types
        && !types.iter().any(|name| holds(name, &kind))
    {
        let text =
            "the values must be of the `type` beside them\nnote: correct the `type`, or remove it";
        return Err(Problem::new(place, text));
    }
    let null = null && kind != Kind::Null;
    Ok(Node { place, null, kind })
}

/// Whether values of this choice are of the type.
fn holds(name: &str, kind: &Kind) -> bool {
    match kind {
        Kind::Names(_) => name == "string",
        Kind::Integer(_) => matches!(name, "integer" | "number"),
        Kind::Bool => name == "boolean",
        _ => name == "null",
    }
}

fn choice(values: &[&Json]) -> Option<Kind> {
    if values.is_empty() {
        return Some(Kind::Null);
    }
    let texts: Option<Vec<String>> = values
        .iter()
        .map(|value| value.text().map(str::to_owned))
        .collect();
    let bools = values.len() == 2
        && values
            .iter()
            .all(|value| matches!(value.value, Value::Bool(_)));
    match texts {
        Some(texts) => Some(Kind::Names(texts)),
        None if bools => Some(Kind::Bool),
        None => row(values),
    }
}

/// 1, 2, 3 is an integer from 1 to 3.
fn row(values: &[&Json]) -> Option<Kind> {
    let mut numbers = values
        .iter()
        .map(|value| match &value.value {
            Value::Number(text) => text.parse::<i128>().ok(),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()?;
    numbers.sort_unstable();
    let in_a_row = numbers.windows(2).all(|pair| pair[1] - pair[0] == 1);
    let end = |number: &i128| End {
        limit: Limit::Integer(*number),
        open: false,
    };
    let range = Range {
        low: numbers.first().map(end),
        high: numbers.last().map(end),
    };
    in_a_row.then_some(Kind::Integer(range))
}

pub(super) fn text(keys: &mut Keywords<'_>) -> Result<Kind, Problem> {
    Ok(Kind::Text {
        format: keys.text("format")?,
        pattern: keys.text("pattern")?,
        length: Length {
            min: keys.count("minLength")?.filter(|count| *count > 0),
            max: keys.count("maxLength")?,
        },
    })
}

pub(super) fn number(keys: &mut Keywords<'_>) -> Result<Kind, Problem> {
    let range = range(keys)?;
    if let Some(json) = keys.take("format")
        && !matches!(json.text(), Some("float" | "double"))
    {
        return Err(unknown_format(json));
    }
    Ok(Kind::Number(range))
}

/// An integer's ends are closed: "above 0" is "from 1".
pub(super) fn integer(keys: &mut Keywords<'_>) -> Result<Kind, Problem> {
    let stated = range(keys)?;
    let own = match keys.take("format") {
        Some(json) => machine(json)?,
        None => Range::default(),
    };
    if let Some(json) = keys.take("multipleOf")
        && !matches!(&json.value, Value::Number(text) if text == "1")
    {
        let text = "`multipleOf` cannot be compared with a function's types\nnote: say it without `multipleOf`, or do without `schema`";
        return Err(Problem::new(json.place, text));
    }
    Ok(Kind::Integer(Range {
        low: stated.low.map(|end| end.rounded(1)).or(own.low),
        high: stated.high.map(|end| end.rounded(-1)).or(own.high),
    }))
}

/// `int64` and its kin limit what they are written on.
fn machine(json: &Json) -> Result<Range, Problem> {
    let (low, high) = match json.text() {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("int64" | "int") => (i64::MIN.into(), i64::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("uint64" | "uint") => (0, u64::MAX.into()),
        _ => return Err(unknown_format(json)),
    };
    let end = |number| {
        Some(End {
            limit: Limit::Integer(number),
            open: false,
        })
    };
    Ok(Range {
        low: end(low),
        high: end(high),
    })
}

fn unknown_format(json: &Json) -> Problem {
    let text =
        "this `format` of a number is not known\nnote: state `minimum` and `maximum` instead";
    Problem::new(json.place, text)
}

fn range(keys: &mut Keywords<'_>) -> Result<Range, Problem> {
    Ok(Range {
        low: end(keys, "minimum", "exclusiveMinimum", |new, old| new > old)?,
        high: end(keys, "maximum", "exclusiveMaximum", |new, old| new < old)?,
    })
}

/// The tighter of the two keywords. In draft 4 the second one is a flag on the first.
fn end(
    keys: &mut Keywords<'_>,
    closed: &str,
    open: &str,
    tighter: fn(f64, f64) -> bool,
) -> Result<Option<End>, Problem> {
    let closed = keys.take(closed).map(limit).transpose()?;
    let closed = closed.map(|limit| End { limit, open: false });
    let open = match keys.take(open) {
        None => return Ok(closed),
        Some(Json {
            value: Value::Bool(open),
            ..
        }) => return Ok(closed.map(|end| End { open: *open, ..end })),
        Some(json) => End {
            limit: limit(json)?,
            open: true,
        },
    };
    Ok(match closed {
        Some(closed) if tighter(closed.limit.float(), open.limit.float()) => Some(closed),
        _ => Some(open),
    })
}

fn limit(json: &Json) -> Result<Limit, Problem> {
    let Value::Number(text) = &json.value else {
        return Err(Problem::new(
            json.place,
            "a limit must be a number\nnote: write it without quotes",
        ));
    };
    Limit::read(text).ok_or_else(|| {
        Problem::new(
            json.place,
            "this number is too large\nnote: remove the limit",
        )
    })
}

impl Limit {
    /// `1.0` and `1e2` are whole numbers.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "only where the number is small enough to be exact"
    )]
    fn read(text: &str) -> Option<Self> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if let Ok(whole) = text.parse() {
            return Some(Self::Integer(whole));
        }
        let value: f64 = text.parse().ok()?;
        if value.fract() == 0.0 && value.abs() < EXACT {
            return Some(Self::Integer(value as i128));
        }
        value.is_finite().then_some(Self::Float(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "only compares two limits")]
    fn float(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

impl End {
    /// The first whole number inside.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a fraction's whole part fits where the fraction is told apart"
    )]
    fn rounded(self, inwards: i128) -> Self {
        let limit = match self.limit {
            Limit::Integer(value) if self.open => value.saturating_add(inwards),
            Limit::Integer(value) => value,
            Limit::Float(value) if inwards > 0 => value.ceil() as i128,
            Limit::Float(value) => value.floor() as i128,
        };
        Self {
            limit: Limit::Integer(limit),
            open: false,
        }
    }
}
