//! The text that comes, and what is made of it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::scanner::Scanner;
use super::typed::Partial;
use super::update::Update;
use super::view::View;
use crate::parse::{Options, ParseError, Parsed, Repair, parse_with};
use crate::schema::check::{Mismatch, excerpt};
use crate::schema::{Content, Fields, Kind, Schema, Shape, ShapeRef, children};

/// A `T` while its text is still coming.
///
/// ```
/// use agent_core::parse::Incoming;
///
/// /// A recipe.
/// #[agent_core::data]
/// #[derive(agent_core::Partial)]
/// struct Recipe {
///     name: String,
///     minutes: u32,
///     steps: Vec<String>,
/// }
///
/// let mut incoming = Incoming::<Recipe>::new();
/// assert!(incoming.partial()?.is_none());
///
/// incoming.push(r#"Sure! {"name": "Borscht", "minutes": 9"#);
/// let recipe = incoming.partial()?.unwrap();
/// assert_eq!(recipe.name.as_deref(), Some("Borscht"));
/// assert_eq!(recipe.minutes, None); // it may yet be 90
///
/// incoming.push(r#"0, "steps": ["Peel", "Gra"#);
/// let recipe = incoming.partial()?.unwrap();
/// assert_eq!(recipe.minutes, Some(90));
/// assert_eq!(recipe.steps, ["Peel", "Gra"]);
///
/// incoming.push(r#"te"]}"#);
/// let (recipe, repairs) = incoming.finish(true)?;
/// assert_eq!(recipe.steps, ["Peel", "Grate"]);
/// assert_eq!(repairs.len(), 1); // the "Sure!"
/// # Ok::<(), agent_core::parse::ParseError>(())
/// ```
pub struct Incoming<T> {
    json: IncomingJson,
    /// Made, never held.
    value: PhantomData<fn() -> T>,
}

// The bounds stand on the functions: there the compiler shows their own words.
impl<T> Incoming<T> {
    /// Nothing has come.
    #[must_use]
    pub fn new() -> Self
    where
        T: Schema + Partial,
    {
        Self {
            json: IncomingJson::new(T::SHAPE),
            value: PhantomData,
        }
    }

    /// Takes the next piece of the text. The work is in proportion to the piece, whatever came
    /// before.
    pub fn push(&mut self, chunk: &str) -> Vec<Update> {
        self.json.push(chunk)
    }

    /// The text so far.
    #[must_use]
    pub fn text(&self) -> &str {
        self.json.text()
    }

    /// The value as far as it is certain; `None` as long as nothing is. The work is in proportion
    /// to the value.
    ///
    /// # Errors
    /// [`ParseError::Mismatch`] if the partial value is refused by a `Deserialize` of your own.
    pub fn partial(&self) -> Result<Option<T::Partial>, ParseError>
    where
        T: Partial<Partial: DeserializeOwned>,
    {
        self.json.partial().map(|json| decode(&json)).transpose()
    }

    /// The value, as [`IncomingJson::finish`] reads it, with the repairs.
    ///
    /// # Errors
    /// See [`ParseError`].
    pub fn finish(self, complete: bool) -> Result<(T, Vec<Repair>), ParseError>
    where
        T: DeserializeOwned,
    {
        typed(self.json.finish(complete)?)
    }

    /// The value, as [`IncomingJson::finish_with`] reads it, with the repairs.
    ///
    /// # Errors
    /// See [`ParseError`].
    pub fn finish_with(self, options: &Options) -> Result<(T, Vec<Repair>), ParseError>
    where
        T: DeserializeOwned,
    {
        typed(self.json.finish_with(options)?)
    }
}

impl<T: Schema + Partial> Default for Incoming<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Incoming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.json.fmt(f)
    }
}

