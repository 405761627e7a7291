//! What is said at the terminal, line by line.
//!
//! Owns the words. Knows nothing of threads or futures: it reads until it has an answer or the input ends.

use std::io::{self, BufRead, Write};

use serde_json::Value;

use crate::event::{StuckWhy, Verdict};
use crate::port::{AnswerError, AnswerFormat, Asked, PersonAnswer, PersonRequest, Visible};
use crate::reducer::Trouble;
use crate::schema::{ShapeRef, check};

const BY: &str = "terminal";

/// A reader of answers and a writer of questions.
#[derive(Debug)]
pub(super) struct Dialog<R, W> {
    input: R,
    output: W,
}

impl<R: BufRead, W: Write> Dialog<R, W> {
    pub(super) const fn new(input: R, output: W) -> Self {
        Self { input, output }
    }

    /// Asks until the answer has the right form; `None` where the input is closed and nobody may answer
    /// for the person.
    pub(super) fn ask(&mut self, request: &PersonRequest) -> io::Result<Option<PersonAnswer>> {
        if let Some(below) = request.path.last() {
            writeln!(self.output, "\nFor thread {below}:")?;
        }
        match &request.asked {
            Asked::Approval {
                tool,
                version,
                class,
                arguments,
                sha256,
            } => {
                let class = class_in_words(*class);
                let call = Visible(arguments);
                writeln!(
                    self.output,
                    "\nMay this run?  {tool}@{version} ({class})  {call}"
                )?;
                self.approval(sha256).map(Some)
            }
            Asked::Question { fields, answer, .. } => {
                self.show_fields(fields)?;
                self.answer(*answer)
            }
            Asked::Lost {
                tool,
                arguments,
                idempotency_key,
            } => {
                let call = Visible(arguments);
                writeln!(
                    self.output,
                    "\nNobody knows how this ended:  {tool}  {call}"
                )?;
                writeln!(
                    self.output,
                    "It ran under the key {idempotency_key}: look it up where its effect would show."
                )?;
                self.verdict()
            }
            Asked::Help { why, errors } => {
                self.show_errors(why, errors)?;
                self.advice()
            }
        }
    }

    /// Says why an answer was not taken. Where it cannot be said, the next question still comes.
    pub(super) fn refused(&mut self, why: &AnswerError) {
        let _ = writeln!(self.output, "{}.", Visible(&why.to_string()));
    }

    fn approval(&mut self, sha256: &str) -> io::Result<PersonAnswer> {
        let answer = |approved, comment: &str, by: &str| PersonAnswer::Approval {
            approved,
            comment: Some(comment.to_owned()).filter(|comment| !comment.is_empty()),
            by: by.to_owned(),
            sha256: Some(sha256.to_owned()),
        };
        loop {
            let Some(line) = self.line("y, or n with a reason")? else {
                writeln!(self.output, "The input is closed: denied.")?;
                return Ok(answer(false, "", "closed input"));
            };
            let (word, comment) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
            match yes_or_no(word) {
                Some(approved) => return Ok(answer(approved, comment.trim(), BY)),
                None => writeln!(
                    self.output,
                    "Answer y to run it, or n to deny it; a reason may follow: n use 5 instead of 4"
                )?,
            }
        }
    }

    fn answer(&mut self, shape: ShapeRef) -> io::Result<Option<PersonAnswer>> {
        let format = AnswerFormat::of(shape);
        self.show_choices(&format)?;
        loop {
            let Some(line) = self.line(prompt(&format))? else {
                return Ok(None);
            };
            match value(&line, &format, shape) {
                Ok(value) => {
                    let by = BY.to_owned();
                    return Ok(Some(PersonAnswer::Answer { value, by }));
                }
                Err(reason) => writeln!(self.output, "The answer must be {format}{reason}.")?,
            }
        }
    }

    fn verdict(&mut self) -> io::Result<Option<PersonAnswer>> {
        loop {
            let Some(line) = self.line("again, or leave")? else {
                return Ok(None);
            };
            let verdict = match line.as_str() {
                "again" => Verdict::RunAgain,
                "leave" => Verdict::LeaveUnknown,
                _ => {
                    writeln!(
                        self.output,
                        "Answer `again` if it took no effect and shall run, or `leave` if it shall not."
                    )?;
                    continue;
                }
            };
            let by = BY.to_owned();
            return Ok(Some(PersonAnswer::Verdict { verdict, by }));
        }
    }

