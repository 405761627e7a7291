//! The objects that a shape may be, with everything that serde flattens or merges spelled out.
//!
//! A struct is one form; a tagged enum one a variant; a struct that flattens an enum one a variant too.

use super::{Bound, Content, Field, Fields, Kind, ShapeRef, Tagging, Variant, walk::resolve};

/// One kind of object.
#[derive(Clone)]
pub(super) struct Form<'a> {
    pub doc: &'a str,
    pub props: Vec<Prop<'a>>,
    /// The shape of the values under free keys.
    pub rest: Option<ShapeRef>,
    /// Unknown keys are refused.
    pub closed: bool,
}

/// One key of an object.
#[derive(Clone)]
pub(super) struct Prop<'a> {
    pub name: &'a str,
    pub doc: &'a str,
    pub value: Value<'a>,
    pub required: bool,
    pub bounds: &'static [Bound],
}

#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Shape(ShapeRef),
    /// What a variant holds.
    Content(&'static Content),
    /// A tag: exactly this text.
    Text(&'a str),
}

impl<'a> Form<'a> {
    fn empty() -> Self {
        Self {
            doc: "",
            props: Vec::new(),
            rest: None,
            closed: false,
        }
    }

    fn with(mut self, prop: Prop<'a>) -> Self {
        self.props.push(prop);
        self
    }

    /// This form behind a tag.
    pub(super) fn tagged(mut self, tag: &'a str, name: &'a str, doc: &'a str) -> Self {
        self.props.insert(
            0,
            Prop {
                name: tag,
                doc: "",
                value: Value::Text(name),
                required: true,
                bounds: &[],
            },
        );
        if !doc.is_empty() {
            self.doc = doc;
        }
        self
    }

    fn merged(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        merged.props.extend(other.props.iter().cloned());
        merged.rest = self.rest.or(other.rest);
        merged
    }
}

/// The objects that `shape` may be; none if it is no object.
pub(super) fn forms(shape: ShapeRef) -> Vec<Form<'static>> {
    let shape = resolve(shape).get();
    match &shape.kind {
        Kind::Struct(fields) => fields_forms(fields),
        Kind::Enum { tagging, variants } => variants
            .iter()
            .flat_map(|one| variant_forms(*tagging, one))
            .collect(),
        Kind::Newtype { inner, .. } => forms(*inner),
        Kind::Option(inner) => forms(*inner).into_iter().map(optional).collect(),
        Kind::Map { value, .. } => vec![Form {
            rest: Some(*value),
            ..Form::empty()
        }],
        Kind::Unit => vec![Form::empty()],
        Kind::Any | Kind::Foreign(_) => vec![Form {
            rest: Some(ShapeRef::new(&ANY)),
            ..Form::empty()
        }],
        Kind::Bool
        | Kind::Integer { .. }
        | Kind::Number
        | Kind::String { .. }
        | Kind::List { .. }
        | Kind::Tuple(_)
        | Kind::Literals(_)
        | Kind::Lazy(_)
        | Kind::Late(_)
        | Kind::Streamed { .. } => Vec::new(),
    }
}

static ANY: super::Shape = super::Shape {
    name: "",
    doc: "",
    text_hash: 0,
    kind: Kind::Any,
};

fn optional(mut form: Form) -> Form {
    for prop in &mut form.props {
        prop.required = false;
    }
    form
}

/// The forms of known keys: one, unless an enum is flattened into them.
pub(super) fn fields_forms(fields: &'static Fields) -> Vec<Form<'static>> {
    let start = vec![Form {
        closed: fields.closed,
        ..Form::empty()
    }];
    fields.list.iter().fold(start, |forms, field| {
        if field.flatten {
            product(&forms, &flattened(field))
        } else {
            each_with(forms, field)
        }
    })
}

fn each_with(forms: Vec<Form<'static>>, field: &'static Field) -> Vec<Form<'static>> {
    let Field {
        name,
        doc,
        shape,
        required,
        bounds,
        ..
    } = field;
    let prop = Prop {
        name,
        doc,
        value: Value::Shape(*shape),
        required: *required,
        bounds,
    };
    forms
        .into_iter()
        .map(|form| form.with(prop.clone()))
        .collect()
}

fn flattened(field: &'static Field) -> Vec<Form<'static>> {
    let inner = forms(field.shape);
    if field.required {
        inner
    } else {
        inner.into_iter().map(optional).collect()
    }
}

fn product(left: &[Form<'static>], right: &[Form<'static>]) -> Vec<Form<'static>> {
    if right.is_empty() {
        return left.to_vec();
    }
    left.iter()
        .flat_map(|left| right.iter().map(|right| left.merged(right)))
        .collect()
}

/// The objects that one variant may be.
pub(super) fn variant_forms(tagging: Tagging, variant: &'static Variant) -> Vec<Form<'static>> {
    let Variant {
        name, doc, content, ..
    } = variant;
    let prop = |name| Prop {
        name,
        doc: "",
        value: Value::Content(content),
        required: true,
        bounds: &[],
    };
    match tagging {
        Tagging::External => vec![
            Form {
                doc,
                closed: true,
                ..Form::empty()
            }
            .with(prop(name)),
        ],
        Tagging::Internal { tag } => content_forms(content)
            .into_iter()
            .map(|form| form.tagged(tag, name, doc))
            .collect(),
        Tagging::Adjacent { tag, content: key } => {
            let form = Form::empty().tagged(tag, name, doc);
            vec![if matches!(content, Content::Unit) {
                form
            } else {
                form.with(prop(key))
            }]
        }
        Tagging::Untagged => content_forms(content)
            .into_iter()
            .map(|form| described(form, doc))
            .collect(),
    }
}

fn described<'a>(mut form: Form<'a>, doc: &'a str) -> Form<'a> {
    if !doc.is_empty() {
        form.doc = doc;
    }
    form
}

fn content_forms(content: &'static Content) -> Vec<Form<'static>> {
    match content {
        Content::Unit => vec![Form::empty()],
        Content::Newtype(shape) => forms(*shape),
        Content::Struct(fields) => fields_forms(fields),
        Content::Tuple(_) => Vec::new(),
    }
}
