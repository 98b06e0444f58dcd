//! Threads for the connections, one for each origin.
//!
//! hyper reads interim answers (103 Early Hints) over HTTP/1.1 for as long as there are any. tokio makes it pause after 128
//! reads, and one of them may bring 400 kB: a hostile server can hold a thread for a second at a time. That is the thread
//! of its origin, and no other: deadlines are kept by another one, and calls to other hosts have theirs.

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError, mpsc};
use std::task::{Context, Poll, ready};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::error::Error;

/// An application talks to few origins. Beyond so many, two of them share a thread.
const MOST: usize = 16;

/// The threads of a process, which start when they are needed.
#[derive(Default)]
pub(crate) struct Wires(Mutex<Taken>);

#[derive(Default)]
struct Taken {
    wires: Vec<Handle>,
    next: usize,
}

impl Wires {
    /// The next thread, or nothing where none can be started: then the work is done where it is asked for.
    pub(crate) fn take(&self) -> Option<Handle> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.wires.len() < MOST {
            taken.wires.extend(start());
        }
        let wire = taken.wires.get(taken.next % taken.wires.len().max(1)).cloned();
        taken.next += 1;
        wire
    }
}

/// Starts a thread that runs what is spawned on it for as long as the process lives.
fn start() -> Option<Handle> {
    let (tell, told) = mpsc::channel();
    let work = move || {
        if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
            let _ = tell.send(runtime.handle().clone());
            runtime.block_on(pending::<()>());
        }
    };
    thread::Builder::new().name("oauth-connection".to_owned()).spawn(work).ok()?;
    told.recv().ok()
}

/// Does what takes a while on a thread of its own, or here where none can be started. `work` makes what is to be done.
pub(crate) async fn aside<T: Send + 'static, W>(work: impl Fn() -> W) -> T
where
    W: FnOnce() -> T + Send + 'static,
{
    let (tell, told) = oneshot::channel();
    let there = work();
    let started = thread::Builder::new().spawn(move || tell.send(there()).is_ok());
    let done = if started.is_ok() { told.await.ok() } else { None };
    done.unwrap_or_else(|| work()())
}

/// Work on another thread; dropping it gives the work up.
pub(crate) struct Elsewhere<T>(JoinHandle<T>);

impl<T: Send + 'static> Elsewhere<T> {
    pub(crate) fn spawn(wire: &Handle, work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(wire.spawn(work))
    }
}

impl<T> Future for Elsewhere<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // What has ended without an outcome has panicked.
        Poll::Ready(ready!(Pin::new(&mut self.0).poll(cx)).map_err(|_| Error::internal()))
    }
}

impl<T> Drop for Elsewhere<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
