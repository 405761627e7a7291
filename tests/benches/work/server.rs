//! A server on loopback that orders nineteen times and then is done, again and again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use super::call::ARGUMENTS;
use super::turn::TURNS;

/// Starts the server on a thread of its own and gives its base address.
pub(crate) fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || talk(stream));
        }
    });
    format!("http://{address}/v1")
}

fn talk(stream: TcpStream) {
    stream.set_nodelay(true).expect("a socket");
    let mut out = stream.try_clone().expect("a socket");
    let mut input = BufReader::with_capacity(1 << 16, stream);
    let mut turn = 0;
    while receive(&mut input).is_some() {
        turn += 1;
        let body = if turn % TURNS == 0 {
            done()
        } else {
            call(turn)
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        out.write_all((head + &body).as_bytes()).expect("an answer");
    }
}

/// Reads one request to its end; `None` when the client is gone.
fn receive(input: &mut BufReader<TcpStream>) -> Option<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()
}

fn call(turn: usize) -> String {
    let arguments = serde_json::to_string(ARGUMENTS).expect("a text");
    reply(
        &format!(
            r#"null,"tool_calls":[{{"id":"call_{turn:08}","type":"function","function":{{"name":"order","arguments":{arguments}}}}}]"#
        ),
        "tool_calls",
    )
}

fn done() -> String {
    reply(
        r#"null,"tool_calls":[{"id":"call_last","type":"function","function":{"name":"reply","arguments":"{\"message\":\"All ordered.\"}"}}]"#,
        "tool_calls",
    )
}

fn reply(content: &str, stop: &str) -> String {
    format!(
        r#"{{"id":"chatcmpl-1","object":"chat.completion","created":1763726160,"model":"small-1","choices":[{{"index":0,"message":{{"role":"assistant","content":{content}}},"finish_reason":"{stop}"}}],"usage":{{"prompt_tokens":1200,"completion_tokens":80,"total_tokens":1280}}}}"#
    )
}
