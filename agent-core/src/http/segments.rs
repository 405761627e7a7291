//! A request body that sends shared segments without copying them.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::wire::Body;

/// The segments still to be sent. Knows its exact length, so `Content-Length` is sent.
pub(super) struct Segments {
    left: VecDeque<Bytes>,
    bytes: u64,
}

/// `Bytes` wants an owner of bytes; `Arc<str>` is one of text.
struct Owner(Arc<str>);

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl From<Body> for Segments {
    fn from(body: Body) -> Self {
        let left: VecDeque<Bytes> = body
            .into_segments()
            .into_iter()
            .filter(|segment| !segment.is_empty())
            .map(|segment| Bytes::from_owner(Owner(segment)))
            .collect();
        Self {
            bytes: left.iter().map(|segment| segment.len() as u64).sum(),
            left,
        }
    }
}

impl HttpBody for Segments {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(segment) = self.left.pop_front() else {
            return Poll::Ready(None);
        };
        self.bytes -= segment.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(segment))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_sent_from_where_it_lies() {
        let segment: Arc<str> = "old message".into();
        let mut body = Body::default();
        body.push(segment.clone());
        let sent = Segments::from(body);
        assert_eq!(sent.left[0].as_ptr(), segment.as_ptr());
        assert_eq!(sent.size_hint().exact(), Some(11));
    }
}
