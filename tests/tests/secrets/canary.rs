//! One story that puts a canary wherever a secret may stand, told in every format and dialect.

use std::io::Write;
use std::sync::{Arc, Mutex};

use agent_core::agent::Agent;
use agent_core::context::{Format, Profile, explain, thread_text};
use agent_core::event::Event;
use agent_core::port::{KeyVault, MemoryStore, PersonAnswer, Store};
use agent_core::reducer::{Status, pending};
use agent_core::run::{JsonLines, Runner};
use agent_core::secret::Secret;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::wire::{DIALECTS, Dialect};
use agent_core::{docs, schema};

use super::handle;
use super::keeper::{
    Book, COOKIE, House, Keeper, MASTER, PASSWORD, PIN, RECOVERY, SAID, Seen, TOKEN,
};

const KEY: [u8; 32] = *b"the key of a vault has 32 bytes.";
const FORMATS: [Format; 5] = [
    Format::Messages,
    Format::XML,
    Format::JSON,
    Format::YAML,
    Format::MARKDOWN,
];

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// A machine that has the store and the key.
fn machine(
    model: ScriptedModel,
    store: &MemoryStore,
    seen: &Seen,
    format: Format,
) -> (Runner<Keeper>, Arc<ScriptedModel>, [Lines; 2]) {
    let model = Arc::new(model);
    let lines = [Lines::default(), Lines::default()];
    let house = House { seen: seen.clone() };
    let runner = Runner::<Keeper>::new(Arc::clone(&model), house)
        .store(store.clone())
        .vault(KeyVault::new(KEY))
        .format(format)
        .observer(JsonLines::new(lines[0].clone()))
        .observer(JsonLines::measures(lines[1].clone()));
    (runner, model, lines)
}

/// Everything that a story leaves behind.
struct Told {
    shown: String,
    seen: Vec<String>,
    thread: Thread,
}

