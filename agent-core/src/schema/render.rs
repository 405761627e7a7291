//! From a shape to the text of a JSON Schema.
//!
//! The text depends on the shape and the profile alone: same bytes on every run, in every application.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{
    Content, Kind, Profile, ShapeRef, Tagging, Variant, foreign_json,
    forms::{Form, Prop, Value, fields_forms, forms, variant_forms},
    note::{Note, On},
    profile::FAITHFUL,
    walk::{recursive, resolve, same},
    writer::{Object, list, string},
};

/// The faithful JSON Schema of a type, draft 2020-12, with `$defs` for its named types.
///
/// ```
/// use agent_core::schema::{Schema, json_schema};
/// let text = json_schema(bool::SHAPE);
/// assert_eq!(text, r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"boolean"}"#);
/// ```
#[must_use]
pub fn json_schema(shape: ShapeRef) -> String {
    let body = render(shape, &FAITHFUL);
    let dialect = r#"{"$schema":"https://json-schema.org/draft/2020-12/schema""#;
    match body.strip_prefix('{') {
        Some("}") | None => format!("{dialect}}}"),
        Some(rest) => format!("{dialect},{rest}"),
    }
}

/// The JSON Schema of a type as the readers of `profile` accept it.
///
/// ```
/// use agent_core::schema::{PORTABLE, Schema, render};
/// assert_eq!(render(<Vec<u8>>::SHAPE, &PORTABLE), r#"{"type":"array","items":{"type":"integer"}}"#);
/// ```
#[must_use]
pub fn render(shape: ShapeRef, profile: &Profile) -> String {
    let mut renderer = Renderer::new(profile, &[shape]);
    renderer.body(resolve(shape), Note::default());
    renderer.finish()
}

/// The JSON Schema of a tool's arguments: as [`render`], without a description of the whole, which
/// stands beside the tool's name.
#[must_use]
pub fn arguments_schema(shape: ShapeRef, profile: &Profile) -> String {
    let mut renderer = Renderer::new(profile, &[shape]);
    let arguments = forms(shape);
    renderer.forms(&arguments, Note::default());
    renderer.finish()
}

/// One rendering: the text so far and the definitions that it refers to.
pub(super) struct Renderer<'p> {
    profile: &'p Profile,
    pub(super) out: String,
    recursive: Vec<ShapeRef>,
    definitions: Vec<(String, ShapeRef)>,
    foreign: BTreeMap<String, Json>,
    /// What stands before a definition's name in `$ref`.
    prefix: String,
}

impl<'p> Renderer<'p> {
    pub(super) fn new(profile: &'p Profile, roots: &[ShapeRef]) -> Self {
        Self {
            profile,
            out: String::new(),
            recursive: roots.iter().copied().flat_map(recursive).collect(),
            definitions: Vec::new(),
            foreign: BTreeMap::new(),
            prefix: "#/$defs/".to_owned(),
        }
    }

    pub(super) fn with_prefix(mut self, prefix: String) -> Self {
        self.prefix = prefix;
        self
    }

    /// The text, with its definitions as the last key of the root.
    pub(super) fn finish(mut self) -> String {
        let definitions = self.finish_definitions();
        if definitions.is_empty() {
            return self.out;
        }
        self.out.pop();
        if self.out.len() > 1 {
            self.out.push(',');
        }
        self.out + "\"$defs\":{" + &definitions + "}}"
    }

    /// Writes the bodies of the definitions; each may refer to new ones.
    fn finish_definitions(&mut self) -> String {
        let root = std::mem::take(&mut self.out);
        let mut next = 0;
        while let Some((name, shape)) = self.definitions.get(next).cloned() {
            self.separate();
            string(&mut self.out, &name);
            self.out.push(':');
            self.body(shape, Note::default());
            next += 1;
        }
        for (name, schema) in std::mem::take(&mut self.foreign) {
            self.separate();
            string(&mut self.out, &name);
            self.out.push(':');
            foreign_json::write(&mut self.out, &schema, self.profile);
        }
        std::mem::replace(&mut self.out, root)
    }

    fn separate(&mut self) {
        if !self.out.is_empty() {
            self.out.push(',');
        }
    }

    /// Writes the schema of a value, or a reference to it.
    pub(super) fn schema(&mut self, shape: ShapeRef, note: Note) {
        let shape = resolve(shape);
        if self.is_definition(shape) {
            self.reference(shape, &note)
        } else {
            self.body(shape, note)
        }
    }

