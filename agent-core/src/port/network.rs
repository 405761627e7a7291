//! Whether this process may open connections: a switch that only ever closes.
//!
//! Every client of this library asks [`permit`] before it opens a socket. Must never open one itself.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use thiserror::Error;

/// The variable that closes the network for a process.
pub const VARIABLE: &str = "AGENT_NETWORK";

const OPEN: u8 = 0;
const LOOPBACK: u8 = 1;
const CLOSED: u8 = 2;

static BY_PROGRAM: AtomicU8 = AtomicU8::new(OPEN);

/// A connection that this process may not open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the network is forbidden here ({by}): no connection to `{host}` is opened; script the model, play a recording, or allow the network on purpose"
)]
pub struct NetworkForbidden {
    /// The host that was to be connected to.
    pub host: String,
    /// What forbids it.
    pub by: &'static str,
}

/// Forbids every connection but those to this machine, for the rest of the process. Nothing undoes it.
///
/// `AGENT_NETWORK=forbid` in the environment does the same from the start.
pub fn forbid_network() {
    BY_PROGRAM.fetch_max(LOOPBACK, Ordering::SeqCst);
}

/// As [`forbid_network`], and connections to this machine as well: `AGENT_NETWORK=forbid_all`.
pub fn forbid_all_network() {
    BY_PROGRAM.fetch_max(CLOSED, Ordering::SeqCst);
}

/// Whether a connection to this host may be opened: a name or an address, without a port. To be asked before a
/// socket is opened, by any client.
///
/// # Errors
/// When this process forbids it.
///
/// ```standalone_crate
/// use agent_core::port::network::{forbid_network, permit};
///
/// forbid_network();
/// assert!(permit("127.0.0.1").is_ok() && permit("[::1]").is_ok() && permit("localhost").is_ok());
/// assert!(permit("api.example.org").is_err());
/// ```
pub fn permit(host: &str) -> Result<(), NetworkForbidden> {
    let program = (BY_PROGRAM.load(Ordering::SeqCst), "by the program");
    let (closed, by) = program.max((by_environment(), "by AGENT_NETWORK"));
    match closed {
        OPEN => Ok(()),
        LOOPBACK if is_loopback(host) => Ok(()),
        _ => Err(NetworkForbidden {
            host: host.to_owned(),
            by,
        }),
    }
}

fn by_environment() -> u8 {
    static READ: OnceLock<u8> = OnceLock::new();
    *READ.get_or_init(|| match std::env::var(VARIABLE) {
        Err(std::env::VarError::NotPresent) => OPEN,
        Ok(word) => meaning(word.trim()),
        Err(std::env::VarError::NotUnicode(_)) => CLOSED,
    })
}

/// A word that nobody knows closes everything: a slip must not open the network to a test.
fn meaning(word: &str) -> u8 {
    match word {
        "" | "allow" => OPEN,
        "forbid" => LOOPBACK,
        _ => CLOSED,
    }
}

/// Whether this names the machine itself. A client to it must not use a proxy, which may stand anywhere.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>();
    // Names below `localhost` may be answered by a server somewhere else.
    address.map_or(bare.eq_ignore_ascii_case("localhost"), |address| {
        address.to_canonical().is_loopback()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in [
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
            "::1",
            "localhost",
            "LOCALHOST",
            "::ffff:127.0.0.1",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "10.0.0.1",
            "0.0.0.0",
            "example.org",
            "localhost.example.org",
            "127.0.0.1.example.org",
            "::2",
            "notlocalhost",
            "a.localhost",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn an_unknown_word_closes_everything() {
        assert_eq!([meaning(""), meaning("allow")], [OPEN, OPEN]);
        assert_eq!(meaning("forbid"), LOOPBACK);
        assert_eq!(
            [meaning("forbid_all"), meaning("frobid"), meaning("1")],
            [CLOSED; 3]
        );
    }
}
