//! A text and a shape: which of the candidates in the text is the value.
//!
//! The order: what fits before what does not; what loses nothing before what does; objects and
//! lists before the text as a whole; what stands in a fence; what needs cheaper repairs; what uses
//! more declared keys. Several that fit are one list if a list is meant; otherwise others that say
//! something else are a loss, which is refused unless it is allowed.

use std::cmp::Reverse;

use super::Parsed;
use super::error::{ParseError, head};
use super::find::{Candidate, Cut, behind_reasoning, blocks, candidates};
use super::fit::{Fit, Score, unwrapped};
use super::options::Options;
use super::reader::whole_text;
use super::repair::{Repair, RepairKind};
use super::steps;
use super::tree::{Node, Value};
use crate::schema::check::{Extra, Mismatch, check, excerpt};
use crate::schema::{Content, Kind, Lossy, Shape, ShapeRef, Tagging};

/// Reads a text that is not plain JSON of the shape. `encoded` says how many strings it was in.
pub(super) fn read(
    text: &str,
    shape: ShapeRef,
    options: Options,
    encoded: u8,
) -> Result<Parsed, ParseError> {
    steps::count(text.len());
    let Some(body) = behind_reasoning(text) else {
        let offset = text.len() - text.trim_start().len();
        return Err(ParseError::Truncated { offset });
    };
    let mut around = Vec::new();
    if body.len() < text.len() {
        let note = format!("{} bytes", text.len() - body.len());
        around.push(Repair::new(RepairKind::Reasoning, "", note));
        if let Ok(json) = check(body, shape, Extra::Refuse) {
            let json = json.into_owned();
            let repairs = around;
            return Ok(Parsed { json, repairs });
        }
    }
    if let Some(inner) = inside_string(body, shape).filter(|_| encoded < 2) {
        let mut parsed = read(&inner, shape, options, encoded + 1)?;
        let note = "the JSON was a JSON string";
        around.push(Repair::new(RepairKind::StringEncoded, "", note));
        parsed.repairs.splice(0..0, around);
        return Ok(parsed);
    }
    let found = candidates(body)?;
    closed(&found, options)?;
    let reading = Reading {
        text: body,
        shape,
        options,
        encoded,
        found,
    };
    reading.choose(around)
}

/// The JSON that a text holds as one JSON string.
fn inside_string(text: &str, shape: ShapeRef) -> Option<String> {
    if !text.trim_start().starts_with('"') || !is_nested(shape.get()) {
        return None;
    }
    let inner: String = serde_json::from_str(text).ok()?;
    inner.trim_start().starts_with(['{', '[']).then_some(inner)
}

/// Refuses a text that is cut off, unless that is allowed or can be mended.
pub(super) fn closed(found: &[Candidate<'_>], options: Options) -> Result<(), ParseError> {
    let cut = found.iter().find(|candidate| candidate.cut.is_some());
    let Some(candidate) = cut else {
        return Ok(());
    };
    let mended = options.complete && candidate.cut == Some(Cut::Brackets);
    if mended || options.lossy.allows(Lossy::TRUNCATED) {
        return Ok(());
    }
    let offset = candidate.start;
    Err(ParseError::Truncated { offset })
}

struct Reading<'a> {
    text: &'a str,
    shape: ShapeRef,
    options: Options,
    encoded: u8,
    found: Vec<Candidate<'a>>,
}

impl<'a> Reading<'a> {
    fn choose(self, around: Vec<Repair>) -> Result<Parsed, ParseError> {
        if let Some(list) = self.gathered()? {
            return self.done(&list, around, &[]);
        }
        if let Some(parsed) = self.only(&around) {
            return parsed;
        }
        let scores = self.scores()?;
        let index = |index: &usize| {
            let (candidate, score) = (&self.found[*index], scores[*index]);
            let unfit = (
                score.misfits,
                score.losses,
                !candidate.committed,
                !candidate.fenced,
            );
            (unfit, score.price, Reverse(score.matched))
        };
        let best = (0..scores.len()).min_by_key(index);
        match best.filter(|best| scores[*best].misfits == 0) {
            Some(best) => self.one(best, &scores, around),
            None => self.words(best, around),
        }
    }

