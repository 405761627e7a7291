//! What a template is made of: a subset of Jinja, as plain data.

use serde::{Deserialize, Serialize};

use super::{List, Role, Text};
use crate::schema::Hoist;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Text as it is.
    Text(Text),
    /// `{{ expression }}`
    Print(Expression),
    /// `{% for item in list %}…{% else %}…{% endfor %}`
    For {
        /// The name of the loop variable.
        item: Text,
        /// What is looped over.
        list: Expression,
        /// Once an item.
        body: List<Self>,
        /// If there are no items.
        otherwise: List<Self>,
    },
    /// `{% if condition %}…{% else %}…{% endif %}`
    If {
        /// What is asked.
        condition: Condition,
        /// If it holds.
        then: List<Self>,
        /// If not.
        otherwise: List<Self>,
    },
    /// `{{ role("user") }}`: a new message begins.
    Role(Role),
    /// `{{ output_format }}`: how the answer must look.
    OutputFormat(OutputFormat),
}

/// A value in a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expression {
    /// Where it comes from.
    pub value: Operand,
    /// What happens to it, in this order.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub filters: List<Filter>,
    /// `line:column` in the file.
    pub place: Text,
}

fn is_empty<T: Clone>(list: &List<T>) -> bool {
    list.is_empty()
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// A variable and its fields: `user.tier`.
    Path(List<Text>),
    /// Written in the template.
    Literal(Literal),
}

/// A value that stands in the template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    /// `"gold"`
    Text(Text),
    /// `3`
    Integer(i64),
    /// `0.5`
    Float(f64),
    /// `true`
    Bool(bool),
}

/// What happens to a value before it is printed or tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// `length`: the number of items of a list, keys of an object or characters of a text.
    Length,
    /// `tojson`: the value as JSON text.
    ToJson,
    /// `upper`: the text in capitals.
    Upper,
    /// `lower`: the text in small letters.
    Lower,
    /// `trim`: the text without the white space around it.
    Trim,
    /// `first`: the first item of a list.
    First,
    /// `last`: the last item of a list.
    Last,
    /// `join(", ")`: the items of a list with this between them.
    Join(Text),
    /// `default("none")`: this, if the value is not there.
    Default(Literal),
    /// `indent(2)`: every line but the first behind so many blanks.
    Indent(u32),
}

/// What an `{% if %}` asks. `not` stands nowhere: the macro turns what it negates around.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Anything but `null`, `false`, `0`, and empty text, lists and objects.
    Holds(Expression),
    /// One of those.
    Fails(Expression),
    /// `is defined`: anything but `null`.
    Present(Expression),
    /// `is not defined`
    Absent(Expression),
    /// `left == right` and the like.
    Compare {
        /// The left side.
        left: Expression,
        /// How they are compared.
        operator: Operator,
        /// The right side.
        right: Expression,
    },
    /// `a and b`
    All(List<Self>),
    /// `a or b`
    Any(List<Self>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`: an item of a list, a key of an object, a part of a text.
    In,
    /// `not in`
    NotIn,
}

/// `{{ output_format(form = "types", prefix = "…", or_splitter = " or ", hoist = true) }}`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutputFormat {
    /// In which words.
    pub form: OutputForm,
    /// What stands before it; nothing unless stated.
    pub prefix: Text,
    /// What stands between alternatives; `|` unless stated.
    pub or_splitter: Text,
    /// Which named types stand by themselves.
    pub hoist: Hoist,
    /// `line:column` in the file.
    pub place: Text,
}

/// In which words an answer's form is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputForm {
    /// As the text of a type's definition: short.
    Types,
    /// As JSON Schema.
    Schema,
}
