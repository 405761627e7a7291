//! Types in words, and the list of those that have a name.

use super::fields::{self, about};
use super::model::{Piece, Type, TypeForm, TypeText, Variant};
use super::page::Anchors;
use super::text::Text;
use crate::schema::{self, Content, Kind, Shape, ShapeRef, Tagging, resolve, same};

/// Most newtypes, options and lists that are named inside one another.
const DEPTH: u8 = 8;

/// The named types that were mentioned so far.
#[derive(Default)]
pub(super) struct Catalogue {
    found: Vec<ShapeRef>,
}

impl Catalogue {
    /// The type in words.
    pub(super) fn words(&mut self, shape: ShapeRef) -> TypeText {
        let mut out = Vec::new();
        self.write(shape, 0, &mut out);
        out
    }

    fn write(&mut self, shape: ShapeRef, depth: u8, out: &mut TypeText) {
        let shape = resolve(shape);
        if depth == DEPTH {
            return say(out, "…");
        }
        match &shape.kind {
            Kind::Any | Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. } => {
                say(out, "any JSON");
            }
            Kind::Literals(all) => say(out, &constants(all)),
            Kind::Unit => say(out, "nothing"),
            Kind::Bool => say(out, "boolean"),
            Kind::Integer { .. } => say(out, "integer"),
            Kind::Number => say(out, "number"),
            Kind::String { .. } => say(out, "string"),
            Kind::Foreign(_) => say(out, "as its JSON Schema says"),
            Kind::Option(inner) => {
                self.write(*inner, depth + 1, out);
                say(out, " or null");
            }
            Kind::List { items, unique, len } => {
                say(out, &list_words(*unique, *len));
                self.item(*items, depth, out);
            }
            Kind::Tuple(places) => self.tuple(places, depth, out),
            Kind::Map { key, value } => {
                say(out, "map of ");
                self.item(*key, depth, out);
                say(out, " to ");
                self.item(*value, depth, out);
            }
            Kind::Newtype { inner, .. } => {
                self.write(*inner, depth + 1, out);
                nickname(shape.get(), out);
            }
            Kind::Struct(_) | Kind::Enum { .. } => out.push(Piece::Type(self.number(shape))),
        }
    }

    /// An item of a list, in brackets where the list's end would be unclear.
    fn item(&mut self, shape: ShapeRef, depth: u8, out: &mut TypeText) {
        let unclear = matches!(resolve(shape).kind, Kind::Option(_) | Kind::Tuple(_));
        say(out, if unclear { "(" } else { "" });
        self.write(shape, depth + 1, out);
        say(out, if unclear { ")" } else { "" });
    }

    fn tuple(&mut self, places: &[ShapeRef], depth: u8, out: &mut TypeText) {
        say(out, "list of ");
        for (at, place) in places.iter().enumerate() {
            let last = at + 1 == places.len();
            say(
                out,
                if at == 0 {
                    ""
                } else if last {
                    " and "
                } else {
                    ", "
                },
            );
            self.item(*place, depth, out);
        }
    }

    /// The type's place on the page.
    fn number(&mut self, shape: ShapeRef) -> usize {
        let known = self.found.iter().position(|known| same(*known, shape));
        known.unwrap_or_else(|| {
            self.found.push(shape);
            self.found.len() - 1
        })
    }

    /// Describes what was mentioned, and what these descriptions mention.
    pub(super) fn describe(mut self, anchors: &mut Anchors) -> Vec<Type> {
        let mut types = Vec::new();
        while let Some(shape) = self.found.get(types.len()).copied() {
            types.push(self.one(shape, anchors));
        }
        types
    }

    fn one(&mut self, shape: ShapeRef, anchors: &mut Anchors) -> Type {
        let name = if shape.name.is_empty() {
            "object"
        } else {
            shape.name
        };
        Type {
            anchor: anchors.next(&format!("type-{name}")),
            name: name.to_owned(),
            about: Text::read(shape.doc),
            form: match &shape.get().kind {
                Kind::Enum { tagging, variants } => TypeForm::OneOf {
                    tagging: tagging_words(*tagging, variants),
                    variants: variants.iter().map(|one| self.variant(one)).collect(),
                },
                Kind::Struct(fields) => TypeForm::Object(fields::of(self, fields)),
                _ => TypeForm::Object(Vec::new()),
            },
        }
    }

    fn variant(&mut self, variant: &'static schema::Variant) -> Variant {
        let (value, fields) = match &variant.content {
            Content::Unit => (Vec::new(), Vec::new()),
            Content::Newtype(shape) => (self.words(*shape), Vec::new()),
            Content::Tuple(places) => {
                let mut words = Vec::new();
                self.tuple(places, 0, &mut words);
                (words, Vec::new())
            }
            Content::Struct(fields) => (Vec::new(), fields::of(self, fields)),
        };
        let docs = match &variant.content {
            Content::Newtype(shape) => about(variant.doc, *shape),
            _ => Text::read(variant.doc),
        };
        Variant {
            name: variant.name.to_owned(),
            about: docs,
            value,
            fields,
        }
    }
}

/// Appends words to the last ones.
pub(super) fn say(out: &mut TypeText, words: &str) {
    match out.last_mut() {
        _ if words.is_empty() => {}
        Some(Piece::Words(last)) => last.push_str(words),
        _ => out.push(Piece::Words(words.to_owned())),
    }
}

/// The program's name for a plain value: `integer (Cents)`.
fn nickname(shape: &Shape, out: &mut TypeText) {
    if !shape.name.is_empty() && !matches!(out.last(), Some(Piece::Type(_))) {
        say(out, " (");
        out.push(Piece::Code(shape.name.to_owned()));
        say(out, ")");
    }
}

fn list_words(unique: bool, len: Option<usize>) -> String {
    match (unique, len) {
        (true, _) => "set of ".into(),
        (false, Some(len)) => format!("list of exactly {len} × "),
        (false, None) => "list of ".into(),
    }
}

/// "one of 1, 2, null"
fn constants(all: &[schema::Literal]) -> String {
    let said: Vec<String> = all.iter().map(|one| one.value.to_string()).collect();
    format!("one of {}", said.join(", "))
}

fn tagging_words(tagging: Tagging, variants: &[schema::Variant]) -> String {
    let plain = variants
        .iter()
        .all(|one| matches!(one.content, Content::Unit));
    match tagging {
        Tagging::External if plain => String::new(),
        Tagging::External => "The variant's name is the only key of the object.".into(),
        Tagging::Internal { tag } => format!("The key `{tag}` holds the variant's name."),
        Tagging::Adjacent { tag, content } => {
            format!("The key `{tag}` holds the variant's name, `{content}` its content.")
        }
        Tagging::Untagged => "The content tells the variant; the first that fits is taken.".into(),
    }
}
