//! The statements of a template. With `expression`, the one place that knows minijinja's syntax tree, which
//! promises no stability between versions.

use minijinja::machinery::ast::{self, Expr, Stmt};
use minijinja::machinery::{Span, parse as parse_template};
use minijinja::syntax::SyntaxConfig;

use super::names::Words;
use super::node::{Node, OutputFormat};
use super::place::{Origin, Problem};
use super::syntax::explain;
use crate::nearest::nearest;

const TAGS: &[&str] = &["for", "if", "elif", "else"];
const ROLES: &[&str] = &["system", "user", "assistant"];
const OUTPUT_KEYS: &[&str] = &["form", "prefix", "or_splitter", "hoist"];

/// A parsed template, and the words of its text.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) nodes: Vec<Node>,
    pub(super) words: Vec<Words>,
}

/// Parses a template.
pub(super) fn parse(source: &str, origin: Origin) -> Result<Parsed, Problem> {
    let mut reader = Reader {
        source,
        origin,
        words: Vec::new(),
        problems: Vec::new(),
        fenced: false,
    };
    let template =
        parse_template(source, "prompt", syntax()).map_err(|error| reader.syntax(&error))?;
    let nodes = match &template {
        Stmt::Template(template) => reader.nodes(&template.children),
        _ => Vec::new(),
    };
    let mut problems = reader.problems.into_iter();
    if let Some(first) = problems.next() {
        let more = problems.collect();
        return Err(Problem { more, ..first });
    }
    Ok(Parsed {
        nodes,
        words: reader.words,
    })
}

/// What the user wrote goes through whole: Jinja would drop the last line break.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .keep_trailing_newline(true)
        .build()
        .unwrap_or_default()
}

pub(super) struct Reader<'a> {
    source: &'a str,
    origin: Origin,
    words: Vec<Words>,
    problems: Vec<Problem>,
    /// Whether the text so far ends inside code.
    fenced: bool,
}

