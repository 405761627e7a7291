//! What the classes, gates and limits mean, in the words of somebody who has not read the manual.

use std::time::Duration;

use super::model::{Ability, Field, Page, Piece, Step};
use crate::agent::{Limits, Prefetch, Urgency, WhenStuck};
use crate::contract::{Class, Gate};

/// How steps are put together: in this order, under these titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Read,
    Idempotent,
    Write,
    Ask,
    Wait,
    Done,
    Retired,
}

impl Group {
    pub(super) const ALL: [Self; 7] = [
        Self::Read,
        Self::Idempotent,
        Self::Write,
        Self::Ask,
        Self::Wait,
        Self::Done,
        Self::Retired,
    ];

    pub(super) fn of(step: &Step) -> Self {
        match &step.ability {
            _ if step.retired => Self::Retired,
            Ability::Tool { class, .. } => match class {
                Class::Read => Self::Read,
                Class::Idempotent => Self::Idempotent,
                Class::Write => Self::Write,
            },
            Ability::Ask { .. } => Self::Ask,
            Ability::Wait { .. } => Self::Wait,
            Ability::Done => Self::Done,
        }
    }

    /// One word, for styles and names in diagrams.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Idempotent => "idempotent",
            Self::Write => "write",
            Self::Ask => "ask",
            Self::Wait => "wait",
            Self::Done => "done",
            Self::Retired => "retired",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Read => "Reads",
            Self::Idempotent => "Changes something once",
            Self::Write => "Changes something each time",
            Self::Ask => "Asks a person",
            Self::Wait => "Waits",
            Self::Done => "Ends the run",
            Self::Retired => "Retired: for old threads only",
        }
    }

    /// The steps of the group, in the order of the page.
    pub(super) fn steps(self, page: &Page) -> Vec<&Step> {
        let steps = page.steps.iter();
        steps.filter(|step| Self::of(step) == self).collect()
    }
}

/// The kind of a step in a word or two, for badges and tables.
pub(super) fn kind(step: &Step) -> &'static str {
    if step.agent.is_some() {
        return "another agent";
    }
    match &step.ability {
        Ability::Tool { class, .. } => match class {
            Class::Read => "reads",
            Class::Idempotent => "changes once",
            Class::Write => "changes each time",
        },
        Ability::Ask { .. } => "asks a person",
        Ability::Wait { .. } => "waits",
        Ability::Done => "ends the run",
    }
}

/// Whether it runs before the model is asked, in a word or two; nothing where it does not.
pub(super) const fn prefetch(step: &Step) -> Option<&'static str> {
    match step.prefetch {
        Prefetch::No => None,
        Prefetch::Also => Some("prefetched"),
        Prefetch::Only => Some("prefetched only"),
    }
}

/// The same as a sentence.
pub(super) const fn prefetch_told(step: &Step) -> Option<&'static str> {
    match step.prefetch {
        Prefetch::No => None,
        Prefetch::Also => {
            Some("Runs before the model is asked for the first time, and when it is chosen.")
        }
        Prefetch::Only => {
            Some("Runs before the model is asked for the first time. The model cannot choose it.")
        }
    }
}

/// Whether it may run again.
pub(super) const fn effect(class: Class) -> &'static str {
    match class {
        Class::Read => "Changes nothing. May run again at any time.",
        Class::Idempotent => {
            "Changes something once per idempotency key. A call that never answered runs again with the same key."
        }
        Class::Write => {
            "Changes something each time. Never runs twice: if a call never answered, a person says what became of it."
        }
    }
}

/// When a person is asked first.
pub(super) const fn approval(gate: Gate) -> &'static str {
    match gate {
        Gate::Open => "Never: it runs without asking.",
        Gate::Always => "Always: a person approves every call, with exactly its arguments.",
        Gate::AskIf => {
            "Sometimes: the program looks at the arguments and says whether a person must approve them."
        }
    }
}

/// The same in a few words; nothing where nobody is asked.
pub(super) const fn gate(gate: Gate) -> Option<&'static str> {
    match gate {
        Gate::Open => None,
        Gate::Always => Some("a person approves"),
        Gate::AskIf => Some("a person may be asked"),
    }
}

