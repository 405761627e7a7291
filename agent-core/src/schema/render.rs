//! From a shape to the text of a JSON Schema.
//!
//! The text depends on the shape and the profile alone: same bytes on every run, in every application.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{
    Kind, Profile, ShapeRef, foreign_json,
    forms::{fields_forms, forms},
    note::{Note, On},
    profiles::FAITHFUL,
    walk::{recursive, resolve, same},
    writer::{Object, string},
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
    pub(super) profile: &'p Profile,
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
            self.reference(shape, &note);
        } else {
            self.body(shape, note);
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
            Kind::Literals(all) => self.literals(all, &note),
            kind @ (Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. }) => {
                if let Some(inner) = kind.stands_for() {
                    self.schema(inner, note);
                }
            }
            Kind::Foreign(ask) => self.foreign(*ask, &note),
        }
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