impl Reader<'_> {
    /// Goes on behind a mistake, so that all are told at once.
    fn nodes(&mut self, statements: &[Stmt<'_>]) -> Vec<Node> {
        let mut nodes = Vec::new();
        for statement in statements {
            match self.node(statement) {
                Ok(node) => nodes.push(node),
                Err(problem) => self.problems.push(problem),
            }
        }
        nodes
    }

    fn node(&mut self, statement: &Stmt<'_>) -> Result<Node, Problem> {
        match statement {
            Stmt::EmitRaw(raw) => {
                self.note_words(raw.raw);
                Ok(Node::Text(raw.raw.to_owned()))
            }
            Stmt::EmitExpr(emit) => self.emit(&emit.expr),
            Stmt::ForLoop(each) => self.each(each, each.span()),
            Stmt::IfCond(choice) => Ok(Node::If {
                condition: self.condition(&choice.expr, false)?,
                then: self.nodes(&choice.true_body),
                otherwise: self.nodes(&choice.false_body),
            }),
            other => {
                let (name, span) = tag_of(other);
                Err(self.refuse(span, &unknown_tag(name)))
            }
        }
    }

    /// Text stands in the source as it is, so its place is where its bytes are.
    fn note_words(&mut self, text: &str) {
        let offset = (text.as_ptr() as usize).wrapping_sub(self.source.as_ptr() as usize);
        if self.source.get(offset..offset.wrapping_add(text.len())) == Some(text) {
            let (source, origin) = (self.source, self.origin);
            let place = |at: usize| origin.place(source, offset + at);
            let words = super::names::words(text, &mut self.fenced, place);
            if !is_raw(&source[..offset]) {
                self.words.extend(words);
            }
        }
    }

    fn emit(&self, expr: &Expr<'_>) -> Result<Node, Problem> {
        match expr {
            Expr::IfExpr(choice) => Ok(Node::If {
                condition: self.condition(&choice.test_expr, false)?,
                then: vec![self.emit(&choice.true_expr)?],
                otherwise: match &choice.false_expr {
                    Some(otherwise) => vec![self.emit(otherwise)?],
                    None => Vec::new(),
                },
            }),
            Expr::Var(variable) if variable.id == "output_format" => {
                self.output_format(&[], variable.span())
            }
            Expr::Call(call) => match &call.expr {
                Expr::Var(name) if name.id == "role" => self.role(&call.args, name.span()),
                Expr::Var(name) if name.id == "output_format" => {
                    self.output_format(&call.args, name.span())
                }
                Expr::GetAttr(method) => Err(self.method(method, method.span())),
                other => Err(self.refuse(
                    other.span(),
                    "this is no function\nnote: known functions: `role(\"user\")`, `output_format(…)`",
                )),
            },
            other => Ok(Node::Print(self.expression(other)?)),
        }
    }

    fn role(&self, args: &[ast::CallArg<'_>], span: Span) -> Result<Node, Problem> {
        let [ast::CallArg::Pos(Expr::Const(role))] = args else {
            return Err(self.refuse(span, "a role must be a text\nnote: write `role(\"user\")`"));
        };
        let given = role.value.as_str().unwrap_or_default();
        let found = ROLES.iter().find(|known| **known == given);
        found
            .map(|known| Node::Role(known))
            .ok_or_else(|| self.refuse(role.span(), &unknown("role", given, ROLES)))
    }

    fn output_format(&self, args: &[ast::CallArg<'_>], span: Span) -> Result<Node, Problem> {
        let (line, column) = self.place(span);
        let mut format = OutputFormat {
            form: "Types",
            prefix: String::new(),
            or_splitter: "|".to_owned(),
            hoist: "Repeated",
            place: format!("{line}:{column}"),
        };
        for arg in args {
            let ast::CallArg::Kwarg(key, Expr::Const(value)) = arg else {
                return Err(self.refuse(
                    span,
                    "an option of `output_format` must be written `key = value`\nnote: for example `output_format(form = \"schema\")`",
                ));
            };
            set(&mut format, key, &value.value).map_err(|text| self.refuse(value.span(), &text))?;
        }
        Ok(Node::OutputFormat(format))
    }

    fn each(&mut self, each: &ast::ForLoop<'_>, span: Span) -> Result<Node, Problem> {
        if each.filter_expr.is_some() || each.recursive {
            return Err(self.refuse(
                span,
                "this loop does more than `{% for item in list %}`\nnote: choose the items in the program, or write an `{% if %}` inside",
            ));
        }
        let Expr::Var(item) = &each.target else {
            return Err(self.refuse(
                each.target.span(),
                "a loop must have one variable\nnote: write `{% for item in list %}`",
            ));
        };
        Ok(Node::For {
            item: item.id.to_owned(),
            list: self.expression(&each.iter)?,
            body: self.nodes(&each.body),
            otherwise: self.nodes(&each.else_body),
        })
    }

    pub(super) fn refuse(&self, span: Span, text: &str) -> Problem {
        let (line, column) = self.place(span);
        Problem {
            line,
            column: Some(column),
            text: text.to_owned(),
            more: Vec::new(),
        }
    }

    pub(super) fn place(&self, span: Span) -> (usize, usize) {
        self.origin.place(self.source, span.start_offset as usize)
    }

    fn syntax(&self, error: &minijinja::Error) -> Problem {
        let detail = error.detail().unwrap_or("the template cannot be parsed");
        let at = error.range().map_or(0, |range| range.start);
        let (text, start) = explain(detail, self.source, at);
        let place = error
            .range()
            .map(|range| self.origin.place(self.source, start.unwrap_or(range.start)));
        let line = error.line().unwrap_or(1) + self.origin.lines;
        Problem {
            line: place.map_or(line, |(line, _)| line),
            column: place.map(|(_, column)| column),
            text,
            more: Vec::new(),
        }
    }
}

fn set(format: &mut OutputFormat, key: &str, value: &minijinja::Value) -> Result<(), String> {
    let text = value.as_str();
    match (key, text, bool::try_from(value.clone())) {
        ("form", Some("types"), _) => format.form = "Types",
        ("form", Some("schema"), _) => format.form = "Schema",
        ("form", ..) => {
            return Err(
                "`form` must be known\nnote: write `form = \"types\"` or `form = \"schema\"`"
                    .to_owned(),
            );
        }
        ("prefix", Some(text), _) => text.clone_into(&mut format.prefix),
        ("or_splitter", Some(text), _) => text.clone_into(&mut format.or_splitter),
        ("prefix" | "or_splitter", None, _) => {
            return Err(format!(
                "`{key}` must be a text\nnote: write `{key} = \"…\"`"
            ));
        }
        ("hoist", None, Ok(true)) => format.hoist = "All",
        ("hoist", None, Ok(false)) => format.hoist = "Recursive",
        ("hoist", ..) => {
            return Err("`hoist` must be `true` or `false`\nnote: without it, types that are used more than once stand by themselves".to_owned());
        }
        _ => return Err(crate::nearest::unknown_key(key, OUTPUT_KEYS)),
    }
    Ok(())
}

pub(super) fn unknown_tag(name: &str) -> String {
    if TAGS.contains(&name) || name == "endfor" || name == "endif" {
        return format!(
            "tag `{name}` has no beginning\nnote: remove it, or open `{{% for … %}}` or `{{% if … %}}` above it"
        );
    }
    unknown("tag", name, TAGS)
}

/// Whether a `{% raw %}` stands right before: what it holds are examples.
fn is_raw(before: &str) -> bool {
    let tag = before.trim_end().strip_suffix("%}");
    tag.and_then(|tag| tag.rsplit_once("{%"))
        .is_some_and(|(_, word)| word.trim_matches(['-', '+', ' ']) == "raw")
}

/// "filter `uper` is not known\nnote: did you mean `upper`? known filters: …"
pub(super) fn unknown(what: &str, given: &str, known: &[&str]) -> String {
    let hint =
        nearest(given, known).map_or_else(String::new, |name| format!("did you mean `{name}`? "));
    let list = known.join("`, `");
    format!("{what} `{given}` is not known\nnote: {hint}known {what}s: `{list}`")
}

fn tag_of(statement: &Stmt<'_>) -> (&'static str, Span) {
    match statement {
        Stmt::Template(node) => ("template", node.span()),
        Stmt::EmitExpr(node) => ("", node.span()),
        Stmt::EmitRaw(node) => ("raw", node.span()),
        Stmt::ForLoop(node) => ("for", node.span()),
        Stmt::IfCond(node) => ("if", node.span()),
        Stmt::WithBlock(node) => ("with", node.span()),
        Stmt::Set(node) => ("set", node.span()),
        Stmt::SetBlock(node) => ("set", node.span()),
        Stmt::AutoEscape(node) => ("autoescape", node.span()),
        Stmt::FilterBlock(node) => ("filter", node.span()),
        Stmt::Do(node) => ("do", node.span()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::Origin;
    use super::{Node, parse};

    fn told(source: &str) -> String {
        match parse(source, Origin::default()) {
            Ok(parsed) => format!("{:#?}", parsed.nodes),
            Err(problem) => {
                let more = problem.more.iter();
                let all = std::iter::once(&problem).chain(more).map(|problem| {
                    let column = problem.column.unwrap_or_default();
                    let text = problem.text.replace('\n', "\n    ");
                    format!("{}:{column}: {text}", problem.line)
                });
                all.collect::<Vec<_>>().join("\n  ")
            }
        }
    }

    #[test]
    fn the_tree_of_every_allowed_piece() {
        let source = include_str!("golden/every_piece.jinja");
        expect_test::expect_file!["golden/tree.txt"].assert_eq(&told(source));
    }

    #[test]
    fn what_is_not_allowed_is_named_with_its_place() {
        let cases = include_str!("golden/refused.jinja").split("\n---\n");
        let told = cases
            .map(|case| format!("{case}\n  {}\n\n", told(case)))
            .collect::<Vec<_>>()
            .concat();
        expect_test::expect_file!["golden/refused.txt"].assert_eq(&told);
    }

    #[test]
    fn raw_text_and_code_name_no_tool() {
        let source = "Call `a`. {% raw %}Call `b`.{% endraw %} ```\nCall `c` {{ x }} call `d`\n``` Call `e`.\n\
            {%- raw -%} Call `f`. {%- endraw %} Call `g`.";
        let words = parse(source, Origin::default()).map(|parsed| parsed.words);
        let words = words.into_iter().flatten().map(|word| word.word);
        assert_eq!(words.collect::<String>(), "aeg");
    }

    #[test]
    fn no_byte_of_text_is_lost() {
        for source in ["a", "a\n", "a\n\n", "\n", "", " a \r\n b\t"] {
            let parsed = parse(source, Origin::default());
            let nodes = parsed.ok().map(|parsed| parsed.nodes);
            let texts = nodes.into_iter().flatten().map(|node| match node {
                Node::Text(text) => text,
                other => format!("{other:?}"),
            });
            assert_eq!(texts.collect::<String>(), source);
        }
    }
}