    /// The only candidate, if it fits: the usual case, which needs no comparing.
    fn only(&self, around: &[Repair]) -> Option<Result<Parsed, ParseError>> {
        let [candidate] = &*self.found else {
            return None;
        };
        let mut fit = self.fit(self.options.lossy).at_root(&candidate.node);
        let written = fit.write(&candidate.node, self.shape);
        if written.score.misfits > 0 {
            return None;
        }
        let mut repairs = around.to_vec();
        repairs.extend(outside(self.text, candidate));
        repairs.extend(written.repairs);
        repairs.extend(self.end(candidate.cut));
        Some(finish(&written.json, repairs, self.shape))
    }

    /// The repair of an end that is missing.
    fn end(&self, cut: Option<Cut>) -> Option<Repair> {
        let cut = cut?;
        let mended = self.options.complete && cut == Cut::Brackets;
        let kind = if mended {
            RepairKind::MissingCloser
        } else {
            RepairKind::CutOff
        };
        Some(Repair::new(kind, "", "the end of the text"))
    }

    fn fit(&self, allowed: Lossy) -> Fit {
        Fit::new(self.options, allowed, self.text.len(), self.encoded)
    }

    fn scores(&self) -> Result<Vec<Score>, ParseError> {
        let mut fit = self.fit(self.options.lossy);
        let mut scores = Vec::new();
        for one in &self.found {
            fit = fit.at_root(&one.node);
            scores.push(fit.score(&one.node, self.shape));
        }
        if fit.is_tangled() {
            return Err(ParseError::TooTangled);
        }
        Ok(scores)
    }

