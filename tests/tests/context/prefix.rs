//! Each request begins with the bytes of the one before, and what was rendered before is only a cache.

use agent_core::context::{Format, Rendered};

use crate::{FORMATS, request, story};

/// What stands behind the last message.
fn tail(format: Format) -> &'static str {
    match format {
        Format::Messages => "]}",
        Format::Xml => "\"}]}",
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
