//! A type as the text of its definition: what a model needs to know, in far fewer tokens than JSON Schema.
//!
//! Every word comes from the type: names, doc comments, bounds. What is ours is the notation.

use serde::{Deserialize, Serialize};

use super::{
    Content, Kind, Literal, PORTABLE, ShapeRef, Tagging, Variant,
    forms::{Form, Prop, Value, fields_forms, forms, variant_forms},
    note::Note,
    render::render,
    walk::{children, recursive, resolve, same},
};

/// How definitions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypesStyle<'a> {
    /// What stands between alternatives.
    pub or_splitter: &'a str,
    /// Which named types stand by themselves.
    pub hoist: Hoist,
}

impl Default for TypesStyle<'_> {
    /// `|` between alternatives; types that are used more than once stand by themselves.
    fn default() -> Self {
        Self {
            or_splitter: "|",
            hoist: Hoist::Repeated,
        }
    }
}

/// Which named types stand by themselves, above where they are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hoist {
    /// Those that are used more than once, or contain themselves.
    Repeated,
    /// All.
    All,
    /// Only those that contain themselves.
    Recursive,
}

/// The definition of a type.
///
/// ```
/// use agent_core::Schema;
/// use agent_core::schema::{TypesStyle, types_form};
///
/// /// A ticket.
/// #[derive(Schema)]
/// struct Ticket {
///     title: String,
///     /// Most urgent first.
///     tags: Vec<String>,
///     due: Option<u32>,
/// }
///
/// let text = types_form(Ticket::SHAPE, &TypesStyle::default());
/// assert_eq!(text, "// A ticket.\n{\n title: string,\n // Most urgent first.\n tags: string[],\n due?: int,\n}");
/// ```
#[must_use]
pub fn types_form(shape: ShapeRef, style: &TypesStyle<'_>) -> String {
    let mut writer = Writer::new(style, &[shape]);
    let mut root = String::new();
    if !writer.stands_alone(shape) {
        comments(&writer.words(shape, Note::default()).lines(), 0, &mut root);
    }
    let text = writer.value(shape, 0);
    writer.finish(&(root + &text))
}

/// The definition of "one of these steps": an object a step, its name under `tag` first, its arguments after
/// it. Each step is a name, a description and the shape of its arguments (an object).
#[must_use]
pub fn union_types(tag: &str, steps: &[(&str, &str, ShapeRef)], style: &TypesStyle<'_>) -> String {
    let roots: Vec<ShapeRef> = steps.iter().map(|(_, _, shape)| *shape).collect();
    let mut writer = Writer::new(style, &roots);
    let tagged = steps.iter().flat_map(|(name, doc, shape)| {
        let forms = forms(*shape).into_iter();
        forms.map(|form| form.tagged(tag, name, doc))
    });
    let tagged: Vec<Form<'_>> = tagged.collect();
    let text = writer.forms(&tagged, 0);
    writer.finish(&text)
}

struct Writer<'a> {
    style: &'a TypesStyle<'a>,
    alone: Vec<ShapeRef>,
    definitions: Vec<(String, ShapeRef)>,
}

impl<'a> Writer<'a> {
    fn new(style: &'a TypesStyle<'a>, roots: &[ShapeRef]) -> Self {
        let mut alone: Vec<ShapeRef> = roots.iter().copied().flat_map(recursive).collect();
        if style.hoist != Hoist::Recursive {
            let least = if style.hoist == Hoist::All { 1 } else { 2 };
            let mut uses = Vec::new();
            for root in roots {
                for child in children(resolve(*root)) {
                    count(child, &mut uses);
                }
            }
            let block = |shape: ShapeRef| matches!(shape.kind, Kind::Struct(_) | Kind::Enum { .. });
            let often = uses
                .iter()
                .filter(|(shape, uses)| *uses >= least && block(*shape));
            alone.extend(often.map(|(shape, _)| *shape));
        }
        Self {
            style,
            alone,
            definitions: Vec::new(),
        }
    }

    /// The definitions, and the text below them.
    fn finish(mut self, root: &str) -> String {
        let mut out = String::new();
        let mut next = 0;
        while let Some((name, shape)) = self.definitions.get(next).cloned() {
            comments(
                &self.words_inside(shape, Note::default()).lines(),
                0,
                &mut out,
            );
            let body = self.body(shape, 0);
            for piece in ["type ", &name, " = ", &body, "\n\n"] {
                out.push_str(piece);
            }
            next += 1;
        }
        out + root
    }

    fn stands_alone(&self, shape: ShapeRef) -> bool {
        self.alone.iter().any(|one| same(*one, resolve(shape)))
    }

    /// The type, or the name of its definition.
    fn value(&mut self, shape: ShapeRef, depth: usize) -> String {
        let shape = resolve(shape);
        if self.stands_alone(shape) {
            self.name(shape)
        } else {
            self.body(shape, depth)
        }
    }

