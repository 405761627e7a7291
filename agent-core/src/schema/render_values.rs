//! Rendering of the values below objects: numbers, texts, lists, tuples and maps.

use super::{
    Bound, Kind, Profile, SECRET, ShapeRef,
    note::{Note, On},
    render::Renderer,
    shape::SECRET_WORDS,
    walk::resolve,
    writer::{Object, list},
};

impl Renderer<'_> {
    /// Opens an object with its description and type.
    pub(super) fn open(&mut self, kind: Option<&str>, note: &Note, on: On) -> Object {
        let mut object = Object::open(&mut self.out);
        note.describe(&mut object, &mut self.out, self.profile, on);
        if let Some(kind) = kind {
            object.text(&mut self.out, "type", kind);
        }
        object
    }

    pub(super) fn plain(&mut self, kind: Option<&str>, note: &Note) {
        let mut object = self.open(kind, note, On::Value);
        if kind.is_some() {
            note.limit(&mut object, &mut self.out, self.profile, On::Value);
        }
        self.out.push('}');
    }

    pub(super) fn integer(&mut self, min: i128, max: i128, note: &Note) {
        let mut object = self.open(Some("integer"), note, On::Value);
        note.limit(&mut object, &mut self.out, self.profile, On::Value);
        if self.writes_limit(min) && !note.has_lower_bound() {
            object.number(&mut self.out, "minimum", min);
        }
        if self.writes_limit(max) && !note.has_upper_bound() {
            object.number(&mut self.out, "maximum", max);
        }
        self.out.push('}');
    }

    /// Whether the end of a machine type's range is written. The ends of `i128` say nothing.
    pub(super) fn writes_limit(&self, limit: i128) -> bool {
        const EXACT_IN_A_DOUBLE: i128 = 1 << 53;
        let exact = limit.unsigned_abs() <= EXACT_IN_A_DOUBLE.unsigned_abs();
        let says_something = limit != i128::MIN && limit != i128::MAX;
        self.profile.number_bounds && says_something && (exact || self.profile.wide_integers)
    }

    pub(super) fn text(&mut self, format: &str, note: &Note) {
        let implied: &[Bound] = match format {
            "" => &[],
            "char" => &[Bound::MinLength(1), Bound::MaxLength(1)],
            SECRET => return self.secret(note),
            other => return self.formatted(other, note),
        };
        let note = note.clone().and("", implied);
        let mut object = self.open(Some("string"), &note, On::Text);
        note.limit(&mut object, &mut self.out, self.profile, On::Text);
        self.out.push('}');
    }

    /// The model sees the handle of a secret, and passes it on.
    fn secret(&mut self, note: &Note) {
        let note = note.clone().and(SECRET_WORDS, &[]);
        self.open(Some("string"), &note, On::Text);
        self.out.push('}');
    }

    pub(super) fn formatted(&mut self, format: &str, note: &Note) {
        let known = self.profile.knows_format(format);
        let said = if known {
            note.clone()
        } else {
            note.clone().and(&format!("Format: {format}"), &[])
        };
        let mut object = self.open(Some("string"), &said, On::Text);
        if known {
            object.text(&mut self.out, "format", format);
        }
        note.limit(&mut object, &mut self.out, self.profile, On::Text);
        self.out.push('}');
    }

    pub(super) fn nullable(&mut self, inner: ShapeRef, note: Note) {
        let (outside, inside) = note.split();
        let mut object = self.open(None, &outside, On::Value);
        object.key(&mut self.out, "anyOf");
        self.out.push('[');
        self.schema(inner, inside);
        self.out.push_str(r#",{"type":"null"}]}"#);
    }

    pub(super) fn list(&mut self, items: ShapeRef, unique: bool, len: Option<usize>, note: Note) {
        let exact = len.map(|len| [Bound::MinLength(len), Bound::MaxLength(len)]);
        let mut note = note.and("", exact.as_ref().map_or(&[], |both| both));
        if unique && !self.profile.rare_keys {
            note = note.and("No item twice.", &[]);
        }
        let mut object = self.open(Some("array"), &note, On::List);
        object.key(&mut self.out, "items");
        self.schema(items, Note::default());
        if unique && self.profile.rare_keys {
            object.key(&mut self.out, "uniqueItems");
            self.out.push_str("true");
        }
        note.limit(&mut object, &mut self.out, self.profile, On::List);
        self.out.push('}');
    }

    pub(super) fn tuple(&mut self, places: &[ShapeRef], note: &Note) {
        let len = places.len();
        let note = note
            .clone()
            .and("", &[Bound::MinLength(len), Bound::MaxLength(len)]);
        let mut object = self.open(Some("array"), &note, On::List);
        let mut schemas: Vec<String> = places.iter().map(|place| self.apart(*place)).collect();
        if self.profile.tuples && len > 0 {
            object.key(&mut self.out, "prefixItems");
            list(&mut self.out, &schemas, |out, schema| out.push_str(schema));
        } else {
            object.key(&mut self.out, "items");
            let mut seen = Vec::new();
            schemas.retain(|schema| {
                !seen.contains(schema) && {
                    seen.push(schema.clone());
                    true
                }
            });
            self.any_of(&schemas);
        }
        note.limit(&mut object, &mut self.out, self.profile, On::List);
        self.out.push('}');
    }

    /// The schema of a value as a text of its own.
    pub(super) fn apart(&mut self, shape: ShapeRef) -> String {
        let before = std::mem::take(&mut self.out);
        self.schema(shape, Note::default());
        std::mem::replace(&mut self.out, before)
    }

    pub(super) fn any_of(&mut self, schemas: &[String]) {
        match schemas {
            [] => self.out.push_str("{}"),
            [one] => self.out.push_str(one),
            several => {
                Object::open(&mut self.out).key(&mut self.out, "anyOf");
                list(&mut self.out, several, |out, schema| out.push_str(schema));
                self.out.push('}');
            }
        }
    }

    pub(super) fn map(&mut self, key: ShapeRef, value: ShapeRef, note: Note) {
        let names = key_names(key, Note::default());
        let note = match &names {
            Some(Keys::Names(names)) if !self.profile.rare_keys => {
                note.and(&format!("Keys: {}", names.join(", ")), &[])
            }
            Some(Keys::Whole) if !self.profile.rare_keys => note.and("Keys: whole numbers", &[]),
            Some(Keys::Texts(limits)) if !self.profile.rare_keys => {
                note.and(&format!("Keys: {}", limits.lines().join(", ")), &[])
            }
            _ => note,
        };
        let mut object = self.open(Some("object"), &note, On::Map);
        object.key(&mut self.out, "additionalProperties");
        self.schema(value, Note::default());
        if let Some(names) = names.filter(|_| self.profile.rare_keys) {
            object.key(&mut self.out, "propertyNames");
            names.write(&mut self.out, self.profile);
        }
        note.limit(&mut object, &mut self.out, self.profile, On::Map);
        self.out.push('}');
    }
}