async fn story(format: Format, dialect: &'static dyn Dialect) -> Told {
    let (vault, id) = (KeyVault::new(KEY), "canary");
    let at = |place: &'static str| async { handle(&KeyVault::new(KEY), id, place).await };
    let (token, pin) = (at("1/1/0").await, at("1/1/5").await);
    let log_in = |password: &str| {
        format!(
            r#"{{"user":"Zoë","password":"{password}","recovery":"{}"}}"#,
            "RECOVERY"
        )
        .replace("RECOVERY", password)
    };
    let script = ScriptedModel::new().speaking(dialect);
    let (store, seen) = (MemoryStore::new(), Seen::default());
    // The program hands a password in, and the words name it.
    let (runner, _, _) = machine(ScriptedModel::new(), &store, &seen, format);
    let mut thread = runner
        .start(id.parse().unwrap(), &Book::new())
        .await
        .unwrap();
    let password = runner
        .keep_secret(&mut thread, Secret::new(PASSWORD))
        .await
        .unwrap();
    let handed = runner
        .keep_secret(&mut thread, Secret::of(PIN))
        .await
        .unwrap();
    let words = format!("Log in with {password}, PIN {handed}");
    runner.send(&mut thread, words).await.unwrap();

    let master = handle(&vault, id, "start/0").await;
    let call = |name: &str, arguments: &str| (name.to_owned(), arguments.to_owned());
    let said = [
        // A value, a handle of nobody's, and then the right ones.
        call("log_in", &log_in("hunter2")),
        call("log_in", &log_in("secret:0123456789abcdef")),
        call(
            "log_in",
            &format!(
                r#"{{"user":"Zoë {master}","password":"{password}","recovery":"{master}","pin":"{handed}"}}"#
            ),
        ),
        call("pay", &format!(r#"{{"token":"{token}","pin":"{pin}"}}"#)),
        call("crash", &format!(r#"{{"token":"{token}"}}"#)),
        call("ask_owner", r#"{"question":"What is the code?"}"#),
    ];
    let script = said.iter().fold(script, |script, (name, arguments)| {
        script.call(name, arguments)
    });
    let (runner, first, lines) = machine(script, &store, &seen, format);
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingAnswer
    );
    let mut shown = format!("{thread:#?} {:?}", pending(thread.state()));
    drop((runner, thread));

    // Days later, on another machine.
    let script = ScriptedModel::new().speaking(dialect).call(
        "give",
        &format!(r#"{{"message":"Here it is","token":"{token}"}}"#),
    );
    let (runner, second, more_lines) = machine(script, &store, &seen, format);
    let mut thread = runner.load(&id.parse().unwrap()).await.unwrap();
    let call = thread
        .state()
        .batch()
        .iter()
        .find_map(|item| item.step())
        .unwrap()
        .call;
    let bad = answer(serde_json::json!({ "code": SAID, "sight": "x" }));
    let error = runner.answer(&mut thread, call, bad).await.unwrap_err();
    shown += &format!("{error} {error:?}");
    let told = answer(serde_json::json!({ "code": SAID, "site": "x" }));
    runner.answer(&mut thread, call, told).await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);

    // Who has the key has the values.
    let Some(Keeper::Give { token: given, .. }) = thread.answer::<Keeper>().unwrap() else {
        panic!("no answer");
    };
    assert_eq!(runner.open_secret(&thread, &given).await.unwrap(), TOKEN);
    let book: &Book = thread.state().business().unwrap();
    assert_eq!(
        runner
            .open_secret(&thread, &book.told[0].code)
            .await
            .unwrap(),
        SAID
    );
    assert_eq!(
        runner.open_secret(&thread, &book.master).await.unwrap(),
        MASTER
    );
    let session = book.session.as_ref().unwrap();
    let cookie: Secret = session
        .cookie
        .parse::<agent_core::secret::Handle>()
        .unwrap()
        .into();
    assert_eq!(runner.open_secret(&thread, &cookie).await.unwrap(), COOKIE);

    shown += &format!(
        "{thread:#?} {:?} {book:?} {given} {given:?}",
        thread.state().save()
    );
    for lines in lines.iter().chain(&more_lines) {
        shown += &lines.text();
    }
    let mut requests = first.requests();
    requests.extend(second.requests());
    for (at, request) in requests.iter().enumerate() {
        let explained = explain(&thread, at + 1, &[]).unwrap();
        assert_eq!(explained.body.to_text(), *request);
        shown += request;
    }
    shown += &Profile::of(thread.events()).unwrap().to_string();
    if let Format::Text(format) = format {
        shown += &thread_text(&thread, format).unwrap();
    }
    for event in store.load(thread.id()).await.unwrap() {
        shown += event.line();
    }
    let seen = seen.0.lock().unwrap().clone();
    Told {
        shown,
        seen,
        thread,
    }
}

fn answer(value: serde_json::Value) -> PersonAnswer {
    let by = "Ann".into();
    PersonAnswer::Answer { value, by }
}

/// No secret stands there, in whatever form: the word that begins each is the same escaped and percent-encoded.
fn assert_clean(shown: &str) {
    let secrets = [PASSWORD, RECOVERY, TOKEN, COOKIE, MASTER, SAID];
    assert!(secrets.iter().all(|secret| secret.starts_with("c4nary")));
    let pin = PIN.to_string();
    // As base64 wherever it begins, and in hexadecimal.
    let hex: String = "c4nary".bytes().map(|byte| format!("{byte:02x}")).collect();
    for form in ["c4nary", "YzRuYXJ5", "M0bmFye", "NG5hcn", &hex, &pin] {
        let at = shown.find(form);
        let before = at.unwrap_or(0).saturating_sub(400);
        assert_eq!(
            at,
            None,
            "{}",
            String::from_utf8_lossy(&shown.as_bytes()[before..])
        );
    }
}

#[tokio::test]
async fn f3_10_a_secret_reaches_the_tool_and_nothing_else() {
    for format in FORMATS {
        for dialect in DIALECTS {
            let told = story(format, *dialect).await;
            assert_clean(&told.shown);
            let pin = PIN.to_string();
            assert_eq!(
                told.seen,
                [PASSWORD, MASTER, &pin, TOKEN],
                "{}",
                dialect.name()
            );
            let kinds = |kind: &str| {
                let events = told.thread.events().iter();
                events.filter(|event| event.kind() == kind).count()
            };
            assert_eq!(kinds("reply_refused"), 2);
            // The program's two, seven of the session and one of a person; the state's stand in its start.
            assert_eq!(kinds("secret_kept"), 10);
        }
    }
}

#[tokio::test]
async fn what_is_told_instead_holds_handles() {
    let told = story(Format::Messages, DIALECTS[0]).await;
    let token = handle(&KeyVault::new(KEY), "canary", "1/1/0").await;
    let book: &Book = told.thread.state().business().unwrap();
    let failures = &book.failures;
    assert!(failures[0].starts_with(&format!(
        "error: 401: bad {token}, {{\"token\":\"{token}\"}}"
    )));
    assert_eq!(book.details[0], None, "the PIN stood there as a number");
    assert_eq!(failures[1], format!("panicked: no {token}"));
    let password = handle(&KeyVault::new(KEY), "canary", "host/1").await;
    let session = book.session.as_ref().unwrap();
    assert_eq!(session.token.handle(), Some(&token));
    assert!(
        session
            .note
            .starts_with(&format!("logged in with {password}, ")),
        "{}",
        session.note
    );
    let refused = told
        .thread
        .events()
        .iter()
        .find(|event| event.kind() == "reply_refused");
    let refused = refused.unwrap().data();
    assert!(
        refused.contains("`password` must be the handle of a secret as it was read (`secret:…`)"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_thread_moves_as_its_lines_and_opens_with_the_key_alone() {
    let told = story(Format::XML, DIALECTS[2]).await;
    let lines = told
        .thread
        .events()
        .iter()
        .map(|event| event.line().to_owned());
    let events: Vec<Event> = lines.map(|line| Event::from_line(&line).unwrap()).collect();
    let store = MemoryStore::new();
    let id = told.thread.id();
    store.append(id, 0, &events).await.unwrap();
    let (runner, _, _) = machine(ScriptedModel::new(), &store, &Seen::default(), Format::XML);
    let thread = runner.load(id).await.unwrap();
    let book: &Book = thread.state().business().unwrap();
    assert_eq!(
        runner.open_secret(&thread, &book.master).await.unwrap(),
        MASTER
    );
    let other = runner.vault(KeyVault::new([1; 32]));
    let error = other
        .open_secret(&thread, &book.master)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("locked with another key"), "{error}");
    // A copy opens what its parent knew.
    let copy = thread.fork::<Keeper>(
        "copy".parse().unwrap(),
        thread.len(),
        agent_core::event::Time(0),
    );
    let (copy, runner) = (copy.unwrap(), other.vault(KeyVault::new(KEY)));
    assert_eq!(
        runner.open_secret(&copy, &book.master).await.unwrap(),
        MASTER
    );
}

#[test]
fn pages_and_schemas_say_that_a_handle_is_passed_on() {
    for format in [
        docs::Format::Html,
        docs::Format::Markdown,
        docs::Format::Json,
        docs::Format::Mcp,
    ] {
        let page = docs::write(Keeper::SPEC, format);
        assert_clean(&page);
        assert!(page.contains("handle"), "{page}");
    }
    for profile in schema::PROFILES {
        for step in Keeper::SPEC
            .offered()
            .filter(|step| step.name != "ask_owner")
        {
            let schema = schema::arguments_schema(step.arguments, profile);
            assert!(
                schema.contains("The handle of a secret (`secret:…`): pass it on as it stands.")
            );
            assert!(!schema.contains("secret-handle"), "{schema}");
        }
    }
}