    /// The name of a definition; different types of one name are numbered.
    fn name(&mut self, shape: ShapeRef) -> String {
        if let Some((name, _)) = self.definitions.iter().find(|known| same(known.1, shape)) {
            return name.clone();
        }
        let base = if shape.name.is_empty() {
            "Value"
        } else {
            shape.name
        };
        let taken = |name: &str| self.definitions.iter().any(|known| known.0 == name);
        let mut name = base.to_owned();
        let mut number = 2;
        while taken(&name) {
            name = format!("{base}{number}");
            number += 1;
        }
        self.definitions.push((name.clone(), shape));
        name
    }

    fn body(&mut self, shape: ShapeRef, depth: usize) -> String {
        match &shape.get().kind {
            Kind::Any => "any".to_owned(),
            Kind::Unit => "null".to_owned(),
            Kind::Bool => "bool".to_owned(),
            Kind::Integer { .. } => "int".to_owned(),
            Kind::Number => "float".to_owned(),
            Kind::String { .. } => "string".to_owned(),
            Kind::Option(inner) => self.either([*inner], depth, Some("null")),
            Kind::List { items, .. } => self.list(*items, depth),
            Kind::Tuple(places) => self.tuple(places, depth),
            Kind::Map { value, .. } => format!("{{ [string]: {} }}", self.value(*value, depth)),
            Kind::Struct(fields) => self.forms(&fields_forms(fields), depth),
            Kind::Enum { tagging, variants } => self.variants(*tagging, variants, depth),
            Kind::Newtype { inner, .. } => self.value(*inner, depth),
            Kind::Literals(all) => self.literals(all),
            kind @ (Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. }) => kind
                .stands_for()
                .map_or_else(String::new, |inner| self.value(inner, depth)),
            // Foreign types only say what they are in JSON Schema.
            Kind::Foreign(_) => render(shape, &PORTABLE),
        }
    }

    fn list(&mut self, items: ShapeRef, depth: usize) -> String {
        let text = self.value(items, depth);
        if self.is_union(items) {
            format!("({text})[]")
        } else {
            format!("{text}[]")
        }
    }

    fn literals(&self, all: &[Literal]) -> String {
        let texts: Vec<String> = all.iter().map(|one| one.value.to_string()).collect();
        texts.join(self.style.or_splitter)
    }

    fn is_union(&self, shape: ShapeRef) -> bool {
        let shape = resolve(shape);
        !self.stands_alone(shape)
            && match &shape.get().kind {
                Kind::Option(_) => true,
                Kind::Enum { variants, .. } => variants.len() > 1,
                Kind::Literals(all) => all.len() > 1,
                Kind::Newtype { inner, .. } => self.is_union(*inner),
                _ => forms(shape).len() > 1,
            }
    }

    fn tuple(&mut self, places: &[ShapeRef], depth: usize) -> String {
        let places: Vec<String> = places
            .iter()
            .map(|place| self.value(*place, depth))
            .collect();
        format!("[{}]", places.join(", "))
    }

    fn either<const N: usize>(
        &mut self,
        shapes: [ShapeRef; N],
        depth: usize,
        last: Option<&str>,
    ) -> String {
        let mut texts: Vec<String> = shapes.map(|shape| self.value(shape, depth)).into();
        texts.extend(last.map(str::to_owned));
        texts.join(self.style.or_splitter)
    }

    fn forms(&mut self, forms: &[Form<'_>], depth: usize) -> String {
        let all = forms.iter().map(|form| self.described(form, depth));
        let all = all.collect();
        self.alternatives(all, depth)
    }

    /// An object and what is said about it.
    fn described(&mut self, form: &Form<'_>, depth: usize) -> (Vec<String>, String) {
        (Note::new(form.doc, &[]).lines(), self.form(form, depth))
    }

    /// Alternatives in a row; those about which something is said stand below it, on lines of their own.
    fn alternatives(&self, all: Vec<(Vec<String>, String)>, depth: usize) -> String {
        let mut out = String::new();
        for (at, (said, text)) in all.into_iter().enumerate() {
            let margin = margin(depth);
            match (at, said.is_empty()) {
                (0, true) => {}
                (0, false) if depth == 0 => comments(&said, depth, &mut out),
                (0, false) => {
                    out.push('\n');
                    comments(&said, depth, &mut out);
                    out.push_str(&margin);
                }
                (_, true) => out.push_str(self.style.or_splitter),
                (_, false) => {
                    out.push_str(self.style.or_splitter.trim_end());
                    out.push('\n');
                    comments(&said, depth, &mut out);
                    out.push_str(&margin);
                }
            }
            out.push_str(&text);
        }
        out
    }

    fn variants(&mut self, tagging: Tagging, variants: &'static [Variant], depth: usize) -> String {
        let mut all = Vec::new();
        for variant in variants {
            match (&variant.content, tagging) {
                (Content::Unit, Tagging::External) => {
                    all.push((Vec::new(), quoted(variant.name)));
                }
                (Content::Unit | Content::Newtype(_) | Content::Tuple(_), Tagging::Untagged) => {
                    let said = Note::new(variant.doc, &[]).lines();
                    all.push((said, self.content(&variant.content, depth)));
                }
                _ => {
                    let forms = variant_forms(tagging, variant);
                    all.extend(forms.iter().map(|form| self.described(form, depth)));
                }
            }
        }
        self.alternatives(all, depth)
    }

    fn content(&mut self, content: &'static Content, depth: usize) -> String {
        match content {
            Content::Unit => "null".to_owned(),
            Content::Newtype(shape) => self.value(*shape, depth),
            Content::Tuple(places) => self.tuple(places, depth),
            Content::Struct(fields) => self.forms(&fields_forms(fields), depth),
        }
    }

    /// An object: on one line if it is short and nothing is said about it.
    fn form(&mut self, form: &Form<'_>, depth: usize) -> String {
        let mut said = Vec::new();
        let mut props = Vec::new();
        for prop in &form.props {
            let (words, text) = self.prop(prop, depth + 1);
            said.push(words);
            props.push(text);
        }
        if let Some(rest) = form.rest {
            said.push(Vec::new());
            props.push(format!("[string]: {}", self.value(rest, depth + 1)));
        }
        let line = format!("{{ {} }}", props.join(", "));
        let plain = said.iter().all(Vec::is_empty);
        if props.is_empty() && plain {
            return "{}".to_owned();
        }
        if plain && line.len() <= 80 && !line.contains('\n') {
            return line;
        }
        let mut out = String::from("{\n");
        for (words, text) in said.iter().zip(&props) {
            comments(words, depth + 1, &mut out);
            for piece in [&margin(depth + 1), text, ",\n"] {
                out.push_str(piece);
            }
        }
        out + &margin(depth) + "}"
    }

    /// What is said about a key, and the key with its type.
    fn prop(&mut self, prop: &Prop<'_>, depth: usize) -> (Vec<String>, String) {
        let note = Note::new(prop.doc, prop.bounds);
        let (note, text) = match prop.value {
            Value::Text(text) => (note, quoted(text)),
            Value::Content(content) => {
                let note = match content {
                    Content::Newtype(shape) => self.words(*shape, note),
                    _ => note,
                };
                (note, self.content(content, depth))
            }
            Value::Shape(shape) => {
                let note = self.words(shape, note);
                let shape = if prop.required { shape } else { within(shape) };
                (note, self.value(shape, depth))
            }
        };
        let mark = if prop.required { "" } else { "?" };
        (note.lines(), format!("{}{mark}: {text}", key(prop.name)))
    }

    /// What the types that stand here in full say about themselves.
    fn words(&self, shape: ShapeRef, note: Note) -> Note {
        if self.stands_alone(shape) {
            return note;
        }
        self.words_inside(resolve(shape), note)
    }

    fn words_inside(&self, shape: ShapeRef, note: Note) -> Note {
        let note = note.and(shape.doc, &[]);
        match &shape.get().kind {
            Kind::Newtype { inner, bounds } => self.words(*inner, note.and("", bounds)),
            Kind::Option(inner) => self.words(*inner, note),
            Kind::String {
                format: super::SECRET,
            } => note.and(super::shape::SECRET_WORDS, &[]),
            Kind::String { format } if !format.is_empty() => {
                note.and("", &[super::Bound::Format(format)])
            }
            Kind::Enum { variants, .. } => named(variants, note),
            _ => note,
        }
    }
}