    /// All candidates as one list, if a list may be meant and there are several that fit into it.
    fn gathered(&self) -> Result<Option<Node<'a>>, ParseError> {
        let committed = || self.found.iter().filter(|one| one.committed);
        let several = committed().count() > 1;
        let items = items_of(self.shape.get()).filter(|items| several && may_nest(items));
        let Some(items) = items else {
            return Ok(None);
        };
        let mut fit = self.fit(Lossy::NONE);
        let mut fitting: Vec<&Candidate<'_>> = Vec::new();
        for one in committed() {
            // An object is no text of a list of texts only because it can be written as one.
            fit = fit.at_root(&one.node);
            if fit.score(&one.node, ShapeRef::new(items)).fits() {
                fitting.push(one);
            }
        }
        let [first, .., last] = &*fitting else {
            return Ok(None);
        };
        let raw = self.text.get(first.start..last.end).unwrap_or_default();
        let nodes = fitting.iter().map(|one| one.node.clone()).collect();
        let mut gathered = Node::new(Value::List(nodes), raw);
        gathered.note(RepairKind::Gathered, format!("{} values", fitting.len()));
        let score = fit.score(&gathered, self.shape);
        if fit.is_tangled() {
            return Err(ParseError::TooTangled);
        }
        Ok(score.fits().then_some(gathered))
    }

    /// The candidate that fits best, unless others say something else.
    fn one(
        &self,
        best: usize,
        scores: &[Score],
        mut around: Vec<Repair>,
    ) -> Result<Parsed, ParseError> {
        let mut chosen = best;
        let mut others = Vec::new();
        let rivals = self.rivals(best, scores);
        if let Some(first) = rivals.first() {
            if !self.options.lossy.allows(Lossy::DROPPED) {
                let count = rivals.len() + 1;
                return Err(several(count, self.found[*first].start));
            }
            let fits = |rival: &&usize| scores[**rival].misfits == 0;
            chosen = best.min(*rivals.iter().find(fits).unwrap_or(&best));
            let note = format!("{} that differ", rivals.len());
            others.push(Repair::new(RepairKind::OthersDropped, "", note));
        }
        let candidate = &self.found[chosen];
        around.extend(outside(self.text, candidate));
        around.extend(others);
        self.done(&candidate.node, around, std::slice::from_ref(candidate))
    }

    /// Those that are meant for the shape as well, right or wrong, and say something else.
    fn rivals(&self, best: usize, scores: &[Score]) -> Vec<usize> {
        let own = &self.found[best];
        let said = |index: usize| {
            let node = &self.found[index].node;
            let mut fit = self.fit(self.options.lossy).at_root(node);
            fit.write(node, self.shape).json
        };
        let own_said = std::cell::OnceCell::new();
        let rival = |index: &usize| {
            let (other, score) = (&self.found[*index], scores[*index]);
            let as_good = score.misfits == 0 && score.losses <= scores[best].losses;
            let meant = score.matched > 0 || as_good && scores[best].matched == 0;
            *index != best
                && meant
                && other.committed >= own.committed
                && other.fenced >= own.fenced
                && said(*index) != *own_said.get_or_init(|| said(best))
        };
        (0..scores.len()).filter(rival).collect()
    }

    /// No object or list fits: a fenced word, or the text as a whole.
    fn words(&self, best: Option<usize>, mut around: Vec<Repair>) -> Result<Parsed, ParseError> {
        let cut = self.found.iter().any(|one| one.cut.is_some());
        let committed = best.filter(|best| self.found[*best].committed);
        let fenced = blocks(self.text)
            .into_iter()
            .map(|block| (whole_text(block), true));
        let whole = std::iter::once((whole_text(self.text), false));
        for (node, fenced) in fenced.chain(whole).filter(|_| !cut) {
            let mut fit = self
                .fit(self.options.lossy)
                .for_text(&node, fenced, committed.is_some());
            let score = fit.score(&node, self.shape);
            if score.misfits > 0 {
                continue;
            }
            if fenced {
                around.push(Repair::new(RepairKind::Fence, "", "a Markdown fence"));
            }
            let written = fit.write(&node, self.shape);
            around.extend(written.repairs);
            return finish(&written.json, around, self.shape);
        }
        match committed {
            Some(best) => Err(self.refused(&self.found[best].node, around)),
            None if is_nested(self.shape.get()) || is_any(self.shape.get()) => {
                Err(ParseError::NoJson {
                    text_head: head(self.text),
                })
            }
            None => Err(self.refused(&whole_text(self.text), around)),
        }
    }

    fn done(
        &self,
        node: &Node<'_>,
        mut around: Vec<Repair>,
        candidates: &[Candidate<'_>],
    ) -> Result<Parsed, ParseError> {
        let mut fit = self.fit(self.options.lossy).at_root(node);
        let written = fit.write(node, self.shape);
        around.extend(written.repairs);
        let cut = candidates.iter().chain(&self.found).find_map(|one| one.cut);
        around.extend(self.end(cut));
        finish(&written.json, around, self.shape)
    }

    /// Why a value does not fit, and whether a loss would help.
    fn refused(&self, node: &Node<'_>, around: Vec<Repair>) -> ParseError {
        refusal(node, self.shape, self.options, self.encoded, around)
    }
}

/// Writes a node as a value of the shape.
pub(super) fn fitted(
    node: &Node<'_>,
    mut repairs: Vec<Repair>,
    shape: ShapeRef,
    options: Options,
) -> Result<Parsed, ParseError> {
    let mut fit = Fit::new(options, options.lossy, node.raw.len(), 0);
    let written = fit.write(node, shape);
    if written.score.misfits > 0 {
        return Err(refusal(node, shape, options, 0, repairs));
    }
    repairs.extend(written.repairs);
    finish(&written.json, repairs, shape)
}

/// The error of a node that does not fit: what the check says of it as it stands.
fn refusal(
    node: &Node<'_>,
    shape: ShapeRef,
    options: Options,
    encoded: u8,
    around: Vec<Repair>,
) -> ParseError {
    let fit = |allowed| Fit::new(options, allowed, node.raw.len(), encoded);
    let mut as_it_is = fit(options.lossy);
    let written = as_it_is.write(node, shape);
    let mismatch = match finish(&written.json, around, shape) {
        Err(ParseError::Mismatch(mismatch)) => mismatch,
        Err(other) => return other,
        Ok(_) if as_it_is.is_tangled() => return ParseError::TooTangled,
        Ok(_) => unsaid(node),
    };
    let lossy = fit(Lossy::ALL).write(node, shape);
    let first = lossy.repairs.iter().find(|repair| repair.kind.is_lossy());
    match first.filter(|_| lossy.score.misfits == 0) {
        Some(repair) => ParseError::Lossy {
            loss: repair.kind.loss(),
            mismatch,
        },
        None => ParseError::Mismatch(mismatch),
    }
}

