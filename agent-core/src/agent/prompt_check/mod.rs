//! Does the template fit the state? Asked by the compiler, over the state's shape.
//!
//! Owns the walk over the template. Where a shape does not say what its keys are (a map, an untagged enum, a foreign
//! type) it lets everything pass: rendering says then what is missing.

mod known;
mod member;
mod names;
mod place;
mod variants;
mod words;

use known::{Class, Known, Scope, class_of, of_class};
pub use names::{check_tool_listed, check_tool_named};
use words::{Words, filter_name};

use crate::prompt::{
    Condition, Expression, Filter, Literal, Node, Operand, Operator, Prompt, items, text,
};
use crate::schema::ShapeRef;

/// What the walk carries along.
#[derive(Clone, Copy)]
struct Template<'a> {
    file: &'a str,
    source: &'a str,
    state: ShapeRef,
    /// Whether `tools` is there.
    tools: bool,
    scope: Option<&'a Scope<'a>>,
}

/// Stops the build if the template does not fit the agent's state.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_prompt(prompt: &Prompt, state: ShapeRef, tools: bool) {
    let template = Template {
        file: prompt.file(),
        source: text(&prompt.text),
        state,
        tools,
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
        Node::Text(_) | Node::Role(_) | Node::OutputFormat(_) => {}
        Node::Print(value) => check_print(template, value),
        Node::For {
            item,
            list,
            body,
            otherwise,
        } => {
            let scope = Scope {
                item: text(item),
                known: check_list(template, list),
                outer: template.scope,
            };
            let inner = Template {
                scope: Some(&scope),
                ..template
            };
            check_nodes(inner, items(body));
            check_nodes(template, items(otherwise));
        }
        Node::If {
            condition,
            then,
            otherwise,
        } => {
            check_condition(template, condition);
            check_nodes(template, items(then));
            check_nodes(template, items(otherwise));
        }
    }
}

/// Lists and objects have no one form as text.
#[track_caller]
const fn check_print(template: Template<'_>, value: &Expression) {
    let class = class_of(evaluate(template, value));
    let note = match class {
        Class::List => "\nnote: loop over it, or write `| join(\", \")` or `| tojson`",
        Class::Object => "\nnote: print a field of it, or write `| tojson`",
        _ => return,
    };
    Words::at(template.file, value)
        .value(value)
        .add(" is ")
        .add(class.words())
        .add(", which has no one form as text")
        .add(note)
        .complain();
}

/// What the items of a loop are.
#[track_caller]
const fn check_list(template: Template<'_>, list: &Expression) -> Known {
    let known = evaluate(template, list);
    let class = class_of(known);
    if !matches!(class, Class::List | Class::Anything) {
        Words::at(template.file, list)
            .value(list)
            .add(" is ")
            .add(class.words())
            .add(", not a list\nnote: `{% for … in … %}` takes a list")
            .complain();
    }
    known::item_of(known)
}

#[track_caller]
const fn check_condition(template: Template<'_>, condition: &Condition) {
    match condition {
        Condition::Holds(value)
        | Condition::Fails(value)
        | Condition::Present(value)
        | Condition::Absent(value) => {
            evaluate(template, value);
        }
        Condition::Compare {
            left,
            operator,
            right,
        } => check_comparison(template, left, *operator, right),
        Condition::All(all) | Condition::Any(all) => {
            let all = items(all);
            let mut at = 0;
            while at < all.len() {
                check_condition(template, &all[at]);
                at += 1;
            }
        }
    }
}

#[track_caller]
const fn check_comparison(
    template: Template<'_>,
    left: &Expression,
    operator: Operator,
    right: &Expression,
) {
    let [known, other] = [evaluate(template, left), evaluate(template, right)];
    let [class, against] = [class_of(known), class_of(other)];
    let fits = match operator {
        Operator::Equal | Operator::Unequal => class.may_equal(against),
        Operator::In | Operator::NotIn => against.may_hold(class, known::item_of(other)),
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            class.has_order() && against.has_order() && class.may_equal(against)
        }
    };
    if !fits {
        Words::at(template.file, left)
            .value(left)
            .add(" is ")
            .add(class.words())
            .add(operator_words(operator))
            .other(right, against.words())
            .add("\nnote: compare values of one kind")
            .complain();
    }
    if matches!(operator, Operator::Equal | Operator::Unequal) {
        check_variant(template, left, known, right);
        check_variant(template, right, other, left);
    }
}

