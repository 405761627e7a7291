//! One request and its answer, in one piece or as a stream.

use std::time::SystemTime;

use reqwest::header::{ACCEPT, CONTENT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Response, StatusCode};

use super::client::Client;
use super::reason;
use super::retry_after::retry_after_ms;
use super::secret::scrub;
use super::segments::Segments;
use super::time_limits::Watch;
use crate::message::{Delta, Reply};
use crate::port::{Answer, Ask, Model, ModelError, ModelPlan, RawReply, TimeLimit};
use crate::wire::{Incoming, WireError, read_stream};

/// Bytes; a model's longest answers are a hundredth of it.
const LONGEST_ANSWER: usize = 32 << 20;

/// An answer that is coming in.
struct Arriving {
    status: StatusCode,
    retry_after_ms: Option<u64>,
    /// How the bytes are packed, where the server packed them though it was asked not to.
    encoding: Option<String>,
    bytes: Vec<u8>,
    /// Reads the pieces as they come, where it is a stream.
    stream: Option<Incoming>,
    /// Whether something of the answer itself has come, and not only that the server lives.
    begun: bool,
}

impl Client {
    pub(super) async fn exchange(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let plan = self.plan();
        let watch = self.limits.begin();
        let response = watch.wait(false, self.send(ask, &plan)?).await?;
        let response = response.map_err(|error| self.fault(error))?;
        let status = response.status();
        let mut arriving = Arriving {
            status,
            retry_after_ms: retry_after_ms(response.headers(), SystemTime::now()),
            encoding: encoding(response.headers()),
            bytes: Vec::new(),
            stream: (ask.streams() && status.is_success()).then(|| Incoming::new(self.dialect)),
            begun: false,
        };
        let broken = self.receive(ask, &watch, response, &mut arriving).await;
        self.conclude(ask, plan, arriving, broken)
    }

    fn send(
        &self,
        ask: &Ask,
        plan: &ModelPlan,
    ) -> Result<impl Future<Output = reqwest::Result<Response>> + use<>, ModelError> {
        let (url, accept) = if ask.streams() {
            (&self.addresses.stream, "text/event-stream")
        } else {
            (&self.addresses.whole, "application/json")
        };
        let body = Segments::from(ask.body(plan)?);
        let request = self.http.post(url.clone()).headers(self.headers.clone());
        let request = request.header(ACCEPT, HeaderValue::from_static(accept));
        Ok(request.body(reqwest::Body::wrap(body)).send())
    }

    /// Takes the answer in, piece by piece; what ended it before its time.
    async fn receive(
        &self,
        ask: &Ask,
        watch: &Watch,
        mut response: Response,
        arriving: &mut Arriving,
    ) -> Result<(), ModelError> {
        let mut deltas = Vec::new();
        loop {
            if arriving.encoding.is_some() {
                // Nothing of it can be read.
                return Ok(());
            }
            let chunk = watch.wait(arriving.begun, response.chunk()).await?;
            let Some(chunk) = chunk.map_err(|error| self.fault(error))? else {
                return Ok(());
            };
            arriving.take_in(&chunk, &mut deltas)?;
            deltas.drain(..).for_each(|delta| ask.heard(&delta));
        }
    }

    /// Judges what has come. A stream that said everything before its connection broke is whole.
    fn conclude(
        &self,
        ask: &Ask,
        plan: ModelPlan,
        mut arriving: Arriving,
        broken: Result<(), ModelError>,
    ) -> Result<Answer, ModelError> {
        let (stream, begun) = (arriving.stream.take(), arriving.begun);
        let is_reply = arriving.status.is_success();
        if is_reply {
            readable(arriving.encoding.take())?;
        }
        let (raw, quotes) = self.raw(arriving, broken.is_ok())?;
        let Some(stream) = stream else {
            // The status of a refusal says enough, however much of its page came.
            if is_reply {
                broken?;
            }
            return ask.read(plan, raw);
        };
        match self.read(stream, broken, quotes.then_some(&*raw.body)) {
            Ok(reply) => {
                if !begun {
                    ask.heard_whole(&reply);
                }
                Ok(Answer { reply, plan, raw })
            }
            Err(ModelError::Decode { error, .. }) => {
                let raw = Some(Box::new(raw));
                Err(ModelError::Decode { error, raw })
            }
            Err(error) => Err(error),
        }
    }

    /// Reads a stream to its end; where it quotes the key, what is read is the body that does not.
    fn read(
        &self,
        stream: Incoming,
        broken: Result<(), ModelError>,
        quoting: Option<&str>,
    ) -> Result<Reply, ModelError> {
        let read = match quoting {
            Some(body) => read_stream(self.dialect, body.as_bytes()),
            None => stream.finish(),
        };
        match (broken, read) {
            (Err(ModelError::Decode { .. }), Err(error)) if quoting.is_some() => Err(error.into()),
            (Err(error @ ModelError::Decode { .. }), _) | (Err(error), Err(_)) => Err(error),
            (_, Ok(reply)) => Ok(reply),
            (Ok(()), Err(error)) => Err(error.into()),
        }
    }

    /// The answer as text, and whether it quoted the key: a provider may quote one that it refuses.
    fn raw(&self, arriving: Arriving, is_whole: bool) -> Result<(RawReply, bool), ModelError> {
        let body = match String::from_utf8(arriving.bytes) {
            _ if arriving.encoding.is_some() => String::new(),
            Ok(text) => text,
            // What a tool call says must not be altered; an error page may be, and so may what is thrown away.
            Err(error) if arriving.status.is_success() && is_whole => {
                let at = error.utf8_error().valid_up_to();
                return Err(WireError::NotUtf8 { at }.into());
            }
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        let scrubbed = self.key.as_ref().and_then(|key| scrub(key, &body));
        let quotes = scrubbed.is_some();
        let raw = RawReply {
            status: arriving.status.as_u16(),
            body: scrubbed.unwrap_or(body),
            retry_after_ms: arriving.retry_after_ms,
        };
        Ok((raw, quotes))
    }

    fn fault(&self, error: reqwest::Error) -> ModelError {
        let (connect, timeout) = (error.is_connect(), error.is_timeout());
        let reason = reason(&error.without_url());
        match (connect, timeout) {
            (true, true) => self.limits.over(TimeLimit::Connect),
            (true, false) => ModelError::Connect {
                url: self.addresses.host.clone(),
                reason,
            },
            (false, _) => ModelError::Disconnected { reason },
        }
    }
}

/// How an answer is packed, if it is.
fn encoding(headers: &HeaderMap) -> Option<String> {
    let encoding = headers
        .get(CONTENT_ENCODING)?
        .to_str()
        .unwrap_or("?")
        .trim();
    let packed = !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity");
    packed.then(|| encoding.to_owned())
}

fn readable(encoding: Option<String>) -> Result<(), WireError> {
    encoding.map_or(Ok(()), |encoding| Err(WireError::Packed { encoding }))
}

impl Arriving {
    /// Takes in the next bytes and adds what they say.
    fn take_in(&mut self, chunk: &[u8], deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        if self.bytes.len() + chunk.len() > LONGEST_ANSWER {
            let limit = LONGEST_ANSWER;
            return Err(WireError::TooLong { limit });
        }
        self.bytes.extend_from_slice(chunk);
        let Some(stream) = &mut self.stream else {
            self.begun = true;
            return Ok(());
        };
        let read = stream.push(chunk, deltas);
        self.begun |= !deltas.is_empty();
        read
    }
}
