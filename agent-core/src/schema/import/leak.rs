//! From a draft to a shape that lives as long as the program. Total: whatever could go wrong was found before.

use std::sync::OnceLock;

use super::draft::{Definition, Draft, Form, Key, Keys, Literal, Name};
use crate::schema::{
    self, Bound, Constant, Content, Field, Fields, Kind, Lossy, Shape, ShapeRef, Stream, Tagging,
    Variant,
};

/// Makes the shape of the first definition, and of those that it mentions.
pub(super) fn leak(definitions: &[Definition]) -> ShapeRef {
    let made = definitions.iter().map(|_| Made::No).collect();
    Leaking { definitions, made }.definition(0)
}

/// FNV-1a over the parts, as the macros count it.
pub(crate) fn text_hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    let bytes = parts
        .into_iter()
        .flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// How far a definition is.
#[derive(Clone, Copy)]
enum Made {
    No,
    /// It is being made; the cell waits for it where it mentions itself.
    Begun(Option<&'static OnceLock<ShapeRef>>),
    Yes(ShapeRef),
}

struct Leaking<'d> {
    definitions: &'d [Definition],
    made: Vec<Made>,
}

impl Leaking<'_> {
    fn definition(&mut self, index: usize) -> ShapeRef {
        let Some(read) = self.definitions.get(index).and_then(|it| it.read.as_ref()) else {
            return shape("", "", &[], Kind::Literals(&[]));
        };
        match self.made[index] {
            Made::Yes(made) => return made,
            Made::Begun(cell) => return self.late(index, cell),
            Made::No => self.made[index] = Made::Begun(None),
        }
        let made = self.draft(&read.draft, &self.definitions[index].name);
        if let Made::Begun(Some(cell)) = self.made[index] {
            cell.get_or_init(|| made);
        }
        self.made[index] = Made::Yes(made);
        made
    }

    /// A mention of a definition inside itself.
    fn late(&mut self, index: usize, cell: Option<&'static OnceLock<ShapeRef>>) -> ShapeRef {
        let cell = cell.unwrap_or_else(|| Box::leak(Box::new(OnceLock::new())));
        self.made[index] = Made::Begun(Some(cell));
        let definition = &self.definitions[index];
        ShapeRef::new(Box::leak(Box::new(Shape {
            name: text(&definition.name),
            doc: "",
            text_hash: definition.hash,
            kind: Kind::Late(cell),
        })))
    }

    fn plain(&mut self, draft: &Draft) -> ShapeRef {
        self.draft(draft, &draft.name)
    }

    /// The form, what limits it, and how it shows.
    fn draft(&mut self, draft: &Draft, name: &str) -> ShapeRef {
        let mut bounds = draft.bounds.clone();
        bounds.extend(draft.pattern.as_deref().map(|it| Bound::Pattern(text(it))));
        let limits = !bounds.is_empty();
        let inner = match &draft.form {
            Form::Definition(index) => {
                let inner = self.definition(*index);
                if limits || !draft.doc.is_empty() {
                    wrapped(inner, "", &draft.doc, bounds)
                } else {
                    inner
                }
            }
            form if limits => {
                let inner = self.form(form, "", "");
                wrapped(inner, name, &draft.doc, bounds)
            }
            form => self.form(form, name, &draft.doc),
        };
        if draft.stream.is_none() {
            return inner;
        }
        let how = draft.stream;
        shape("", "", &[], Kind::Streamed { inner, how })
    }

    fn form(&mut self, form: &Form, name: &str, doc: &str) -> ShapeRef {
        let mut texts = Vec::new();
        let kind = match form {
            Form::Any => Kind::Any,
            Form::Null => Kind::Unit,
            Form::Bool => Kind::Bool,
            Form::Integer => Kind::Integer {
                min: i128::MIN,
                max: i128::MAX,
            },
            Form::Number => Kind::Number,
            Form::Text { format } => Kind::String {
                format: text(format),
            },
            Form::Names(names) if names.iter().any(|name| !name.aliases.is_empty()) => {
                let constants = names.iter().map(|name| constant(name, &mut texts));
                let kind = Kind::Literals(list(constants.collect::<Vec<_>>()));
                return shape(name, &with_docs(doc, names), &texts, kind);
            }
            Form::Names(names) => names_kind(names, &mut texts),
            Form::Literals(all) => Kind::Literals(list(all.iter().map(literal))),
            Form::Option(inner) => Kind::Option(self.plain(inner)),
            Form::List { items, unique } => Kind::List {
                items: self.plain(items),
                unique: *unique,
                len: None,
            },
            Form::Tuple(places) => Kind::Tuple(list(places.iter().map(|it| self.plain(it)))),
            Form::Map { key, value } => Kind::Map {
                key: self.plain(key),
                value: self.plain(value),
            },
            Form::Struct(keys) => Kind::Struct(self.keys(keys, &mut texts)),
            Form::Union(all) => Kind::Enum {
                tagging: Tagging::Untagged,
                variants: list(all.iter().map(|it| self.alternative(it))),
            },
            Form::Tagged { tag, variants } => self.tagged(tag, variants, &mut texts),
            Form::Definition(index) => return self.definition(*index),
        };
        shape(name, doc, &texts, kind)
    }

    fn tagged(&mut self, tag: &str, all: &[(Name, Keys)], texts: &mut Vec<String>) -> Kind {
        texts.push(tag.to_owned());
        let variants = all.iter().map(|(name, keys)| {
            let content = Content::Struct(self.keys(keys, texts));
            variant(name, content, texts)
        });
        let variants = list(variants.collect::<Vec<_>>());
        Kind::Enum {
            tagging: Tagging::Internal { tag: text(tag) },
            variants,
        }
    }

    /// One of several; it is named for those who read about it.
    fn alternative(&mut self, draft: &Draft) -> Variant {
        let name = match draft.form {
            Form::Definition(index) => self.definitions[index].name.as_str(),
            ref form => form.word(),
        };
        Variant {
            name: text(name),
            aliases: &[],
            doc: "",
            content: Content::Newtype(self.plain(draft)),
        }
    }

    fn keys(&mut self, keys: &Keys, texts: &mut Vec<String>) -> Fields {
        let mut fields: Vec<Field> = keys.list.iter().map(|key| self.key(key, texts)).collect();
        if let Some(rest) = &keys.rest {
            let free = Kind::Map {
                key: shape("", "", &[], Kind::String { format: "" }),
                value: self.plain(rest),
            };
            fields.push(Field {
                flatten: true,
                ..field("", shape("", "", &[], free))
            });
        }
        Fields {
            list: Vec::leak(fields),
            closed: keys.closed,
        }
    }

    fn key(&mut self, key: &Key, texts: &mut Vec<String>) -> Field {
        texts.extend([key.name.clone(), key.doc.clone()]);
        texts.extend(key.aliases.iter().cloned());
        Field {
            aliases: list(key.aliases.iter().map(|it| text(it))),
            doc: text(&key.doc),
            required: key.required,
            default: text(&key.default),
            stream: key.stream,
            ..field(text(&key.name), self.plain(&key.value))
        }
    }
}

