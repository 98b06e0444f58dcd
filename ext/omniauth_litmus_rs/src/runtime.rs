//! The tokio runtime and the HTTP clients of this process.
//!
//! A forked child has its parent's memory but none of its threads: a runtime inherited from the parent would never make
//! progress, and an inherited connection would be shared with the parent. So both are tagged with the process that made
//! them, and a child makes its own. The parent's are leaked in the child: dropping them would wait for threads that do
//! not exist, and would say goodbye on connections that belong to the parent.
//!
//! All of this runs holding the GVL, as a fork does: a fork cannot happen in the middle.

use std::future::{self, Future};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{io, mem, thread};

use magnus::{Error, RModule, Ruby, Value, prelude::*};
use omniauth_litmus_core::config::transport::Transport;
use omniauth_litmus_core::http::{Clients, Environment, Http, too_late};
use omniauth_litmus_core::{Error as CoreError, exhausted, no_thread_left, take_warnings};
use tokio::runtime::{Builder, Handle};
use tokio::task::AbortHandle;
use url::Url;

use crate::error;
use crate::gvl::{Bell, Waiting};

struct Process {
    id: u32,
    handle: Handle,
    clients: Clients,
}

static PROCESS: Mutex<Option<Process>> = Mutex::new(None);
/// The last process in which something was prepared.
static PREPARED: AtomicU32 = AtomicU32::new(0);

/// Where a call goes first, and how long it may take.
pub(crate) struct Errand<'u> {
    pub(crate) url: &'u Url,
    pub(crate) timeout: Duration,
}

/// How much later than its deadline a call is given up here. Before that it ends by itself, and knows what to say of it.
const OVERDUE: Duration = Duration::from_millis(500);

/// Runs `work` with this process's HTTP client for `transport` and waits for its outcome without the GVL.
///
/// It runs on the thread that has the connections to `errand`'s host, if there is one: then no third thread is woken for
/// it. A host that keeps this thread busy holds up its own calls alone, and the deadline is kept here.
///
/// `work` and its outcome are `Send`: no Ruby value can slip into another thread.
///
/// # Errors
/// The core's error as a Ruby exception, or the interrupt that ended the wait. The request is given up then: aborting
/// the task closes its socket, or resets its stream on HTTP/2.
pub(crate) fn run<T, F>(
    ruby: &Ruby,
    transport: &Transport,
    errand: Option<Errand<'_>>,
    work: impl FnOnce(Http) -> F,
) -> Result<T, Error>
where
    T: Send + 'static,
    F: Future<Output = Result<T, CoreError>> + Send + 'static,
{
    // What cannot be waited for is not begun.
    let waiting = Waiting::new(ruby)?;
    let (worker, client) = process(waiting.process(), transport).map_err(|error| error::to_ruby(ruby, error))?;
    let thread = errand.as_ref().and_then(|errand| client.thread(errand.url)).unwrap_or(worker);
    let deadline = errand.as_ref().map(|errand| Instant::now() + errand.timeout + OVERDUE);
    // A call is some 13 KiB to begin with. In a box it is not handed down the stack by value.
    let call = Call::spawn(&thread, waiting.process(), Box::pin(work(client)));
    let rung = waiting.until_rung(ruby, &call.shared.bell, deadline)?;
    log_warnings(ruby)?;
    let outcome = match errand {
        Some(errand) if !rung => Err(too_late(errand.url, errand.timeout)),
        _ => call.into_outcome(),
    };
    outcome.map_err(|error| error::to_ruby(ruby, error))
}

/// Tells OmniAuth's logger what the core has noticed.
fn log_warnings(ruby: &Ruby) -> Result<(), Error> {
    for warning in take_warnings() {
        let omniauth: RModule = ruby.class_object().const_get("OmniAuth")?;
        let logger: Value = omniauth.funcall("logger", ())?;
        let _: Value = logger.funcall("warn", (format!("(litmus) {warning}"),))?;
    }
    Ok(())
}

/// Starts the work that there is, and does not wait for it.
///
/// # Errors
/// The core's error, where there can be no HTTP client for `transport`.
pub(crate) fn start<F>(ruby: &Ruby, transport: &Transport, work: impl FnOnce(&Http) -> Option<F>) -> Result<(), Error>
where
    F: Future<Output = ()> + Send + 'static,
{
    let (handle, client) = process(std::process::id(), transport).map_err(|error| error::to_ruby(ruby, error))?;
    if let Some(work) = work(&client) {
        handle.spawn(Box::pin(work));
    }
    Ok(())
}

