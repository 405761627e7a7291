//! Does the tool that a bundle lists exist, and is it what its schema says? Asked by the compiler.

use super::StepSpec;
use super::expansion::complain;
use crate::contract::const_text::same;
use crate::contract::pin::Pin;
use crate::contract::{check_arguments, names_other};

/// Most steps that a message lists.
const NAMES: usize = 12;

/// Stops the build if no offered step has the name, or if the step's arguments and the schema disagree.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_pinned_step(steps: &'static [StepSpec], name: &str, pin: &'static Pin) {
    if names_other(pin, name) {
        complain(&[
            "tool `",
            name,
            "` is named `",
            pin.name,
            "` in ",
            pin.file,
            "\nnote: use one name",
        ]);
    }
    let mut at = 0;
    while at < steps.len() {
        if steps[at].is_offered() && same(steps[at].name, name) {
            let lead = ["tool `", name, "`: "];
            return check_arguments(pin, steps[at].arguments, &lead);
        }
        at += 1;
    }
    absent(steps, name, pin);
}

/// No offered step has the name: tells those that there are.
#[track_caller]
const fn absent(steps: &[StepSpec], name: &str, pin: &Pin) {
    let mut parts = [""; 6 + 3 * NAMES];
    parts[0] = "the prompt lists tool `";
    parts[1] = name;
    parts[2] = "` with ";
    parts[3] = pin.file;
    parts[4] = ", and the agent does not have it";
    let mut used = 5;
    let mut at = 0;
    while at < steps.len() && used + 3 < parts.len() {
        if steps[at].is_offered() {
            parts[used] = if used == 5 { "\nnote: it has `" } else { ", `" };
            parts[used + 1] = steps[at].name;
            parts[used + 2] = "`";
            used += 3;
        }
        at += 1;
    }
    complain(&parts);
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;
    use crate::agent::StepKind;
    use crate::agent::expansion::plain_step;
    use crate::contract::pin::{
        PinKeys, PinKind, PinLength, PinNode, PinObject, PinProperty, PinRange, PinRest,
    };
    use crate::schema::{Field, Schema, Shape};
    use crate::tool::expansion::arguments;

    static SEARCH: Shape = arguments(
        "SearchKb",
        "",
        1,
        &[
            Field {
                name: "query",
                ..<String as Schema>::FIELD
            },
            Field {
                name: "limit",
                ..<u32 as Schema>::FIELD
            },
        ],
    );

    static STEPS: [StepSpec; 2] = [
        plain_step("search_kb", &SEARCH, StepKind::Done, false),
        plain_step("old", &SEARCH, StepKind::Done, true),
    ];

    const QUERY: PinProperty = PinProperty {
        name: "query",
        required: true,
        schema: PinNode {
            at: "1:40",
            null: false,
            kind: PinKind::TEXT,
        },
    };

    const fn limit(kind: PinKind) -> PinProperty {
        PinProperty {
            name: "limit",
            required: true,
            schema: PinNode {
                at: "1:90",
                null: false,
                kind,
            },
        }
    }

    const fn pin(name: &'static str, properties: &'static [PinProperty]) -> Pin {
        Pin {
            file: "search.json",
            name,
            schema: PinNode {
                at: "1:1",
                null: false,
                kind: PinKind::Object(PinObject {
                    properties,
                    rest: PinRest::Refused,
                    keys: PinKeys::Any,
                    length: PinLength::ANY,
                }),
            },
        }
    }

    static SAME: Pin = pin("", &[QUERY, limit(PinKind::Integer(PinRange::ANY))]);
    static NAMED: Pin = pin("search", &[QUERY, limit(PinKind::Integer(PinRange::ANY))]);
    static OTHER: Pin = pin("", &[QUERY, limit(PinKind::Bool)]);
    static SHORT: Pin = pin("", &[QUERY]);

    fn said(name: &'static str, pin: &'static Pin) -> String {
        let panic = catch_unwind(|| check_pinned_step(&STEPS, name, pin)).unwrap_err();
        panic.downcast_ref::<String>().unwrap().clone()
    }

    #[test]
    fn a_step_that_is_what_its_schema_says_passes() {
        check_pinned_step(&STEPS, "search_kb", &SAME);
    }

    #[test]
    fn a_difference_names_the_tool_the_property_and_both_sides() {
        assert_eq!(
            said("search_kb", &OTHER),
            "tool `search_kb`: parameter `limit` is an integer; search.json:1:90 says a boolean\nnote: take a `bool`, or change the file"
        );
        assert_eq!(
            said("search_kb", &SHORT),
            "tool `search_kb`: it has a parameter `limit`; search.json:1:1 has not\nnote: remove `limit`, or add it to the file"
        );
    }

    #[test]
    fn a_tool_that_is_not_there_is_told_with_those_that_are() {
        let expected = "the prompt lists tool `serch_kb` with search.json, and the agent does not have it\nnote: it has `search_kb`";
        assert_eq!(said("serch_kb", &SAME), expected);
        assert_eq!(said("old", &SAME), expected.replace("serch_kb", "old"));
        assert_eq!(
            said("search_kb", &NAMED),
            "tool `search_kb` is named `search` in search.json\nnote: use one name"
        );
    }
}
