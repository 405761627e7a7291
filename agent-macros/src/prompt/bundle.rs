//! The bundle form of a prompt: a YAML file with `version`, `template` and the `tools` that it is written for.

use std::borrow::Cow;
use std::path::Path;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span};

use super::front::Front;
use super::place::{Origin, Problem};
use super::{Source, jinja};
use crate::nearest::unknown_key;
use crate::pin::PinFile;

const KEYS: &[&str] = &["version", "name", "model", "template", "tools"];
const TOOL_KEYS: &[&str] = &["name", "schema"];

/// One entry of `tools`.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) schema: Option<Schema>,
    /// `line:column`
    pub(super) place: String,
}

/// The file of a tool's JSON Schema, relative to the bundle.
pub(super) struct Schema {
    pub(super) file: String,
    /// `line:column`
    pub(super) place: String,
    /// What it says, once it is read.
    pub(super) pin: Option<PinFile>,
}

/// Whether the file's name says that it is a bundle.
pub(super) fn is_one(path: &Path) -> bool {
    let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    ending.is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// Reads a bundle.
pub(super) fn parse(source: &str) -> Result<Source, Problem> {
    let mut reader = Reader {
        source,
        events: Parser::new_from_str(source),
    };
    reader.skip_to_root()?;
    let mut found = Found::default();
    while let Some((key, at)) = reader.key("a bundle must be `key: value`")? {
        reader.entry(&key, at, &mut found)?;
    }
    found.finish()
}

/// What was read so far.
#[derive(Default)]
struct Found {
    front: Front,
    template: Option<jinja::Parsed>,
    tools: Vec<Listed>,
}

impl Found {
    fn finish(self) -> Result<Source, Problem> {
        let template = self.template.ok_or_else(|| Problem {
            line: 1,
            column: Some(1),
            text: "the bundle has no `template`\nnote: write `template: |` with the text below it"
                .to_owned(),
            more: Vec::new(),
        })?;
        Ok(Source {
            front: self.front,
            nodes: template.nodes,
            words: template.words,
            tools: self.tools,
        })
    }
}

struct Reader<'a> {
    source: &'a str,
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Problem> {
        match self.events.next() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(scan(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn skip_to_root(&mut self) -> Result<(), Problem> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::MappingStart(..) => return Ok(()),
                _ => {
                    return Err(problem(
                        span.start,
                        "a bundle must be `key: value`\nnote: its keys are `version`, `template` and `tools`",
                    ));
                }
            }
        }
    }

    /// The next key of the mapping; `None` at its end.
    fn key(&mut self, wrong: &str) -> Result<Option<(Cow<'a, str>, Marker)>, Problem> {
        let (event, span) = self.next()?;
        match event {
            Event::MappingEnd => Ok(None),
            Event::Scalar(key, ..) => Ok(Some((key, span.start))),
            _ => Err(problem(span.start, wrong)),
        }
    }

    fn entry(&mut self, key: &str, at: Marker, found: &mut Found) -> Result<(), Problem> {
        match key {
            "template" if found.template.is_some() => Err(problem(at, "`template` is given twice")),
            "template" => {
                found.template = Some(self.template()?);
                Ok(())
            }
            "tools" => self.tools(&mut found.tools),
            "version" | "name" | "model" => {
                let (value, at) = self.text(key)?;
                let set = found.front.set(key, &value);
                set.map_err(|text| problem(at, &text))
            }
            _ => Err(problem(at, &unknown_key(key, KEYS))),
        }
    }

    fn text(&mut self, key: &str) -> Result<(Cow<'a, str>, Marker), Problem> {
        let (event, span) = self.next()?;
        match event {
            Event::Scalar(value, ..) => Ok((value, span.start)),
            _ => Err(problem(span.start, &format!("`{key}` must be a text"))),
        }
    }

    /// A block keeps the file's bytes, so that each has a place.
    fn template(&mut self) -> Result<jinja::Parsed, Problem> {
        let (event, span) = self.next()?;
        match event {
            Event::Scalar(text, ScalarStyle::Literal, ..) => {
                let origin = self.origin(&text, span.start.line());
                jinja::parse(&text, origin)
            }
            _ => Err(problem(
                span.start,
                "`template` must be a block\nnote: write `template: |` and the text below it, indented",
            )),
        }
    }

    /// Where a block begins, given the line of its first words: behind its indentation.
    fn origin(&self, text: &str, line: usize) -> Origin {
        let blank = |line: &&str| line.trim().is_empty();
        let above = text.lines().take_while(blank).count();
        let kept = text.lines().nth(above).map_or(0, margin);
        let written = self.source.lines().nth(line.saturating_sub(1));
        Origin {
            lines: line.saturating_sub(above + 1),
            columns: written.map_or(0, margin).saturating_sub(kept),
        }
    }

    fn tools(&mut self, tools: &mut Vec<Listed>) -> Result<(), Problem> {
        let wrong =
            "`tools` must be a list\nnote: each entry is `- name: …` with `schema: …` below it";
        let (event, span) = self.next()?;
        if !matches!(event, Event::SequenceStart(..)) {
            return Err(problem(span.start, wrong));
        }
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::SequenceEnd => return Ok(()),
                Event::MappingStart(..) => {
                    let tool = self.tool(span.start)?;
                    if tools.iter().any(|known| known.name == tool.name) {
                        let text = format!("tool `{}` is listed twice", tool.name);
                        return Err(problem(span.start, &text));
                    }
                    tools.push(tool);
                }
                _ => return Err(problem(span.start, wrong)),
            }
        }
    }

    fn tool(&mut self, start: Marker) -> Result<Listed, Problem> {
        let (mut name, mut schema) = (None, None);
        while let Some((key, at)) = self.key("a tool must be `name: …` and `schema: …`")? {
            let value = match &*key {
                "name" => &mut name,
                "schema" => &mut schema,
                _ => return Err(problem(at, &unknown_key(&key, TOOL_KEYS))),
            };
            *value = Some(self.text(&key)?);
        }
        let (name, at) = name.ok_or_else(|| problem(start, "a tool must have a `name`"))?;
        Ok(Listed {
            name: name.into_owned(),
            schema: schema.map(|(file, at)| Schema {
                file: file.into_owned(),
                place: place(at),
                pin: None,
            }),
            place: place(at),
        })
    }
}

