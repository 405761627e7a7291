//! Asking the model: the request is durable before it is sent.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::{Price, RunError, Runner, ms_since};
use crate::agent::{Agent, ModelFailure, ModelFailureKind};
use crate::context::{Plan, Rendered, assemble};
use crate::event::{
    Fact, LimitKind, LimitReached, ModelAsked, ModelFailed, ModelReplied, StopReason, Stopped,
};
use crate::message::{Reply, Usage};
use crate::port::{ModelError, read};
use crate::thread::Thread;
use crate::wire::{Body, ErrorKind};

impl<A: Agent> Runner<A> {
    pub(super) async fn ask_model(
        &self,
        thread: &mut Thread,
        rendered: &mut Rendered,
    ) -> Result<(), RunError> {
        let plan = Plan {
            dialect: self.model.dialect(),
            settings: self.model.settings(),
            format: self.format,
            stream: false,
        };
        let body = assemble(thread, &plan, rendered)?;
        let prompt = thread.state().progress().prompt.clone();
        let asked = Fact::ModelAsked(ModelAsked {
            model: plan.settings.model.clone(),
            prompt: prompt.clone(),
            request: format!("{:016x}", body.hash()),
            bytes: body.len() as u64,
        });
        self.append(thread, &[asked])?;
        self.commit(thread).await?;
        let began = Instant::now();
        let Some(reply) = in_time(thread, self.ask(body)).await else {
            return self.append(thread, &[out_of_time(thread)]);
        };
        let ms = ms_since(began);
        let fact = match reply {
            Ok(reply) => Fact::ModelReplied(ModelReplied {
                prompt,
                cost_micros: self.price.of(reply.usage.unwrap_or_default()),
                reply,
                ms,
            }),
            Err(error) => Fact::ModelFailed(ModelFailed {
                prompt,
                failure: ModelFailure {
                    kind: kind(&error),
                    message: error.to_string(),
                },
            }),
        };
        self.append(thread, std::slice::from_ref(&fact))?;
        rendered.saw(thread, fact);
        Ok(())
    }

    async fn ask(&self, body: Body) -> Result<Reply, ModelError> {
        read(self.model.dialect(), self.model.send(body).await)
    }
}

/// Waits no longer than the run may still take.
async fn in_time<T>(thread: &Thread, asked: impl Future<Output = T>) -> Option<T> {
    let progress = thread.state().progress();
    let Some(limit) = progress.limits.time_ms else {
        return Some(asked.await);
    };
    let left = limit.saturating_sub(progress.run.active_ms);
    timeout(Duration::from_millis(left), asked).await.ok()
}

fn out_of_time(thread: &Thread) -> Fact {
    let limit = thread.state().progress().limits.time_ms.unwrap_or_default();
    Fact::Stopped(Stopped {
        reason: StopReason::Limit(LimitReached {
            kind: LimitKind::Time,
            limit,
            reached: limit,
        }),
    })
}

impl Price {
    /// What an exchange cost, in millionths, rounded up.
    fn of(self, usage: Usage) -> u64 {
        let input = u128::from(usage.input) * u128::from(self.input);
        let micros = input.saturating_add(u128::from(usage.output) * u128::from(self.output));
        u64::try_from(micros.div_ceil(1_000_000)).unwrap_or(u64::MAX)
    }
}

/// What the flow is told of an error.
fn kind(error: &ModelError) -> ModelFailureKind {
    match error.kind() {
        ErrorKind::Connect | ErrorKind::Disconnected => ModelFailureKind::Unreachable,
        ErrorKind::Timeout => ModelFailureKind::Timeout,
        ErrorKind::RateLimit | ErrorKind::Overloaded => ModelFailureKind::RateLimited,
        ErrorKind::Server => ModelFailureKind::Server,
        ErrorKind::Reply => ModelFailureKind::Unreadable,
        ErrorKind::TooLong | ErrorKind::Unrecorded | ErrorKind::Script => {
            ModelFailureKind::Unsendable
        }
        ErrorKind::Quota | ErrorKind::Auth | ErrorKind::BadRequest | ErrorKind::Redirect => {
            ModelFailureKind::Refused
        }
    }
}