/// The gate of a step; open where there is none.
pub(super) const fn gate_of(step: &Step) -> Gate {
    match &step.ability {
        Ability::Tool { gate, .. } => *gate,
        Ability::Ask { .. } | Ability::Wait { .. } | Ability::Done => Gate::Open,
    }
}

/// How a call is run, each in a few words.
pub(super) fn running(timeout: Option<Duration>, attempts: u32, concurrent: bool) -> String {
    let timeout = match timeout {
        Some(timeout) => format!("at most {}", humantime::format_duration(timeout)),
        None => "at most 30s unless the runner says otherwise".into(),
    };
    let attempts = match attempts {
        0 | 1 => "tried once".into(),
        count => format!("tried up to {count} times"),
    };
    let beside = if concurrent {
        "beside other calls"
    } else {
        "one call after the other"
    };
    format!("{timeout} · {attempts} · {beside}")
}

pub(super) const fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Low => "low: when there is time",
        Urgency::Medium => "medium: today",
        Urgency::High => "high: now",
    }
}

/// What ends a wait; backticks mark code.
pub(super) fn wait(event: Option<&str>, timed: bool) -> String {
    match (event, timed) {
        (Some(event), true) => format!("the event `{event}`, or the given seconds"),
        (Some(event), false) => format!("the event `{event}`"),
        (None, _) => "the given seconds".into(),
    }
}

/// The bounds of a run, each in a few words.
pub(super) fn limits(limits: &Limits) -> Vec<String> {
    let mut said = vec![count(limits.steps.into(), "step")];
    said.extend(limits.tokens.map(|tokens| count(tokens, "token")));
    said.extend(limits.cost_micros.map(money));
    said.extend(limits.time_ms.map(|time| {
        let time = humantime::format_duration(Duration::from_millis(time));
        format!("{time} at work")
    }));
    let bad = count(limits.bad_replies.into(), "unreadable reply");
    said.push(format!("{} in a row", bad.replace("replys", "replies")));
    said
}

/// What makes the agent stuck, each in a few words, and what follows.
pub(super) fn stuck(limits: &Limits) -> Vec<String> {
    let errors =
        |most: u32, of: &str| (most > 0).then(|| format!("{} {of}", count(most.into(), "error")));
    let mut said: Vec<String> = errors(limits.tool_attempts, "of one tool")
        .into_iter()
        .collect();
    said.extend(errors(limits.consecutive_errors, "in a row"));
    said.push("the same error of the same call again".to_owned());
    let then = match limits.when_stuck {
        WhenStuck::AskPerson => "then a person is asked",
        WhenStuck::Fallback => "then the flow decides",
        WhenStuck::Stop => "then the run stops",
    };
    said.push(then.to_owned());
    said
}

fn count(count: u64, unit: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{} {unit}{end}", grouped(count))
}

fn money(micros: u64) -> String {
    let cents = micros / 10_000;
    format!("{}.{:02} of money", grouped(cents / 100), cents % 100)
}

/// `1,200,000`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A title within a sentence.
pub(super) fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}

pub(super) const fn presence(field: &Field) -> &'static str {
    if field.required {
        "required"
    } else {
        "optional"
    }
}

/// A type in words, its names without links.
pub(super) fn type_words(pieces: &[Piece], page: &Page) -> String {
    let words = pieces.iter().map(|piece| match piece {
        Piece::Words(words) | Piece::Code(words) => words.as_str(),
        Piece::Type(at) => page.types.get(*at).map_or("", |found| found.name.as_str()),
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_read_as_words() {
        let all = Limits {
            steps: 1,
            tokens: Some(1_200_000),
            cost_micros: Some(2_505_000_000),
            time_ms: Some(90_000),
            bad_replies: 3,
            ..Limits::DEFAULT
        };
        assert_eq!(
            limits(&all),
            [
                "1 step",
                "1,200,000 tokens",
                "2,505.00 of money",
                "1m 30s at work",
                "3 unreadable replies in a row"
            ]
        );
        assert_eq!(
            stuck(&all),
            [
                "3 errors of one tool",
                "3 errors in a row",
                "the same error of the same call again",
                "then a person is asked"
            ]
        );
        let other = Limits {
            tool_attempts: 0,
            consecutive_errors: 1,
            when_stuck: WhenStuck::Stop,
            ..all
        };
        assert_eq!(
            stuck(&other).join("; "),
            "1 error in a row; the same error of the same call again; then the run stops"
        );
    }
}
