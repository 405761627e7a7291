//! Errors, shortened: what real systems print, hostile texts, and what the model reads of a call that failed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use agent_core::context::{Estimate, Tiktoken, TokenCounter, condense};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::tool::Hint;
use proptest::prelude::*;

const FACTS: &str = include_str!("../../data/errors/facts.txt");
const LIMIT: u64 = 50;

/// What an error's short form must hold, and what it must not.
#[derive(Default)]
struct Expected {
    name: &'static str,
    kept: Vec<&'static str>,
    gone: Vec<&'static str>,
}

fn table() -> Vec<Expected> {
    let mut table: Vec<Expected> = Vec::new();
    for line in FACTS.lines() {
        match line.split_once(' ') {
            Some(("+", fact)) => table.last_mut().unwrap().kept.push(fact),
            Some(("-", noise)) => table.last_mut().unwrap().gone.push(noise),
            _ => table.push(Expected {
                name: line,
                ..Expected::default()
            }),
        }
    }
    table
}

fn raw(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/errors/{name}.log"));
    fs::read_to_string(path).unwrap().trim_end().to_owned()
}

#[test]
fn what_matters_stays_and_noise_goes() {
    let (table, mut wrong) = (table(), Vec::new());
    assert!(table.len() >= 42, "{}", table.len());
    for Expected { name, kept, gone } in table {
        let raw = raw(name);
        let short = condense(&raw, LIMIT, &Estimate);
        for fact in kept {
            (!short.contains(fact)).then(|| wrong.push(format!("{name} lost {fact}: {short}")));
        }
        for noise in gone {
            assert!(raw.contains(noise), "{name}: {noise}");
            short
                .contains(noise)
                .then(|| wrong.push(format!("{name} kept {noise}: {short}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn short_forms_of_all() {
    let (mut page, mut before, mut after) =
        (String::from("# Errors as the model reads them\n"), 0, 0);
    for Expected { name, .. } in table() {
        let raw = raw(name);
        let short = condense(&raw, LIMIT, &Estimate);
        let (was, is) = (
            Tiktoken::o200k().count(&raw),
            Tiktoken::o200k().count(&short),
        );
        assert!(is <= LIMIT, "{name}: {is}");
        write!(page, "\n## {name}: {was} → {is} tokens\n\n{short}\n").unwrap();
        before += was;
        after += is;
    }
    write!(page, "\nTogether: {before} → {after} tokens\n").unwrap();
    crate::golden::check("errors.md", &page);
}

/// Pieces of which hostile texts are made: starts without ends, long runs, other scripts, what the rules look for.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zA-Z0-9+/=]{0,200}",
        "[\\PC\\n]{0,40}",
        prop::sample::select(vec![
            "{",
            "[",
            "{\"error\":",
            "{'",
            "\"",
            "</a>",
            "<b",
            "<script>",
            "\n",
            "    ",
            "Error: ",
            "Caused by: ",
            "  File \"x.py\", line 1, in f\n",
            "\tat a.b(C.java:1)\n",
            "key=\"",
            "k=v a=b c=d ",
            "0x7fffdeadbeef ",
            "2026-01-01T00:00:00Z ",
            "details here:",
            "panicked",
            "\\n",
            "\u{1b}[31m",
            "接続が拒否されました",
            "🧿🧿",
            "Ошибка: ",
            "\u{0}",
            "((((",
            "....",
            "HTTP/1.1 500 ",
            "a-very-long-word-",
            "AAAAAAAAAAAAAAAAAAAAAAAA",
            "\r\n",
        ])
        .prop_map(str::to_owned),
    ]
}

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_held_to_the_limit(text in hostile(), limit in 4_u64..80) {
        let real = Tiktoken::o200k();
        let counters: [&dyn TokenCounter; 2] = [&Estimate, &real];
        for counter in counters {
            let short = condense(&text, limit, counter);
            prop_assert!(counter.count(&short) <= limit, "{short:?}");
            // No rule without a vocabulary bounds letters at random: of those, a quarter more at most.
            let most = limit + limit / 4 + 2;
            let real = real.count(&short);
            prop_assert!(real <= most || !short.is_ascii(), "{real} of {limit}: {short:?}");
            prop_assert_eq!(short.is_empty(), text.is_empty());
            prop_assert_eq!(&condense(&short, limit, counter), &short);
        }
    }
}

#[test]
fn a_short_text_stays_as_it_is() {
    for text in [
        "not found",
        "  two\n lines ",
        "",
        "2026-01-01T00:00:00Z ERROR /a/b.rs:1:2 0xdeadbeef",
    ] {
        assert_eq!(condense(text, LIMIT, &Estimate), text);
    }
}

#[test]
fn a_long_text_takes_no_more_time_than_one_of_32_kib() {
    let line =
        "2026-01-01 00:00:00 ERROR [main] a.b.C - {\"error\": <b>failed</b> at /x/y.rs:1:2 (k=v)\n";
    let long = format!(
        "start failed: no such table `x`\n{}the end: disk full",
        line.repeat(50_000)
    );
    let short = condense(&long, LIMIT, &Estimate);
    assert!(short.contains("no such table `x`"), "{short}");
}

/// The trace that the tool's error brings along.
#[derive(Debug)]
struct Broken {
    trace: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.trace)
    }
}

impl Hint for Broken {
    fn hint(&self) -> Option<std::borrow::Cow<'_, str>> {
        Some("use another address".into())
    }
}

/// Make an account.
#[tool(write)]
fn sign_up(
    /// The address.
    email: String,
) -> Result<String, Broken> {
    let trace = raw(&email);
    Err(Broken { trace })
}

/// What the clerk may decide next.
#[agent(max_steps = 10)]
enum Clerk {
    SignUp(SignUp),
    /// Say how it went.
    #[done]
    Reply {
        message: String,
    },
}

#[tokio::test]
async fn the_model_reads_the_short_form_and_the_log_has_the_whole() {
    let model = ScriptedModel::new()
        .call("sign_up", r#"{"email":"unique-violation"}"#)
        .call("reply", r#"{"message":"taken"}"#);
    let model = Arc::new(model);
    let runner = Runner::<Clerk>::new(Arc::clone(&model), ());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "sign me up").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);

    let request = model.requests().pop().unwrap();
    for fact in [
        "error: ",
        "UniqueViolation",
        "users_email_key",
        "test@example.com",
        "(hint: use another address)",
    ] {
        assert!(request.contains(fact), "{fact}: {request}");
    }
    for noise in ["Traceback", "dispatch_7", "/app/", "line 142"] {
        assert!(!request.contains(noise), "{noise}: {request}");
    }
    let call =
        thread
            .events()
            .iter()
            .find_map(|event| match agent_core::event::Fact::read(event) {
                Ok(Some(agent_core::event::Fact::CallFailed(fact))) => Some(fact.call),
                _ => None,
            });
    let error = thread.raw_error(call.unwrap()).unwrap().unwrap();
    assert_eq!(error.message, raw("unique-violation"));
    assert_eq!(error.hint.as_deref(), Some("use another address"));
    assert!(thread.raw_error(999).unwrap().is_none());
}