/// JSON of a shape while its text is still coming: [`Incoming`] for shapes that no type has.
///
/// ```
/// use agent_core::Schema;
/// use agent_core::parse::IncomingJson;
///
/// let mut incoming = IncomingJson::new(<Vec<u32>>::SHAPE);
/// incoming.push("[10, 20, 3");
/// assert_eq!(incoming.partial().as_deref(), Some("[10,20]"));
/// incoming.push("0]");
/// assert_eq!(incoming.finish(true)?.json, "[10, 20, 30]");
/// # Ok::<(), agent_core::parse::ParseError>(())
/// ```
pub struct IncomingJson {
    shape: ShapeRef,
    text: String,
    scanner: Scanner,
    stateful: bool,
}

impl IncomingJson {
    /// Nothing has come.
    #[must_use]
    pub fn new(shape: ShapeRef) -> Self {
        Self {
            shape,
            text: String::new(),
            scanner: Scanner::default(),
            stateful: shows_state(shape),
        }
    }

    /// Takes the next piece of the text and tells what changed. The work is in proportion to the
    /// piece, whatever came before.
    pub fn push(&mut self, chunk: &str) -> Vec<Update> {
        self.text.push_str(chunk);
        self.scanner.feed(chunk);
        self.scanner.updates.take()
    }

    /// The text so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value as far as it is certain, as JSON; `None` as long as nothing is. The work is in
    /// proportion to the value.
    #[must_use]
    pub fn partial(&self) -> Option<String> {
        let mut view = View {
            tree: &self.scanner.tree,
            closing: self.scanner.closing(),
            stateful: self.stateful,
            fuel: self.text.len().saturating_mul(8).saturating_add(1 << 16),
            depth: 0,
        };
        view.root(&self.text, self.shape)
    }

    /// The value: exactly what the one-shot parse makes of the whole text.
    ///
    /// `complete` says that the model ended its reply by itself: brackets that are missing at the
    /// end are then a slip, and closed. One that was cut off at its limit is never a value.
    ///
    /// # Errors
    /// See [`ParseError`].
    pub fn finish(self, complete: bool) -> Result<Parsed, ParseError> {
        if !complete {
            return Err(ParseError::CutOff);
        }
        self.finish_with(&Options::new().complete(true))
    }

    /// The value: exactly what [`parse_with`] makes of the whole text.
    ///
    /// # Errors
    /// See [`ParseError`].
    pub fn finish_with(self, options: &Options) -> Result<Parsed, ParseError> {
        parse_with(&self.text, self.shape, options)
    }
}

impl fmt::Debug for IncomingJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingJson")
            .field("shape", &self.shape)
            .field("text", &excerpt(&self.text))
            .finish_non_exhaustive()
    }
}

fn typed<T: DeserializeOwned>(parsed: Parsed) -> Result<(T, Vec<Repair>), ParseError> {
    Ok((decode(&parsed.json)?, parsed.repairs))
}

fn decode<T: DeserializeOwned>(json: &str) -> Result<T, ParseError> {
    serde_json::from_str(json).map_err(|error| {
        ParseError::Mismatch(Mismatch {
            pointer: String::new(),
            expected: format!("a value that its type decodes ({error})"),
            got: excerpt(json),
            nearest: None,
            offset: 0,
        })
    })
}

/// True if a value somewhere in the shape is shown with its state.
fn shows_state(shape: ShapeRef) -> bool {
    let mut seen: Vec<ShapeRef> = Vec::new();
    let mut next = vec![shape];
    while let Some(shape) = next.pop() {
        if seen
            .iter()
            .any(|other| std::ptr::eq(other.get(), shape.get()))
        {
            continue;
        }
        seen.push(shape);
        if wishes_state(shape.get()) {
            return true;
        }
        next.extend(children(shape));
    }
    false
}

fn wishes_state(shape: &Shape) -> bool {
    let of = |fields: &Fields| fields.list.iter().any(|field| field.stream.with_state);
    match &shape.kind {
        Kind::Streamed { how, .. } => how.with_state,
        Kind::Struct(fields) => of(fields),
        Kind::Enum { variants, .. } => variants
            .iter()
            .any(|variant| matches!(&variant.content, Content::Struct(fields) if of(fields))),
        _ => false,
    }
}
