//! What a prompt should say: who the model is, when to ask a person, what to do when something fails.
//!
//! The rules know words and headings, not meaning: they tell what is certainly missing, and a prompt that
//! only mentions the words passes. They know English only, and are silent about other languages.

use crate::text::{PAUSE, Sentence, sentences};

/// One thing that a prompt should say, and the signs that it does; lists are separated by commas.
#[derive(Debug)]
pub struct Section {
    /// The lint that tells of its absence.
    pub lint: &'static str,
    /// Completes "the prompt does not say …".
    pub what: &'static str,
    /// How to say it, with an example.
    pub fix: &'static str,
    /// A heading with one of these is enough.
    headings: &'static str,
    /// A sentence with one of these is enough.
    phrases: &'static str,
    /// An order of these, in a sentence that has one of `conditions`.
    orders: &'static str,
    /// One of these, in a sentence that has one of `conditions`.
    events: &'static str,
    conditions: &'static str,
}

/// The sections, in the order in which they are told.
pub static SECTIONS: [Section; 3] = [ROLE, WHEN_TO_ASK, ERRORS];

const ROLE: Section = Section {
    lint: "prompt_role",
    what: "who the model is and what it is there for",
    fix: "begin with the role and its scope, for example \"You are the support agent of a shop. You handle orders and refunds, nothing else.\"",
    headings: "role, identity, persona, scope, purpose, objective, goal, mission, task, your job, who you are, about you",
    phrases: "you are a, you are an, you are the, you are our, you are …, you're a, you're an, you're the, \
        your role, your job, your task, your goal, your purpose, your mission, act as, acting as, serve as, \
        you help, you assist, you answer, you handle, you work, you support, you calculate, you decide, \
        you write, you review, you manage, this agent, this assistant",
    orders: "",
    events: "",
    conditions: "",
};

const WHEN_TO_ASK: Section = Section {
    lint: "prompt_when_to_ask",
    what: "when to ask a person",
    fix: "name the cases, for example \"When it is not clear which order is meant, ask the customer.\"",
    headings: "ask, asking, clarify, clarification, clarifying, questions, human, approval, escalation",
    phrases: "clarifying question, clarifying questions, ask for clarification, need to ask",
    orders: "ask, clarify, confirm, escalate, consult, check with, hand over",
    events: "unclear, not clear, unsure, not sure, uncertain, not certain, ambiguous",
    conditions: "when, whenever, if, unless, before, until, once, only, never, always, not, don't, without, \
        rather, instead, in case, about anything",
};

const ERRORS: Section = Section {
    lint: "prompt_errors",
    what: "what to do when something fails",
    fix: "name the cases, for example \"When a tool fails, say what went wrong and try another way once.\"",
    headings: "error, errors, failure, failures, fallback, fallbacks, troubleshooting, problems, goes wrong, \
        go wrong, exceptions, edge cases",
    phrases: "error handling, handle errors, as a fallback, goes wrong, go wrong, went wrong",
    orders: "",
    events: "fail, fails, failed, failing, failure, failures, error, errors, wrong, unavailable, timeout, \
        times out, timed out, refused, refuses, denied, rejected, broken, not found, no result, no results, \
        not work, doesn't work, unable, cannot, can't, impossible, problem, problems",
    conditions: "when, whenever, if, unless, on, after, until, should, in case, upon, once",
};

/// Words that come before an order, besides the start of a sentence or of a part of it.
const BEFORE_ORDERS: &str = "to, must, should, may, can, will, never, not, don't, always, then, and, or, please, \
    you, only, first, also, instead, either, just, better, rather, simply, but";

/// Words that are frequent in English and rare in languages like it.
const ENGLISH: &str = "the, you, your, and, are, with, when, that, this, it, not, to, do, if, from, they, what, \
    should, must, be, have, or, for, an, of, ask, use";

/// One word in so many at least is one of [`ENGLISH`] in English text.
const ENGLISH_SHARE: usize = 12;

/// What the prompt does not say; nothing if it is not in English.
///
/// `file` is the whole text of the prompt file: front matter and template tags are skipped. A sentence that
/// names one of `asks`, the steps that ask a person, says when to ask.
///
/// ```
/// let lints = |text, asks| {
///     let missing = agent_lints::prompt::missing(text, asks);
///     missing.iter().map(|section| section.lint).collect::<Vec<_>>()
/// };
/// let prompt = "You are a clerk. Use call_the_boss for the dear ones.";
/// assert_eq!(lints(prompt, &[]), ["prompt_when_to_ask", "prompt_errors"]);
/// assert_eq!(lints(prompt, &["call_the_boss"]), ["prompt_errors"]);
/// ```
#[must_use]
pub fn missing(file: &str, asks: &[&str]) -> Vec<&'static Section> {
    let sentences = sentences(file);
    if !is_english(&sentences) {
        return Vec::new();
    }
    let said = |section: &Section| {
        let asks = if section.lint == WHEN_TO_ASK.lint {
            asks
        } else {
            &[]
        };
        sentences
            .iter()
            .any(|sentence| says(section, sentence) || has_any(&sentence.words, asks))
    };
    SECTIONS.iter().filter(|section| !said(section)).collect()
}

fn is_english(sentences: &[Sentence]) -> bool {
    let words = sentences.iter().flat_map(|sentence| &sentence.words);
    let words = words.filter(|word| *word != PAUSE);
    let english = words
        .clone()
        .filter(|word| list(ENGLISH).any(|known| known == **word));
    english.count() * ENGLISH_SHARE >= words.count()
}

fn says(section: &Section, sentence: &Sentence) -> bool {
    let words = &sentence.words;
    let heading = sentence.heading && has_any_of(words, section.headings);
    let tells = has_any_of(words, section.events)
        || list(section.orders).any(|order| has_order(words, order));
    heading || has_any_of(words, section.phrases) || tells && has_any_of(words, section.conditions)
}

/// The words of a list.
fn list(list: &str) -> impl Iterator<Item = &str> {
    list.split(", ").filter(|word| !word.is_empty())
}

fn has_any_of(words: &[String], phrases: &str) -> bool {
    list(phrases).any(|phrase| has(words, phrase))
}

fn has_any(words: &[String], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| has(words, phrase))
}

fn has(words: &[String], phrase: &str) -> bool {
    places(words, phrase).next().is_some()
}

/// Where a phrase of one or more words stands.
fn places<'a>(words: &'a [String], phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let length = phrase.split(' ').count();
    let found = words.windows(length).enumerate();
    found
        .filter(move |(_, words)| words.iter().map(|word| &**word).eq(phrase.split(' ')))
        .map(|(at, _)| at)
}

/// "ask the customer", and not "customers ask".
fn has_order(words: &[String], order: &str) -> bool {
    places(words, order).any(|at| match at.checked_sub(1) {
        None => true,
        Some(before) => {
            let before = &*words[before];
            before == PAUSE || list(BEFORE_ORDERS).any(|word| word == before)
        }
    })
}
