//! The const checks of a tool against the schema that it names. Macros write the calls.

use super::super::const_text::Text;
use super::bare::is;
use super::difference::{Difference, Way};
use super::mend::mend;
use super::object::{known, property_of};
use super::value::value;
use super::words::{Part, describe};
use super::{Pin, PinKind};
use crate::schema::{Field, ShapeRef};

/// Stops the build, at the parameter's type, where the parameter and the pinned schema disagree. A parameter
/// that the schema does not name is for the macro to report.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_pinned(pin: &'static Pin, field: &'static Field) {
    let PinKind::Object(object) = &pin.schema.kind else {
        return;
    };
    let Some(property) = property_of(object, field.name) else {
        return;
    };
    let way = Way::start(&property.schema, field.name, false);
    let up = Way::start(&pin.schema, "", false);
    let way = Way {
        up: Some(&up),
        ..way
    };
    if let Some(found) = known(way, field, false, property.required) {
        let mut text = Text::new();
        report(&mut text, &found, pin);
        text.fail();
    }
}

/// Compares all arguments of a tool with a pinned schema: the whole text of the first difference, with
/// `lead` before it.
#[track_caller]
pub(crate) const fn check_arguments(pin: &'static Pin, arguments: ShapeRef, lead: &[&str]) {
    let way = Way::start(&pin.schema, "", false);
    if let Some(found) = value(way, arguments, &[], false) {
        let mut text = Text::new();
        text.add_all(lead);
        report(&mut text, &found, pin);
        text.fail();
    }
}

const fn report(text: &mut Text, found: &Difference, pin: &Pin) {
    describe(text, Part::Arguments, found, pin.file);
    mend(text, found);
}

/// Stops the build with what the macro found by itself, beside what only the compiler can find.
///
/// # Panics
/// In const evaluation only, and always.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a const check reports by panicking, at compile time only"
)]
pub const fn refuse(message: &str) {
    panic!("{}", message);
}

/// Whether the pin is for a tool of another name.
pub(crate) const fn names_other(pin: &Pin, name: &str) -> bool {
    !pin.name.is_empty() && !is(pin.name, name)
}
