//! Constants as JSON: compared, written, and rendered as the choice that they are.

use super::{
    Constant, Literal,
    check::{Whole, whole},
    note::{Note, On},
    render::Renderer,
    writer::{list, string},
};

impl Constant {
    /// True if the JSON text `raw`, which is well formed, is this constant.
    pub(crate) fn is(&self, raw: &str) -> bool {
        match *self {
            Self::Null => raw == "null",
            Self::Bool(value) => raw == if value { "true" } else { "false" },
            Self::Integer(value) => is_number(raw) && whole(raw) == Whole::Value(value),
            Self::Number(value) => is_number(raw) && raw.parse() == Ok(value),
            Self::Text(text) => raw.starts_with('"') && reads(raw, text),
        }
    }

    /// The `type` of JSON Schema.
    pub(crate) const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Integer(_) => "integer",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
        }
    }
}

fn is_number(raw: &str) -> bool {
    raw.starts_with(|c: char| c == '-' || c.is_ascii_digit())
}

/// True if the JSON string `raw` says `text`.
fn reads(raw: &str, text: &str) -> bool {
    if raw.contains('\\') {
        return serde_json::from_str::<String>(raw).is_ok_and(|read| read == text);
    }
    raw.trim_matches('"') == text && raw.len() == text.len() + 2
}

impl std::fmt::Display for Constant {
    /// As JSON.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value:?}"),
            Self::Text(text) => {
                let mut out = String::new();
                string(&mut out, text);
                f.write_str(&out)
            }
        }
    }
}

impl Renderer<'_> {
    /// Writes a choice of constants: readers want one type a choice.
    pub(super) fn literals(&mut self, all: &[Literal], note: &Note) {
        let mut groups: Vec<Vec<Constant>> = Vec::new();
        for Literal { value, .. } in all {
            let alike = |group: &&mut Vec<Constant>| {
                group.first().map(Constant::type_name) == Some(value.type_name())
            };
            match groups.iter_mut().find(alike) {
                Some(group) => group.push(*value),
                None => groups.push(vec![*value]),
            }
        }
        if let [group] = groups.as_slice() {
            return self.constants(group, note);
        }
        let before = std::mem::take(&mut self.out);
        let schemas = groups.iter().map(|group| {
            self.constants(group, &Note::default());
            std::mem::take(&mut self.out)
        });
        let schemas: Vec<String> = schemas.collect();
        self.out = before;
        self.union(&schemas, note);
    }

    /// Writes constants of one type.
    fn constants(&mut self, all: &[Constant], note: &Note) {
        let kind = all.first().map(Constant::type_name);
        let mut object = self.open(kind, note, On::Value);
        let both = matches!(all, [Constant::Bool(a), Constant::Bool(b)] if a != b);
        if kind != Some("null") && !both {
            object.key(&mut self.out, "enum");
            list(&mut self.out, all, |out, one| {
                out.push_str(&one.to_string());
            });
        }
        self.out.push('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_is_what_is_equal_to_it_however_it_is_written() {
        assert!(Constant::Integer(1).is("1") && Constant::Integer(1).is("1.0"));
        assert!(Constant::Integer(100).is("1e2") && !Constant::Integer(1).is("\"1\""));
        assert!(Constant::Number(0.5).is("5e-1") && !Constant::Number(0.5).is("\"0.5\""));
        assert!(Constant::Text("a\"b").is(r#""a\"b""#) && Constant::Text("ä").is(r#""\u00e4""#));
        assert!(!Constant::Text("a").is(r#""a ""#) && !Constant::Text("").is("\"a\""));
        assert!(Constant::Text("").is("\"\"") && Constant::Null.is("null"));
        assert!(Constant::Bool(true).is("true") && !Constant::Bool(true).is("false"));
        assert!(!Constant::Text("true").is("true") && !Constant::Integer(0).is("false"));
    }
}
