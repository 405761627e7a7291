//! Extra settings of an object inside the request.
//!
//! Owns the rule that a name with a dot, such as `generationConfig.topK`, is of a member inside a member.

use std::collections::BTreeMap;

use super::json::Members;

type Extra = BTreeMap<String, String>;

/// The extra settings of the request itself, and those inside the member that `inside` names with its dot.
pub(super) fn split(extra: &Extra, inside: &str) -> (Extra, Extra) {
    let (mut own, mut nested) = (Extra::new(), Extra::new());
    for (name, json) in extra {
        match name.strip_prefix(inside) {
            Some(name) => nested.insert(name.to_owned(), json.clone()),
            None => own.insert(name.clone(), json.clone()),
        };
    }
    (own, nested)
}

/// The members that `fill` writes and the extra ones, without the brackets around them.
pub(super) fn members(extra: &Extra, fill: impl FnOnce(&mut Members<'_>)) -> String {
    let mut text = String::new();
    let mut members = Members {
        out: &mut text,
        extra,
    };
    fill(&mut members);
    members.extra(&[]);
    if text.starts_with(',') {
        text.remove(0);
    }
    text
}

/// Writes an object inside the request, unless it would be empty.
pub(super) fn object(request: &mut Members<'_>, name: &str, members: &str) {
    if !members.is_empty()
        && let Some(out) = request.value(name)
    {
        out.push('{');
        out.push_str(members);
        out.push('}');
    }
}
