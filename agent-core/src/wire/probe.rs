//! What tests of every dialect ask.

use super::{Body, Dialect, Incoming, WireError, read_stream};
use crate::message::{Delta, Reply};
use crate::wire::read::same_text;

/// The reply of a stream, once it was the same however the stream was cut in two.
pub(super) fn at_every_byte(dialect: &'static dyn Dialect, stream: &str) -> (Reply, Vec<Delta>) {
    let whole = cut(dialect, stream, 0);
    for at in 1..stream.len() {
        assert_eq!(cut(dialect, stream, at), whole, "cut at {at}");
    }
    whole
}

fn cut(dialect: &'static dyn Dialect, stream: &str, at: usize) -> (Reply, Vec<Delta>) {
    let (front, back) = stream.as_bytes().split_at(at);
    let mut deltas = Vec::new();
    let mut answer = Incoming::new(dialect);
    answer.push(front, &mut deltas).expect("the front is read");
    answer.push(back, &mut deltas).expect("the back is read");
    (answer.finish().expect("the answer is whole"), deltas)
}

/// Every beginning of a stream is an error, or has no call in it, or is all of it.
pub(super) fn no_beginning_has_a_call(dialect: &'static dyn Dialect, stream: &str) {
    let whole = read_stream(dialect, stream.as_bytes()).expect("the stream is whole");
    for end in 1..stream.len() {
        match read_stream(dialect, &stream.as_bytes()[..end]) {
            Ok(reply) => assert!(
                reply.calls.is_empty() || reply.calls == whole.calls,
                "{end}"
            ),
            Err(
                WireError::CutOff { .. } | WireError::NotJson { .. } | WireError::NotUtf8 { .. },
            ) => {}
            Err(error) => panic!("{end}: {error}"),
        }
    }
}

/// A request that is read and written again says the same.
pub(super) fn same_request(dialect: &dyn Dialect, body: &str) {
    let request = dialect.decode_request(body).expect("the request is read");
    let again = Body::of(dialect, &request).to_text();
    assert!(same_text(&again, body), "{again}\n{body}");
}

/// An answer that is written and read again is the same, as one body and as a stream.
pub(super) fn same_reply(dialect: &'static dyn Dialect, reply: &Reply) {
    let body = dialect.encode_reply(reply);
    assert_eq!(dialect.decode(&body).as_ref(), Ok(reply), "{body}");
    let stream = dialect.encode_stream(reply);
    let read = read_stream(dialect, stream.as_bytes());
    assert_eq!(read.as_ref(), Ok(reply), "{stream}");
}
