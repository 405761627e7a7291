//! What the page about secrets quotes.

use agent_core::port::KeyVault;
use agent_core::prelude::*;
use agent_core::run::Runner;
use agent_core::secret::Secret;
use agent_core::testkit::ScriptedModel;

struct Sites;

impl Sites {
    fn open(&self, site: &str, password: &str) -> String {
        format!("{site}/{}", password.len())
    }
}

#[derive(Provide)]
struct Deps {
    sites: Sites,
}

/// Log in at a site.
#[tool(read)]
async fn log_in(site: String, password: Secret, sites: &Sites) -> Result<Login, String> {
    let token = sites.open(&site, password.expose()?);
    Ok(Login {
        site,
        token: Secret::new(token),
        code: "1234-5678".to_owned(),
    })
}

/// An open door.
#[data]
struct Login {
    site: String,
    token: Secret,
    #[schema(secret)]
    code: String,
}

/// Logs in.
#[agent(deps = Deps)]
enum Porter {
    LogIn(LogIn),
    /// Give the token.
    #[done]
    Give {
        /// The token.
        token: Secret,
    },
}

#[tokio::test]
async fn the_page() -> Result<(), Box<dyn std::error::Error>> {
    let key = Secret::new("5a".repeat(32));
    let vault = KeyVault::from_hex(&key)?;
    let password = super::handle(&vault, "login-1", "host/1").await;
    let token = super::handle(&vault, "login-1", "1/1/0").await;
    let arguments = format!(r#"{{"site":"a.org","password":"{password}"}}"#);
    let model = ScriptedModel::new()
        .call("log_in", &arguments)
        .call("give", &format!(r#"{{"token":"{token}"}}"#));
    let deps = Deps { sites: Sites };

    let runner = Runner::<Porter>::new(model, deps).vault(KeyVault::from_hex(&key)?);
    let mut thread = runner.start("login-1".parse()?, &()).await?;
    let password = Secret::new("hunter2");
    let password = runner.keep_secret(&mut thread, password).await?;
    let words = format!("Log in at a.org with {password}");
    runner.send(&mut thread, words).await?;
    runner.run(&mut thread).await?;
    if let Some(Porter::Give { token }) = thread.answer::<Porter>()? {
        let token: String = runner.open_secret(&thread, &token).await?;
        assert_eq!(token, "a.org/7");
    }
    Ok(())
}