const fn operator_words(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal | Operator::Unequal => " and never equals ",
        Operator::In | Operator::NotIn => " and cannot be in ",
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            " and cannot be larger or smaller than "
        }
    }
}

/// An enum's value can only be one of its names.
#[track_caller]
const fn check_variant(
    template: Template<'_>,
    value: &Expression,
    known: Known,
    against: &Expression,
) {
    let Operand::Literal(Literal::Text(name)) = &against.value else {
        return;
    };
    if !items(&value.filters).is_empty() || !items(&against.filters).is_empty() {
        return;
    }
    let Some(variants) = known::names(known) else {
        return;
    };
    if known::is_variant(variants, text(name)) {
        return;
    }
    Words::at(template.file, against)
        .value(value)
        .add(" is never `")
        .add(text(name))
        .add("`")
        .variants("\nnote: it is ", variants)
        .complain();
}

/// What an expression stands for, behind its filters.
#[track_caller]
const fn evaluate(template: Template<'_>, value: &Expression) -> Known {
    let mut known = match &value.value {
        Operand::Literal(literal) => of_literal(literal),
        Operand::Path(path) => known::look_up(template, value, items(path)),
    };
    let filters = items(&value.filters);
    let mut at = 0;
    while at < filters.len() {
        known = filtered(template, value, known, at);
        at += 1;
    }
    known
}

const fn of_literal(literal: &Literal) -> Known {
    match literal {
        Literal::Text(_) => of_class(Class::Text),
        Literal::Integer(_) | Literal::Float(_) => of_class(Class::Number),
        Literal::Bool(_) => of_class(Class::Bool),
    }
}

/// What lies behind a filter, if it takes such a value.
#[track_caller]
const fn filtered(template: Template<'_>, value: &Expression, known: Known, at: usize) -> Known {
    let filter = &items(&value.filters)[at];
    let class = class_of(known);
    let item = class_of(known::item_of(known));
    let (takes, gives) = match filter {
        Filter::Length => (
            matches!(class, Class::Text | Class::List | Class::Object),
            of_class(Class::Number),
        ),
        Filter::ToJson => return of_class(Class::Text),
        Filter::Upper | Filter::Lower | Filter::Trim | Filter::Indent(_) => {
            (class.is_text(), of_class(Class::Text))
        }
        Filter::First | Filter::Last => (class.is_list(), known::item_of(known)),
        Filter::Join(_) => (
            class.is_list() && !matches!(item, Class::List | Class::Object),
            of_class(Class::Text),
        ),
        Filter::Default(other) => {
            let same = class.may_equal(class_of(of_literal(other)));
            return if same { known } else { Known::Anything };
        }
    };
    if takes || matches!(class, Class::Anything) {
        return gives;
    }
    let mut words = Words::at(template.file, value)
        .value_before(value, at)
        .add(" is ")
        .add(class.words());
    if class.is_list() {
        words = words.add(" of which each item is ").add(item.words());
    }
    words
        .add(", which the filter `")
        .add(filter_name(filter))
        .add("` does not take\nnote: it takes ")
        .add(takes_words(filter))
        .complain();
    gives
}

const fn takes_words(filter: &Filter) -> &'static str {
    match filter {
        Filter::Length => "a text, a list or an object",
        Filter::Upper | Filter::Lower | Filter::Trim | Filter::Indent(_) => "a text",
        Filter::First | Filter::Last => "a list",
        Filter::Join(_) => "a list of texts or numbers; loop over other lists",
        Filter::ToJson | Filter::Default(_) => "anything",
    }
}
