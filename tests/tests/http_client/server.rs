//! A server on loopback that says exactly what a test tells it to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a server does with a request.
#[derive(Clone)]
pub(crate) enum Act {
    Answer(String),
    Bytes(Vec<u8>),
    /// Sends this much and closes.
    Close(String),
    /// Sends these pieces, each after so many milliseconds; then says nothing more, and keeps the connection.
    Trickle(Vec<(u64, String)>),
    /// Answers each request in turn.
    Each(Vec<String>),
    Hang,
}

/// What a server saw: each request's bytes, and how many connections there were.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) requests: Mutex<Vec<String>>,
    pub(crate) connections: Mutex<usize>,
}

pub(crate) fn answer(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub(crate) async fn serve(act: Act) -> (String, Arc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    let seen = Arc::<Seen>::default();
    let shared = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            *shared.connections.lock().unwrap() += 1;
            tokio::spawn(talk(stream, act.clone(), shared.clone()));
        }
    });
    (url, seen)
}

async fn talk(mut stream: TcpStream, act: Act, seen: Arc<Seen>) {
    while let Some(request) = receive(&mut stream).await {
        seen.requests.lock().unwrap().push(request);
        match &act {
            // The client may hang up in the middle of an answer.
            Act::Answer(text) => drop(stream.write_all(text.as_bytes()).await),
            Act::Bytes(bytes) => stream.write_all(bytes).await.unwrap(),
            Act::Close(text) => return stream.write_all(text.as_bytes()).await.unwrap(),
            Act::Trickle(pieces) => {
                for (ms, piece) in pieces {
                    tokio::time::sleep(Duration::from_millis(*ms)).await;
                    // The client may have given up.
                    drop(stream.write_all(piece.as_bytes()).await);
                }
                std::future::pending::<()>().await;
            }
            Act::Each(answers) => {
                let turn = seen.requests.lock().unwrap().len() - 1;
                stream.write_all(answers[turn].as_bytes()).await.unwrap();
            }
            Act::Hang => std::future::pending().await,
        }
    }
}

/// One request with its head and as much body as its head promises.
async fn receive(stream: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .expect("a length");
            if body.len() == length.parse::<usize>().expect("a number") {
                return Some(text);
            }
        }
        let count = stream
            .read(&mut buffer)
            .await
            .ok()
            .filter(|&count| count > 0)?;
        text.push_str(std::str::from_utf8(&buffer[..count]).expect("text"));
    }
}
