//! The one place that knows minijinja's syntax tree, which promises no stability between versions.

use minijinja::machinery::ast::{self, Expr, Stmt};
use minijinja::machinery::{Span, parse as parse_template};

use super::{Expression, Filter, Node, Problem};

const ALLOWED: &str = "a prompt may use `{{ value.field }}`, `{% for item in list %}`, `{% if value %}`, `{% if not value %}`, `{% else %}` and the filters `length` and `tojson`";

/// Parses a template; `skipped` lines stand above it in its file.
pub(super) fn parse(source: &str, skipped: usize) -> Result<Vec<Node>, Problem> {
    let reader = Reader { skipped };
    let template = parse_template(source, "prompt", minijinja::syntax::SyntaxConfig::default())
        .map_err(|error| reader.syntax(&error))?;
    let mut nodes = match &template {
        Stmt::Template(template) => reader.nodes(&template.children)?,
        _ => Vec::new(),
    };
    nodes.extend(last_break(source).map(|text| Node::Text(text.to_owned())));
    Ok(nodes)
}

/// The last line break, which the parser drops as Jinja does; what the user wrote goes through whole,
/// unless a tag before it says `-`.
fn last_break(source: &str) -> Option<&'static str> {
    let text = source.strip_suffix('\n')?;
    let (text, line_break) = match text.strip_suffix('\r') {
        Some(text) => (text, "\r\n"),
        None => (text, "\n"),
    };
    let trimmed = ["-}}", "-%}", "-#}"].iter().any(|end| text.ends_with(end));
    (!trimmed).then_some(line_break)
}

struct Reader {
    skipped: usize,
}

impl Reader {
    fn nodes(&self, statements: &[Stmt<'_>]) -> Result<Vec<Node>, Problem> {
        statements
            .iter()
            .map(|statement| self.node(statement))
            .collect()
    }

    fn node(&self, statement: &Stmt<'_>) -> Result<Node, Problem> {
        match statement {
            Stmt::EmitRaw(raw) => Ok(Node::Text(raw.raw.to_owned())),
            Stmt::EmitExpr(emit) => Ok(Node::Print(self.expression(&emit.expr)?)),
            Stmt::ForLoop(each) => self.each(each, each.span()),
            Stmt::IfCond(choice) => self.choice(choice),
            other => Err(self.refuse(span_of(other), "this tag is not known")),
        }
    }

    fn each(&self, each: &ast::ForLoop<'_>, span: Span) -> Result<Node, Problem> {
        if each.filter_expr.is_some() || each.recursive || !each.else_body.is_empty() {
            return Err(self.refuse(span, "this loop does more than `{% for item in list %}`"));
        }
        let Expr::Var(item) = &each.target else {
            return Err(self.refuse(each.target.span(), "a loop must have one variable"));
        };
        Ok(Node::For {
            item: item.id.to_owned(),
            list: self.expression(&each.iter)?,
            body: self.nodes(&each.body)?,
        })
    }

    fn choice(&self, choice: &ast::IfCond<'_>) -> Result<Node, Problem> {
        let mut condition = &choice.expr;
        let mut negated = false;
        while let Expr::UnaryOp(not) = condition
            && matches!(not.op, ast::UnaryOpKind::Not)
        {
            condition = &not.expr;
            negated = !negated;
        }
        Ok(Node::If {
            condition: self.expression(condition)?,
            negated,
            then: self.nodes(&choice.true_body)?,
            otherwise: self.nodes(&choice.false_body)?,
        })
    }

    fn expression(&self, expression: &Expr<'_>) -> Result<Expression, Problem> {
        let (value, filter) = match expression {
            Expr::Filter(filter) => self.filter(filter, filter.span())?,
            other => (other, Filter::None),
        };
        let mut path = Vec::new();
        self.path(value, &mut path)?;
        let (line, column) = self.place(value.span());
        Ok(Expression {
            path,
            filter,
            place: format!("{line}:{column}"),
        })
    }

    fn filter<'a>(
        &self,
        filter: &'a ast::Filter<'a>,
        span: Span,
    ) -> Result<(&'a Expr<'a>, Filter), Problem> {
        let known = match filter.name {
            "length" => Filter::Length,
            "tojson" => Filter::ToJson,
            name => return Err(self.refuse(span, &format!("filter `{name}` is not known"))),
        };
        match &filter.expr {
            Some(value) if filter.args.is_empty() => Ok((value, known)),
            _ => Err(self.refuse(span, "a filter takes no arguments")),
        }
    }