fn place(at: Marker) -> String {
    format!("{}:{}", at.line(), at.col() + 1)
}

fn margin(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn scan(error: &ScanError) -> Problem {
    problem(*error.marker(), error.info())
}

fn problem(at: Marker, text: &str) -> Problem {
    Problem {
        line: at.line(),
        column: Some(at.col() + 1),
        text: text.to_owned(),
        more: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn told(source: &str) -> String {
        match parse(source) {
            Ok(bundle) => {
                let tools = bundle.tools.into_iter();
                let tools: Vec<_> = tools
                    .map(|tool| (tool.name, tool.schema.map(|schema| schema.file), tool.place))
                    .collect();
                format!("{:#?}\n{tools:#?}", bundle.nodes)
            }
            Err(problem) => problem.at("p.yaml"),
        }
    }

    #[test]
    fn places_are_those_of_the_yaml_file() {
        let source = include_str!("golden/bundle.yaml");
        expect_test::expect_file!["golden/bundle.txt"].assert_eq(&told(source));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let cases = include_str!("golden/bundle_refused.txt.yaml").split("\n=====\n");
        let told = cases
            .map(|case| format!("{case}\n  {}\n\n", told(case).replace('\n', "\n    ")))
            .collect::<Vec<_>>()
            .concat();
        expect_test::expect_file!["golden/bundle_refused.txt"].assert_eq(&told);
    }
}
