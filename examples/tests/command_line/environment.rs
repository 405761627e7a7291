//! One build in several environments: what differs comes from variables, and the key goes nowhere but to the
//! model (rows M1.1, M3.1).

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::{Desk, Ran};

const CALCULATOR: &str = env!("CARGO_BIN_EXE_calculator");
const KEY: &str = "sk-canary-4711";

/// A model's server on loopback that gives one answer to everything, and keeps what it was sent.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(status: &'static str, body: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                kept.lock().unwrap().push(receive(&mut stream));
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}");
                // A client that hung up has its answer.
                let _ = write!(stream, "{head}\r\n\r\n{body}");
            }
        });
        Self { url, requests }
    }

    /// A model that says at once that it is done.
    fn done() -> Self {
        let function = json!({"name": "done_for_now", "arguments": "{\"message\":\"Done.\"}"});
        let call = json!({"id": "a", "type": "function", "function": function});
        let message = json!({"role": "assistant", "content": null, "tool_calls": [call]});
        let choice = json!({"index": 0, "message": message, "finish_reason": "tool_calls"});
        Self::new("200 OK", json!({ "choices": [choice] }).to_string())
    }

    /// The head and the body of the only request.
    fn request(&self) -> (String, Value) {
        let requests = self.requests.lock().unwrap();
        let [request] = &requests[..] else {
            panic!("{} requests", requests.len());
        };
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), serde_json::from_str(body).unwrap())
    }
}

/// One request: its head, and as much body as the head promises.
fn receive(stream: &mut TcpStream) -> String {
    let (mut text, mut byte) = (Vec::new(), [0]);
    while !text.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        text.extend(byte);
    }
    let head = String::from_utf8(text).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    head + std::str::from_utf8(&body).unwrap()
}

/// The calculator in an environment.
fn run(desk: &Desk, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = desk.command(CALCULATOR, arguments);
    command
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
        .into()
}

/// What the program is: the first event without the thread's own name.
fn build(desk: &Desk) -> Value {
    let mut started = desk.thread().1.remove(0)["data"].take();
    started["thread"].take();
    assert!(started["prompt"].is_string() && started["contracts"].is_array());
    started
}

#[test]
fn m1_1_one_build_runs_in_two_environments() {
    let [small, large] = [("small", "0"), ("large", "0.5")].map(|(model, temperature)| {
        let (server, desk) = (Server::done(), Desk::new());
        let variables = [
            ("AGENT_MODEL_URL", &*server.url),
            ("AGENT_MODEL", model),
            ("AGENT_TEMPERATURE", temperature),
        ];
        let ran = run(&desk, &["hello"], &variables);
        assert_eq!(
            (ran.code, &*ran.stdout),
            (Some(0), "Done.\n"),
            "{}",
            ran.stderr
        );
        (build(&desk), server.request().1)
    });
    // The same tools, prompt and limits by their hashes, and the same words to the model.
    assert_eq!(small.0, large.0);
    for part in ["messages", "tools"] {
        assert!(small.1[part].is_array());
        assert_eq!(small.1[part], large.1[part]);
    }
    assert_eq!(
        (&small.1["model"], &large.1["model"]),
        (&json!("small"), &json!("large"))
    );
    let temperatures = [&small.1["temperature"], &large.1["temperature"]].map(Value::as_f64);
    assert_eq!(temperatures, [Some(0.0), Some(0.5)]);
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn m3_1_the_key_stands_in_no_file_and_no_output() {
    let quoting = json!({"error": {"message": format!("Incorrect API key provided: {KEY}")}});
    let refusing = || Server::new("401 Unauthorized", quoting.to_string());
    for (server, code) in [(Server::done(), 0), (refusing(), 1)] {
        let desk = Desk::new();
        let arguments = [
            "--record",
            "new.jsonl",
            "--json",
            "telemetry.jsonl",
            "hello",
        ];
        let variables = [
            ("AGENT_MODEL_URL", &*server.url),
            ("AGENT_MODEL", "m"),
            ("AGENT_MODEL_KEY", KEY),
            ("RUST_BACKTRACE", "1"),
        ];
        let ran = run(&desk, &arguments, &variables);
        assert_eq!(ran.code, Some(code), "{}", ran.stderr);
        let (head, body) = server.request();
        assert!(head.contains(&format!("Bearer {KEY}")), "the model got it");
        assert!(!body.to_string().contains(KEY));
        assert!(
            !ran.stdout.contains(KEY) && !ran.stderr.contains(KEY),
            "{}",
            ran.stderr
        );
        let files = files(desk.dir.path());
        assert!(files.len() >= 3, "thread, recording, telemetry: {files:?}");
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            assert!(
                !String::from_utf8_lossy(&bytes).contains(KEY),
                "{}",
                file.display()
            );
        }
    }
}