/// The check has the last word.
pub(super) fn finish(
    json: &str,
    repairs: Vec<Repair>,
    shape: ShapeRef,
) -> Result<Parsed, ParseError> {
    steps::count(json.len());
    let json = check(json, shape, Extra::Refuse).map_err(ParseError::Mismatch)?;
    Ok(Parsed {
        json: json.into_owned(),
        repairs,
    })
}

/// What is said of a value that would pass the check, but is not all that is meant.
fn unsaid(node: &Node<'_>) -> Mismatch {
    Mismatch {
        pointer: String::new(),
        expected: "every value written out, without `...`".to_owned(),
        got: excerpt(node.raw),
        nearest: None,
        offset: 0,
    }
}

fn several(count: usize, offset: usize) -> ParseError {
    ParseError::Lossy {
        loss: Lossy::DROPPED,
        mismatch: Mismatch {
            pointer: String::new(),
            expected: "one JSON value".to_owned(),
            got: format!("{count} that differ"),
            nearest: None,
            offset,
        },
    }
}

/// What stands around a candidate.
pub(super) fn outside(text: &str, candidate: &Candidate<'_>) -> Vec<Repair> {
    let before = text.get(..candidate.start).unwrap_or_default().trim();
    let after = text.get(candidate.end..).unwrap_or_default().trim();
    let unfenced = super::find::without_fence(before);
    let mut repairs = Vec::new();
    let mut rest = after;
    if unfenced.is_some() {
        rest = after.trim_start_matches('`').trim();
        repairs.push(Repair::new(RepairKind::Fence, "", "a Markdown fence"));
    }
    let chatter = unfenced.unwrap_or(before).len() + rest.len();
    if chatter > 0 {
        let note = format!("{chatter} bytes around the JSON");
        repairs.push(Repair::new(RepairKind::Chatter, "", note));
    }
    repairs
}

fn is_any(shape: &'static Shape) -> bool {
    matches!(unwrapped(shape).kind, Kind::Any | Kind::Foreign(_))
}

/// True for shapes whose JSON is an object or a list.
fn is_nested(shape: &'static Shape) -> bool {
    match &unwrapped(shape).kind {
        Kind::Struct(_) | Kind::Map { .. } | Kind::List { .. } | Kind::Tuple(_) => true,
        Kind::Enum { tagging, variants } => match tagging {
            Tagging::Internal { .. } | Tagging::Adjacent { .. } => true,
            Tagging::External => variants
                .iter()
                .any(|one| !matches!(one.content, Content::Unit)),
            Tagging::Untagged => variants.iter().all(|one| match &one.content {
                Content::Newtype(shape) => matches!(
                    unwrapped(shape.get()).kind,
                    Kind::Struct(_) | Kind::Map { .. } | Kind::List { .. }
                ),
                Content::Unit => false,
                Content::Tuple(_) | Content::Struct(_) => true,
            }),
        },
        _ => false,
    }
}

/// True for shapes of which an object or list may be a value as it stands.
fn may_nest(shape: &'static Shape) -> bool {
    let shape = unwrapped(shape);
    match &shape.kind {
        Kind::Enum {
            tagging: Tagging::Untagged,
            variants,
        } => variants.iter().any(|one| match &one.content {
            Content::Newtype(inner) => is_any(inner.get()) || is_nested(inner.get()),
            Content::Unit => false,
            Content::Tuple(_) | Content::Struct(_) => true,
        }),
        _ => is_any(shape) || is_nested(shape),
    }
}

/// The shape of the items if several values can be meant as a list.
fn items_of(shape: &'static Shape) -> Option<&'static Shape> {
    let shape = unwrapped(shape);
    match &shape.kind {
        Kind::List { items, .. } => Some(items.get()),
        Kind::Any => Some(shape),
        Kind::Enum {
            tagging: Tagging::Untagged,
            variants,
        } => variants.iter().find_map(|variant| match &variant.content {
            Content::Newtype(inner) => match &unwrapped(inner.get()).kind {
                Kind::List { items, .. } => Some(items.get()),
                _ => None,
            },
            _ => None,
        }),
        _ => None,
    }
}