    fn path(&self, value: &Expr<'_>, path: &mut Vec<String>) -> Result<(), Problem> {
        match value {
            Expr::Var(variable) => path.push(variable.id.to_owned()),
            Expr::GetAttr(field) => {
                self.path(&field.expr, path)?;
                path.push(field.name.to_owned());
            }
            other => return Err(self.refuse(other.span(), "this is not a value's path")),
        }
        Ok(())
    }

    fn refuse(&self, span: Span, what: &str) -> Problem {
        let (line, column) = self.place(span);
        Problem {
            line,
            column: Some(column),
            text: format!("{what}\nnote: {ALLOWED}"),
        }
    }

    /// Columns count from 1, as editors show them.
    fn place(&self, span: Span) -> (usize, usize) {
        (
            usize::from(span.start_line) + self.skipped,
            usize::from(span.start_col) + 1,
        )
    }

    fn syntax(&self, error: &minijinja::Error) -> Problem {
        Problem {
            line: error.line().unwrap_or(1) + self.skipped,
            column: None,
            text: format!(
                "{}\nnote: {ALLOWED}",
                error.detail().unwrap_or("the template cannot be parsed")
            ),
        }
    }
}

fn span_of(statement: &Stmt<'_>) -> Span {
    match statement {
        Stmt::Template(node) => node.span(),
        Stmt::EmitExpr(node) => node.span(),
        Stmt::EmitRaw(node) => node.span(),
        Stmt::ForLoop(node) => node.span(),
        Stmt::IfCond(node) => node.span(),
        Stmt::WithBlock(node) => node.span(),
        Stmt::Set(node) => node.span(),
        Stmt::SetBlock(node) => node.span(),
        Stmt::AutoEscape(node) => node.span(),
        Stmt::FilterBlock(node) => node.span(),
        Stmt::Do(node) => node.span(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::parse;

    fn told(source: &str) -> String {
        match parse(source, 0) {
            Ok(nodes) => format!("{nodes:#?}"),
            Err(Problem { line, column, text }) => {
                let first = text.lines().next().unwrap_or_default();
                format!("{line}:{column:?}: {first}")
            }
        }
    }

    #[test]
    fn the_tree_of_every_allowed_piece() {
        let source = "Hi {{ user.name }},\n{% for t in tools %}- {{ t.name }} ({{ t.tags | length }})\n{% endfor %}{% if not user.vip %}no{% elif x %}x{% else %}{{ user|tojson }}{% endif %}\n";
        expect_test::expect_file!["golden/tree.txt"].assert_eq(&told(source));
    }

    #[test]
    fn what_is_not_allowed_is_named_with_its_place() {
        let cases = [
            "a\n{{ name | upper }}",
            "{{ f(x) }}",
            "{{ 1 + 2 }}",
            "{% set x = 1 %}",
            "{% for a, b in list %}{% endfor %}",
            "{% for a in list if a %}{% endfor %}",
            "{{ items[0] }}",
            "a\n\n{% if x %}",
            "{{ x | tojson(2) }}",
            "{% include 'x' %}",
        ];
        let told = cases
            .map(|case| format!("{case:?}\n  {}\n", told(case)))
            .concat();
        expect_test::expect_file!["golden/refused.txt"].assert_eq(&told);
    }

    #[test]
    fn no_byte_of_text_is_lost() {
        for source in ["a", "a\n", "a\n\n", "\n", "", " a \r\n b\t"] {
            let nodes = parse(source, 0).ok();
            let texts = nodes.into_iter().flatten().map(|node| match node {
                super::Node::Text(text) => text,
                other => format!("{other:?}"),
            });
            assert_eq!(texts.collect::<String>(), source);
        }
    }
}
