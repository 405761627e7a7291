//! A server that speaks a provider's dialect, with faults by plan.

use std::io;
use std::time::Duration;

use super::{Play, Received, Server};
use crate::message::{Reply, Request};
use crate::testkit::{Fault, FaultPlan};
use crate::wire::Dialect;

impl Server {
    /// A provider: reads requests in a dialect, answers with what `answer` says, whole or as a stream of events as the
    /// request wishes, and lets things go wrong by plan. A request that cannot be read is answered with 400.
    ///
    /// # Errors
    /// When the system gives no port.
    ///
    /// ```
    /// use agent_core::http::OpenAiChat;
    /// use agent_core::testkit::{FakeModel, Fault, FaultPlan, Server};
    /// use agent_core::wire::OpenAiChatDialect;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let fake = FakeModel::new(7);
    /// let storm = FaultPlan::storm(Fault::RateLimited { retry_after_ms: Some(50) }, 3);
    /// let server = Server::provider(&OpenAiChatDialect, storm, move |request| {
    ///     fake.reply(request).unwrap_or_default()
    /// })?;
    /// let client = OpenAiChat::new(format!("{}/v1", server.url())).model("small-1").build()?;
    /// # drop(client);
    /// # Ok(()) }
    /// ```
    pub fn provider(
        dialect: &'static dyn Dialect,
        plan: FaultPlan,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::answering(move |received| {
            let Ok(request) = dialect.decode_request(&received.body) else {
                return Play::json(400, r#"{"error":{"message":"no request of this dialect"}}"#);
            };
            let stream = request.stream || wishes_stream(dialect, &request, received);
            let said = |reply: &Reply| match stream {
                true => Play::events(&dialect.encode_stream(reply)),
                false => Play::json(200, &dialect.encode_reply(reply)),
            };
            match plan.next() {
                None => said(&answer(&request)),
                Some(Fault::Late { ms }) => {
                    said(&answer(&request)).after(Duration::from_millis(ms))
                }
                Some(fault) => broken(fault, &request, said),
            }
        })
    }
}

/// Whether the address asks for a stream, where a dialect has two of them.
fn wishes_stream(dialect: &dyn Dialect, request: &Request, received: &Received) -> bool {
    // The model's name, which a body may lack, stands before the last colon.
    let verb = |stream| {
        let path = dialect.path(&request.settings, stream);
        path.rsplit(':').next().unwrap_or_default().to_owned()
    };
    verb(true) != verb(false) && received.path.ends_with(&verb(true))
}

fn broken(fault: Fault, request: &Request, said: impl Fn(&Reply) -> Play) -> Play {
    match fault {
        Fault::TimedOut => Play::hang(),
        Fault::Disconnected => said(&fault.reply(request)).cut_in_half(),
        Fault::Malformed => said(&fault.reply(request)).half(),
        fault => match fault.status() {
            Some(raw) => {
                let play = Play::json(raw.status, &raw.body);
                match raw.retry_after_ms {
                    Some(ms) => play.header("retry-after-ms", &ms.to_string()),
                    None => play,
                }
            }
            None => said(&fault.reply(request)),
        },
    }
}