    fn show_errors(&mut self, why: &StuckWhy, errors: &[Trouble]) -> io::Result<()> {
        writeln!(
            self.output,
            "\nThe agent is stuck: {}.",
            Visible(&why.to_string())
        )?;
        for trouble in errors {
            let (tool, call) = (Visible(&trouble.tool), Visible(&trouble.arguments));
            writeln!(self.output, "  {tool}  {call}")?;
            let error = format!("{}: {}", trouble.error, trouble.message);
            for line in error.lines() {
                writeln!(self.output, "    {}", Visible(line))?;
            }
        }
        Ok(())
    }

    fn advice(&mut self) -> io::Result<Option<PersonAnswer>> {
        loop {
            let Some(line) = self.line("advice for the agent, or stop")? else {
                return Ok(None);
            };
            let by = BY.to_owned();
            match line.as_str() {
                "" => writeln!(
                    self.output,
                    "Write what the agent should do, or `stop` to end the run."
                )?,
                "stop" => return Ok(Some(PersonAnswer::GiveUp { by })),
                _ => return Ok(Some(PersonAnswer::Advice { text: line, by })),
            }
        }
    }

    /// A question in one text field is shown as its text; with more fields, each stands on a line.
    fn show_fields(&mut self, fields: &str) -> io::Result<()> {
        writeln!(self.output)?;
        let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(fields) else {
            return writeln!(self.output, "{}", Visible(fields));
        };
        let named = fields.len() > 1;
        for (name, value) in &fields {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let text = Visible(&text);
            if named {
                writeln!(self.output, "{name}: {text}")?;
            } else {
                writeln!(self.output, "{text}")?;
            }
        }
        Ok(())
    }

    fn show_choices(&mut self, format: &AnswerFormat) -> io::Result<()> {
        if let AnswerFormat::Choice(choices) = format {
            for (number, choice) in (1..).zip(choices) {
                writeln!(self.output, "  {number}. {choice}")?;
            }
        }
        Ok(())
    }

    /// One line without the spaces around it; `None` at the end of the input.
    fn line(&mut self, prompt: &str) -> io::Result<Option<String>> {
        write!(self.output, "({prompt}) > ")?;
        self.output.flush()?;
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            writeln!(self.output)?;
            return Ok(None);
        }
        Ok(Some(line.trim().to_owned()))
    }
}

const fn prompt(format: &AnswerFormat) -> &'static str {
    match format {
        AnswerFormat::YesNo => "yes or no",
        AnswerFormat::Choice(_) => "name or number",
        AnswerFormat::FreeText => "your answer",
        AnswerFormat::Json => "JSON",
    }
}

/// The line as the JSON of the question's shape, or what follows "must be …".
fn value(line: &str, format: &AnswerFormat, shape: ShapeRef) -> Result<Value, String> {
    let value = match format {
        AnswerFormat::YesNo => yes_or_no(line).map(Value::Bool),
        AnswerFormat::Choice(choices) => choice(line, choices).map(Value::from),
        AnswerFormat::FreeText => Some(Value::from(line)).filter(|_| !line.is_empty()),
        AnswerFormat::Json => serde_json::from_str(line).ok(),
    };
    let value = value.ok_or_else(String::new)?;
    match check::check(&value.to_string(), shape, check::Extra::Refuse) {
        Ok(_) => Ok(value),
        Err(mismatch) => Err(format!(": {mismatch}")),
    }
}

fn choice<'a>(line: &str, choices: &[&'a str]) -> Option<&'a str> {
    let named = choices
        .iter()
        .find(|choice| choice.eq_ignore_ascii_case(line));
    let numbered = || choices.get(line.parse::<usize>().ok()?.checked_sub(1)?);
    named.or_else(numbered).copied()
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "y" | "yes" | "true" => Some(true),
        "n" | "no" | "false" => Some(false),
        _ => None,
    }
}

fn class_in_words(class: crate::contract::Class) -> &'static str {
    use crate::contract::Class;
    match class {
        Class::Read => "read: changes nothing",
        Class::Idempotent => "idempotent: may safely run again",
        Class::Write => "write: never runs twice",
    }
}

#[cfg(test)]
mod tests;
