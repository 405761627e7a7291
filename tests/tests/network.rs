//! A process that forbids connections opens none. The switch is for the whole process: each case runs in one of
//! its own, this very program started again.

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use agent_core::http::OpenAiChat;
use agent_core::message::Message;
use agent_core::port::{Ask, Model, ModelError};
use agent_core::testkit::{forbid_all_network, forbid_network};
use agent_core::wire::{Body, Head};

/// Runs one of the ignored tests below in a process of its own.
fn alone(test: &str, environment: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command
        .env_remove("AGENT_NETWORK")
        .envs(environment.iter().copied());
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

#[test]
fn a_closed_process_opens_no_connection() {
    for word in ["forbid_all", "frobid"] {
        alone("loopback_is_closed", &[("AGENT_NETWORK", word)]);
    }
    alone("loopback_is_closed_by_the_program", &[]);
}

#[test]
fn a_process_without_network_reaches_this_machine_only() {
    alone("only_loopback_is_open", &[("AGENT_NETWORK", "forbid")]);
    alone("only_loopback_is_open_by_the_program", &[]);
}

/// A proxy may stand anywhere: what goes to this machine must not go through one.
#[test]
fn a_proxy_is_no_way_around() {
    let proxies = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
    let proxies = proxies.map(|name| (name, "http://192.0.2.1:9"));
    alone("only_loopback_is_open_by_the_program", &proxies);
}

#[test]
fn without_a_word_the_network_is_open() {
    alone("anything_may_be_tried", &[]);
    alone("anything_may_be_tried", &[("AGENT_NETWORK", "allow")]);
}

#[test]
#[ignore = "runs in a process of its own"]
fn loopback_is_closed() {
    let (listener, error) = ask_a_listener();
    assert!(matches!(error, ModelError::Forbidden(_)), "{error}");
    assert!(error.to_string().contains("by AGENT_NETWORK"), "{error}");
    assert!(!was_connected(&listener));
}

#[test]
#[ignore = "runs in a process of its own"]
fn loopback_is_closed_by_the_program() {
    forbid_all_network();
    let (listener, error) = ask_a_listener();
    assert!(matches!(error, ModelError::Forbidden(_)), "{error}");
    assert!(error.to_string().contains("by the program"), "{error}");
    assert!(!was_connected(&listener));
}

#[test]
#[ignore = "runs in a process of its own"]
fn only_loopback_is_open_by_the_program() {
    forbid_network();
    only_loopback_is_open();
}

#[test]
#[ignore = "runs in a process of its own"]
fn only_loopback_is_open() {
    let (listener, error) = ask_a_listener();
    assert!(matches!(error, ModelError::Timeout { .. }), "{error}");
    assert!(was_connected(&listener), "the listener is on this machine");
    // Addresses and names of other machines; nobody would answer at the first, which is for documentation only.
    for url in [
        "http://192.0.2.1:9/v1",
        "http://api.example.org/v1",
        "http://0.0.0.0:9/v1",
        "http://[2001:db8::1]/v1",
    ] {
        let error = ask(url);
        assert!(matches!(error, ModelError::Forbidden(_)), "{url}: {error}");
    }
}

#[test]
#[ignore = "runs in a process of its own"]
fn anything_may_be_tried() {
    let (listener, error) = ask_a_listener();
    assert!(matches!(error, ModelError::Timeout { .. }), "{error}");
    assert!(was_connected(&listener));
}

/// Asks a listener that never answers.
fn ask_a_listener() -> (TcpListener, ModelError) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let error = ask(&format!("http://{address}/v1"));
    (listener, error)
}

fn was_connected(listener: &TcpListener) -> bool {
    listener.set_nonblocking(true).expect("a socket");
    listener.accept().is_ok()
}

fn ask(url: &str) -> ModelError {
    let model = OpenAiChat::new(url)
        .model("small-1")
        .timeout(Duration::from_millis(200))
        .build();
    let model = model.expect("a client");
    let body = Body::whole(
        model.dialect(),
        &Head::new(model.settings()),
        &[Message::User("Hi")],
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let asked = Ask::one(&model, body);
    let answer = runtime.expect("a runtime").block_on(model.ask(&asked));
    answer.expect_err("nobody answers")
}
