//! A request body that records whether any of it was handed to the connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// A body in one piece.
pub(crate) struct TrackedBody {
    bytes: Bytes,
    taken: Arc<AtomicBool>,
}

/// Knows whether the body was handed to the connection.
pub(crate) struct BodyTracker(Arc<AtomicBool>);

impl TrackedBody {
    pub(crate) fn new(bytes: Bytes) -> (Self, BodyTracker) {
        // An empty body is never asked for: the head is the whole request.
        let taken = Arc::new(AtomicBool::new(bytes.is_empty()));
        (Self { bytes, taken: Arc::clone(&taken) }, BodyTracker(taken))
    }
}

impl BodyTracker {
    /// Whether the whole request may have been sent.
    pub(crate) fn may_have_been_sent(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.taken.store(true, Ordering::Release);
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}
