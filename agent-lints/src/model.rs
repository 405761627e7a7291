//! Whether a model's name stands for one version of it, or for whatever its provider serves today.
//!
//! The rules are the providers' own naming schemes, each with its source. A name that no scheme knows
//! passes, and so does a local name with its own tag, such as `qwen2.5-coder:0.5b`.

use crate::date::is_dated;

/// How one provider names its models.
#[derive(Debug)]
pub struct Scheme {
    /// Who serves them.
    pub provider: &'static str,
    /// How to name a version, with an example.
    pub fix: &'static str,
    /// Where the provider says so.
    pub source: &'static str,
    /// Names of this scheme; `#` is any digit, and a `*` at the end anything.
    names: &'static [&'static str],
    /// Whether a name without a date is still one version.
    pinned: fn(&str) -> bool,
}

/// Completes "model `…`" where a name states no version.
pub const UNPINNED: &str = "names no version, so its provider may change what answers";

/// The schemes; a name belongs to the first that knows it.
pub static SCHEMES: [Scheme; 8] = [
    Scheme {
        provider: "OpenAI",
        fix: "name a snapshot, for example `gpt-4.1-2025-04-14`",
        source: "https://platform.openai.com/docs/models",
        names: &[
            "gpt-#*",
            "chatgpt-*",
            "o#",
            "o#-*",
            "codex-mini*",
            "computer-use-preview",
        ],
        pinned: never,
    },
    Scheme {
        provider: "Anthropic",
        fix: "name a version, for example `claude-sonnet-4-5-20250929` or `claude-sonnet-4-6`",
        source: "https://platform.claude.com/docs/en/about-claude/models/model-ids-and-versions",
        names: &["claude-*", "claude"],
        pinned: is_whole_claude,
    },
    Scheme {
        provider: "Google",
        fix: "name a numbered version where there is one, for example `gemini-2.0-flash-001`",
        source: "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versioning",
        names: &["gemini-*"],
        pinned: never,
    },
    Scheme {
        provider: "Mistral",
        fix: "name a dated version, for example `mistral-large-2411`",
        source: "https://docs.mistral.ai/getting-started/models/models_overview/",
        names: &[
            "mistral-tiny",
            "mistral-small",
            "mistral-medium",
            "mistral-large",
            "codestral",
        ],
        pinned: never,
    },
    Scheme {
        provider: "xAI",
        fix: "name a dated version, for example `grok-4-0709`",
        source: "https://docs.x.ai/docs/models",
        names: &["grok-*"],
        pinned: never,
    },
    Scheme {
        provider: "Cohere",
        fix: "name a dated version, for example `command-r-08-2024`",
        source: "https://docs.cohere.com/docs/models",
        names: &[
            "command",
            "command-light",
            "command-nightly",
            "command-r",
            "command-r-plus",
            "command-a",
        ],
        pinned: never,
    },
    Scheme {
        provider: "DeepSeek",
        fix: "the provider names no versions: note which one you tested",
        source: "https://api-docs.deepseek.com/quick_start/pricing",
        names: &["deepseek-chat", "deepseek-reasoner", "deepseek-coder"],
        pinned: never,
    },
    Scheme {
        provider: "Alibaba",
        fix: "name a snapshot, for example `qwen-plus-2025-07-28`",
        source: "https://www.alibabacloud.com/help/en/model-studio/models",
        names: &[
            "qwen-max",
            "qwen-plus",
            "qwen-turbo",
            "qwen-flash",
            "qwen-long",
            "qwen3-max",
            "qwen3-coder-plus",
        ],
        pinned: never,
    },
];

/// What is told of a `latest` that no scheme knows.
static LATEST: Scheme = Scheme {
    provider: "",
    fix: "name a version in place of `latest`",
    source: "",
    names: &[],
    pinned: never,
};

/// The scheme of a name that states no version of the model.
///
/// ```
/// use agent_lints::model::unpinned;
///
/// assert_eq!(unpinned("gpt-4o").map(|scheme| scheme.provider), Some("OpenAI"));
/// assert!(unpinned("gpt-4o-2024-08-06").is_none());
/// assert!(unpinned("qwen2.5-coder:0.5b").is_none());
/// ```
#[must_use]
pub fn unpinned(name: &str) -> Option<&'static Scheme> {
    let name = name.trim().to_lowercase();
    if name.starts_with("ft:") {
        return None; // A fine-tuned model is a version of its own.
    }
    let name = bare(&name);
    let (name, tag) = name.split_once(':').unwrap_or((name, ""));
    let scheme = || SCHEMES.iter().find(|scheme| scheme.knows(name));
    if tag == "latest" || name.split(['-', '@']).any(|part| part == "latest") {
        return scheme().or(Some(&LATEST));
    }
    let tagged = tag.contains(|c: char| c.is_ascii_digit());
    if tagged || is_dated(name) {
        return None;
    }
    scheme().filter(|scheme| !(scheme.pinned)(name))
}

/// The name without what a gateway or a cloud puts before it: `openai/`, `models/`, `us.anthropic.`.
fn bare(name: &str) -> &str {
    let name = name.rsplit_once('/').map_or(name, |(_, name)| name);
    name.rsplit_once("anthropic.")
        .map_or(name, |(_, name)| name)
}

impl Scheme {
    fn knows(&self, name: &str) -> bool {
        self.names.iter().any(|pattern| fits(pattern, name))
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, open) = match pattern.strip_suffix('*') {
        Some(start) => (start, true),
        None => (pattern, false),
    };
    let same = |(pattern, given): (u8, u8)| match pattern {
        b'#' => given.is_ascii_digit(),
        _ => pattern == given,
    };
    (name.len() == pattern.len() || open && name.len() >= pattern.len())
        && pattern.bytes().zip(name.bytes()).all(same)
}

fn never(_: &str) -> bool {
    false
}

/// `claude-sonnet-4-6` and later are versions by themselves, as were `claude-2.1` and
/// `claude-instant-1.2`; between these, a name without a date is an alias.
fn is_whole_claude(name: &str) -> bool {
    let numbers = name.split('-').filter_map(|part| part.parse::<u32>().ok());
    let mut numbers = numbers.collect::<Vec<_>>().into_iter();
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    name.contains('.') || version >= (4, 6)
}
