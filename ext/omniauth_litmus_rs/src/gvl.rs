//! Waiting without the GVL. The only unsafe file of the extension.
//!
//! Ruby's `rb_thread_call_without_gvl` checks for interrupts before it returns, and leaves by `longjmp` when one raises
//! (Thread#kill, Thread#raise, Timeout, Ctrl-C). A `longjmp` over Rust frames skips their destructors. So the call is
//! made inside `protect`, from a closure that owns nothing; the jump ends there and becomes an `Err`, and the caller's
//! frames unwind as Rust frames do.
//!
//! The unblock function only wakes the waiter. It fires for signals that raise nothing as well, and giving the request
//! up there would burn a single-use code: so a wake that raises nothing leads back into the wait.
//!
//! Under a fiber scheduler nothing may block the thread, with the GVL or without: the fiber waits on a descriptor, as it
//! would for a socket of Ruby's own, and the scheduler runs the others.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::ptr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use magnus::rb_sys::{AsRawValue, protect};
use magnus::value::ReprValue;
use magnus::{Error, KwArgs, Ruby, Value};
use omniauth_litmus_core::error::{Error as CoreError, Kind};
use rb_sys::{
    Qfalse, Qnil, VALUE, rb_fiber_scheduler_current, rb_io_wait, rb_thread_call_without_gvl, rb_thread_current,
    rb_thread_main,
};

use crate::error::to_ruby;

/// `RUBY_IO_READABLE` of ruby/io.h.
const READABLE: i64 = 1;

/// How long the main thread sleeps before it looks for signals. Ruby before 3.3 has no timer thread: a signal reaches
/// the main thread's unblock function only while there is no other thread, or one that sleeps in Ruby's own way.
const SIGNALS_WAIT: Duration = Duration::from_millis(100);

/// What a waiting Ruby thread waits for: set once by the task, or rung by Ruby when there is an interrupt to look at.
#[derive(Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Default)]
struct State {
    done: bool,
    interrupted: bool,
    /// Closing it is what a fiber scheduler notices.
    wire: Option<UnixStream>,
}

impl Bell {
    /// There is nothing left to wait for.
    pub(crate) fn finish(&self) {
        let mut state = self.lock();
        state.done = true;
        state.wire = None;
        self.rung.notify_one();
    }

    /// Ends the wire as well, unless there is nothing left to wait for: then the wire ends here.
    fn attach(&self, wire: UnixStream) {
        let mut state = self.lock();
        if !state.done {
            state.wire = Some(wire);
        }
    }

    fn interrupt(&self) {
        self.lock().interrupted = true;
        self.rung.notify_one();
    }

    /// Sleeps until the bell rings, for whichever reason.
    fn sleep(&self) {
        let state = self.lock();
        let waiting = |state: &mut State| !state.done && !state.interrupted;
        self.rung.wait_while(state, waiting).unwrap_or_else(PoisonError::into_inner).interrupted = false;
    }

    /// Sleeps until the bell rings, or for a while.
    fn nap(&self) {
        let state = self.lock();
        let waiting = |state: &mut State| !state.done && !state.interrupted;
        let woken = self.rung.wait_timeout_while(state, SIGNALS_WAIT, waiting);
        woken.unwrap_or_else(PoisonError::into_inner).0.interrupted = false;
    }

