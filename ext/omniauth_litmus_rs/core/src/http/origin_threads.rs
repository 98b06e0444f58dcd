//! Threads for the connections, one for each origin.
//!
//! hyper reads interim answers (103 Early Hints) over HTTP/1.1 for as long as they come. tokio makes it pause after 128
//! reads, and each of them may bring 400 kB: a hostile server can hold a thread for a second at a time. That is the thread
//! of its origin and no other: deadlines are kept on another thread, and other hosts have theirs.

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError, mpsc};
use std::task::{Context, Poll, ready};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::error::Error;

/// An application talks to few origins. Beyond this number, origins share threads.
const MAX_THREADS: usize = 16;

/// The threads of a process. Each starts when it is first needed.
#[derive(Default)]
pub(crate) struct OriginThreads(Mutex<Assigned>);

#[derive(Default)]
struct Assigned {
    threads: Vec<Handle>,
    next: usize,
}

impl OriginThreads {
    /// The next thread; `None` if none can be started, so that the work is done on the caller's.
    pub(crate) fn assign(&self) -> Option<Handle> {
        let mut assigned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if assigned.threads.len() < MAX_THREADS {
            assigned.threads.extend(start());
        }
        let thread = assigned.threads.get(assigned.next % assigned.threads.len().max(1)).cloned();
        assigned.next += 1;
        thread
    }
}

/// Starts a thread that runs what is spawned on it for as long as the process lives.
fn start() -> Option<Handle> {
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
            let _ = sender.send(runtime.handle().clone());
            runtime.block_on(pending::<()>());
        }
    };
    thread::Builder::new().name("oauth-connection".to_owned()).spawn(work).ok()?;
    receiver.recv().ok()
}

/// Does blocking work on a thread of its own, or on the caller's if none can be started. `make` makes the work.
pub(crate) async fn run_blocking<T: Send + 'static, W>(make: impl Fn() -> W) -> T
where
    W: FnOnce() -> T + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let work = make();
    let started = thread::Builder::new().spawn(move || sender.send(work()).is_ok());
    let outcome = if started.is_ok() { receiver.await.ok() } else { None };
    outcome.unwrap_or_else(|| make()())
}

/// A task on another thread. Dropping it aborts the task.
pub(crate) struct AbortOnDrop<T>(JoinHandle<T>);

impl<T: Send + 'static> AbortOnDrop<T> {
    pub(crate) fn spawn(thread: &Handle, work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(thread.spawn(work))
    }
}

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // A task without an outcome has panicked.
        Poll::Ready(ready!(Pin::new(&mut self.0).poll(cx)).map_err(|_| Error::internal()))
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
