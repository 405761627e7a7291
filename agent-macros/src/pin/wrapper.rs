//! Where a schema stands in a file that others made for a provider.

use super::{Json, Place, Problem};

/// The keys under which a tool's definition holds its arguments: Chat Completions and Responses, Messages, the
/// Model Context Protocol.
const SCHEMAS: [&str; 3] = ["parameters", "input_schema", "inputSchema"];

type Found<'a> = (Option<(String, Place)>, Option<&'a Json>);

/// The name that the file states and the schema, which is the whole file unless a tool's definition is
/// wrapped around it. A definition without a schema is a tool without arguments.
pub(super) fn find(json: &Json) -> Result<Found<'_>, Problem> {
    if json.members().is_none() {
        return Err(Problem::new(
            json.place,
            "the file must hold one JSON object\nnote: the schema of a tool's arguments, or a tool's definition around it",
        ));
    }
    let definition = match json.get("function") {
        Some(inner) if inner.members().is_some() => inner,
        _ => json,
    };
    let named = definition
        .get("name")
        .and_then(|name| Some((name.text()?.to_owned(), name.place)));
    let schema = SCHEMAS.iter().find_map(|key| definition.get(key));
    if named.is_none() && schema.is_none() {
        return Ok((None, Some(json)));
    }
    Ok((named, schema))
}
