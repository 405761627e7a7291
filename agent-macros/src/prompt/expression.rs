//! The expressions of a template: values, filters and conditions.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{self, BinOpKind, CallArg, Expr, UnaryOpKind};
use minijinja::value::ValueKind;

use super::jinja::{Reader, unknown};
use super::node::{Condition, Expression, Filter, Literal, Operand};
use super::place::Problem;

const FILTERS: &[&str] = &[
    "length", "tojson", "upper", "lower", "trim", "first", "last", "join", "default", "indent",
];
const NO_JOINING: &str = "a template must not join texts with `~`\nnote: put them side by side: `{{ first }}{{ second }}`";
const NOTHING: &[&str] = &["null", "nil"];
const NO_NULL: &str = "a template has no `null`\nnote: ask whether a value is there: write `x is defined` or `x is not defined`";
const TESTS: &[&str] = &["defined", "undefined"];

impl Reader<'_> {
    /// What an `{% if %}` asks; `not` is taken in, so that it need not be kept.
    pub(super) fn condition(&self, expr: &Expr<'_>, negated: bool) -> Result<Condition, Problem> {
        match expr {
            Expr::UnaryOp(not) if matches!(not.op, UnaryOpKind::Not) => {
                self.condition(&not.expr, !negated)
            }
            Expr::BinOp(both) => self.both(both, negated),
            Expr::Compare(chain) => Err(self.refuse(
                chain.expr.span(),
                "a condition must compare two values\nnote: join comparisons with `and`",
            )),
            Expr::Test(test) => self.test(test, test.span(), negated),
            other => {
                let holds = if negated { "Fails" } else { "Holds" };
                Ok(Condition::One(holds, self.expression(other)?))
            }
        }
    }

    fn both(&self, both: &ast::BinOp<'_>, negated: bool) -> Result<Condition, Problem> {
        if matches!(both.op, BinOpKind::ScAnd | BinOpKind::ScOr) {
            let all = matches!(both.op, BinOpKind::ScAnd) != negated;
            let parts = [&both.left, &both.right].map(|part| self.condition(part, negated));
            let [left, right] = parts;
            return Ok(joined(all, left?, right?));
        }
        if matches!(both.op, BinOpKind::Concat) {
            return Err(self.refuse(both.left.span(), NO_JOINING));
        }
        let Some([operator, opposite]) = operators(both.op) else {
            return Err(self.refuse(
                both.left.span(),
                "a template must not calculate\nnote: do it in the program, and give the template the result",
            ));
        };
        Ok(Condition::Compare {
            left: self.expression(&both.left)?,
            operator: if negated { opposite } else { operator },
            right: self.expression(&both.right)?,
        })
    }

    fn test(&self, test: &ast::Test<'_>, span: Span, negated: bool) -> Result<Condition, Problem> {
        let present = match test.name {
            "defined" => !negated,
            "undefined" => negated,
            name => return Err(self.refuse(span, &unknown("test", name, TESTS))),
        };
        let value = self.expression(&test.expr)?;
        Ok(Condition::One(
            if present { "Present" } else { "Absent" },
            value,
        ))
    }

    /// A value with its filters.
    pub(super) fn expression(&self, expr: &Expr<'_>) -> Result<Expression, Problem> {
        if let Expr::Filter(filter) = expr {
            let Some(inner) = &filter.expr else {
                return Err(self.refuse(
                    filter.span(),
                    "a filter must stand behind a value\nnote: write `value | filter`",
                ));
            };
            let mut value = self.expression(inner)?;
            value.filters.push(self.filter(filter, filter.span())?);
            return Ok(value);
        }
        let (line, column) = self.place(expr.span());
        let value = match literal(expr) {
            Some(literal) => Operand::Literal(literal),
            None => Operand::Path(self.path(expr)?),
        };
        Ok(Expression {
            value,
            filters: Vec::new(),
            place: format!("{line}:{column}"),
        })
    }

    fn filter(&self, filter: &ast::Filter<'_>, span: Span) -> Result<Filter, Problem> {
        let plain = match filter.name {
            "length" | "count" => "Length",
            "tojson" => "ToJson",
            "upper" => "Upper",
            "lower" => "Lower",
            "trim" => "Trim",
            "first" => "First",
            "last" => "Last",
            "join" | "default" | "d" | "indent" => return self.filter_with(filter, span),
            name => return Err(self.refuse(span, &unknown("filter", name, FILTERS))),
        };
        if filter.args.is_empty() {
            return Ok(Filter::Plain(plain));
        }
        let text = format!(
            "filter `{name}` takes no arguments\nnote: write `| {name}`",
            name = filter.name
        );
        Err(self.refuse(span, &text))
    }

    /// A filter that takes one literal.
    fn filter_with(&self, filter: &ast::Filter<'_>, span: Span) -> Result<Filter, Problem> {
        let argument = match &*filter.args {
            [] => None,
            [CallArg::Pos(one) | CallArg::Kwarg("width" | "d", one)] => literal(one),
            _ => Some(Literal::Bool(false)),
        };
        let (given, wanted) = match (filter.name, argument) {
            ("join", None) if filter.args.is_empty() => (Some(Filter::Join(String::new())), ""),
            ("join", Some(Literal::Text(text))) => (Some(Filter::Join(text)), ""),
            ("join", _) => (None, "one text\nnote: for example `join(\", \")`"),
            ("indent", None) if filter.args.is_empty() => (Some(Filter::Indent(4)), ""),
            ("indent", Some(Literal::Integer(width))) => {
                let width = u32::try_from(width).ok().filter(|width| *width <= 80);
                (
                    width.map(Filter::Indent),
                    "at most 80 blanks\nnote: for example `indent(2)`",
                )
            }
            ("indent", _) => (None, "one number\nnote: for example `indent(2)`"),
            (_, Some(literal)) if filter.args.len() == 1 => (Some(Filter::Default(literal)), ""),
            _ => (
                None,
                "a text or a number\nnote: for example `default(\"none\")`",
            ),
        };
        given.ok_or_else(|| self.refuse(span, &format!("filter `{}` takes {wanted}", filter.name)))
    }

    /// Values have filters where Python has methods.
    pub(super) fn method(&self, method: &ast::GetAttr<'_>, span: Span) -> Problem {
        let name = method.name;
        let path = self.path(&method.expr);
        let note = match path {
            Ok(path) if FILTERS.contains(&name) => format!("write `{} | {name}`", path.join(".")),
            _ => format!("known filters: `{}`", FILTERS.join("`, `")),
        };
        self.refuse(
            span,
            &format!("a value has no methods, such as `{name}()`\nnote: {note}"),
        )
    }

    fn no_calculating(&self, span: Span) -> Problem {
        self.refuse(
            span,
            "a template must not calculate or compare here\nnote: compare in `{% if … %}`, and calculate in the program",
        )
    }

    fn path(&self, value: &Expr<'_>) -> Result<Vec<String>, Problem> {
        match value {
            Expr::Var(variable) if NOTHING.contains(&variable.id) => {
                Err(self.refuse(variable.span(), NO_NULL))
            }
            Expr::Const(constant) if constant.value.is_none() => {
                Err(self.refuse(constant.span(), NO_NULL))
            }
            Expr::Call(call) => match &call.expr {
                Expr::GetAttr(method) => Err(self.method(method, method.span())),
                other => Err(self.refuse(
                    other.span(),
                    "a function must not stand inside a value\nnote: `role(…)` and `output_format(…)` stand alone in `{{ … }}`",
                )),
            },
            Expr::Var(variable) => Ok(vec![variable.id.to_owned()]),
            Expr::GetAttr(field) => {
                let mut path = self.path(&field.expr)?;
                path.push(field.name.to_owned());
                Ok(path)
            }
            Expr::GetItem(item) => match literal(&item.subscript_expr) {
                Some(Literal::Text(key)) => {
                    let mut path = self.path(&item.expr)?;
                    path.push(key);
                    Ok(path)
                }
                _ => Err(self.refuse(
                    item.span(),
                    "a template must not number items\nnote: loop over the list, or take its `| first` or `| last`",
                )),
            },
            Expr::BinOp(both) if matches!(both.op, BinOpKind::Concat) => {
                Err(self.refuse(both.left.span(), NO_JOINING))
            }
            Expr::BinOp(both) => Err(self.no_calculating(both.left.span())),
            Expr::Test(test) => Err(self.no_calculating(test.expr.span())),
            Expr::UnaryOp(one) => Err(self.no_calculating(one.expr.span())),
            other => Err(self.refuse(
                other.span(),
                "this must be a value's path, a text or a number\nnote: write for example `user.tier`, `\"gold\"` or `3`",
            )),
        }
    }
}

