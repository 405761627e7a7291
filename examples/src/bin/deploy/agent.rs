//! The agent that judges what goes to production, and the sites it deploys to.

use std::sync::{Arc, Mutex, PoisonError};

use agent_core::prelude::*;

/// A site, and what was put there in which order.
#[derive(Debug, agent_core::Provide)]
pub(crate) struct Site {
    name: &'static str,
    parts: Mutex<Vec<String>>,
}

impl Site {
    pub(crate) fn new(name: &'static str) -> Arc<Self> {
        Arc::new(Self {
            name,
            parts: Mutex::default(),
        })
    }

    /// The frontend asks for prices that only the new backend knows.
    pub(crate) fn put(&self, part: &str, tag: &str) -> Result<String, String> {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if part == "frontend" && !parts.contains(&format!("backend {tag}")) {
            return Err(format!("frontend {tag} needs backend {tag}"));
        }
        parts.push(format!("{part} {tag}"));
        Ok(format!("{part} {tag} is on {}", self.name))
    }

    /// Whether everything is there.
    pub(crate) fn check(&self) -> Result<String, String> {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if parts.len() == 2 {
            Ok(format!("{} works: {}", self.name, parts.join(", ")))
        } else {
            Err(format!("{} lacks a part: {parts:?}", self.name))
        }
    }
}

/// Put the backend on production.
#[tool(destructive)]
pub(crate) fn deploy_backend(tag: String, site: &Site) -> Result<String, String> {
    site.put("backend", &tag)
}

/// Put the frontend on production.
#[tool(destructive)]
pub(crate) fn deploy_frontend(tag: String, site: &Site) -> Result<String, String> {
    site.put("frontend", &tag)
}

/// You bring a merged change to production. People approve each deployment, or say what to do before it.
#[agent(deps = Site, max_steps = 10)]
pub(crate) enum Deployer {
    DeployBackend(DeployBackend),
    DeployFrontend(DeployFrontend),
    /// Everything that the change needs is deployed.
    #[done]
    Deployed {
        summary: String,
    },
    /// The change must not be deployed now.
    #[done]
    Halted {
        reason: String,
    },
}
