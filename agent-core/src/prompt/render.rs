//! Renders a template over a value.

use std::borrow::Cow;

use serde_json::Value;

use super::turn::Turns;
use super::{
    Condition, Expression, Node, Operand, Output, Prompt, Text, Turn, filters, value as values,
};

/// A template that cannot be rendered over its values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{place}: {problem}")]
pub struct PromptError {
    /// The template's file.
    pub file: Text,
    /// `line:column`.
    pub place: Text,
    /// What is wrong, and with which variable.
    pub problem: String,
}

impl Prompt {
    /// Renders the template to one text, without its roles; `variables` is an object.
    ///
    /// As Jinja does, except that `null` is Jinja's undefined (it prints nothing, is false, and counts as
    /// empty), that lists and objects print only through `tojson` or `join`, and that `tojson` writes compact
    /// JSON as it is, without escapes for HTML.
    ///
    /// # Errors
    /// A variable that is not there, or a filter or loop over a value that does not suit it; the error
    /// names file, line and column.
    pub fn render(&self, variables: &Value) -> Result<String, PromptError> {
        let turns = self.turns(variables, &Output::None)?;
        Ok(turns.into_iter().map(|turn| turn.text).collect())
    }

    /// Renders the template to its messages; `output` is what `{{ output_format }}` tells of.
    ///
    /// Without `{{ role("…") }}` that is one system message, byte for byte. With it, each message is what
    /// stands between two markers, without the white space around it; what stands before the first is a
    /// system message, and a message of nothing is none.
    ///
    /// # Errors
    /// As [`render`](Self::render), and if `output_format` stands where there is no output to tell of.
    pub fn turns(&self, variables: &Value, output: &Output<'_>) -> Result<Vec<Turn>, PromptError> {
        let scope = Scope {
            file: &self.file,
            variables,
            output,
            local: None,
        };
        let mut turns = Turns::new();
        scope.nodes(&self.nodes, &mut turns)?;
        Ok(turns.finish())
    }
}

/// The variables in sight: loop variables shadow the outer ones.
#[derive(Clone, Copy)]
struct Scope<'a> {
    file: &'a Text,
    variables: &'a Value,
    output: &'a Output<'a>,
    local: Option<&'a Local<'a>>,
}

/// One turn of a loop.
struct Local<'a> {
    name: &'a str,
    value: &'a Value,
    index: usize,
    length: usize,
    outer: Option<&'a Self>,
}

