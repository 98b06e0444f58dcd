//! The body of a request that tells whether any of it has left our hands.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// Bytes that are handed out once.
pub(crate) struct Outgoing {
    bytes: Bytes,
    taken: Arc<AtomicBool>,
}

/// Remembers whether a body was handed out.
pub(crate) struct Witness(Arc<AtomicBool>);

impl Outgoing {
    pub(crate) fn new(bytes: Bytes) -> (Self, Witness) {
        // Nobody asks for an empty body: the head is the whole request.
        let taken = Arc::new(AtomicBool::new(bytes.is_empty()));
        (Self { bytes, taken: Arc::clone(&taken) }, Witness(taken))
    }
}

impl Witness {
    /// Whether the whole request may have been sent.
    pub(crate) fn may_have_left(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Body for Outgoing {
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