    fn is_done(&self) -> bool {
        self.lock().done
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until `bell` is finished, without the GVL. Only a thread that holds the GVL has a `Ruby` to call this with.
///
/// # Errors
/// The interrupt that raised, to be handed on to Ruby once the caller has let go of its request.
pub(crate) fn wait(ruby: &Ruby, bell: &Bell) -> Result<(), Error> {
    if on_fiber_scheduler()? {
        return wait_on_fiber(ruby, bell);
    }
    let bell_pointer = ptr::from_ref(bell).cast_mut().cast::<c_void>();
    let sleep = if on_main_thread()? { nap } else { sleep };
    while !bell.is_done() {
        protect(|| {
            // Not `rb_nogvl` with RB_NOGVL_UBF_ASYNC_SAFE: a jump out of it leaves Ruby's flag set, and Ruby's signal
            // handler then calls whichever unblock function comes next. Nor is the thread parked: with RUBY_MN_THREADS
            // a Ruby thread may wait on another native thread than the one it began on.
            // SAFETY: Both callbacks take the pointer for a `Bell`, which it is, and which outlives this call because
            // the caller holds a reference to it. Ruby calls `wake` only between setting the unblock function and
            // clearing it, both within this call. This closure owns nothing, so that a jump out of it skips nothing;
            // `protect` turns the jump into an `Err`.
            unsafe { rb_thread_call_without_gvl(Some(sleep), bell_pointer, Some(wake), bell_pointer) };
            Qnil.into()
        })?;
    }
    Ok(())
}

/// Whether this thread is the one on which Ruby handles signals.
fn on_main_thread() -> Result<bool, Error> {
    let mut main = false;
    protect(|| {
        // SAFETY: Called with the GVL, as `wait` is. Both take nothing.
        main = unsafe { rb_thread_current() == rb_thread_main() };
        Qnil.into()
    })?;
    Ok(main)
}

/// Whether this fiber is one that a scheduler runs.
fn on_fiber_scheduler() -> Result<bool, Error> {
    // SAFETY: Called with the GVL, as `wait` is. It takes nothing, and answers nil for a fiber that may block its thread.
    let scheduler = protect(|| unsafe { rb_fiber_scheduler_current() })?;
    let nil: VALUE = Qnil.into();
    Ok(scheduler != nil)
}

/// Lets the scheduler wait until the other end of a pair of sockets is closed. A fiber that is stopped leaves by the
/// exception that the wait raises.
fn wait_on_fiber(ruby: &Ruby, bell: &Bell) -> Result<(), Error> {
    let (ours, theirs) = UnixStream::pair().map_err(|_| to_ruby(ruby, CoreError::internal()))?;
    bell.attach(theirs);
    let options = ruby.hash_new();
    options.aset(ruby.to_symbol("autoclose"), false)?;
    let io: Value = ruby.class_io().funcall("for_fd", (ours.as_raw_fd(), KwArgs(options)))?;
    let readable = ruby.integer_from_i64(READABLE);
    while !bell.is_done() {
        // SAFETY: Called with the GVL on an IO and an Integer, which this frame keeps alive. The closure owns nothing, and
        // `protect` turns the exception of a fiber that is stopped into an `Err`.
        let ready = protect(|| unsafe { rb_io_wait(io.as_raw(), readable.as_raw(), Qnil.into()) })?;
        // No time was given, so a wait that ends for lack of time was ended by the scheduler: Async 1 has it so.
        let (no, nil): (VALUE, VALUE) = (Qfalse.into(), Qnil.into());
        if (ready == no || ready == nil) && !bell.is_done() {
            return Err(to_ruby(ruby, ended_by_scheduler()));
        }
    }
    Ok(())
}

fn ended_by_scheduler() -> CoreError {
    let message = "The fiber scheduler ended the wait for the answer";
    CoreError::new(
        Kind::Timeout,
        "timeout",
        message.to_owned(),
        "Give the task more time than client_options[:timeout]",
    )
}

/// Runs without the GVL: touches no Ruby value.
extern "C" fn sleep(bell: *mut c_void) -> *mut c_void {
    // SAFETY: `wait` passed a pointer to a live `Bell`, whose methods take `&self` from any thread.
    unsafe { &*bell.cast::<Bell>() }.sleep();
    ptr::null_mut()
}

/// As `sleep`, on the main thread.
extern "C" fn nap(bell: *mut c_void) -> *mut c_void {
    // SAFETY: as in `sleep`.
    unsafe { &*bell.cast::<Bell>() }.nap();
    ptr::null_mut()
}

/// Ruby's unblock function: called from another thread, possibly several times, possibly for nothing.
extern "C" fn wake(bell: *mut c_void) {
    // SAFETY: as in `sleep`.
    unsafe { &*bell.cast::<Bell>() }.interrupt();
}