/// What the keys of a map may be, if not any text.
enum Keys {
    Whole,
    Names(Vec<&'static str>),
    /// Texts within bounds.
    Texts(Note),
}

impl Keys {
    fn write(&self, out: &mut String, profile: &Profile) {
        let mut object = Object::open(out);
        match self {
            Self::Whole => object.text(out, "pattern", "^-?[0-9]+$"),
            Self::Names(names) => object.list(out, "enum", names.iter().copied()),
            Self::Texts(limits) => limits.limit(&mut object, out, profile, On::Text),
        }
        out.push('}');
    }
}

fn key_names(key: ShapeRef, limits: Note) -> Option<Keys> {
    match &resolve(key).get().kind {
        // A pinned schema could not be compared with the limits of a type's keys, which stay unsaid.
        Kind::Newtype { inner, bounds } if key.name.is_empty() => {
            key_names(*inner, limits.and("", bounds))
        }
        Kind::Newtype { inner, .. } => {
            key_names(*inner, limits).filter(|keys| !matches!(keys, Keys::Texts(_)))
        }
        Kind::String { format: "" } => (!limits.is_empty()).then_some(Keys::Texts(limits)),
        Kind::String { .. } if limits.is_empty() => None,
        Kind::String { format } => Some(Keys::Texts(limits.and("", &[Bound::Format(format)]))),
        Kind::Integer { .. } => Some(Keys::Whole),
        Kind::Bool => Some(Keys::Names(vec!["true", "false"])),
        Kind::Enum { variants, .. } => Some(Keys::Names(
            variants.iter().map(|variant| variant.name).collect(),
        )),
        _ => None,
    }
}
