//! How to test an agent: the support desk, in every way that `docs/testing.md` tells of.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use agent_core::event::Event;
use agent_core::http::OpenAiChat;
use agent_core::model::Retry;
use agent_core::port::{Model, Terminal};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::{
    Cassette, CassetteMode, FakeModel, Fault, FaultPlan, Faults, Redaction, ScriptedModel, Server,
    forbid_network, hold_prefix,
};
use agent_core::thread::Thread;
use agent_core::wire::OpenAiChatDialect;
use examples::story::steps;
use examples::support::stories::case;
use examples::support::{Shop, Support};

type Test = Result<(), Box<dyn Error>>;

/// A desk in a folder of its own: the bank's ledger is what a test looks at in the end.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn open() -> Self {
        forbid_network();
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder }
    }

    fn ledger(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap_or_default()
    }

    fn path(&self) -> impl AsRef<Path> + use<> {
        self.folder.path().join("ledger")
    }

    /// One ticket, from the customer's words to the end of the run.
    async fn ticket(
        &self,
        model: impl Model + 'static,
        typed: &'static str,
    ) -> Result<Thread, Box<dyn Error>> {
        let human = Terminal::new(typed.as_bytes(), std::io::sink());
        let shop = Shop::open(self.path().as_ref().to_owned());
        let case = case(&shop);
        let runner = Runner::<Support>::new(model, shop).human(human);
        let mut thread = runner.start("ticket".parse()?, &case).await?;
        runner
            .send(&mut thread, "my order A-1002 never arrived")
            .await?;
        runner.run(&mut thread).await?;
        Ok(thread)
    }
}

#[tokio::test]
async fn a_lost_parcel_is_paid_back_after_one_answer_of_the_model() -> Test {
    let desk = Desk::open();
    let model = Arc::new(ScriptedModel::new().call("get_order", r#"{"order_id":"A-1003"}"#));

    let thread = desk.ticket(model.clone(), "").await?;

    assert_eq!(thread.status(), Status::Finished);
    assert_eq!(
        steps(&thread)[1],
        r#"refund {"order_id":"A-1003","amount":4500}"#
    );
    assert!(model.requests()[0].contains("Look up an order before"));
    model.finish()?; // every answer was asked for, and no more
    Ok(())
}

#[tokio::test]
async fn each_request_begins_with_the_one_before() -> Test {
    let desk = Desk::open();
    let model = Arc::new(
        ScriptedModel::new()
            .call("get_order", r#"{"order_id":"A-1009"}"#)
            .call("get_order", r#"{"order_id":"A-1001"}"#)
            .call("reply", r#"{"message":"It is on its way."}"#),
    );
    let thread = desk.ticket(model.clone(), "").await?;

    hold_prefix(&thread, &model.requests(), &[]);
    assert_eq!(model.requests().len(), 3);
    Ok(())
}

#[tokio::test]
async fn whatever_the_model_does_large_sums_need_a_person() -> Test {
    for seed in 0..100 {
        let desk = Desk::open();
        let thread = desk
            .ticket(FakeModel::of::<Support>(seed).hard(), "")
            .await?;
        let paid = desk.ledger();
        let amounts = paid
            .lines()
            .filter_map(|line| line.rsplit(' ').next()?.parse().ok());
        let largest: u64 = amounts.max().unwrap_or(0);
        assert!(largest <= 50_000, "seed {seed}: {:#?}", steps(&thread));
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_bad_hour_of_the_provider_costs_time_and_nothing_else() -> Test {
    let desk = Desk::open();
    let script = ScriptedModel::new().call("get_order", r#"{"order_id":"A-1003"}"#);
    let bad_hour = FaultPlan::script([
        Fault::RateLimited {
            retry_after_ms: Some(20_000),
        },
        Fault::Disconnected,
        Fault::WrongTool,
    ]);
    let model = Retry::new(Faults::new(script, bad_hour));

    let thread = desk.ticket(model, "").await?;

    assert_eq!(thread.status(), Status::Finished);
    assert_eq!(desk.ledger().lines().count(), 1, "paid once");
    let kinds: Vec<&str> = thread.events().iter().map(Event::kind).collect();
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "model_attempted")
            .count(),
        2
    );
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "reply_refused")
            .count(),
        1
    );
    Ok(())
}

#[tokio::test]
async fn the_real_client_rides_out_a_storm() -> Test {
    let desk = Desk::open();
    let fake = FakeModel::of::<Support>(4).weight("ask_customer", 0);
    let storm = FaultPlan::storm(
        Fault::RateLimited {
            retry_after_ms: Some(5),
        },
        2,
    );
    let server = Server::provider(&OpenAiChatDialect, storm, move |request| {
        fake.reply(request).expect("a valid step")
    })?;
    let client = OpenAiChat::new(format!("{}/v1", server.url()))
        .model("small-1")
        .build()?;

    let thread = desk.ticket(Retry::new(client), "").await?;

    assert_eq!(thread.status(), Status::Finished);
    assert!(server.requests().len() > 2);
    Ok(())
}

#[tokio::test]
async fn a_recording_names_no_customer() -> Test {
    let desk = Desk::open();
    let file = desk.folder.path().join("lost.jsonl");
    let redaction = Redaction::new().pattern("Zoë", "Ann")?;
    let open = |mode, live: ScriptedModel| {
        Cassette::open(&file, mode, redaction.clone(), || Ok::<_, String>(live))
    };
    let script = ScriptedModel::new().call("get_order", r#"{"order_id":"A-1003"}"#);

    let recorded = desk.ticket(open(CassetteMode::Record, script)?, "").await?;
    let cassette = Arc::new(open(CassetteMode::Refuse, ScriptedModel::new())?);
    let played = desk.ticket(cassette.clone(), "").await?;

    assert_eq!(steps(&recorded), steps(&played));
    cassette.finish()?; // all of the recording was needed
    assert!(!std::fs::read_to_string(&file)?.contains("Zoë"));
    Ok(())
}

/// `AGENT_CASSETTE=record cargo test` asks the model of the environment, and writes the file anew.
#[tokio::test]
async fn the_model_finds_the_lost_parcel() -> Test {
    let desk = Desk::open();
    let cassette = Cassette::open(
        "recordings/lost_parcel.jsonl",
        CassetteMode::from_env()?,
        Redaction::new(),
        OpenAiChat::from_env,
    )?;

    let thread = desk.ticket(cassette, "y\n").await?;

    // A model's words change; what it must do does not.
    assert!(
        steps(&thread)[0].starts_with("get_order"),
        "{:?}",
        steps(&thread)
    );
    Ok(())
}
