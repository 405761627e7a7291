//! What a client is made of: addresses, headers and the HTTP client, checked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Url, redirect};

use super::config::{ConfigError, KEY};
use super::reason;
use super::secret::reveal;
use super::time_limits::TimeLimits;
use crate::port::network::is_loopback;
use crate::secret::Secret;
use crate::wire::{Dialect, KeyHeader};

const EXAMPLE_URL: &str = "http://127.0.0.1:8080/v1";

/// The port is the address's own.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// The base address, checked.
pub(super) fn base(setting: &'static str, base: &str) -> Result<Url, ConfigError> {
    let invalid = |reason: String| ConfigError::Invalid { setting, reason };
    let no_address = |error| {
        invalid(format!(
            "is no address: {error}\nnote: for example {EXAMPLE_URL}"
        ))
    };
    let url = Url::parse(base).map_err(no_address)?;
    match url.scheme() {
        "http" => {}
        "https" if cfg!(feature = "https") => {}
        "https" => return Err(ConfigError::NoTls { setting }),
        other => {
            return Err(invalid(format!(
                "must begin with http:// or https://, not {other}:\nnote: for example {EXAMPLE_URL}"
            )));
        }
    }
    // These are where keys hide, and addresses are shown in messages.
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        let reason =
            format!("must not hold a user, a password or a query\nnote: the key goes into `{KEY}`");
        return Err(invalid(reason));
    }
    Ok(url)
}

/// An address below the base, which may have a query.
pub(super) fn below(base: &Url, path: &str) -> Url {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(query);
    url
}

/// What every request carries.
pub(super) fn headers(
    dialect: &dyn Dialect,
    setting: &'static str,
    key: Option<&Secret>,
) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    for (name, value) in dialect.headers() {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    let Some(key) = key else {
        return Ok(headers);
    };
    let (name, value) = match dialect.key() {
        KeyHeader::Bearer => (AUTHORIZATION.as_str(), format!("Bearer {}", reveal(key))),
        KeyHeader::Header(name) => (name, reveal(key).to_owned()),
    };
    let mut value = HeaderValue::from_str(&value).map_err(|_| ConfigError::Invalid {
        setting,
        reason: "holds a character that no header may hold, such as a line break".to_owned(),
    })?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(headers)
}

pub(super) fn http_client(base: &Url, limits: &TimeLimits) -> Result<reqwest::Client, ConfigError> {
    #[cfg(feature = "https")]
    tls_provider()?;
    let builder = match base.host_str() {
        Some(host) if is_loopback(host) => reqwest::Client::builder().no_proxy(),
        _ => reqwest::Client::builder(),
    };
    builder
        // The name means this machine, whatever a name server says.
        .resolve_to_addrs("localhost", &LOCALHOST)
        .redirect(redirect::Policy::none())
        .connect_timeout(limits.connect.min(limits.total))
        .tcp_nodelay(true)
        .build()
        .map_err(|error| ConfigError::Client(reason(&error)))
}

/// Without a provider the client's constructor would panic, whatever the address.
#[cfg(feature = "https")]
fn tls_provider() -> Result<(), ConfigError> {
    use rustls::crypto::CryptoProvider;
    // When two threads get here at once the second finds the first one's provider installed.
    #[cfg(feature = "https-ring")]
    if CryptoProvider::get_default().is_none() {
        drop(rustls::crypto::ring::default_provider().install_default());
    }
    CryptoProvider::get_default()
        .map(|_| ())
        .ok_or(ConfigError::NoTlsProvider)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Client;
    use crate::wire::OpenAiChatDialect;

    #[test]
    fn an_https_address_needs_a_way_to_speak_it() {
        let built = Client::new(&OpenAiChatDialect, "https://127.0.0.1:1")
            .model("small-1")
            .build();
        let expected = if cfg!(feature = "https-ring") {
            None
        } else if cfg!(feature = "https") {
            Some(ConfigError::NoTlsProvider)
        } else {
            Some(ConfigError::NoTls { setting: "url" })
        };
        assert_eq!(built.err(), expected);
    }

    #[test]
    fn a_path_may_have_a_query() {
        let base = Url::parse("http://127.0.0.1:1/v1beta/").unwrap();
        assert_eq!(
            below(&base, "/models/gem 1:stream?alt=sse").as_str(),
            "http://127.0.0.1:1/v1beta/models/gem%201:stream?alt=sse"
        );
    }

    /// Asks a server that takes connections and does this with them.
    #[cfg(feature = "https-ring")]
    fn ask(serve: fn(std::net::TcpStream)) -> crate::port::ModelError {
        use crate::port::{Ask, Model};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("https://{}", listener.local_addr().expect("an address"));
        std::thread::spawn(move || listener.incoming().flatten().for_each(serve));
        let client = Client::new(&OpenAiChatDialect, url).model("small-1");
        let client = client.connect_timeout(std::time::Duration::from_millis(300));
        let client = client.build().expect("a client");
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().expect("a runtime");
        let ask = Ask::one(&client, crate::wire::Body::default());
        runtime.block_on(client.ask(&ask)).expect_err("no TLS")
    }

    #[test]
    #[cfg(feature = "https-ring")]
    fn a_server_that_does_not_shake_hands_made_no_connection() {
        use crate::port::{ModelError, TimeLimit};
        use crate::wire::ErrorKind;
        let silent = ask(std::mem::forget);
        let which = TimeLimit::Connect;
        assert_eq!(
            silent,
            ModelError::Timeout {
                which,
                after_ms: 300
            }
        );
        let plain = ask(|mut stream| {
            use std::io::{Read, Write};
            drop(stream.read(&mut [0; 16]));
            drop(stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
        });
        assert_eq!(plain.kind(), ErrorKind::Connect, "{plain}");
    }
}
