//! Renders a template over a value.

use serde_json::Value;

use super::{Expression, Filter, Node, Prompt, Text};

/// A template that cannot be rendered over this state.
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
    /// Renders the template; `variables` is an object.
    ///
    /// # Errors
    /// A variable that is not there, or a filter or loop over a value that does not suit it; the error
    /// names file, line and column.
    pub fn render(&self, variables: &Value) -> Result<String, PromptError> {
        let mut out = String::new();
        let scope = Scope {
            file: &self.file,
            variables,
            local: None,
        };
        scope.nodes(&self.nodes, &mut out)?;
        Ok(out)
    }
}

/// The variables in sight: loop variables shadow the outer ones.
struct Scope<'a> {
    file: &'a Text,
    variables: &'a Value,
    local: Option<Local<'a>>,
}

#[derive(Clone, Copy)]
struct Local<'a> {
    name: &'a str,
    value: &'a Value,
    outer: Option<&'a Self>,
}

impl Scope<'_> {
    fn nodes(&self, nodes: &[Node], out: &mut String) -> Result<(), PromptError> {
        nodes.iter().try_for_each(|node| self.node(node, out))
    }

    fn node(&self, node: &Node, out: &mut String) -> Result<(), PromptError> {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Print(expression) => print(&*self.value(expression)?, out),
            Node::For { item, list, body } => self.each(item, list, body, out)?,
            Node::If {
                condition,
                negated,
                then,
                otherwise,
            } => {
                let holds = truthy(&*self.value(condition)?) != *negated;
                self.nodes(if holds { then } else { otherwise }, out)?;
            }
        }
        Ok(())
    }

    fn each(
        &self,
        name: &str,
        list: &Expression,
        body: &[Node],
        out: &mut String,
    ) -> Result<(), PromptError> {
        let value = self.value(list)?;
        let Value::Array(items) = &*value else {
            return Err(self.problem(list, "is not a list"));
        };
        for value in items {
            let inner = Scope {
                file: self.file,
                variables: self.variables,
                local: Some(Local {
                    name,
                    value,
                    outer: self.local.as_ref(),
                }),
            };
            inner.nodes(body, out)?;
        }
        Ok(())
    }

    fn value(
        &self,
        expression: &Expression,
    ) -> Result<std::borrow::Cow<'_, Value>, PromptError> {
        let found = self
            .lookup(&expression.path)
            .ok_or_else(|| self.problem(expression, "is not there"))?;
        match expression.filter {
            Filter::None => Ok(std::borrow::Cow::Borrowed(found)),
            Filter::ToJson => Ok(std::borrow::Cow::Owned(Value::String(found.to_string()))),
            Filter::Length => length(found)
                .map(|length| std::borrow::Cow::Owned(Value::from(length)))
                .ok_or_else(|| self.problem(expression, "has no length")),
        }
    }

    fn lookup(&self, path: &[Text]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        let root = self.local(first).or_else(|| self.variables.get(&**first))?;
        rest.iter().try_fold(root, |value, key| value.get(&**key))
    }

    fn local(&self, name: &str) -> Option<&Value> {
        let mut local = self.local.as_ref();
        while let Some(here) = local {
            if here.name == name {
                return Some(here.value);
            }
            local = here.outer;
        }
        None
    }

    fn problem(&self, expression: &Expression, problem: &str) -> PromptError {
        PromptError {
            file: self.file.clone(),
            place: expression.place.clone(),
            problem: format!("`{}` {problem}", expression.path.join(".")),
        }
    }
}

/// Text is printed as it is, `null` as nothing, everything else as JSON.
fn print(value: &Value, out: &mut String) {
    match value {
        Value::Null => {}
        Value::String(text) => out.push_str(text),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            out.push_str(&value.to_string());
        }
    }
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(keys) => Some(keys.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(keys) => !keys.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow::Borrowed;

    use serde_json::json;

    use super::{Expression, Filter, Node, Prompt};

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
                path: Borrowed(&[Borrowed("name")]),
                filter: Filter::None,
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
