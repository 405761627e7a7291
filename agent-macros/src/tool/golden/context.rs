/// Tell the time.
#[cfg(feature = "time")]
async fn now(clock: &dyn Clock, call: &CallContext) -> anyhow::Result<Time> {}
