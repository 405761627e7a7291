//! A summary without a model: what was asked, what was done and what came of it, a line each.
//!
//! Pure, and bounded by tokens: the same entries give the same lines.

use std::collections::VecDeque;

use super::compaction::{Leaving, Past, PastStep};
use super::entry::AnswerKind;
use crate::event::raw;

/// What a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    /// What people wrote and advised.
    Asked,
    /// Steps and what came of them.
    Done,
    /// Names and numbers of things, found in arguments, results and messages.
    Facts,
    /// What the agent asked and nobody answered.
    Open,
    /// Errors of steps that gave no result since.
    Errors,
}

impl Section {
    const ALL: [Self; 5] = [
        Self::Asked,
        Self::Done,
        Self::Facts,
        Self::Open,
        Self::Errors,
    ];

    const fn heading(self) -> &'static str {
        match self {
            Self::Asked => "asked:",
            Self::Done => "done:",
            Self::Facts => "facts:",
            Self::Open => "open:",
            Self::Errors => "errors:",
        }
    }

    /// Of a hundred tokens, those that its lines may have, before others leave theirs over.
    const fn share(self) -> u64 {
        match self {
            Self::Asked => 25,
            Self::Done => 40,
            Self::Facts => 15,
            Self::Open | Self::Errors => 10,
        }
    }
}

/// Characters of a text in a line; what is longer is cut.
const TEXT: usize = 160;
/// Characters of a step's arguments, and of its answer, in a line.
const SIDE: usize = 100;

/// Sums up what leaves under five headings: what was asked, what was done with what result, facts (ids, numbers with
/// their names), questions that are open, errors that nothing resolved. A former summary of this kind goes on.
///
/// Under each heading the newest lines go before older ones where there is no room for all. The text has at most
/// [`Leaving::limit`] tokens.
#[must_use]
pub fn outline(leaving: &Leaving<'_>) -> String {
    let mut outline = Outline::default();
    if let Some(former) = &leaving.former {
        outline.go_on(former);
    }
    for past in &leaving.past {
        outline.take_in(past);
    }
    outline.write(leaving)
}

#[derive(Default)]
struct Outline {
    lines: [VecDeque<String>; 5],
}

impl Outline {
    fn of(&mut self, section: Section) -> &mut VecDeque<String> {
        &mut self.lines[section as usize]
    }

    /// The newest of equal lines stays.
    fn add(&mut self, section: Section, line: String) {
        let lines = self.of(section);
        lines.retain(|known| *known != line);
        lines.push_back(line);
    }

    /// Lines of a former summary; those of another hand stand first among what was done.
    fn go_on(&mut self, former: &str) {
        let mut section = Section::Done;
        for line in former.lines().filter(|line| !line.trim().is_empty()) {
            let heading = Section::ALL.into_iter().find(|it| it.heading() == line);
            match (heading, line.strip_prefix("- ")) {
                (Some(heading), _) => section = heading,
                (None, Some(item)) => self.add(section, item.to_owned()),
                (None, None) => self.add(Section::Done, shortened(line, 2 * TEXT)),
            }
        }
    }

    fn take_in(&mut self, past: &Past) {
        match past {
            Past::Said(text) | Past::Advised(text) => {
                self.add(Section::Asked, shortened(text, TEXT));
                self.note_ids(text);
            }
            Past::Step(step) => self.step(step),
            // What was refused was not done; the next reply was told.
            Past::Refused(_) => {}
        }
    }

    fn step(&mut self, step: &PastStep) {
        let called = called(step);
        let answer = shortened(&step.answer, SIDE);
        match step.kind {
            AnswerKind::Failed => {
                return self.add(Section::Errors, format!("{called}: {answer}"));
            }
            AnswerKind::Finish => self.add(Section::Done, called),
            AnswerKind::Said if step.answer.trim().is_empty() => self.add(Section::Open, called),
            AnswerKind::Returned | AnswerKind::Said | AnswerKind::WaitEnded => {
                self.add(Section::Done, format!("{called} -> {answer}"));
            }
        }
        // A result resolves the errors of its step.
        let own = format!("{}(", step.step);
        self.of(Section::Errors)
            .retain(|line| !line.starts_with(&own));
        self.note_ids(&step.arguments);
        self.note_fields(&step.answer);
    }

    /// Words that look like the name of a thing: with a digit, and a letter or a sign between.
    fn note_ids(&mut self, text: &str) {
        let words = text.split(|c: char| !(c.is_alphanumeric() || "-_@.#/:".contains(c)));
        for word in words.filter_map(id).take(16) {
            self.fact(word);
        }
    }

    /// The plain members of an object, and what looks like an id elsewhere.
    fn note_fields(&mut self, text: &str) {
        let text = text.trim();
        if !text.starts_with('{') {
            return self.note_ids(text);
        }
        for (name, value) in raw::members(text).filter_map(Result::ok).take(16) {
            let plain = !value.starts_with(['{', '[']) && value.len() <= 48 && value != "null";
            if plain {
                self.fact(&format!("{name} {}", value.trim_matches('"')));
            } else {
                self.note_ids(value);
            }
        }
    }

    fn fact(&mut self, fact: &str) {
        self.add(Section::Facts, one_line(fact));
    }