    fn is_definition(&self, shape: ShapeRef) -> bool {
        let named =
            !shape.name.is_empty() && matches!(shape.kind, Kind::Struct(_) | Kind::Enum { .. });
        (named && !self.profile.inline) || self.recursive.iter().any(|one| same(*one, shape))
    }

    fn reference(&mut self, shape: ShapeRef, note: &Note) {
        let target = self.prefix.clone() + &self.definition(shape);
        let mut object = Object::open(&mut self.out);
        if note.is_empty() || self.profile.ref_siblings {
            note.describe(&mut object, &mut self.out, self.profile, On::Value);
            object.text(&mut self.out, "$ref", &target);
        } else {
            note.describe(&mut object, &mut self.out, self.profile, On::Value);
            object.key(&mut self.out, "anyOf");
            self.out.push('[');
            Object::open(&mut self.out).text(&mut self.out, "$ref", &target);
            self.out.push_str("}]");
        }
        self.out.push('}');
    }

    /// The name under which the shape is defined; different types of one name are numbered.
    fn definition(&mut self, shape: ShapeRef) -> String {
        if let Some((name, _)) = self
            .definitions
            .iter()
            .find(|(_, known)| same(*known, shape))
        {
            return name.clone();
        }
        let base = if shape.name.is_empty() {
            "Value"
        } else {
            shape.name
        };
        let taken = |name: &String| self.definitions.iter().any(|(known, _)| known == name);
        let numbered = (2..).map(|number| format!("{base}{number}"));
        let name = std::iter::once(base.to_owned())
            .chain(numbered)
            .find(|name| !taken(name))
            .unwrap_or_default();
        self.definitions.push((name.clone(), shape));
        name
    }

    /// Writes the schema itself.
    pub(super) fn body(&mut self, shape: ShapeRef, note: Note) {
        let shape = shape.get();
        let note = note.and(shape.doc, &[]);
        match &shape.kind {
            Kind::Any => self.plain(None, &note),
            Kind::Unit => self.plain(Some("null"), &note),
            Kind::Bool => self.plain(Some("boolean"), &note),
            Kind::Number => self.plain(Some("number"), &note),
            Kind::Integer { min, max } => self.integer(*min, *max, &note),
            Kind::String { format } => self.text(format, &note),
            Kind::Option(inner) => self.nullable(*inner, note),
            Kind::List { items, unique, len } => self.list(*items, *unique, *len, note),
            Kind::Tuple(places) => self.tuple(places, &note),
            Kind::Map { key, value } => self.map(*key, *value, note),
            Kind::Struct(fields) => self.forms(&fields_forms(fields), note),
            Kind::Enum { tagging, variants } => self.variants(*tagging, variants, note),
            Kind::Newtype { inner, bounds } => self.schema(*inner, note.and("", bounds)),
            Kind::Lazy(ask) => self.schema(ask(), note),
            Kind::Foreign(ask) => self.foreign(*ask, &note),
        }
    }

    /// Opens an object with its description and type.
    fn open(&mut self, kind: Option<&str>, note: &Note, on: On) -> Object {
        let mut object = Object::open(&mut self.out);
        note.describe(&mut object, &mut self.out, self.profile, on);
        if let Some(kind) = kind {
            object.text(&mut self.out, "type", kind);
        }
        object
    }

    fn plain(&mut self, kind: Option<&str>, note: &Note) {
        let mut object = self.open(kind, note, On::Value);
        if kind.is_some() {
            note.limit(&mut object, &mut self.out, self.profile, On::Value);
        }
        self.out.push('}');
    }

