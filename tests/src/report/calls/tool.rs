//! What becomes of one tool: its shape, and its rendering for each profile.

use agent_core::contract::{ProfileFault, ProfileFaultKind, Why, profile_fault};
use agent_core::schema::{ImportNote, PROFILES, ShapeRef, arguments_schema, import, import_notes};
use serde_json::Value;

use super::oracle::Oracle;
use super::row::{Row, Tool};

/// A tool that was imported.
#[derive(Debug)]
pub struct Offer {
    /// The tool's name.
    pub name: String,
    /// Its arguments.
    pub shape: ShapeRef,
    /// The independent judge of its arguments.
    pub oracle: Oracle,
    /// What is odd about its schema.
    pub notes: Vec<ImportNote>,
    /// The profiles that refuse it, and why.
    pub refused: Vec<ProfileFault>,
}

/// The row's tools.
///
/// # Errors
/// The first that cannot be imported, or is rendered as no schema.
pub fn offers(row: &Row) -> Result<Vec<Offer>, String> {
    row.tools.iter().map(offer).collect()
}

fn offer(tool: &Tool) -> Result<Offer, String> {
    let at = |what: String| format!("{}: {what}", tool.name);
    let shape = import(&tool.parameters).map_err(|error| at(error.to_string()))?;
    let notes = import_notes(&tool.parameters).map_err(|error| at(error.to_string()))?;
    let mut refused = Vec::new();
    for profile in PROFILES {
        match profile_fault(shape, profile) {
            Some(fault) => refused.push(fault),
            None => rendered(&arguments_schema(shape, profile))
                .map_err(|why| at(format!("as `{}`: {why}", profile.name)))?,
        }
    }
    Ok(Offer {
        name: tool.name.clone(),
        shape,
        oracle: Oracle::new(&tool.parameters).map_err(at)?,
        notes,
        refused,
    })
}

/// A rendering must be a schema of an object, and one that we import ourselves.
fn rendered(text: &str) -> Result<(), String> {
    let schema: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if schema["type"] != "object" {
        return Err(format!("no object: {text}"));
    }
    jsonschema::meta::validate(&schema).map_err(|error| error.to_string())?;
    import(text).map_err(|error| error.to_string())?;
    Ok(())
}

/// A word for why a profile refuses a tool.
pub(super) fn reason(fault: &ProfileFault) -> &'static str {
    match fault.kind {
        ProfileFaultKind::Refused(why) => match why {
            Why::Map => "free keys",
            Why::FreeKeys { .. } => "free keys beside known ones",
            Why::Untyped => "a value of any type",
            Why::Recursion { .. } => "a type inside itself",
            Why::Depth(_) => "nested too deep",
            Why::Key(_) => "a key with other letters",
            Why::NoValue => "a required value that nothing fits",
        },
        ProfileFaultKind::NotAnObject => "arguments that are no object",
        ProfileFaultKind::TooMany { what, .. } => what,
        ProfileFaultKind::Unseen => "too large",
    }
}
