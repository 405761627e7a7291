//! The macro's side of agent-core's template: what a file says, before it becomes const data.

/// See `agent_core::prompt::Node`.
#[derive(Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    Print(Expression),
    For {
        item: String,
        list: Expression,
        body: Vec<Self>,
        otherwise: Vec<Self>,
    },
    If {
        condition: Condition,
        then: Vec<Self>,
        otherwise: Vec<Self>,
    },
    Role(&'static str),
    OutputFormat(OutputFormat),
}

/// See `agent_core::prompt::Expression`.
#[derive(Debug, PartialEq)]
pub(super) struct Expression {
    pub(super) value: Operand,
    pub(super) filters: Vec<Filter>,
    pub(super) place: String,
}

/// See `agent_core::prompt::Operand`.
#[derive(Debug, PartialEq)]
pub(super) enum Operand {
    Path(Vec<String>),
    Literal(Literal),
}

/// See `agent_core::prompt::Literal`.
#[derive(Debug, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
}

/// See `agent_core::prompt::Filter`.
#[derive(Debug, PartialEq)]
pub(super) enum Filter {
    /// One that takes nothing, by the name of its variant.
    Plain(&'static str),
    Join(String),
    Default(Literal),
    Indent(u32),
}

/// See `agent_core::prompt::Condition`.
#[derive(Debug, PartialEq)]
pub(super) enum Condition {
    /// `Holds`, `Fails`, `Present` or `Absent`.
    One(&'static str, Expression),
    Compare {
        left: Expression,
        operator: &'static str,
        right: Expression,
    },
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// See `agent_core::prompt::OutputFormat`.
#[derive(Debug, PartialEq)]
pub(super) struct OutputFormat {
    pub(super) form: &'static str,
    pub(super) prefix: String,
    pub(super) or_splitter: String,
    pub(super) hoist: &'static str,
    pub(super) place: String,
}

impl Node {
    /// Whether the model would read nothing of it.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Role(_) => true,
            Self::Print(_) | Self::For { .. } | Self::If { .. } | Self::OutputFormat(_) => false,
        }
    }
}

/// Calls `see` with every expression that names more than `known` variables and those of its loops.
pub(super) fn unknown<'a>(
    known: &[&'a str],
    nodes: &'a [Node],
    see: &mut dyn FnMut(&'a Expression),
) {
    for node in nodes {
        match node {
            Node::Text(_) | Node::Role(_) | Node::OutputFormat(_) => {}
            Node::Print(value) => unknown_value(known, value, see),
            Node::For {
                item,
                list,
                body,
                otherwise,
            } => {
                unknown_value(known, list, see);
                let inner = [known, &[item, "loop"]].concat();
                unknown(&inner, body, see);
                unknown(known, otherwise, see);
            }
            Node::If {
                condition,
                then,
                otherwise,
            } => {
                unknown_condition(known, condition, see);
                unknown(known, then, see);
                unknown(known, otherwise, see);
            }
        }
    }
}

fn unknown_value<'a>(known: &[&str], value: &'a Expression, see: &mut dyn FnMut(&'a Expression)) {
    if let Operand::Path(path) = &value.value
        && path.first().is_some_and(|first| !known.contains(&&**first))
    {
        see(value);
    }
}

fn unknown_condition<'a>(
    known: &[&str],
    condition: &'a Condition,
    see: &mut dyn FnMut(&'a Expression),
) {
    match condition {
        Condition::One(_, value) => unknown_value(known, value, see),
        Condition::Compare { left, right, .. } => {
            unknown_value(known, left, see);
            unknown_value(known, right, see);
        }
        Condition::All(all) | Condition::Any(all) => {
            for one in all {
                unknown_condition(known, one, see);
            }
        }
    }
}
