//! A server on loopback that says exactly what a test tells it to, byte by byte: for clients as they are.
//!
//! Owns the little of HTTP/1.1 that this takes. Listens on 127.0.0.1 only, on a port that the system chooses.

mod http;
mod play;
mod provider;

use std::collections::VecDeque;
use std::io::{self, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::spawn;
use std::time::{Duration, Instant};

pub use http::Received;
pub use play::Play;

use super::ScriptError;

/// A server on loopback that says exactly what a test tells it to, and keeps every request.
///
/// ```
/// use agent_core::http::OpenAiChat;
/// use agent_core::testkit::{Play, Server};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::script([Play::json(429, "{}").header("retry-after", "1")])?;
/// let model = OpenAiChat::new(format!("{}/v1", server.url())).model("small-1").build()?;
/// # drop(model);
/// assert_eq!(server.finish().map_err(|error| error.unused), Err(1)); // nobody asked
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

type Answers = dyn Fn(&Received) -> Option<Play> + Send + Sync;

struct Shared {
    answers: Box<Answers>,
    /// What is left of a script.
    script: Arc<Mutex<VecDeque<Play>>>,
    seen: Mutex<Seen>,
    ended: Mutex<bool>,
    end: Condvar,
}

#[derive(Default)]
struct Seen {
    requests: Vec<Received>,
    connections: usize,
    written: usize,
    unexpected: Option<String>,
}

impl Server {
    /// Answers requests in the order of a script. A request beyond it is answered with 500 and remembered for
    /// [`finish`](Self::finish).
    ///
    /// # Errors
    /// When the system gives no port.
    pub fn script(plays: impl IntoIterator<Item = Play>) -> io::Result<Self> {
        let script = Arc::new(Mutex::new(plays.into_iter().collect::<VecDeque<_>>()));
        let left = script.clone();
        Self::serve(script, move |_| lock(&left).pop_front())
    }

    /// Answers each request as `answer` says, which may be asked for several requests at once.
    ///
    /// # Errors
    /// When the system gives no port.
    pub fn answering(
        answer: impl Fn(&Received) -> Play + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::serve(Arc::default(), move |request| Some(answer(request)))
    }

    fn serve(
        script: Arc<Mutex<VecDeque<Play>>>,
        answers: impl Fn(&Received) -> Option<Play> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let written = lock(&script).len();
        let shared = Arc::new(Shared {
            answers: Box::new(answers),
            script,
            seen: Mutex::new(Seen {
                written,
                ..Seen::default()
            }),
            ended: Mutex::new(false),
            end: Condvar::new(),
        });
        let serving = shared.clone();
        spawn(move || serving.listen(&listener));
        Ok(Self { address, shared })
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far, in the order in which they were whole.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        lock(&self.shared.seen).requests.clone()
    }

    /// How many connections there were.
    #[must_use]
    pub fn connections(&self) -> usize {
        lock(&self.shared.seen).connections
    }

    /// Whether script and requests agree.
    ///
    /// # Errors
    /// When answers are left over, or a request found none.
    pub fn finish(&self) -> Result<(), ScriptError> {
        let unused = lock(&self.shared.script).len();
        let seen = lock(&self.shared.seen);
        if unused == 0 && seen.unexpected.is_none() {
            return Ok(());
        }
        Err(ScriptError {
            written: seen.written,
            unused,
            unexpected: seen.unexpected.clone(),
        })
    }
}

impl Drop for Server {
    /// Ends all pauses; connections end with their clients.
    fn drop(&mut self) {
        *lock(&self.shared.ended) = true;
        self.shared.end.notify_all();
        // The listener waits for a connection: this one tells it to look at `ended`.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn listen(self: Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming().map_while(Result::ok) {
            if *lock(&self.ended) {
                return;
            }
            lock(&self.seen).connections += 1;
            let shared = self.clone();
            spawn(move || shared.talk(stream));
        }
    }

    /// Answers one connection's requests until the client or an answer ends it.
    fn talk(&self, stream: TcpStream) -> Option<()> {
        stream.set_nodelay(true).ok()?;
        let mut out = stream.try_clone().ok()?;
        let mut input = BufReader::new(stream);
        while let Some(request) = http::receive(&mut input) {
            lock(&self.seen).requests.push(request.clone());
            let play = (self.answers)(&request).unwrap_or_else(|| self.unexpected(&request));
            if !play.perform(&mut out, &|time| self.pause(time)) {
                return None;
            }
        }
        Some(())
    }

    fn unexpected(&self, request: &Received) -> Play {
        let last = super::last_message(&request.body);
        let said = format!("the script has no answer left; the last message is {last}");
        lock(&self.seen).unexpected.get_or_insert(last);
        let error = serde_json::json!({ "error": { "message": said, "type": "script" } });
        Play::json(500, &error.to_string())
    }

    /// Waits, but no longer than the server lives; false if it ended.
    fn pause(&self, time: Duration) -> bool {
        let began = Instant::now();
        let mut ended = lock(&self.ended);
        while !*ended {
            let Some(left) = time.checked_sub(began.elapsed()) else {
                return true;
            };
            let waited = self.end.wait_timeout(ended, left);
            ended = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        false
    }
}

/// Nothing here is left half done by a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let requests = lock(&self.seen).requests.len();
        f.debug_struct("Shared")
            .field("requests", &requests)
            .finish_non_exhaustive()
    }
}
