//! Does the template name only what the state has? Asked by the compiler, over the state's shape.
//!
//! Owns the walk. Where a shape does not say what its keys are (a map, an enum, a foreign type) it lets
//! everything pass: rendering says then what is missing.

use super::expansion::{complain, same};
use crate::prompt::{Expression, Node, Prompt, Text, items, text};
use crate::schema::{Field, Fields, Kind, ShapeRef};

/// What a name in a template stands for.
#[derive(Clone, Copy)]
enum Known {
    /// The agent's tools.
    Tools,
    /// One of them.
    Tool,
    /// A value of this shape.
    Shape(ShapeRef),
    /// A value whose keys only show when it is rendered.
    Anything,
}

/// The variable of a loop, and those of the loops around it.
struct Scope<'a> {
    item: &'a str,
    known: Known,
    outer: Option<&'a Self>,
}

/// What the walk carries along.
#[derive(Clone, Copy)]
struct Template<'a> {
    file: &'a str,
    state: ShapeRef,
    scope: Option<&'a Scope<'a>>,
}

/// Most names that a message lists.
const NAMES: usize = 12;

/// Stops the build if the template names what the state lacks.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_prompt(prompt: &Prompt, state: ShapeRef) {
    let template = Template {
        file: prompt.file(),
        state,
        scope: None,
    };
    check_nodes(template, items(&prompt.nodes));
}

#[track_caller]
const fn check_nodes(template: Template<'_>, nodes: &[Node]) {
    let mut at = 0;
    while at < nodes.len() {
        check_node(template, &nodes[at]);
        at += 1;
    }
}

#[track_caller]
const fn check_node(template: Template<'_>, node: &Node) {
    match node {
        Node::Text(_) => {}
        Node::Print(value) => {
            look_up(template, value);
        }
        Node::For { item, list, body } => {
            let known = item_of(look_up(template, list));
            let scope = Scope {
                item: text(item),
                known,
                outer: template.scope,
            };
            let inner = Template {
                file: template.file,
                state: template.state,
                scope: Some(&scope),
            };
            check_nodes(inner, items(body));
        }
        Node::If {
            condition,
            then,
            otherwise,
            ..
        } => {
            look_up(template, condition);
            check_nodes(template, items(then));
            check_nodes(template, items(otherwise));
        }
    }
}

/// What a path stands for.
#[track_caller]
const fn look_up(template: Template<'_>, value: &Expression) -> Known {
    let path = items(&value.path);
    let mut known = Known::Shape(template.state);
    let mut at = 0;
    if let Some(first) = variable(template.scope, path) {
        known = first;
        at = 1;
    }
    while at < path.len() {
        known = member(template, value, known, text(&path[at]));
        at += 1;
    }
    known
}

/// The loop variable or `tools`, if the path starts with one.
const fn variable(mut scope: Option<&Scope<'_>>, path: &[Text]) -> Option<Known> {
    if path.is_empty() {
        return None;
    }
    while let Some(inner) = scope {
        if same(inner.item, text(&path[0])) {
            return Some(inner.known);
        }
        scope = inner.outer;
    }
    if same(text(&path[0]), "tools") {
        return Some(Known::Tools);
    }
    None
}

#[track_caller]
const fn member(template: Template<'_>, value: &Expression, known: Known, name: &str) -> Known {
    match known {
        Known::Anything => Known::Anything,
        Known::Tool if same(name, "name") || same(name, "description") => Known::Anything,
        Known::Tool => missing(
            template,
            value,
            name,
            ["", "a tool", ""],
            &["name", "description"],
            2,
        ),
        Known::Tools => missing(template, value, name, ["", "a list", ""], &[""; 1], 0),
        Known::Shape(shape) => match &plain(shape).get().kind {
            Kind::Struct(fields) => match find(fields, name) {
                Some(known) => known,
                None => lacks(template, value, name, plain(shape), fields),
            },
            Kind::Map { value, .. } => Known::Shape(*value),
            Kind::Bool | Kind::Integer { .. } | Kind::Number | Kind::String { .. } | Kind::Unit => {
                missing(
                    template,
                    value,
                    name,
                    ["", "a plain value", ""],
                    &[""; 1],
                    0,
                )
            }
            _ => Known::Anything,
        },
    }
}

/// The shape behind options and newtypes.
const fn plain(mut shape: ShapeRef) -> ShapeRef {
    loop {
        match &shape.get().kind {
            Kind::Option(inner) | Kind::Newtype { inner, .. } => shape = *inner,
            _ => return shape,
        }
    }
}

const fn find(fields: &Fields, name: &str) -> Option<Known> {
    let mut at = 0;
    while at < fields.list.len() {
        let Field {
            name: key,
            shape,
            flatten,
            ..
        } = &fields.list[at];
        if *flatten {
            match &plain(*shape).get().kind {
                Kind::Struct(inner) => {
                    if let Some(found) = find(inner, name) {
                        return Some(found);
                    }
                }
                _ => return Some(Known::Anything),
            }
        } else if same(key, name) {
            return Some(Known::Shape(*shape));
        }
        at += 1;
    }
    None
}

const fn item_of(list: Known) -> Known {
    match list {
        Known::Tools => Known::Tool,
        Known::Tool | Known::Anything => Known::Anything,
        Known::Shape(shape) => match &plain(shape).get().kind {
            Kind::List { items, .. } => Known::Shape(*items),
            _ => Known::Anything,
        },
    }
}

#[track_caller]
const fn lacks(
    template: Template<'_>,
    value: &Expression,
    name: &str,
    shape: ShapeRef,
    fields: &Fields,
) -> Known {
    let mut names = [""; NAMES];
    let mut count = 0;
    while count < fields.list.len() && count < NAMES {
        names[count] = fields.list[count].name;
        count += 1;
    }
    missing(
        template,
        value,
        name,
        ["`", shape.get().name, "`"],
        &names,
        count,
    )
}

/// Says what is missing where, and what is there.
#[track_caller]
const fn missing(
    template: Template<'_>,
    value: &Expression,
    name: &str,
    owner: [&str; 3],
    names: &[&str],
    count: usize,
) -> Known {
    let mut parts = [""; 11 + 2 * NAMES];
    let start = [
        template.file,
        ":",
        text(&value.place),
        ": the template names `",
        name,
        "`, which ",
        owner[0],
        owner[1],
        owner[2],
        " does not have",
    ];
    let mut at = 0;
    while at < start.len() {
        parts[at] = start[at];
        at += 1;
    }
    let mut listed = 0;
    while listed < count {
        parts[at] = if listed == 0 {
            "\nnote: it has `"
        } else {
            "`, `"
        };
        parts[at + 1] = names[listed];
        at += 2;
        listed += 1;
    }
    if count > 0 {
        parts[at] = "`";
    }
    complain(&parts);
    Known::Anything
}
