//! Hearing answers while they come.

use std::sync::{Arc, Mutex};

use agent_core::event::ThreadId;
use agent_core::message::Delta;
use agent_core::model::{Fallback, Retry};
use agent_core::port::{Heard, Piece};
use agent_core::reducer::Status;
use agent_core::run::Runner;

use super::{OVERLOADED, Talker, kinds, named, run_on, says};

/// What was heard, as one text.
#[derive(Clone, Default)]
struct All(Arc<Mutex<String>>);

impl All {
    fn listener(&self) -> impl Fn(Heard<'_>) + use<> {
        let all = self.clone();
        move |heard| {
            assert_eq!(heard.thread.map(ThreadId::as_str), Some("t"));
            let said = match heard.piece {
                Piece::Delta(Delta::CallStarted { name, .. }) => format!("[{name}]"),
                Piece::Delta(Delta::CallArguments { text, .. } | Delta::Text(text)) => text.clone(),
                Piece::Delta(_) => return,
                Piece::Void => "[void]".to_owned(),
            };
            all.0.lock().unwrap().push_str(&said);
        }
    }

    fn heard(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test(start_paused = true)]
async fn a_listener_hears_each_thread_and_the_request_asks_for_a_stream() {
    let all = All::default();
    let script = Arc::new(says("one", "hi"));
    let model = Retry::new(script.clone());
    let runner = Runner::<Talker>::new(model, ()).listener(all.listener());
    assert_eq!(run_on(&runner).await.0, Status::Finished);
    assert_eq!(all.heard(), r#"[say]{"words":"hi"}"#);
    assert!(script.requests()[0].contains(r#""stream":true"#));
}

#[tokio::test(start_paused = true)]
async fn the_events_are_the_same_whether_or_not_somebody_listens() {
    let model = || Fallback::new(named("a").raw(500, OVERLOADED)).or(says("b", "hi"));
    let silent = run_on(&Runner::<Talker>::new(model(), ())).await.1;
    let all = All::default();
    let runner = Runner::<Talker>::new(model(), ()).listener(all.listener());
    let heard = run_on(&runner).await.1;
    assert_eq!(kinds(&silent), kinds(&heard));
    // Nothing was heard of the first one, so nothing is void.
    assert_eq!(all.heard(), r#"[say]{"words":"hi"}"#);
}

#[tokio::test(start_paused = true)]
async fn what_was_heard_of_a_stream_that_breaks_off_is_void() {
    let cut = "data: {\"choices\":[{\"delta\":{\"content\":\"One mo\"}}]}\n\n";
    let all = All::default();
    let script = named("one").raw(200, cut).call("say", r#"{"words":"hi"}"#);
    let model = Retry::new(script).without_jitter();
    let runner = Runner::<Talker>::new(model, ()).listener(all.listener());
    assert_eq!(run_on(&runner).await.0, Status::Finished);
    assert_eq!(all.heard(), r#"One mo[void][say]{"words":"hi"}"#);
}
