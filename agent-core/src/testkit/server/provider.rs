//! A server that speaks a provider's dialect, with faults by plan.

use std::io;
use std::time::Duration;

use super::{Play, Received, Server};
use crate::message::{Reply, Request};
use crate::port::RawReply;
use crate::testkit::encode;
use crate::testkit::faults::broken::malformed;
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
            let said = |reply: &Reply| encode(dialect, reply, stream);
            let sent = |text: &str| {
                if stream {
                    Play::events(text)
                } else {
                    Play::json(200, text)
                }
            };
            match plan.next() {
                None => sent(&said(&answer(&request))),
                Some(Fault::Late { ms }) => {
                    sent(&said(&answer(&request))).after(Duration::from_millis(ms))
                }
                Some(fault) => broken(fault, &said(&fault.reply(&request)), sent),
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

/// What comes in place of the answer; `whole` is what would come of the fault's own reply.
fn broken(fault: Fault, whole: &str, sent: impl Fn(&str) -> Play) -> Play {
    match fault {
        Fault::TimedOut => Play::hang(),
        Fault::Disconnected => sent(whole).cut_in_half(),
        Fault::Malformed => sent(&malformed(whole)),
        fault => match fault.status() {
            Some(RawReply {
                status,
                body,
                retry_after_ms: Some(ms),
            }) => Play::json(status, &body).header("retry-after-ms", &ms.to_string()),
            Some(RawReply { status, body, .. }) => Play::json(status, &body),
            None => sent(whole),
        },
    }
}
