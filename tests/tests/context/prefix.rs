//! Each request begins with the bytes of the one before, and what was rendered before is only a cache.

use agent_core::context::{Format, Rendered, Xml, thread_text};
use agent_core::event::{CallReturned, CallStarted, Event, Fact, MessageReceived, Time};
use agent_core::thread::Thread;

use crate::agent::Calculator;
use crate::{FORMATS, request, story};

/// What stands behind the last message.
fn tail(format: Format) -> &'static str {
    match format {
        Format::Messages => "]}",
        Format::Text(_) => "\"}]}",
    }
}

#[tokio::test]
async fn each_request_continues_the_one_before() {
    for format in FORMATS {
        let (_, requests) = story(format).await;
        assert_eq!(requests.len(), crate::SAID.len());
        for pair in requests.windows(2) {
            let kept = pair[0].strip_suffix(tail(format)).unwrap();
            assert!(
                pair[1].starts_with(kept),
                "{format:?}\n{}\n{}",
                pair[0],
                pair[1]
            );
            assert!(pair[1].len() > pair[0].len());
        }
    }
}

#[tokio::test]
async fn dropping_what_was_rendered_changes_no_byte() {
    for format in FORMATS {
        let (thread, _) = story(format).await;
        let events = thread.events();
        for dropped in 1..=events.len() {
            let mut rendered = Rendered::default();
            for upto in 1..=events.len() {
                if upto == dropped {
                    rendered = Rendered::default();
                }
                // Where there is nothing to ask, a look does no harm either.
                let kept = request(&events[..upto], format, &mut rendered);
                if upto >= dropped {
                    let anew = request(&events[..upto], format, &mut Rendered::default());
                    assert_eq!(
                        kept, anew,
                        "{format:?}: dropped at {dropped}, seen at {upto}"
                    );
                    break;
                }
            }
        }
    }
}

#[tokio::test]
async fn what_was_sent_is_what_the_log_gives_again() {
    for format in FORMATS {
        let (thread, requests) = story(format).await;
        let events = thread.events();
        let asked: Vec<usize> = (0..events.len())
            .filter(|at| events[*at].kind() == "model_asked")
            .collect();
        assert_eq!(asked.len(), requests.len());
        for (at, sent) in asked.into_iter().zip(requests) {
            assert_eq!(
                request(&events[..at], format, &mut Rendered::default()),
                sent
            );
        }
    }
}

/// A result in XML names no call, so the order of the calls is all that tells results apart.
#[tokio::test]
async fn results_stand_in_the_order_of_their_calls_whatever_came_first() {
    let (thread, _) = story(Format::XML).await;
    let chosen = thread
        .events()
        .iter()
        .position(|event| event.kind() == "steps_chosen")
        .unwrap();
    let events = &thread.events()[..=chosen];
    let shown = settled(events, ["12", "-1"], [1, 2]);
    assert_eq!(settled(events, ["12", "-1"], [2, 1]), shown);
    let end = "<tool_response>\n12\n</tool_response>\n\n\n<tool_response>\n-1\n</tool_response>\n\n\n\
        <user_input>\nhello?\n</user_input>\n";
    assert!(shown.ends_with(end), "{shown}");
}

/// The thread as XML after both calls gave their results in this order, with a message in between.
fn settled(events: &[Event], results: [&str; 2], order: [u64; 2]) -> String {
    let id = "story".parse().unwrap();
    let mut thread = Thread::load::<Calculator>(id, events.to_vec()).unwrap();
    let mut append = |fact: Fact| thread.append(Time(0), &fact).map(|_| ()).unwrap();
    for call in order {
        append(Fact::CallStarted(CallStarted { call, attempt: 1 }));
    }
    for call in order {
        let value = results[usize::from(call == 2)].to_owned();
        append(Fact::CallReturned(CallReturned {
            used: None,
            call,
            ms: 0,
            value,
            summarize: false,
        }));
        if call == order[0] {
            let text = String::from("hello?");
            append(Fact::MessageReceived(MessageReceived::from(text)));
        }
    }
    thread_text(&thread, &Xml).unwrap()
}

#[tokio::test]
async fn a_cache_of_another_format_or_of_a_longer_thread_is_thrown_away() {
    let (thread, _) = story(Format::Messages).await;
    let events = thread.events();
    let mut rendered = Rendered::default();
    request(events, Format::Messages, &mut rendered);
    for (upto, format) in [
        (events.len(), Format::XML),
        (3, Format::XML),
        (events.len(), Format::Messages),
    ] {
        let kept = request(&events[..upto], format, &mut rendered);
        assert_eq!(
            kept,
            request(&events[..upto], format, &mut Rendered::default())
        );
    }
}
