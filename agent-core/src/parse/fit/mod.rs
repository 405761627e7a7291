//! Fits a tree to a shape: what models write instead of what was asked, where the meaning is
//! certain.
//!
//! One walk does both: it writes the JSON with its repairs, or (`dry`) only adds up what that would
//! cost, by which the members of a union and the candidates of a text are compared. Whether the
//! result is right is the check's business, so a mistake here lets nothing wrong pass.
//!
//! Linear: a union asks each member once for each value (the answers are remembered), and all
//! steps are paid for from a stock that is a multiple of the text's length.

mod object;
mod scalar;
mod score;
mod union;

use std::collections::HashMap;

pub(crate) use score::Score;

use super::options::Options;
use super::repair::{Repair, RepairKind};
use super::steps;
use super::tree::{Node, Value, push_segment, write_text};
use crate::schema::check::excerpt;
use crate::schema::{Kind, Lossy, Shape, ShapeRef};

/// Most wrappers that are entered at one place.
const MAX_HOPS: u8 = 64;
/// Most lists of one and only fields around one value: `7` is not meant for `[[[[[7]]]]]`.
const MAX_WRAPPED: u8 = 4;
/// Most repairs of syntax that are noted one by one; a text with more is noted no further.
const MAX_REPAIRS: usize = 256;

/// What it costs to read JSON inside a string, beside its length.
const ENCODED: usize = 64;

/// A value written for a shape.
pub(crate) struct Fitted {
    pub(crate) json: String,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) score: Score,
}

/// The state of one walk.
pub(crate) struct Fit {
    options: Options,
    /// What may be lost at this place.
    allowed: Lossy,
    /// Nothing is written.
    dry: bool,
    out: String,
    repairs: Vec<Repair>,
    pointer: String,
    score: Score,
    /// Unions: which member fits best, and how well.
    known: HashMap<union::Asked, (usize, Score)>,
    /// The text that is not read as JSON inside a string, because the union around it does that once for
    /// all its members.
    sealed: usize,
    /// Whether a value misfits a shape, where that was asked.
    asked: HashMap<(usize, usize), bool>,
    fuel: usize,
    hops: u8,
    /// How deep the walk is inside a value that is read as a list of one or as an only field.
    wrapped: u8,
    /// How many strings the text is inside of.
    encoded: u8,
    /// The node that is the whole text.
    prose: usize,
    /// Names are searched for in sentences.
    sentences: bool,
    /// Which members of unions were taken, where that is asked for.
    choices: Option<Vec<String>>,
}

impl Fit {
    /// `length` is that of the text.
    pub(crate) fn new(options: Options, allowed: Lossy, length: usize, encoded: u8) -> Self {
        Self {
            options,
            allowed,
            dry: true,
            out: String::new(),
            repairs: Vec::new(),
            pointer: String::new(),
            score: Score::default(),
            known: HashMap::new(),
            sealed: 0,
            asked: HashMap::new(),
            fuel: length.saturating_mul(64).saturating_add(1 << 16),
            hops: 0,
            wrapped: 0,
            encoded,
            prose: 0,
            sentences: !options.call,
            choices: None,
        }
    }

    /// Keeps which members of unions are taken.
    pub(crate) fn telling(mut self) -> Self {
        self.choices = Some(Vec::new());
        self
    }

    /// Which members of unions were taken.
    pub(crate) fn choices(&self) -> &[String] {
        self.choices.as_deref().unwrap_or_default()
    }

    /// Says that `node` is an object or list with words around it, which is no text by itself.
    pub(crate) fn at_root(mut self, node: &Node<'_>) -> Self {
        self.prose = address(node);
        self
    }

    /// Says that `node` is a whole text or block, which is no text value by itself inside others,
    /// and whether there is JSON in it, so that its sentences mean nothing.
    pub(crate) fn for_text(mut self, node: &Node<'_>, fenced: bool, has_json: bool) -> Self {
        self.prose = address(node);
        self.wrapped = u8::from(fenced);
        self.sentences &= !has_json;
        self
    }

    /// How well the value fits.
    pub(crate) fn score(&mut self, node: &Node<'_>, shape: ShapeRef) -> Score {
        self.trial(|fit| fit.value(node, shape.get()))
    }

    /// Writes the value as JSON that fits as well as can be.
    pub(crate) fn write(&mut self, node: &Node<'_>, shape: ShapeRef) -> Fitted {
        self.dry = false;
        self.score = Score::default();
        self.value(node, shape.get());
        self.dry = true;
        Fitted {
            json: std::mem::take(&mut self.out),
            repairs: std::mem::take(&mut self.repairs),
            score: self.score,
        }
    }

    /// True if the stock is used up, so that scores mean nothing any more.
    pub(crate) fn is_tangled(&self) -> bool {
        self.fuel == 0
    }

    /// What `walk` would cost.
    fn trial(&mut self, walk: impl FnOnce(&mut Self)) -> Score {
        let (dry, score) = (self.dry, self.score);
        (self.dry, self.score) = (true, Score::default());
        walk(self);
        let cost = self.score;
        (self.dry, self.score) = (dry, score);
        cost
    }

