//! The stand-ins for a model: the script, the recorder and the player.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent_core::message::{Delta, Message, Reply, Settings, Stop};
use agent_core::port::{Ask, Heard, Model, ModelError, Piece, TimeLimit};
use agent_core::testkit::{
    Cassette, CassetteError, CassetteMode, FakeModel, Fault, FaultPlan, Faults, Player, Recorder,
    Redaction, ScriptedModel,
};
use agent_core::wire::{Body, ErrorKind, Head};

fn body(model: &dyn Model, said: &str) -> Body {
    Body::whole(
        model.dialect(),
        &Head::new(model.settings()),
        &[Message::User(said)],
    )
}

async fn ask(model: &dyn Model, said: &str) -> Result<Reply, ModelError> {
    let ask = Ask::one(model, body(model, said));
    Ok(model.ask(&ask).await?.reply)
}

const LATE: ModelError = ModelError::Timeout {
    which: TimeLimit::Total,
    after_ms: 7,
};

#[tokio::test]
async fn a_script_answers_in_order_and_keeps_the_requests() {
    let model = ScriptedModel::new()
        .text("Hi")
        .calls([("add", r#"{"a":1}"#), ("add", "{oops")])
        .cut_off("It is")
        .raw(503, "busy")
        .fail(LATE);
    let hi = ask(&model, "one").await.expect("text");
    assert_eq!((hi.text.as_deref(), hi.stop), (Some("Hi"), Stop::End));
    let calls = ask(&model, "two").await.expect("calls");
    let shown: Vec<_> = calls
        .calls
        .iter()
        .map(|call| (call.id.as_str(), call.arguments.as_str()))
        .collect();
    assert_eq!(shown, [("call_1", r#"{"a":1}"#), ("call_2", "{oops")]);
    assert_eq!(calls.stop, Stop::ToolCalls);
    assert_eq!(
        ask(&model, "three").await.map(|reply| reply.stop),
        Ok(Stop::Length)
    );
    assert_eq!(
        ask(&model, "four").await.map_err(|error| error.kind()),
        Err(ErrorKind::Overloaded)
    );
    assert_eq!(ask(&model, "five").await, Err(LATE));
    assert_eq!(model.requests().len(), 5);
    assert_eq!(model.requests()[0], body(&model, "one").to_text());
    assert_eq!(model.finish(), Ok(()));
}

#[tokio::test]
async fn a_request_beyond_the_script_is_an_error_that_quotes_it() {
    let model = ScriptedModel::new();
    let error = ask(&model, "and now?").await.expect_err("no answer left");
    assert_eq!(error.kind(), ErrorKind::Script);
    assert_eq!(
        error.to_string(),
        "the script has 0 answers and this is request 1; its last message is user: `and now?`"
    );
    let error = model.finish().expect_err("a request found no answer");
    assert_eq!(error.unexpected.as_deref(), Some("user: `and now?`"));
}

#[test]
#[should_panic(expected = "1 of 1 answers were not asked for")]
fn answers_left_over_panic_when_nobody_looked() {
    drop(ScriptedModel::new().text("never"));
}

#[test]
fn answers_left_over_are_an_error_at_the_finish() {
    let model = ScriptedModel::new().text("never").text("ever");
    assert_eq!(
        model
            .finish()
            .map_err(|error| (error.written, error.unused)),
        Err((2, 2))
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_be_late_or_never_come() {
    let model = ScriptedModel::new().after_ms(500).text("late").hang();
    let limit = Duration::from_millis(499);
    let begin = tokio::time::Instant::now();
    assert!(ask(&model, "one").await.is_ok());
    assert_eq!(begin.elapsed(), Duration::from_millis(500));
    assert!(
        tokio::time::timeout(limit, ask(&model, "two"))
            .await
            .is_err()
    );
    assert_eq!(model.finish(), Ok(()));
}

/// A file that is gone after the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("agent-core-{}-{name}.jsonl", std::process::id()));
        let _ = std::fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn recorded_settings() -> Settings {
    Settings {
        temperature: Some(0.1),
        seed: Some(7),
        ..Settings::new("recorded-1")
    }
}

/// Records these questions and answers, and gives the file's text.
async fn record(name: &str, pairs: &[(&str, &str)]) -> String {
    let file = Scratch::new(name);
    let script = pairs.iter().fold(
        ScriptedModel::new().with_settings(recorded_settings()),
        |script, (_, said)| script.text(said),
    );
    let recorder = Recorder::new(script, &file.0).expect("a file");
    for (asked, _) in pairs {
        ask(&recorder, asked).await.expect("an answer");
    }
    std::fs::read_to_string(&file.0).expect("a recording")
}

#[tokio::test]
async fn what_was_recorded_plays_again() {
    let text = record(
        "again",
        &[("one", "1"), ("two\n\"é\"", "2"), ("one", "uno")],
    )
    .await;
    assert_eq!(text.lines().count(), 3);
    let player = Player::new([text.as_str()]).expect("a recording");
    assert_eq!(player.settings(), &recorded_settings());
    for (asked, expected) in [
        ("two\n\"é\"", "2"),
        ("one", "1"),
        ("one", "uno"),
        ("one", "uno"),
    ] {
        let reply = ask(&player, asked).await.expect("an answer");
        assert_eq!(reply.text.as_deref(), Some(expected), "{asked}");
    }
}

#[tokio::test]
async fn an_unknown_request_gets_no_answer_and_says_where_it_differs() {
    let text = record("unknown", &[("one apple", "1")]).await;
    let player = Player::new([text.as_str()]).expect("a recording");
    let error = ask(&player, "one apply").await.expect_err("not on record");
    assert_eq!(error.kind(), ErrorKind::Unrecorded);
    let shown = error.to_string();
    assert!(
        shown.contains("its last message is user: `one apply`"),
        "{shown}"
    );
    assert!(
        shown.contains(r#"recorded `e"}]}`, asked `y"}]}`"#),
        "{shown}"
    );
}

#[tokio::test]
async fn a_status_and_its_waiting_time_are_recorded_and_a_failure_is_not() {
    let file = Scratch::new("status");
    let script = ScriptedModel::new()
        .reply(agent_core::port::RawReply {
            status: 429,
            body: "slow".into(),
            retry_after_ms: Some(30),
        })
        .fail(LATE);
    let recorder = Recorder::new(script, &file.0).expect("a file");
    for _ in 0..2 {
        ask(&recorder, "one").await.expect_err("no reply");
    }
    let player = Player::open([&file.0]).expect("a recording");
    for _ in 0..2 {
        let error = ask(&player, "one").await.expect_err("a 429");
        assert_eq!(
            (error.kind(), error.retry_after_ms()),
            (ErrorKind::RateLimit, Some(30))
        );
    }
}

#[tokio::test]
async fn a_recording_that_cannot_be_read_is_named() {
    let text = record("wrong", &[("one", "1")]).await;
    assert_eq!(Player::new([""]).err(), Some(CassetteError::Empty));
    let cut = format!("{text}{}", &text[..40]);
    assert!(matches!(
        Player::new([cut.as_str()]),
        Err(CassetteError::Line { line: 2, .. })
    ));
    let newer = text.replacen("\"format\":2", "\"format\":3", 1);
    assert!(matches!(
        Player::new([newer.as_str()]),
        Err(CassetteError::Line { line: 1, .. })
    ));
    let other = text.replace("recorded-1", "recorded-2");
    assert!(matches!(
        Player::new([text.as_str(), other.as_str()]),
        Err(CassetteError::Line { line: 2, .. })
    ));
    assert!(matches!(
        Player::open(["no/such/file"]),
        Err(CassetteError::File { .. })
    ));
}

#[tokio::test]
async fn recordings_that_nobody_asked_for_are_told() {
    let text = record("idle", &[("one", "1"), ("two", "2"), ("one", "uno")]).await;
    let player = Player::new([text.as_str()]).expect("a recording");
    ask(&player, "one").await.expect("an answer");
    let idle = player.finish().expect_err("two are left");
    assert_eq!(
        (idle.recorded, idle.requests),
        (3, vec!["user: `two`".into(), "user: `one`".into()])
    );
    for asked in ["two", "one"] {
        ask(&player, asked).await.expect("an answer");
    }
    assert_eq!(player.finish(), Ok(()));
}

#[tokio::test]
async fn an_old_recording_plays_on() {
    let text = record("old", &[("one", "1")])
        .await
        .replace("\"format\":2", "\"format\":1");
    let player = Player::new([text.as_str()]).expect("a recording");
    assert_eq!(
        ask(&player, "one")
            .await
            .expect("an answer")
            .text
            .as_deref(),
        Some("1")
    );
}

#[tokio::test]
async fn a_redacted_recording_holds_no_secret_and_is_found_again() {
    let rules = || {
        Redaction::new()
            .pattern("4[0-9]{15}", "4000000000000000")
            .expect("a rule")
    };
    let (card, key) = ("4111111111111111", "sk-canary-0123456789abcdef");
    let asked = format!("pay with {card}, my key is {key}");
    let file = Scratch::new("redacted");
    let script = ScriptedModel::new().text(&format!("Paid with {card}."));
    let recorder = Recorder::new(script, &file.0)
        .expect("a file")
        .redacting(rules());
    let live = ask(&recorder, &asked).await.expect("an answer");
    assert_eq!(live.text, Some(format!("Paid with {card}.")));

    let text = std::fs::read_to_string(&file.0).expect("a recording");
    assert!(!text.contains("4111") && !text.contains("canary"), "{text}");
    let player = Player::new([text.as_str()])
        .expect("a recording")
        .redacting(rules());
    let played = ask(&player, &asked).await.expect("an answer");
    assert_eq!(played.text.as_deref(), Some("Paid with 4000000000000000."));
    // What a replay says next holds the stand-in already, and is found as well.
    assert!(
        ask(&player, "pay with 4000000000000000, my key is [key]")
            .await
            .is_ok()
    );
    assert_eq!(
        ask(&player, "pay").await.expect_err("not on record").kind(),
        ErrorKind::Unrecorded
    );
}

#[tokio::test]
async fn a_canary_is_in_no_recording_in_any_form() {
    let canary = "Zoë & \"Co\" hunter2/+?";
    let rules = || {
        let rules = Redaction::new().secret(canary, "[it]").expect("a rule");
        rules.pointer("/user", "[user]").expect("a rule")
    };
    let json = serde_json::to_string(canary).expect("JSON");
    let twice = serde_json::to_string(&json).expect("JSON");
    let forms = [
        canary.to_owned(),
        json.clone(),
        format!("a result: {{\"who\":{json}}} and on"),
        twice.clone(),
        json.replace('ë', "\\u00EB"),
        format!("{{\"{}\":1}}", &json[1..json.len() - 1]),
        "who=Zo%C3%AB%20%26%20%22Co%22%20hunter2%2F%2B%3F&n=1".to_owned(),
        "who=Zo%c3%ab+%26+%22Co%22+hunter2%2f%2b%3f".to_owned(),
        "Basic Wm/DqyAmICJDbyIgaHVudGVyMi8rPw==".to_owned(),
        "/v1/Wm_DqyAmICJDbyIgaHVudGVyMi8rPw/x".to_owned(),
        "dXNlcjpab8OrICYgIkNvIiBodW50ZXIyLys/".to_owned(),
    ];
    let settings = Settings {
        extra: [("user".to_owned(), "\"ann@example.org\"".to_owned())].into(),
        ..Settings::new("recorded-1")
    };
    for (at, form) in forms.iter().enumerate() {
        let file = Scratch::new(&format!("canary{at}"));
        let script = ScriptedModel::new()
            .with_settings(settings.clone())
            .call("tell", form)
            .text(form);
        let open = |mode, script| {
            let live = || Ok::<_, std::convert::Infallible>(script);
            Cassette::open(&file.0, mode, rules(), live).expect("a cassette")
        };
        let recorded = open(CassetteMode::Record, script);
        ask(&recorded, form).await.expect("a call");
        ask(&recorded, "and?").await.expect("a text");
        let text = std::fs::read_to_string(&file.0).expect("a recording");
        for trace in [
            "hunter",
            "ann@",
            "aHVudGVyMi",
            "h1bnRlcjI",
            "odW50ZXIy",
            "Zo%",
            "Zo\\",
        ] {
            assert!(!text.contains(trace), "{form}: {trace} in {text}");
        }
        // It plays again, with and without the live model.
        let script = ScriptedModel::new().with_settings(settings.clone());
        for mode in [CassetteMode::Replay, CassetteMode::Refuse] {
            let script = ScriptedModel::new().with_settings(script.settings().clone());
            let played = open(mode, script);
            ask(&played, form).await.expect("found again");
            ask(&played, "and?").await.expect("found again");
            assert_eq!(played.finish(), Ok(()));
        }
    }
}

fn cassette(file: &Scratch, mode: CassetteMode, live: ScriptedModel) -> Cassette<ScriptedModel> {
    let live = || Ok::<_, std::convert::Infallible>(live.with_settings(recorded_settings()));
    Cassette::open(&file.0, mode, Redaction::new(), live).expect("a cassette")
}

#[tokio::test]
async fn a_cassette_records_plays_and_refuses() {
    let file = Scratch::new("modes");
    let recorded = cassette(&file, CassetteMode::Record, ScriptedModel::new().text("1"));
    ask(&recorded, "one").await.expect("an answer");

    let more = cassette(&file, CassetteMode::Replay, ScriptedModel::new().text("2"));
    for (asked, said) in [("one", "1"), ("two", "2")] {
        assert_eq!(
            ask(&more, asked).await.expect("an answer").text.as_deref(),
            Some(said)
        );
    }

    let no_model = || Err::<ScriptedModel, _>("nobody asked for it");
    let played = Cassette::open(&file.0, CassetteMode::Refuse, Redaction::new(), no_model);
    let played = played.expect("a recording");
    assert_eq!(played.finish().map_err(|idle| idle.requests.len()), Err(2));
    assert!(ask(&played, "one").await.is_ok() && ask(&played, "two").await.is_ok());
    assert_eq!(
        ask(&played, "three").await.expect_err("not there").kind(),
        ErrorKind::Unrecorded
    );
    assert_eq!(played.finish(), Ok(()));

    let anew = cassette(
        &file,
        CassetteMode::Record,
        ScriptedModel::new().text("uno"),
    );
    ask(&anew, "one").await.expect("an answer");
    let text = std::fs::read_to_string(&file.0).expect("a recording");
    assert!(text.lines().count() == 1 && text.contains("uno"), "{text}");
}

#[test]
fn a_cassette_of_another_model_or_without_one_is_refused() {
    let file = Scratch::new("other");
    let live = || Ok::<_, std::convert::Infallible>(ScriptedModel::new());
    std::fs::write(&file.0, "").expect("a file");
    let open = |mode| Cassette::open(&file.0, mode, Redaction::new(), live).err();
    assert_eq!(open(CassetteMode::Refuse), Some(CassetteError::Empty));
    assert_eq!(open(CassetteMode::Replay), None);
    let line = r#"{"format":1,"settings":{"model":"x"},"dialect":"openai_chat","request":"{}","status":200,"reply":"{}"}"#;
    std::fs::write(&file.0, line).expect("a file");
    assert!(matches!(
        open(CassetteMode::Replay),
        Some(CassetteError::OtherModel { .. })
    ));
    let no_model = || Err::<ScriptedModel, _>("AGENT_MODEL_URL is not set");
    let error = Cassette::open(&file.0, CassetteMode::Record, Redaction::new(), no_model).err();
    assert_eq!(
        error.map(|error| error.to_string()).as_deref(),
        Some("there is no model to record: AGENT_MODEL_URL is not set")
    );
    assert_eq!(std::fs::read_to_string(&file.0).expect("untouched"), line);
}

/// Asks for a stream and gives what was heard of the text.
async fn heard(model: &dyn Model, said: &str) -> (Result<Reply, ModelError>, String) {
    let told = Arc::new(Mutex::new(String::new()));
    let (text, asked) = (told.clone(), body(model, said));
    let listener = move |heard: Heard<'_>| {
        if let Piece::Delta(Delta::Text(more)) = heard.piece {
            text.lock().unwrap().push_str(more);
        }
    };
    let ask = Ask::one(model, asked).listener(Some(Arc::new(listener)));
    let reply = model.ask(&ask).await.map(|answer| answer.reply);
    let text = told.lock().unwrap().clone();
    (reply, text)
}

/// A card's number in two events is as secret as in one.
#[tokio::test]
async fn a_stream_is_recorded_redacted_and_heard_again() {
    let event = |text: &str| {
        format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
    };
    let end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let plain = event("Hel") + &event("lo") + end;
    let secret = event("Card 41111111") + &event("11111111 is fine") + end;
    let file = Scratch::new("stream");
    let rules = || {
        Redaction::new()
            .pattern("4[0-9]{15}", "[card]")
            .expect("a rule")
    };
    let script = ScriptedModel::new().raw(200, &*plain).raw(200, &*secret);
    let recorder = Recorder::new(script, &file.0)
        .expect("a file")
        .redacting(rules());
    let (live, text) = heard(&recorder, "one").await;
    assert_eq!(
        (live.expect("a reply").text.as_deref(), &*text),
        (Some("Hello"), "Hello")
    );
    assert_eq!(
        heard(&recorder, "two").await.1,
        "Card 4111111111111111 is fine"
    );

    let recorded = std::fs::read_to_string(&file.0).expect("a recording");
    assert!(
        recorded.contains("Hel") && !recorded.contains("11111111"),
        "{recorded}"
    );
    let player = Player::new([recorded.as_str()])
        .expect("a recording")
        .redacting(rules());
    for (asked, said) in [("one", "Hello"), ("two", "Card [card] is fine")] {
        let (reply, text) = heard(&player, asked).await;
        assert_eq!(
            (reply.expect("a reply").text.as_deref(), &*text),
            (Some(said), said)
        );
    }
}

#[tokio::test]
async fn stand_ins_and_faults_are_heard_as_streams() {
    let fake = FakeModel::new(3);
    let (reply, text) = heard(&fake, "one").await;
    assert_eq!(reply.expect("a reply").text, Some(text));
    let faults = Faults::new(
        fake,
        FaultPlan::script([Fault::Disconnected, Fault::Malformed]),
    );
    let (reply, text) = heard(&faults, "one").await;
    assert_eq!(reply.expect_err("broken").kind(), ErrorKind::Disconnected);
    assert!(!text.is_empty(), "some of it was heard");
    let (reply, _) = heard(&faults, "one").await;
    assert_eq!(reply.expect_err("broken").kind(), ErrorKind::Reply);
}