/// A task that goes on while other calls are made; dropping it gives it up.
pub(crate) struct Background {
    task: AbortHandle,
    process: u32,
    #[cfg(feature = "probe")]
    _counted: crate::probe::counted::Counted,
}

impl Background {
    /// # Errors
    /// The core's error, where there can be no HTTP client for `transport`.
    pub(crate) fn start<F>(ruby: &Ruby, transport: &Transport, work: impl FnOnce(Http) -> F) -> Result<Self, Error>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let process = std::process::id();
        let (handle, client) = self::process(process, transport).map_err(|error| error::to_ruby(ruby, error))?;
        let work = work(client);
        #[cfg(feature = "probe")]
        let work = {
            let counted = crate::probe::counted::Counted::new();
            async move {
                work.await;
                drop(counted);
            }
        };
        Ok(Self {
            task: handle.spawn(Box::pin(work)).abort_handle(),
            process,
            #[cfg(feature = "probe")]
            _counted: crate::probe::counted::Counted::new(),
        })
    }

    /// Whether this is the process whose runtime has the task: a child that was forked meanwhile has not.
    pub(crate) fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if self.is_ours() {
            self.task.abort();
        }
    }
}

/// Reads the certificates and builds the HTTP client in the background, so that the first call of this process need not
/// wait for them. Whatever goes wrong, that call will tell.
pub(crate) fn prepare(transport: &Transport) {
    let id = std::process::id();
    if PREPARED.swap(id, Ordering::Relaxed) == id {
        return;
    }
    if let Ok((handle, client)) = process(id, transport) {
        handle.spawn(async move { client.prepare().await });
    }
}

fn process(id: u32, transport: &Transport) -> Result<(Handle, Http), CoreError> {
    let mut current = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    if current.as_ref().is_some_and(|process| process.id != id) {
        mem::forget(current.take());
    }
    let process = match current.as_mut() {
        Some(process) => process,
        None => current.insert(Process { id, handle: worker()?, clients: Clients::default() }),
    };
    Ok((process.handle.clone(), process.clients.get(transport, Environment::read())))
}

/// Starts the worker: it begins the calls to hosts without connections, and runs batches. The Ruby threads that wait are
/// many.
///
/// tokio starts threads of its own without a way to say that there can be none: it panics, and keeps what was opened. So
/// the thread is started here; where it cannot be, the runtime goes with it.
fn worker() -> Result<Handle, CoreError> {
    let failed = |error: io::Error| exhausted(&error).unwrap_or_else(CoreError::internal);
    let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let handle = runtime.handle().clone();
    let work = move || runtime.block_on(future::pending::<()>());
    let thread = thread::Builder::new().name("omniauth-litmus".to_owned()).spawn(work);
    thread.map(|_| handle).map_err(|_| no_thread_left())
}

/// What the waiting thread and the task share.
struct Shared<T> {
    bell: Bell,
    outcome: Mutex<Option<Result<T, CoreError>>>,
    #[cfg(feature = "probe")]
    _counted: crate::probe::counted::Counted,
}

/// A task under way; dropping it gives the task up.
struct Call<T> {
    shared: Arc<Shared<T>>,
    task: AbortHandle,
    process: u32,
    ended: bool,
}

impl<T: Send + 'static> Call<T> {
    fn spawn(handle: &Handle, process: u32, work: impl Future<Output = Result<T, CoreError>> + Send + 'static) -> Self {
        let shared = Arc::new(Shared {
            bell: Bell::default(),
            outcome: Mutex::new(None),
            #[cfg(feature = "probe")]
            _counted: crate::probe::counted::Counted::new(),
        });
        // Rings however the task ends: with an outcome, by a panic, or because the runtime drops it.
        let ringer = Ringer(Arc::clone(&shared));
        let task = handle.spawn(async move {
            let outcome = work.await;
            *ringer.0.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        });
        Self { shared, task: task.abort_handle(), process, ended: false }
    }

    /// The outcome of a task that has ended; a task that ended without one has panicked.
    fn into_outcome(mut self) -> Result<T, CoreError> {
        self.ended = true;
        let outcome = self.shared.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        outcome.unwrap_or_else(|| Err(CoreError::internal()))
    }
}

impl<T> Drop for Call<T> {
    fn drop(&mut self) {
        // In a child that was forked meanwhile, a thread that is not there may hold the locks that this takes.
        if !self.ended && self.process == std::process::id() {
            self.task.abort();
        }
    }
}

struct Ringer<T>(Arc<Shared<T>>);

impl<T> Drop for Ringer<T> {
    fn drop(&mut self) {
        self.0.bell.finish();
    }
}