    fn integer(&mut self, min: i128, max: i128, note: &Note) {
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
    fn writes_limit(&self, limit: i128) -> bool {
        const EXACT_IN_A_DOUBLE: i128 = 1 << 53;
        let exact = limit.unsigned_abs() <= EXACT_IN_A_DOUBLE.unsigned_abs();
        let says_something = limit != i128::MIN && limit != i128::MAX;
        self.profile.number_bounds && says_something && (exact || self.profile.wide_integers)
    }

    fn text(&mut self, format: &str, note: &Note) {
        use super::Bound::{MaxLength, MinLength};
        let implied: &[super::Bound] = match format {
            "" => &[],
            "char" => &[MinLength(1), MaxLength(1)],
            other => return self.formatted(other, note),
        };
        let note = note.clone().and("", implied);
        let mut object = self.open(Some("string"), &note, On::Text);
        note.limit(&mut object, &mut self.out, self.profile, On::Text);
        self.out.push('}');
    }

    fn formatted(&mut self, format: &str, note: &Note) {
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

    fn nullable(&mut self, inner: ShapeRef, note: Note) {
        let (outside, inside) = note.split();
        let mut object = self.open(None, &outside, On::Value);
        object.key(&mut self.out, "anyOf");
        self.out.push('[');
        self.schema(inner, inside);
        self.out.push_str(r#",{"type":"null"}]}"#);
    }

    fn list(&mut self, items: ShapeRef, unique: bool, len: Option<usize>, note: Note) {
        let exact = len.map(|len| [super::Bound::MinLength(len), super::Bound::MaxLength(len)]);
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

    fn tuple(&mut self, places: &[ShapeRef], note: &Note) {
        let len = places.len();
        let note = note.clone().and(
            "",
            &[super::Bound::MinLength(len), super::Bound::MaxLength(len)],
        );
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
    fn apart(&mut self, shape: ShapeRef) -> String {
        let before = std::mem::take(&mut self.out);
        self.schema(shape, Note::default());
        std::mem::replace(&mut self.out, before)
    }

    fn any_of(&mut self, schemas: &[String]) {
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

    fn map(&mut self, key: ShapeRef, value: ShapeRef, note: Note) {
        let names = key_names(key);
        let note = match &names {
            Some(Keys::Names(names)) if !self.profile.rare_keys => {
                note.and(&format!("Keys: {}", names.join(", ")), &[])
            }
            Some(Keys::Whole) if !self.profile.rare_keys => note.and("Keys: whole numbers", &[]),
            _ => note,
        };
        let mut object = self.open(Some("object"), &note, On::Map);
        object.key(&mut self.out, "additionalProperties");
        self.schema(value, Note::default());
        if let Some(names) = names.filter(|_| self.profile.rare_keys) {
            object.key(&mut self.out, "propertyNames");
            names.write(&mut self.out);
        }
        note.limit(&mut object, &mut self.out, self.profile, On::Map);
        self.out.push('}');
    }

    fn variants(&mut self, tagging: Tagging, variants: &'static [Variant], note: Note) {
        let is_name = |variant: &&Variant| {
            tagging == Tagging::External && matches!(variant.content, Content::Unit)
        };
        if !variants.is_empty() && variants.iter().all(|variant| is_name(&variant)) {
            return self.names(variants, note);
        }
        let mut schemas = Vec::new();
        for variant in variants {
            let before = std::mem::take(&mut self.out);
            if is_name(&variant) {
                self.names(std::slice::from_ref(variant), Note::default());
                schemas.push(std::mem::replace(&mut self.out, before));
            } else {
                self.out = before;
                self.alternatives(tagging, variant, &mut schemas);
            }
        }
        self.union(&schemas, &note);
    }

    /// Writes the alternatives of one variant into texts of their own.
    fn alternatives(
        &mut self,
        tagging: Tagging,
        variant: &'static Variant,
        schemas: &mut Vec<String>,
    ) {
        let before = std::mem::take(&mut self.out);
        if tagging == Tagging::Untagged && !matches!(variant.content, Content::Struct(_)) {
            self.content(&variant.content, Note::new(variant.doc, &[]));
            schemas.push(std::mem::take(&mut self.out));
        } else {
            for form in variant_forms(tagging, variant) {
                self.form(&form, Note::default());
                schemas.push(std::mem::take(&mut self.out));
            }
        }
        self.out = before;
    }

    /// Writes `anyOf`; a single alternative needs none unless there is something to say about it.
    pub(super) fn union(&mut self, schemas: &[String], note: &Note) {
        if schemas.len() == 1 && note.is_empty() {
            return self.out.push_str(&schemas[0]);
        }
        let mut object = self.open(None, note, On::Value);
        if schemas.is_empty() {
            object.key(&mut self.out, "not");
            self.out.push_str("{}");
        } else {
            object.key(&mut self.out, "anyOf");
            list(&mut self.out, schemas, |out, schema| out.push_str(schema));
        }
        self.out.push('}');
    }

    /// Writes a choice of texts. The words about each stand in the description.
    fn names(&mut self, variants: &[Variant], note: Note) {
        let line = |variant: &&Variant| {
            (!variant.doc.is_empty()).then(|| format!("{}: {}", variant.name, variant.doc))
        };
        let lines: Vec<String> = variants
            .iter()
            .filter_map(|variant| line(&variant))
            .collect();
        let note = note.and(&lines.join("\n"), &[]);
        let mut object = self.open(Some("string"), &note, On::Text);
        object.list(
            &mut self.out,
            "enum",
            variants.iter().map(|variant| variant.name),
        );
        self.out.push('}');
    }

    fn content(&mut self, content: &'static Content, note: Note) {
        match content {
            Content::Unit => self.plain(Some("null"), &note),
            Content::Newtype(shape) => self.schema(*shape, note),
            Content::Tuple(places) => self.tuple(places, &note),
            Content::Struct(fields) => self.forms(&fields_forms(fields), note),
        }
    }

    /// Writes an object, or the union of the objects that it may be.
    pub(super) fn forms(&mut self, forms: &[Form], note: Note) {
        if let [form] = forms {
            return self.form(form, note);
        }
        let before = std::mem::take(&mut self.out);
        let mut schemas = Vec::new();
        for form in forms {
            self.form(form, Note::default());
            schemas.push(std::mem::take(&mut self.out));
        }
        self.out = before;
        self.union(&schemas, &note);
    }

    pub(super) fn form(&mut self, form: &Form, note: Note) {
        let note = note.and(form.doc, &[]);
        let mut object = self.open(Some("object"), &note, On::Map);
        if form.rest.is_none() || !form.props.is_empty() {
            object.key(&mut self.out, "properties");
            let mut properties = Object::open(&mut self.out);
            for prop in &form.props {
                properties.key(&mut self.out, prop.name);
                self.prop(prop);
            }
            self.out.push('}');
        }
        let required = form
            .props
            .iter()
            .filter(|prop| prop.required || self.profile.all_required);
        let required: Vec<&str> = required.map(|prop| prop.name).collect();
        if !required.is_empty() {
            object.list(&mut self.out, "required", required);
        }
        if let Some(rest) = form.rest {
            object.key(&mut self.out, "additionalProperties");
            self.schema(rest, Note::default());
        } else if form.closed || self.profile.closed {
            object.key(&mut self.out, "additionalProperties");
            self.out.push_str("false");
        }
        self.out.push('}');
    }

    fn prop(&mut self, prop: &Prop) {
        let note = Note::new(prop.doc, prop.bounds);
        match prop.value {
            Value::Text(text) => self.tag(text),
            Value::Content(content) => self.content(content, note),
            Value::Shape(shape) if prop.required => self.schema(shape, note),
            Value::Shape(shape) => match resolve(shape).get().kind {
                Kind::Option(inner) if !self.profile.null_optionals => self.schema(inner, note),
                _ if self.profile.all_required && !admits_null(shape) => self.nullable(shape, note),
                _ => self.schema(shape, note),
            },
        }
    }

    /// Exactly this text.
    fn tag(&mut self, text: &str) {
        let mut object = self.open(Some("string"), &Note::default(), On::Text);
        if self.profile.constants {
            object.text(&mut self.out, "const", text);
        } else {
            object.list(&mut self.out, "enum", [text]);
        }
        self.out.push('}');
    }

    fn foreign(
        &mut self,
        ask: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
        note: &Note,
    ) {
        let (schema, definitions) = foreign_json::ask(ask, self.profile);
        self.foreign.extend(definitions);
        if note.is_empty() {
            return foreign_json::write(&mut self.out, &schema, self.profile);
        }
        let mut object = self.open(None, note, On::Value);
        object.key(&mut self.out, "anyOf");
        self.out.push('[');
        foreign_json::write(&mut self.out, &schema, self.profile);
        self.out.push_str("]}");
    }
}

/// Whether `null` is a value already.
fn admits_null(shape: ShapeRef) -> bool {
    match resolve(shape).get().kind {
        Kind::Option(_) | Kind::Unit | Kind::Any => true,
        Kind::Newtype { inner, .. } => admits_null(inner),
        _ => false,
    }
}

/// What the keys of a map may be, if not any text.
enum Keys {
    Whole,
    Names(Vec<&'static str>),
}

impl Keys {
    fn write(&self, out: &mut String) {
        let mut object = Object::open(out);
        match self {
            Self::Whole => object.text(out, "pattern", "^-?[0-9]+$"),
            Self::Names(names) => object.list(out, "enum", names.iter().copied()),
        }
        out.push('}');
    }
}

fn key_names(key: ShapeRef) -> Option<Keys> {
    match &resolve(key).get().kind {
        Kind::Newtype { inner, .. } => key_names(*inner),
        Kind::Integer { .. } => Some(Keys::Whole),
        Kind::Bool => Some(Keys::Names(vec!["true", "false"])),
        Kind::Enum { variants, .. } => Some(Keys::Names(
            variants.iter().map(|variant| variant.name).collect(),
        )),
        _ => None,
    }
}