    /// True if the value does not fit; remembered, because it is asked at every level.
    fn misfits(&mut self, node: &Node<'_>, shape: &'static Shape) -> bool {
        let key = (address(node), std::ptr::from_ref(shape).addr());
        if let Some(known) = self.asked.get(&key) {
            return *known;
        }
        // Asked again from inside, the value would be read as a part of itself.
        self.asked.insert(key, true);
        let misfits = self.trial(|fit| fit.inner(node, shape)).misfits > 0;
        self.asked.insert(key, misfits);
        misfits
    }

    /// A value in its own place: its notes are recorded.
    fn value(&mut self, node: &Node<'_>, shape: &'static Shape) {
        self.record_notes(node);
        self.inner(node, shape);
    }

    fn record_notes(&mut self, node: &Node<'_>) {
        for note in node
            .notes
            .iter()
            .take(if self.dry { 0 } else { usize::MAX })
        {
            self.record(note.kind, note.text.clone());
        }
    }

    /// The same value, seen as another shape.
    fn inner(&mut self, node: &Node<'_>, shape: &'static Shape) {
        if self.fuel == 0 || self.hops >= MAX_HOPS {
            return self.misfit(node);
        }
        steps::count(1);
        self.fuel -= 1;
        self.hops += 1;
        self.kind(node, shape);
        self.hops -= 1;
    }

