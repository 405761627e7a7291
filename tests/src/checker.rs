//! Looks for risky calls without approval, in the log alone: shares no code with the reducer.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use agent_core::event::{Event, raw};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What the log says of a call.
struct Chosen {
    tool: String,
    arguments: String,
}

/// What one log holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Risky calls that started.
    pub risky: u64,
    /// Those of them that the flow chose.
    pub by_flow: u64,
    /// Risky calls that a person refused.
    pub refused: u64,
}

/// Every risky call of this log has an approval of exactly its arguments, before it started.
///
/// # Errors
/// Names the first call without one.
pub fn approved(events: &[Event]) -> Result<Count, String> {
    let mut calls: HashMap<u64, Chosen> = HashMap::new();
    let mut by_flow: HashSet<u64> = HashSet::new();
    let mut approvals: HashSet<(u64, String)> = HashSet::new();
    let mut count = Count::default();
    for event in events {
        let data: Value = serde_json::from_str(event.data()).map_err(|error| error.to_string())?;
        let call = data["call"].as_u64().unwrap_or_default();
        match event.kind() {
            "steps_chosen" => {
                for step in raw::items(raw::member(event.data(), "steps").unwrap_or("[]")).flatten()
                {
                    let (call, chosen) = read(step)?;
                    if data["by"] != "model" {
                        by_flow.insert(call);
                    }
                    calls.insert(call, chosen);
                }
            }
            "approval_answered" if data["approved"] == true => {
                let sha256 = data["sha256"].as_str().unwrap_or_default();
                approvals.insert((call, sha256.to_owned()));
            }
            "approval_answered" => count.refused += 1,
            "call_started" => {
                let chosen = calls.get(&call).ok_or("a call started that nobody chose")?;
                if risky(chosen) {
                    if !approvals.contains(&(call, hash(chosen))) {
                        return Err(format!("call {call} ({}) was not approved", chosen.tool));
                    }
                    count.risky += 1;
                    count.by_flow += u64::from(by_flow.contains(&call));
                }
            }
            _ => {}
        }
    }
    Ok(count)
}

fn read(step: &str) -> Result<(u64, Chosen), String> {
    let head: Value = serde_json::from_str(step).map_err(|error| error.to_string())?;
    let chosen = Chosen {
        tool: head["step"].as_str().unwrap_or_default().to_owned(),
        arguments: raw::member(step, "arguments")
            .unwrap_or_default()
            .to_owned(),
    };
    Ok((head["call"].as_u64().unwrap_or_default(), chosen))
}

/// The clerk's rules, written a second time.
fn risky(call: &Chosen) -> bool {
    let arguments: Value = serde_json::from_str(&call.arguments).unwrap_or_default();
    match &*call.tool {
        "ship" => true,
        "pay" => arguments["amount"]
            .as_u64()
            .is_none_or(|amount| amount > 500),
        _ => false,
    }
}

/// SHA-256 over the tool's length and name, version 1 and the arguments.
fn hash(call: &Chosen) -> String {
    let mut bytes = (call.tool.len() as u64).to_le_bytes().to_vec();
    bytes.extend(call.tool.bytes());
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(call.arguments.bytes());
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
