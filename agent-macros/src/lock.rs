//! `agents.lock`, read while the user's crate is compiled: what a version promised when it was written down.
//!
//! Owns where the file is, its lines and how an edit of it rebuilds. Whatever is wrong is said by a const check
//! and not by an error of the macro, because the program that writes the lock must compile:
//! `AGENTS_LOCK=write` switches the checks off.

use std::path::PathBuf;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use crate::pin::{self, Json, Place, Problem};

/// The file, beside the crate's `Cargo.toml`.
const FILE: &str = "agents.lock";

/// How the lock is written, for messages.
const COMMAND: &str = "`AGENTS_LOCK=write cargo run -- lock`";

/// The lines around the entries.
const FRAME: [&str; 5] = ["{\"format\":1,", "\"prompts\":[", "],", "\"tools\":[", "]}"];

/// The lock as it is on the disk, if it is there.
pub(crate) struct Lock {
    directory: PathBuf,
    text: Option<std::io::Result<String>>,
}

impl Lock {
    /// The lock of the crate that is being compiled.
    pub(crate) fn open() -> Self {
        let directory = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
        let text = match std::fs::read_to_string(directory.join(FILE)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            other => Some(other),
        };
        Self { directory, text }
    }

    /// Rebuilds when the lock changes. Without a lock it is the manifest that counts: whoever makes the first
    /// lock touches it.
    pub(crate) fn track(&self, span: Span) -> TokenStream {
        let file = if self.text.is_some() {
            FILE
        } else {
            "Cargo.toml"
        };
        let path = self.directory.join(file);
        // A compiler that is called without cargo may have neither.
        if !path.is_file() {
            return TokenStream::new();
        }
        let path = path.to_string_lossy();
        quote_spanned!(span=> const _: &[::core::primitive::u8] = ::core::include_bytes!(#path);)
    }

    /// The entry of this tool and version.
    pub(crate) fn tool(&self, name: &str, version: u32) -> Result<Option<Json>, Problem> {
        self.entry(&format!(
            "{{\"name\":{},\"version\":{version},",
            quoted(name)
        ))
    }

    /// The entry of this prompt and version.
    fn prompt(&self, file: &str, version: &str) -> Result<Option<Json>, Problem> {
        let (file, version) = (quoted(file), quoted(version));
        self.entry(&format!("{{\"file\":{file},\"version\":{version},"))
    }

    /// The one entry that starts so. Lines that are no part of a lock are a problem even where they are not asked
    /// for: two branches that were merged badly would pass unseen.
    fn entry(&self, start: &str) -> Result<Option<Json>, Problem> {
        let text = match &self.text {
            None => return Ok(None),
            Some(Ok(text)) => text,
            Some(Err(error)) => {
                return Err(problem(1, &format!("the lock cannot be read: {error}")));
            }
        };
        let mut found = None;
        for (at, line) in text.lines().enumerate() {
            let entry = line.strip_suffix(',').unwrap_or(line);
            if !is_line(at, line, entry) {
                return Err(problem(at + 1, "this is no line of a lock"));
            }
            if entry.starts_with(start) {
                found = Some(pin::line(entry, at + 1)?);
            }
        }
        if !text.trim_end().ends_with("]}") {
            return Err(problem(
                text.lines().count().max(1),
                "the lock ends too early",
            ));
        }
        Ok(found)
    }
}

fn is_line(at: usize, line: &str, entry: &str) -> bool {
    let is_entry = entry.starts_with("{\"name\":") || entry.starts_with("{\"file\":");
    match at {
        0 => line == FRAME[0],
        1 => line == FRAME[1],
        _ => FRAME[2..].contains(&line) || (is_entry && entry.ends_with('}')),
    }
}

fn problem(line: usize, text: &str) -> Problem {
    Problem::new(Place { line, column: 1 }, text)
}

/// A problem as the text of a const check.
pub(crate) fn complaint(problem: &Problem) -> String {
    format!(
        "{}\nnote: restore the file from version control, or delete it and write it anew: {COMMAND}",
        problem.at(FILE)
    )
}

/// A text in JSON, as the lock's writer writes it; paths and names hold nothing else to escape.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A prompt file that states a version.
pub(crate) struct LockedPrompt<'a> {
    pub file: &'a str,
    pub version: &'a str,
    pub hash: u64,
    pub text: &'a str,
}

/// Expands to items: the tracking of the lock, and a const check at `span` if the prompt changed under its
/// version. Nothing for a prompt without a version. `p` is where agent-core's functions are.
pub(crate) fn prompt_check(p: &TokenStream, span: Span, prompt: &LockedPrompt<'_>) -> TokenStream {
    if prompt.version.is_empty() {
        return TokenStream::new();
    }
    let lock = Lock::open();
    let track = lock.track(span);
    let message = match lock.prompt(prompt.file, prompt.version) {
        Ok(entry) => entry.and_then(|entry| prompt.changed(&entry)),
        Err(problem) => Some(complaint(&problem)),
    };
    let check = message.map(|message| refuse(p, span, &message));
    quote_spanned!(span=> #track #check)
}

/// Expands to a const check that always fails, unless the lock is being written.
pub(crate) fn refuse(p: &TokenStream, span: Span, message: &str) -> TokenStream {
    quote_spanned! {span=>
        const _: () = #p::refuse_locked(#message, ::core::option_env!("AGENTS_LOCK"));
    }
}

impl LockedPrompt<'_> {
    /// What changed, if anything did.
    fn changed(&self, entry: &Json) -> Option<String> {
        let hash = format!("{:016x}", self.hash);
        if entry.get("hash").and_then(Json::text) == Some(&hash) {
            return None;
        }
        let then = entry.get("text").and_then(Json::text).unwrap_or_default();
        let change = match first_change(self.text, then) {
            Some((line, now, then)) => format!(
                "line {line} {}; {FILE}:{} {}",
                side(now, "is gone"),
                entry.place.line,
                side(then, "does not have it")
            ),
            None => format!("its hash is not that of {FILE}:{}", entry.place.line),
        };
        Some(format!(
            "`{}` changed under version {}: {change}\nnote: state a new version in the file, or write the lock anew: {COMMAND}",
            self.file, self.version
        ))
    }
}

fn side(line: Option<&str>, absent: &str) -> String {
    line.map_or_else(
        || absent.to_owned(),
        |line| format!("says `{}`", shortened(line)),
    )
}

/// The first line that differs: its number from 1, what stands there now and what stood there.
pub(crate) fn first_change<'a>(
    now: &'a str,
    then: &'a str,
) -> Option<(usize, Option<&'a str>, Option<&'a str>)> {
    let most = now.lines().count().max(then.lines().count());
    let mut now = now.lines();
    let mut then = then.lines();
    (1..=most)
        .map(|line| (line, now.next(), then.next()))
        .find(|(_, now, then)| now != then)
}

