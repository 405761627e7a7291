//! Rendering of objects, and of the unions that enums are.

use super::{
    Content, Kind, ShapeRef, Tagging, Variant,
    forms::{Form, Prop, Value, fields_forms, variant_forms},
    note::{Note, On},
    render::Renderer,
    walk::resolve,
    writer::{Object, list},
};

impl Renderer<'_> {
    pub(super) fn variants(&mut self, tagging: Tagging, variants: &'static [Variant], note: Note) {
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
    pub(super) fn alternatives(
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
    pub(super) fn names(&mut self, variants: &[Variant], note: Note) {
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

    pub(super) fn content(&mut self, content: &'static Content, note: Note) {
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
            for prop in self.offered(form) {
                properties.key(&mut self.out, prop.name);
                self.prop(prop);
            }
            self.out.push('}');
        }
        let required = self
            .offered(form)
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

    /// The keys without those that nothing fits, where undeclared keys are refused anyway.
    fn offered<'f, 'a>(
        &self,
        form: &'f Form<'a>,
    ) -> impl Iterator<Item = &'f Prop<'a>> + use<'f, 'a> {
        let closed = self.profile.closed;
        let dead = move |prop: &&Prop<'a>| match prop.value {
            Value::Shape(shape) => closed && !prop.required && is_nothing(shape),
            Value::Content(_) | Value::Text(_) => false,
        };
        form.props.iter().filter(move |prop| !dead(prop))
    }

    pub(super) fn prop(&mut self, prop: &Prop) {
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
    pub(super) fn tag(&mut self, text: &str) {
        let mut object = self.open(Some("string"), &Note::default(), On::Text);
        if self.profile.constants {
            object.text(&mut self.out, "const", text);
        } else {
            object.list(&mut self.out, "enum", [text]);
        }
        self.out.push('}');
    }
}

/// Whether no value fits.
fn is_nothing(shape: ShapeRef) -> bool {
    match &resolve(shape).get().kind {
        Kind::Literals(all) => all.is_empty(),
        Kind::Newtype { inner, .. } => is_nothing(*inner),
        _ => false,
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