    /// The lines that fit. What a section does not use, the ones behind it may.
    fn write(mut self, leaving: &Leaving<'_>) -> String {
        let mut left = leaving.limit;
        let mut shares = 100;
        let mut out = String::new();
        for section in Section::ALL {
            let have = left * section.share() / shares;
            shares -= section.share();
            let lines = std::mem::take(self.of(section));
            let (text, tokens) = fitting(section, &lines, have, leaving);
            out.push_str(&text);
            left -= tokens;
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// The newest lines of a section that fit, under its heading, and their tokens.
fn fitting(
    section: Section,
    lines: &VecDeque<String>,
    have: u64,
    leaving: &Leaving<'_>,
) -> (String, u64) {
    let heading = format!("{}\n", section.heading());
    let mut tokens = leaving.tokens(&heading);
    let mut taken = Vec::new();
    for line in lines.iter().rev() {
        let line = format!("- {line}\n");
        let need = leaving.tokens(&line);
        if tokens + need > have {
            break;
        }
        tokens += need;
        taken.push(line);
    }
    if taken.is_empty() {
        return (String::new(), 0);
    }
    taken.reverse();
    (heading + &taken.concat(), tokens)
}

/// A step as it is called: its name, and its arguments in round brackets.
fn called(step: &PastStep) -> String {
    let members = raw::members(&step.arguments).filter_map(Result::ok);
    let sides: Vec<String> = members
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    format!("{}({})", step.step, shortened(&sides.join(", "), SIDE))
}

fn id(word: &str) -> Option<&str> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
    let has = |is: fn(char) -> bool| word.contains(is);
    let digit = has(|c| c.is_ascii_digit());
    let other = has(|c| c.is_alphabetic() || "-_@#/".contains(c));
    (digit && other && (3..=48).contains(&word.len())).then_some(word)
}

/// The text on one line, cut where it is longer.
fn shortened(text: &str, most: usize) -> String {
    let line = one_line(text);
    match line.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::super::{Bounds, Budget, Estimate, Plan};
    use super::*;
    use crate::message::Settings;
    use crate::wire::OpenAiChatDialect;

    fn step(step: &str, arguments: &str, kind: AnswerKind, answer: &str) -> Past {
        Past::Step(PastStep::new(step, arguments, kind, answer))
    }

    fn leaving(past: Vec<Past>, former: Option<String>, limit: u64) -> Leaving<'static> {
        static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings::new("scripted"));
        static BUDGET: Budget = Budget::of(8_000);
        let bounds = Bounds {
            budget: &BUDGET,
            counter: &Estimate,
        };
        Leaving {
            past,
            elements: Vec::new(),
            former,
            limit,
            plan: Plan {
                bounds: Some(bounds),
                ..Plan::new(&OpenAiChatDialect, &SETTINGS)
            },
        }
    }

    fn story() -> Vec<Past> {
        let order = r#"{"order_id":"A-1001"}"#;
        vec![
            Past::Said("Where is\nmy order A-1001?".into()),
            step("get_order", order, AnswerKind::Failed, "error: timeout"),
            step("refund", order, AnswerKind::Failed, "denied: too much"),
            step(
                "get_order",
                order,
                AnswerKind::Returned,
                r#"{"status":"shipped","items":[{"sku":"B-7"}]}"#,
            ),
            step("ask", r#"{"question":"Which?"}"#, AnswerKind::Said, ""),
            Past::Refused("no such step".into()),
        ]
    }

    #[test]
    fn it_says_what_was_asked_done_found_open_and_wrong() {
        let text = outline(&leaving(story(), None, 500));
        let expected = "asked:\n\
            - Where is my order A-1001?\n\
            done:\n\
            - get_order(order_id: \"A-1001\") -> {\"status\":\"shipped\",\"items\":[{\"sku\":\"B-7\"}]}\n\
            facts:\n\
            - A-1001\n\
            - status shipped\n\
            - B-7\n\
            open:\n\
            - ask(question: \"Which?\")\n\
            errors:\n\
            - refund(order_id: \"A-1001\"): denied: too much";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_former_outline_goes_on_and_one_of_another_hand_is_kept() {
        let former = outline(&leaving(story(), None, 500));
        let refund = step(
            "refund",
            r#"{"order_id":"A-1001"}"#,
            AnswerKind::Returned,
            "5",
        );
        let text = outline(&leaving(vec![refund], Some(former.clone()), 500));
        let (head, _) = former.split_once("facts:").unwrap_or_default();
        assert!(text.starts_with(head), "{text}");
        assert!(!text.contains("errors:"), "resolved: {text}");
        let other = outline(&leaving(story(), Some("All went well.".into()), 500));
        assert!(
            other.contains("done:\n- All went well.\n- get_order("),
            "{other}"
        );
    }

    #[test]
    fn it_keeps_to_its_limit_and_the_newest_go_first() {
        let many: Vec<Past> = (0..200)
            .map(|at| {
                let arguments =
                    format!("{{\"order_id\":\"A-{at}\",\"note\":\"\\u00e4 \\\"{at}\"}}");
                step(
                    "get_order",
                    &arguments,
                    AnswerKind::Returned,
                    "{\"total\": 12.5}",
                )
            })
            .collect();
        for limit in [0, 1, 10, 50, 200, 1_000] {
            let leaving = leaving(many.clone(), None, limit);
            let text = outline(&leaving);
            assert!(leaving.tokens(&text) <= limit, "{limit}: {text}");
            assert_eq!(text.contains("A-199"), limit >= 200, "{limit}: {text}");
        }
    }
}
