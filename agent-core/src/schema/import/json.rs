//! JSON as it was written: the keys of an object stay in order, which is the order that models answer in.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::schema::{Limit, writer};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(Limit),
    Text(String),
    List(Vec<Self>),
    Object(Members),
}

/// The keys of an object and their values.
pub(super) type Members = Vec<(String, Json)>;

impl Json {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn members(&self) -> Option<&Members> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.members().and_then(|members| member(members, key))
    }
}

/// The value under a key.
pub(super) fn member<'j>(members: &'j Members, key: &str) -> Option<&'j Json> {
    members.iter().find(|(name, _)| name == key).map(|it| &it.1)
}

impl fmt::Display for Json {
    /// Without white space, so that equal values have equal texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write_text(f, text),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { "," } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (key, value)) in members.iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    write_text(f, key)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut out = String::new();
    writer::string(&mut out, text);
    f.write_str(&out)
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(Limit::Integer(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(Limit::Integer(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(whole(value)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(key) = from.next_key::<String>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format!("the key `{key}` stands twice")));
            }
            members.push((key, from.next_value()?));
        }
        Ok(Json::Object(members))
    }
}

/// `1.0` is the whole number 1, as JSON Schema counts.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole number below 2^53 is exact in both"
)]
fn whole(value: f64) -> Limit {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return Limit::Integer(value as i128);
    }
    Limit::Float(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_in_order_and_numbers_are_told_apart() {
        let text = r#"{"b":[1,1.5,-2,1.0,1e3],"a":{"ä\n":null,"":true}}"#;
        let json: Json = serde_json::from_str(text).unwrap();
        let same = r#"{"b":[1,1.5,-2,1,1000],"a":{"ä\n":null,"":true}}"#;
        assert_eq!(json.to_string(), same);
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        let refused = serde_json::from_str::<Json>(r#"{"a":1,"a":2}"#).unwrap_err();
        assert!(refused.to_string().contains("`a` stands twice"));
    }
}
