//! Names as providers give them in their documentation.

use agent_lints::model::{SCHEMES, unpinned};

/// Names that stand for whatever is served today.
const ALIASES: &[(&str, &str)] = &[
    ("gpt-4o", "OpenAI"),
    ("gpt-4.1-mini", "OpenAI"),
    ("gpt-4-turbo-preview", "OpenAI"),
    ("gpt-3.5-turbo-16k", "OpenAI"),
    ("gpt-5", "OpenAI"),
    ("chatgpt-4o-latest", "OpenAI"),
    ("o1", "OpenAI"),
    ("o3-mini", "OpenAI"),
    ("openai/gpt-4o", "OpenAI"),
    ("openai/gpt-4o:free", "OpenAI"),
    ("GPT-4o ", "OpenAI"),
    ("claude-sonnet-4-0", "Anthropic"),
    ("claude-opus-4-1", "Anthropic"),
    ("claude-sonnet-4-5", "Anthropic"),
    ("claude-3-5-sonnet-latest", "Anthropic"),
    ("claude-3-7-sonnet-latest", "Anthropic"),
    ("anthropic/claude-3.5-sonnet-latest", "Anthropic"),
    ("us.anthropic.claude-haiku-4-5", "Anthropic"),
    ("gemini-2.5-pro", "Google"),
    ("gemini-2.0-flash", "Google"),
    ("models/gemini-1.5-pro-latest", "Google"),
    ("gemini-flash-latest", "Google"),
    ("mistral-large-latest", ""),
    ("mistral-small", "Mistral"),
    ("codestral", "Mistral"),
    ("grok-4", "xAI"),
    ("grok-3-mini-latest", "xAI"),
    ("command-r-plus", "Cohere"),
    ("deepseek-chat", "DeepSeek"),
    ("qwen-plus", "Alibaba"),
    ("qwen-plus-latest", ""),
    ("llama3.1:latest", ""),
];

/// Names of one version, and names that no rule can judge.
const PASS: &[&str] = &[
    "gpt-4o-2024-08-06",
    "gpt-4.1-2025-04-14",
    "gpt-4-0613",
    "gpt-4-1106-preview",
    "gpt-3.5-turbo-0125",
    "o3-mini-2025-01-31",
    "ft:gpt-4o-mini:acme::abc123",
    "openai/gpt-4o-2024-08-06:online",
    "claude-3-5-sonnet-20241022",
    "claude-3-5-sonnet-v2@20241022",
    "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "us.anthropic.claude-3-haiku-20240307-v1:0",
    "claude-opus-4-6",
    "anthropic.claude-opus-4-6-v1",
    "claude-sonnet-4-6",
    "claude-opus-5-1",
    "claude-2.1",
    "claude-instant-1.2",
    "gemini-1.5-pro-002",
    "gemini-2.0-flash-001",
    "gemini-2.5-pro-preview-06-05",
    "gemini-2.5-flash-preview-09-2025",
    "gemini-2.0-pro-exp-02-05",
    "mistral-large-2411",
    "codestral-2501",
    "command-r-08-2024",
    "command-a-03-2025",
    "grok-4-0709",
    "qwen-plus-2025-07-28",
    "qwen2.5-coder:0.5b",
    "llama3.1:8b-instruct-q4_K_M",
    "deepseek-r1:7b",
    "command-r:35b",
    "meta-llama/Llama-3.1-8B-Instruct",
    "mistralai/Mistral-7B-Instruct-v0.3",
    "Codestral-22B-v0.1",
    "gpt-oss-120b",
    "gpt-oss:20b",
    "orca-mini",
    "our-deployment",
    "",
];

#[test]
fn aliases_are_told_with_their_provider() {
    for (name, provider) in ALIASES {
        let scheme = unpinned(name).map(|scheme| scheme.provider);
        assert_eq!(scheme, Some(*provider), "{name}");
    }
}

#[test]
fn versions_and_unknown_names_pass() {
    for name in PASS {
        assert!(unpinned(name).is_none(), "{name}");
    }
}

/// The advice would be worth little if its own example were told again.
#[test]
fn every_example_of_the_advice_passes() {
    for scheme in &SCHEMES {
        let examples = scheme.fix.split('`').skip(1).step_by(2);
        for example in examples {
            assert!(unpinned(example).is_none(), "{example}");
        }
        assert!(scheme.source.starts_with("https://"), "{}", scheme.provider);
    }
}
