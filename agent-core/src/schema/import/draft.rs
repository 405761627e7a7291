//! A schema on its way to a shape: owned, so that one that turns out to be unusable leaves nothing behind.

use crate::schema::{Bound, Constant, Stream};

/// One schema, read.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    /// That of its definition; empty where it is used in place.
    pub(super) name: String,
    pub(super) doc: String,
    /// Limits without text.
    pub(super) bounds: Vec<Bound>,
    pub(super) pattern: Option<String>,
    pub(super) stream: Stream,
    pub(super) form: Form,
}

/// What JSON it allows.
#[derive(Debug, Clone, Default)]
pub(super) enum Form {
    #[default]
    Any,
    Null,
    Bool,
    Integer,
    Number,
    Text {
        format: String,
    },
    /// Texts.
    Names(Vec<Name>),
    /// Constants that are not all texts; none means that no value fits.
    Literals(Vec<Literal>),
    Option(Box<Draft>),
    List {
        items: Box<Draft>,
        unique: bool,
    },
    Tuple(Vec<Draft>),
    Map {
        key: Box<Draft>,
        value: Box<Draft>,
    },
    Struct(Keys),
    Union(Vec<Draft>),
    /// Objects that a key with a text tells apart.
    Tagged {
        tag: String,
        variants: Vec<(Name, Keys)>,
    },
    /// One of the definitions, by its index.
    Definition(usize),
}

/// A text, and what else is read as it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) aliases: Vec<String>,
    pub(super) doc: String,
}

/// A constant. A text stands beside it, for the constant's own must live for ever.
#[derive(Debug, Clone)]
pub(super) enum Literal {
    Plain(Constant, Vec<String>),
    Text(Name),
}

/// The keys of an object.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    pub(super) list: Vec<Key>,
    /// What stands under other keys, if it is said.
    pub(super) rest: Option<Box<Draft>>,
    pub(super) closed: bool,
}

/// One key of an object.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) doc: String,
    pub(super) value: Draft,
    pub(super) required: bool,
    pub(super) default: String,
    pub(super) stream: Stream,
}

/// What a reference names.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) name: String,
    /// Of the schema's text.
    pub(super) hash: u64,
    /// Missing as long as it is being read.
    pub(super) read: Option<Read>,
    /// How many objects and lists were around it when its reading began.
    pub(super) within: usize,
}

/// A definition that was read to its end.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) draft: Draft,
    pub(super) nodes: usize,
    pub(super) height: usize,
}

impl Form {
    /// What no value fits.
    pub(super) const NOTHING: Self = Self::Literals(Vec::new());

    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Literals(all) if all.is_empty())
    }

    pub(super) fn text() -> Self {
        Self::Text {
            format: String::new(),
        }
    }

    /// The word for it, where an alternative has no name.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Any | Self::Option(_) | Self::Union(_) | Self::Definition(_) => "value",
            Self::Null => "null",
            Self::Bool => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text { .. } => "string",
            Self::Names(_) | Self::Literals(_) => "constant",
            Self::List { .. } | Self::Tuple(_) => "array",
            Self::Map { .. } | Self::Struct(_) | Self::Tagged { .. } => "object",
        }
    }
}

impl From<Form> for Draft {
    fn from(form: Form) -> Self {
        Self {
            form,
            ..Self::default()
        }
    }
}

impl Draft {
    /// True if it says nothing beside its form.
    pub(super) fn is_bare(&self) -> bool {
        self.doc.is_empty()
            && self.bounds.is_empty()
            && self.pattern.is_none()
            && self.stream.is_none()
    }

    /// How many levels lie below and including it; `height` is that of a definition.
    pub(super) fn height(&self, height: &dyn Fn(usize) -> usize) -> usize {
        let of = |draft: &Self| draft.height(height);
        let keys = |keys: &Keys| {
            let values = keys.list.iter().map(|key| of(&key.value)).max();
            values.max(keys.rest.as_deref().map(of)).unwrap_or(0)
        };
        match &self.form {
            Form::Option(inner) | Form::List { items: inner, .. } => 1 + of(inner),
            Form::Tuple(all) | Form::Union(all) => 1 + all.iter().map(of).max().unwrap_or(0),
            Form::Map { key, value } => 1 + of(key).max(of(value)),
            Form::Struct(fields) => 1 + keys(fields),
            Form::Tagged { variants, .. } => {
                1 + variants.iter().map(|it| keys(&it.1)).max().unwrap_or(0)
            }
            Form::Definition(index) => height(*index),
            _ => 1,
        }
    }
}