fn field(name: &'static str, shape: ShapeRef) -> Field {
    Field {
        name,
        aliases: &[],
        doc: "",
        shape,
        required: true,
        default: "",
        flatten: false,
        bounds: &[],
        lossy: Lossy::NONE,
        stream: Stream::NONE,
        place: "",
    }
}

fn names_kind(names: &[Name], texts: &mut Vec<String>) -> Kind {
    let variants = names.iter().map(|name| variant(name, Content::Unit, texts));
    Kind::Enum {
        tagging: Tagging::External,
        variants: list(variants.collect::<Vec<_>>()),
    }
}

/// Constants have no words of their own: theirs stand below those about all of them.
fn with_docs(doc: &str, names: &[Name]) -> String {
    let own = names.iter().filter(|name| !name.doc.is_empty());
    let lines = own.map(|name| format!("{}: {}", name.text, name.doc));
    let all = std::iter::once(doc.to_owned()).chain(lines);
    all.filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// A name of which the model is told others: what it says is read as the name.
fn constant(name: &Name, texts: &mut Vec<String>) -> schema::Literal {
    texts.extend([name.text.clone(), name.doc.clone()]);
    texts.extend(name.aliases.iter().cloned());
    schema::Literal {
        value: Constant::Text(text(&name.text)),
        aliases: list(name.aliases.iter().map(|it| text(it))),
    }
}

fn variant(name: &Name, content: Content, texts: &mut Vec<String>) -> Variant {
    texts.extend([name.text.clone(), name.doc.clone()]);
    texts.extend(name.aliases.iter().cloned());
    Variant {
        name: text(&name.text),
        aliases: list(name.aliases.iter().map(|it| text(it))),
        doc: text(&name.doc),
        content,
    }
}

fn literal(literal: &Literal) -> schema::Literal {
    let (value, aliases) = match literal {
        Literal::Plain(value, aliases) => (*value, aliases),
        Literal::Text(name) => (Constant::Text(text(&name.text)), &name.aliases),
    };
    schema::Literal {
        value,
        aliases: list(aliases.iter().map(|it| text(it))),
    }
}

fn wrapped(inner: ShapeRef, name: &str, doc: &str, bounds: Vec<Bound>) -> ShapeRef {
    let texts: Vec<String> = bounds.iter().map(|bound| format!("{bound:?}")).collect();
    let bounds = Vec::leak(bounds);
    shape(name, doc, &texts, Kind::Newtype { inner, bounds })
}

fn shape(name: &str, doc: &str, texts: &[String], kind: Kind) -> ShapeRef {
    let said = [name, doc].into_iter().filter(|it| !it.is_empty());
    let said: Vec<&str> = said.chain(texts.iter().map(String::as_str)).collect();
    let text_hash = if said.is_empty() { 0 } else { text_hash(said) };
    ShapeRef::new(Box::leak(Box::new(Shape {
        name: text(name),
        doc: text(doc),
        text_hash,
        kind,
    })))
}

fn text(text: &str) -> &'static str {
    if text.is_empty() {
        return "";
    }
    String::leak(text.to_owned())
}

fn list<T>(all: impl IntoIterator<Item = T>) -> &'static [T] {
    let all: Vec<T> = all.into_iter().collect();
    if all.is_empty() {
        return &[];
    }
    Vec::leak(all)
}