/// A line that fits into a message.
pub(crate) fn shortened(line: &str) -> String {
    const MOST: usize = 80;
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    line.chars().take(MOST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "{\"format\":1,\n\"prompts\":[\n{\"file\":\"p/a.md\",\"version\":\"1.0.0\",\"hash\":\"0000000000000001\",\"text\":\"One\\nTwo\\n\"}\n],\n\"tools\":[\n{\"name\":\"refund\",\"version\":2,\"fingerprint\":\"00\"},\n{\"name\":\"refund\",\"version\":3,\"fingerprint\":\"01\"}\n]}\n";

    fn lock(text: &str) -> Lock {
        Lock {
            directory: PathBuf::new(),
            text: Some(Ok(text.to_owned())),
        }
    }

    #[test]
    fn an_entry_is_found_by_name_and_version() {
        let lock = lock(LOCK);
        let entry = lock.tool("refund", 3).ok().flatten();
        assert_eq!(entry.map(|entry| entry.place.line), Some(7));
        assert!(matches!(lock.tool("refund", 1), Ok(None)));
        assert!(matches!(lock.tool("fund", 3), Ok(None)));
    }

    #[test]
    fn a_lock_that_was_merged_badly_is_refused() {
        for (text, line) in [
            (LOCK.replace("\"tools\":[", "<<<<<<< HEAD\n\"tools\":["), 5),
            (LOCK.replace("\"format\":1", "\"format\":2"), 1),
            (LOCK.replace("\n]}\n", "\n"), 7),
            (LOCK.replace("\"00\"},", "\"00\","), 6),
            (String::new(), 1),
        ] {
            let found = lock(&text).tool("refund", 2);
            let place = found.err().map(|problem| problem.place.line);
            assert_eq!(place, Some(line), "{text}");
        }
    }

    #[test]
    fn the_first_line_that_changed_is_told() {
        let prompt = |text| LockedPrompt {
            file: "p/a.md",
            version: "1.0.0",
            hash: 2,
            text,
        };
        let entry = lock(LOCK).prompt("p/a.md", "1.0.0").ok().flatten();
        let changed = |text| entry.as_ref().and_then(|entry| prompt(text).changed(entry));
        let has = |text, part: &str| {
            let message = changed(text).unwrap_or_default();
            assert!(message.contains(part), "{message}");
        };
        has("One\n2\n", "line 2 says `2`; agents.lock:3 says `Two`");
        has("One\n", "line 2 is gone; agents.lock:3 says `Two`");
        has(
            "One\nTwo\nThree\n",
            "line 3 says `Three`; agents.lock:3 does not have it",
        );
        has("One\nTwo", "its hash is not that of agents.lock:3");
        let same = LockedPrompt {
            hash: 1,
            ..prompt("")
        };
        assert_eq!(entry.as_ref().and_then(|entry| same.changed(entry)), None);
    }
}