impl Scope<'_> {
    fn nodes(&self, nodes: &[Node], out: &mut Turns) -> Result<(), PromptError> {
        nodes.iter().try_for_each(|node| self.node(node, out))
    }

    fn node(&self, node: &Node, out: &mut Turns) -> Result<(), PromptError> {
        match node {
            Node::Text(text) => out.push(text),
            Node::Print(expression) => self.print(expression, out)?,
            Node::For {
                item,
                list,
                body,
                otherwise,
            } => self.each(item, list, [body, otherwise], out)?,
            Node::If {
                condition,
                then,
                otherwise,
            } => {
                let holds = self.holds(condition)?;
                self.nodes(if holds { then } else { otherwise }, out)?;
            }
            Node::Role(role) => out.begin(*role),
            Node::OutputFormat(format) => match self.output.text(format) {
                Some(text) => out.push(&text),
                None => return Err(self.error(&format.place, "there is no output to tell of")),
            },
        }
        Ok(())
    }

    fn print(&self, expression: &Expression, out: &mut Turns) -> Result<(), PromptError> {
        let mut text = String::new();
        if values::print(&*self.value(expression)?, &mut text) {
            out.push(&text);
            return Ok(());
        }
        Err(self.problem(
            expression,
            "is a list or an object: print a part of it, or write `| tojson`",
        ))
    }

    fn each(
        &self,
        name: &str,
        list: &Expression,
        [body, otherwise]: [&[Node]; 2],
        out: &mut Turns,
    ) -> Result<(), PromptError> {
        let value = self.value(list)?;
        let items = match &*value {
            Value::Null => &[],
            Value::Array(items) => items.as_slice(),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                return Err(self.problem(list, "is not a list"));
            }
        };
        if items.is_empty() {
            return self.nodes(otherwise, out);
        }
        for (index, value) in items.iter().enumerate() {
            let local = Local {
                name,
                value,
                index,
                length: items.len(),
                outer: self.local,
            };
            let inner = Scope {
                local: Some(&local),
                ..*self
            };
            inner.nodes(body, out)?;
        }
        Ok(())
    }

    fn holds(&self, condition: &Condition) -> Result<bool, PromptError> {
        Ok(match condition {
            Condition::Holds(value) => values::truthy(&*self.value(value)?),
            Condition::Fails(value) => !values::truthy(&*self.value(value)?),
            Condition::Present(value) => !self.value(value)?.is_null(),
            Condition::Absent(value) => self.value(value)?.is_null(),
            Condition::Compare {
                left,
                operator,
                right,
            } => {
                let compared =
                    values::compare(&*self.value(left)?, *operator, &*self.value(right)?);
                compared.ok_or_else(|| self.problem(left, "cannot be compared with this"))?
            }
            Condition::All(all) => self.find(all, false)?.is_none(),
            Condition::Any(any) => self.find(any, true)?.is_some(),
        })
    }

    /// The first condition that is as wanted; those behind it are not asked.
    fn find(&self, all: &[Condition], wanted: bool) -> Result<Option<()>, PromptError> {
        for one in all {
            if self.holds(one)? == wanted {
                return Ok(Some(()));
            }
        }
        Ok(None)
    }

    fn value(&self, expression: &Expression) -> Result<Cow<'_, Value>, PromptError> {
        let mut value = match &expression.value {
            Operand::Literal(literal) => Cow::Owned(values::literal(literal)),
            Operand::Path(path) => self
                .look_up(path)
                .ok_or_else(|| self.problem(expression, "is not there"))?,
        };
        for filter in expression.filters.iter() {
            let next = filters::apply(filter, &value);
            value = Cow::Owned(next.map_err(|problem| self.problem(expression, problem))?);
        }
        Ok(value)
    }

    /// The value. What an object may have and has not is `null`, and so is what lies below `null`.
    fn look_up(&self, path: &[Text]) -> Option<Cow<'_, Value>> {
        let (first, rest) = path.split_first()?;
        let root = match self.local(first) {
            Some(local) if local.name == &**first => local.value,
            Some(local) => return local.counter(rest).map(Cow::Owned),
            None => self.variables.get(&**first)?,
        };
        let found = rest.iter().try_fold(root, |value, key| below(value, key));
        found.map(Cow::Borrowed)
    }

    /// The loop whose variable this is; `loop` is the innermost one's.
    fn local(&self, name: &str) -> Option<&Local<'_>> {
        let mut local = self.local;
        while let Some(here) = local {
            if here.name == name || name == "loop" {
                return Some(here);
            }
            local = here.outer;
        }
        None
    }

    fn problem(&self, expression: &Expression, problem: &str) -> PromptError {
        let value = match &expression.value {
            Operand::Path(path) => path.join("."),
            Operand::Literal(literal) => values::literal(literal).to_string(),
        };
        self.error(&expression.place, &format!("`{value}` {problem}"))
    }

    fn error(&self, place: &Text, problem: &str) -> PromptError {
        PromptError {
            file: self.file.clone(),
            place: place.clone(),
            problem: problem.to_owned(),
        }
    }
}

impl Local<'_> {
    /// `loop.index` and its sisters.
    fn counter(&self, path: &[Text]) -> Option<Value> {
        let [name] = path else { return None };
        Some(match &**name {
            "index" => Value::from(self.index + 1),
            "index0" => Value::from(self.index),
            "revindex" => Value::from(self.length - self.index),
            "revindex0" => Value::from(self.length - self.index - 1),
            "length" => Value::from(self.length),
            "first" => Value::from(self.index == 0),
            "last" => Value::from(self.index + 1 == self.length),
            _ => return None,
        })
    }
}

fn below<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Null => Some(&Value::Null),
        Value::Object(members) => Some(members.get(key).unwrap_or(&Value::Null)),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow::Borrowed;

    use serde_json::json;

    use super::super::{Expression, Node, Operand, Prompt};

    static PROMPT: Prompt = Prompt {
        file: Borrowed("p.md"),
        name: Borrowed(""),
        version: Borrowed("1.2.3"),
        model: Borrowed(""),
        hash: 7,
        text: Borrowed("Hi {{ name }}"),
        nodes: Borrowed(&[
            Node::Text(Borrowed("Hi ")),
            Node::Print(Expression {
                value: Operand::Path(Borrowed(&[Borrowed("name")])),
                filters: Borrowed(&[]),
                place: Borrowed("1:7"),
            }),
        ]),
    };

    const VERSION: &str = PROMPT.version();

    #[test]
    fn a_prompt_that_was_written_and_loaded_is_the_same() {
        let text = serde_json::to_string(&PROMPT).unwrap();
        let loaded: Prompt = serde_json::from_str(&text).unwrap();
        assert_eq!(loaded, PROMPT);
        assert_eq!(loaded.version(), VERSION);
        assert_eq!(loaded.label(), "p.md@1.2.3#0000000000000007");
        let variables = json!({"name": "Ann"});
        assert_eq!(loaded.render(&variables).unwrap(), "Hi Ann");
    }
}