    fn kind(&mut self, node: &Node<'_>, shape: &'static Shape) {
        match &shape.kind {
            Kind::Any | Kind::Foreign(_) => self.any(node),
            Kind::Unit => self.unit(node),
            Kind::Bool => self.bool(node),
            Kind::Integer { .. } | Kind::Number => self.number(node, shape),
            Kind::String { .. } => self.string(node, shape),
            Kind::Literals(literals) => self.literal(node, literals),
            Kind::Option(inner) => self.option(node, inner.get()),
            Kind::List { items, .. } => self.list(node, shape, items.get()),
            Kind::Tuple(places) => self.tuple(node, places),
            Kind::Map { key, value } => self.map(node, shape, key.get(), value.get()),
            Kind::Struct(fields) => self.object(node, shape, fields),
            Kind::Enum { tagging, variants } => self.choice(node, shape, *tagging, variants),
            Kind::Newtype { inner, .. } => self.inner(node, inner.get()),
            kind @ (Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. }) => {
                match kind.stands_for() {
                    Some(inner) => self.inner(node, inner.get()),
                    None => self.misfit(node),
                }
            }
        }
    }

    /// Writes JSON.
    fn push(&mut self, json: &str) {
        if !self.dry {
            self.out.push_str(json);
        }
    }

    fn push_text(&mut self, text: &str) {
        if !self.dry {
            write_text(text, &mut self.out);
        }
    }

    /// Counts a repair, and records it if this is no trial.
    fn note(&mut self, kind: RepairKind, written: &str) {
        self.score.price = self.score.price.saturating_add(kind.price());
        self.score.losses = self.score.losses.saturating_add(u32::from(kind.is_lossy()));
        if !self.dry {
            self.record(kind, excerpt(written));
        }
    }

    fn record(&mut self, kind: RepairKind, note: String) {
        if self.repairs.len() < MAX_REPAIRS || kind.is_lossy() {
            self.repairs.push(Repair::new(kind, &self.pointer, note));
        }
    }

    /// True if this loss is allowed here.
    fn may(&self, kind: RepairKind) -> bool {
        self.allowed.allows(kind.loss())
    }

    /// Counts a value that does not fit and writes it as it is, for the check to refuse.
    fn misfit(&mut self, node: &Node<'_>) {
        self.score.add(Score::MISFIT);
        if !self.dry {
            self.any(node);
        }
    }

    /// Any value, as it is.
    fn any(&mut self, node: &Node<'_>) {
        match &node.value {
            Value::Plain(plain) => self.push(plain),
            Value::Text(text) => self.push_text(text),
            Value::Word(word) => self.any_word(node, word),
            Value::List(items) => self.items(items, &ANY),
            Value::Object(_) => self.any_object(node),
        }
    }

    /// A value one level down.
    fn below(&mut self, segment: &str, node: &Node<'_>, shape: &'static Shape) {
        self.at(segment, |fit| fit.value(node, shape));
    }

    /// Does something one level down.
    fn at<T>(&mut self, segment: &str, act: impl FnOnce(&mut Self) -> T) -> T {
        let (length, hops) = (self.pointer.len(), std::mem::take(&mut self.hops));
        if !self.dry {
            push_segment(&mut self.pointer, segment);
        }
        let done = act(self);
        self.pointer.truncate(length);
        self.hops = hops;
        done
    }

    fn option(&mut self, node: &Node<'_>, inner: &'static Shape) {
        if node.is_null() {
            return self.push("null");
        }
        let text = matches!(unwrapped(inner).kind, Kind::String { .. } | Kind::Any);
        let said = matches!(node.value, Value::Word(_)) && self.prose != address(node);
        if (said || !text) && node.words().is_some_and(is_null_word) {
            self.note(RepairKind::PythonLiteral, node.raw);
            return self.push("null");
        }
        if self.may(RepairKind::ValueDropped) && self.misfits(node, inner) {
            self.note(RepairKind::ValueDropped, node.raw);
            return self.push("null");
        }
        self.inner(node, inner);
    }

    fn list(&mut self, node: &Node<'_>, shape: &'static Shape, items: &'static Shape) {
        let Value::List(nodes) = &node.value else {
            if node.is_null() {
                return self.misfit(node);
            }
            if self.encoded(node, shape) {
                return;
            }
            if self.wrapped >= MAX_WRAPPED {
                return self.misfit(node);
            }
            self.note(RepairKind::ListOfOne, node.raw);
            self.push("[");
            self.wrap("0", node, items);
            return self.push("]");
        };
        self.items(nodes, items);
    }

    /// The items of a list, without those that may be dropped.
    fn items(&mut self, nodes: &[Node<'_>], items: &'static Shape) {
        self.push("[");
        let mut count = 0;
        for node in nodes {
            if self.is_left_out(node, items) {
                self.note(RepairKind::ValueDropped, node.raw);
                continue;
            }
            self.push(if count > 0 { "," } else { "" });
            self.below(&count.to_string(), node, items);
            count += 1;
        }
        self.push("]");
    }

    /// Reads a value as a part of itself: as the only item of a list or the only field of an object.
    fn wrap(&mut self, segment: &str, node: &Node<'_>, shape: &'static Shape) {
        self.wrapped += 1;
        self.at(segment, |fit| fit.inner(node, shape));
        self.wrapped -= 1;
    }

    /// True for an item that is dropped: it does not fit or is an ellipsis, and dropping is allowed.
    fn is_left_out(&mut self, node: &Node<'_>, items: &'static Shape) -> bool {
        if !self.may(RepairKind::ValueDropped) {
            return false;
        }
        is_ellipsis(node) || self.misfits(node, items)
    }

    fn tuple(&mut self, node: &Node<'_>, places: &'static [ShapeRef]) {
        let nodes = node.items();
        if !matches!(node.value, Value::List(_)) || nodes.len() != places.len() {
            return self.misfit(node);
        }
        self.push("[");
        for (index, (node, place)) in nodes.iter().zip(places).enumerate() {
            self.push(if index > 0 { "," } else { "" });
            self.below(&index.to_string(), node, place.get());
        }
        self.push("]");
    }

    /// The only item of a list, or the first of several where dropping the others is allowed.
    /// False if this is no such list.
    fn item(&mut self, node: &Node<'_>, shape: &'static Shape) -> bool {
        let kind = match node.items() {
            [] => return false,
            [_] => RepairKind::OnlyItem,
            [..] => RepairKind::OthersDropped,
        };
        let Some(first) = node.items().first().filter(|_| self.may(kind)) else {
            return false;
        };
        self.note(kind, node.raw);
        self.value(first, shape);
        true
    }

    /// Reads JSON that stands inside a string. False if it is none.
    fn encoded(&mut self, node: &Node<'_>, shape: &'static Shape) -> bool {
        let Value::Text(text) = &node.value else {
            return false;
        };
        if !is_encoded(text) || self.encoded >= 2 || self.sealed == address(node) {
            return false;
        }
        self.fuel = self.fuel.saturating_sub(text.len() + ENCODED);
        let options = self.options.lossy(self.allowed);
        let Ok(inner) = super::read::read(text, ShapeRef::new(shape), options, self.encoded + 1)
        else {
            return false;
        };
        self.note(RepairKind::StringEncoded, text);
        for mut repair in inner.repairs {
            self.score.price = self.score.price.saturating_add(repair.kind.price());
            self.score.losses += u32::from(repair.kind.is_lossy());
            repair.pointer.insert_str(0, &self.pointer);
            if !self.dry {
                self.repairs.push(repair);
            }
        }
        self.push(&inner.json);
        true
    }
}

static ANY: Shape = Shape {
    name: "",
    doc: "",
    text_hash: 0,
    kind: Kind::Any,
};

fn address(node: &Node<'_>) -> usize {
    std::ptr::from_ref(node).addr()
}

/// True for a text that may be JSON.
fn is_encoded(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// `null`, `None`, `nil` in whatever case.
fn is_null_word(word: &str) -> bool {
    ["null", "none", "nil"]
        .iter()
        .any(|null| null.eq_ignore_ascii_case(word.trim()))
}

/// `...` says that something was left out.
fn is_ellipsis(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Word("..." | "…"))
}

/// The shape inside newtypes, options and what only stands for a shape.
pub(crate) fn unwrapped(mut shape: &'static Shape) -> &'static Shape {
    for _ in 0..MAX_HOPS {
        shape = match &shape.kind {
            Kind::Newtype { inner, .. } | Kind::Option(inner) => inner.get(),
            kind => match kind.stands_for() {
                Some(inner) => inner.get(),
                None => return shape,
            },
        };
    }
    shape
}