/// Conditions of one kind stand side by side.
fn joined(all: bool, left: Condition, right: Condition) -> Condition {
    let flat = |part: Condition| match part {
        Condition::All(parts) if all => parts,
        Condition::Any(parts) if !all => parts,
        other => vec![other],
    };
    let mut parts = flat(left);
    parts.extend(flat(right));
    if all {
        Condition::All(parts)
    } else {
        Condition::Any(parts)
    }
}

/// The operator, and the one that holds when it does not.
fn operators(op: BinOpKind) -> Option<[&'static str; 2]> {
    Some(match op {
        BinOpKind::Eq => ["Equal", "Unequal"],
        BinOpKind::Ne => ["Unequal", "Equal"],
        BinOpKind::Lt => ["Less", "GreaterOrEqual"],
        BinOpKind::Lte => ["LessOrEqual", "Greater"],
        BinOpKind::Gt => ["Greater", "LessOrEqual"],
        BinOpKind::Gte => ["GreaterOrEqual", "Less"],
        BinOpKind::In => ["In", "NotIn"],
        _ => return None,
    })
}

fn literal(expr: &Expr<'_>) -> Option<Literal> {
    match expr {
        Expr::Const(constant) => of_value(&constant.value),
        Expr::UnaryOp(minus) if matches!(minus.op, UnaryOpKind::Neg) => {
            match literal(&minus.expr)? {
                Literal::Integer(number) => Some(Literal::Integer(number.checked_neg()?)),
                Literal::Float(number) => Some(Literal::Float(-number)),
                Literal::Text(_) | Literal::Bool(_) => None,
            }
        }
        _ => None,
    }
}

fn of_value(value: &minijinja::Value) -> Option<Literal> {
    match value.kind() {
        ValueKind::String => value.as_str().map(|text| Literal::Text(text.to_owned())),
        ValueKind::Bool => Some(Literal::Bool(value.is_true())),
        ValueKind::Number if value.is_integer() => {
            i64::try_from(value.clone()).ok().map(Literal::Integer)
        }
        ValueKind::Number => f64::try_from(value.clone()).ok().map(Literal::Float),
        _ => None,
    }
}