/// The words about variants that are nothing but a name.
fn named(variants: &[Variant], note: Note) -> Note {
    let units = variants.iter();
    let described = units.filter(|one| matches!(one.content, Content::Unit) && !one.doc.is_empty());
    described.fold(note, |note, variant| {
        note.and(&format!("{}: {}", variant.name, variant.doc), &[])
    })
}

/// How often each named type is used.
fn count(shape: ShapeRef, uses: &mut Vec<(ShapeRef, usize)>) {
    let shape = resolve(shape);
    if !shape.name.is_empty() {
        if let Some(used) = uses.iter_mut().find(|used| same(used.0, shape)) {
            used.1 += 1;
            return;
        }
        uses.push((shape, 1));
    }
    for child in children(shape) {
        count(child, uses);
    }
}

/// The type of a key that may be missing.
fn within(shape: ShapeRef) -> ShapeRef {
    match resolve(shape).get().kind {
        Kind::Option(inner) => inner,
        _ => shape,
    }
}

fn comments(lines: &[String], depth: usize, out: &mut String) {
    for line in lines {
        for piece in [&margin(depth), "// ", line, "\n"] {
            out.push_str(piece);
        }
    }
}

fn margin(depth: usize) -> String {
    // Encoders take one blank along with the word behind it.
    " ".repeat(depth)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A key without quotes where it is a plain word.
fn key(name: &str) -> String {
    let plain = !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { name.to_owned() } else { quoted(name) }
}
