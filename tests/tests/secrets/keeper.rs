//! An agent with secrets in its state, in arguments, results, errors and in what people answer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use agent_core::prelude::*;
use agent_core::secret::Secret;

/// Each holds what every escape must write differently.
pub(crate) const PASSWORD: &str = "c4nary-Pässwörd \"7\"\\x+y/%z";
pub(crate) const RECOVERY: &str = "c4nary recovery <é>\n&2";
pub(crate) const TOKEN: &str = "c4nary~token?ÿ=/3";
pub(crate) const COOKIE: &str = "c4nary|cookie'ü'4";
pub(crate) const MASTER: &str = "c4nary-master-ß5";
pub(crate) const SAID: &str = "c4nary said by a person: 6€";
pub(crate) const PIN: u32 = 804_172_337;

/// What the tools were given.
#[derive(Clone, Default)]
pub(crate) struct Seen(pub Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, value: impl std::fmt::Display) {
        self.0.lock().unwrap().push(value.to_string());
    }
}

#[derive(Provide)]
pub(crate) struct House {
    pub seen: Seen,
}

/// What stands for the owner.
#[agent_core::data]
pub(crate) enum Proof {
    /// A number.
    Code(Secret<u32>),
    /// A card.
    Card {
        #[schema(secret)]
        number: String,
        name: String,
    },
    /// Nothing.
    None,
}

/// An open account.
#[agent_core::data]
pub(crate) struct Session {
    pub user: String,
    pub token: Secret,
    #[schema(secret)]
    pub cookie: String,
    #[schema(secret)]
    pub spare: Option<String>,
    pub keys: Vec<Secret>,
    pub by_site: BTreeMap<String, Option<Secret>>,
    pub proofs: Vec<Proof>,
    pub note: String,
}

/// Log in.
#[tool(read)]
pub(crate) async fn log_in(
    user: String,
    password: Secret,
    #[schema(secret)] recovery: String,
    pin: Option<Secret<u32>>,
    seen: &Seen,
) -> Result<Session, String> {
    let password = password.into_exposed().map_err(|error| error.to_string())?;
    seen.note(&password);
    seen.note(&recovery);
    if let Some(pin) = pin {
        seen.note(pin.expose().map_err(|error| error.to_string())?);
    }
    Ok(Session {
        user,
        token: Secret::new(TOKEN),
        cookie: COOKIE.into(),
        spare: None,
        keys: vec![Secret::new(TOKEN), Secret::new(COOKIE)],
        by_site: BTreeMap::from([("a".into(), Some(Secret::new(TOKEN))), ("b".into(), None)]),
        proofs: vec![
            Proof::Code(Secret::of(PIN)),
            Proof::Card {
                number: TOKEN.into(),
                name: "Zoë".into(),
            },
            Proof::None,
        ],
        note: format!("logged in with {password}, {{\"p\":{password:?}}}"),
    })
}

/// An error that quotes what it was given in every way.
#[derive(Debug, serde::Serialize, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Rude {
    message: String,
    token: String,
    pin: u32,
}

/// Pay with a token.
#[tool(read)]
pub(crate) async fn pay(token: Secret, pin: Secret<u32>, seen: &Seen) -> Result<bool, Rude> {
    let token = token.into_exposed().unwrap_or_default();
    let pin = pin.into_exposed().unwrap_or_default();
    seen.note(&token);
    let json = serde_json::json!({ "token": token }).to_string();
    let twice = serde_json::Value::from(json.as_str());
    let message = format!("401: bad {token}, {json}, {twice}, {token:?}, pin {pin}");
    Err(Rude {
        message,
        token,
        pin,
    })
}

/// Break down.
#[tool(read)]
pub(crate) async fn crash(token: Secret) -> Result<bool, String> {
    // What a panic says is printed by its hook; tests keep it quiet.
    std::panic::resume_unwind(Box::new(format!(
        "no {}",
        token.into_exposed().unwrap_or_default()
    )));
}

/// What a person knows.
#[agent_core::data]
pub(crate) struct Told {
    pub site: String,
    pub code: Secret,
}

/// Looks after an account.
#[agent(
    prompt = "prompts/keeper.md",
    state = Book,
    deps = House,
    tool_attempts = 9,
    consecutive_errors = 9,
    allow(prompt_role, reason = "a prompt for tests")
)]
pub(crate) enum Keeper {
    LogIn(LogIn),
    Pay(Pay),
    Crash(Crash),
    /// Ask the owner.
    #[ask(answer = Told)]
    AskOwner {
        /// What for.
        question: String,
    },
    /// Give the token to the owner.
    #[done]
    Give {
        /// What it is.
        message: String,
        /// The token.
        token: Secret,
    },
}

/// What is known.
#[agent_core::data]
pub(crate) struct Book {
    pub master: Secret,
    #[schema(secret)]
    pub recovery: String,
    pub session: Option<Session>,
    pub told: Vec<Told>,
    pub failures: Vec<String>,
    pub details: Vec<Option<String>>,
    pub shown: String,
}

impl Book {
    pub fn new() -> Self {
        Self {
            master: Secret::new(MASTER),
            recovery: RECOVERY.into(),
            session: None,
            told: Vec::new(),
            failures: Vec::new(),
            details: Vec::new(),
            shown: String::new(),
        }
    }
}

impl State<Keeper> for Book {
    fn apply(&mut self, outcome: &KeeperOutcome) {
        match outcome {
            KeeperOutcome::LogIn(call, Ok(session)) => {
                self.shown += &format!("{call:?} {session:?}");
                self.session = Some(session.clone());
            }
            KeeperOutcome::LogIn(_, Err(failure))
            | KeeperOutcome::Pay(_, Err(failure))
            | KeeperOutcome::Crash(_, Err(failure)) => {
                self.failures.push(failure.to_string());
                self.details.push(failure.detail.clone());
            }
            KeeperOutcome::AskOwner { answer, .. } => self.told.push(answer.clone()),
            KeeperOutcome::Give { token, .. } => self.shown += &format!("{token:?}"),
            _ => {}
        }
    }
}
