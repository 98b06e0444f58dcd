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
#![expect(unsafe_code, reason = "Ruby has no safe call that waits without the GVL")]

use std::ffi::c_void;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::net::Shutdown;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::ptr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use magnus::rb_sys::{AsRawValue, protect};
use magnus::value::ReprValue;
use magnus::{Error, KwArgs, Ruby, Value};
use omniauth_litmus_core::{Code, Error as CoreError, Kind, exhausted};
use rb_sys::{
    Qfalse, Qnil, VALUE, rb_fiber_scheduler_current, rb_io_wait, rb_thread_alone, rb_thread_call_without_gvl,
    rb_thread_current, rb_thread_main, ruby_stack_check,
};

use crate::error::{of_another_process, to_ruby};

/// `RUBY_IO_READABLE` of ruby/io.h.
const READABLE: i64 = 1;

/// How long the main thread sleeps before it looks for signals. Ruby before 3.3 has no timer thread: a signal reaches
/// the main thread's unblock function only while there is no other thread, or one that sleeps in Ruby's own way.
const SIGNALS_WAIT: Duration = Duration::from_millis(100);
/// How long any other thread sleeps: it is woken for whatever there is.
const NO_SIGNALS_WAIT: Duration = Duration::from_secs(3600);

/// How long a fiber waits before it looks whether this is still its process: nothing else would tell it in a child.
const FIBER_WAIT: Duration = Duration::from_secs(5);
/// By how much a scheduler may be too early.
const CLOCKS_DIFFER: Duration = Duration::from_millis(50);

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
    /// Its shutdown is what a fiber scheduler notices.
    wire: Option<UnixStream>,
}

impl Bell {
    /// There is nothing left to wait for.
    pub(crate) fn finish(&self) {
        let mut state = self.lock();
        state.done = true;
        state.wire.take().as_ref().map(end);
        // Whoever is woken finds the lock free.
        drop(state);
        self.rung.notify_one();
    }

    /// Ends the wire as well, unless there is nothing left to wait for: then the wire ends here.
    fn attach(&self, wire: UnixStream) {
        let mut state = self.lock();
        if state.done {
            end(&wire);
        } else {
            state.wire = Some(wire);
        }
    }

    fn interrupt(&self) {
        self.lock().interrupted = true;
        self.rung.notify_one();
    }

    /// Sleeps until the bell rings, for whichever reason, or for so long.
    fn sleep(&self, longest: Duration) {
        let state = self.lock();
        let waiting = |state: &mut State| !state.done && !state.interrupted;
        let woken = self.rung.wait_timeout_while(state, longest, waiting);
        woken.unwrap_or_else(PoisonError::into_inner).0.interrupted = false;
    }

    fn is_done(&self) -> bool {
        self.lock().done
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A child that was forked meanwhile has the socket open, too, and a close would not be seen before it ends.
fn end(wire: &UnixStream) {
    // An error means that the other end is gone, and with it whoever waited there.
    let _ = wire.shutdown(Shutdown::Both);
}

/// How this thread or fiber will wait, made ready before there is anything to wait for.
pub(crate) struct Waiting {
    process: u32,
    /// The two ends of a pair of sockets, for a fiber that a scheduler runs.
    wires: Option<(UnixStream, UnixStream)>,
}

impl Waiting {
    /// # Errors
    /// There is no descriptor left for a fiber to wait on.
    pub(crate) fn new(ruby: &Ruby) -> Result<Self, Error> {
        let wires = on_fiber_scheduler()?.then(UnixStream::pair).transpose();
        let wires = wires.map_err(|error| to_ruby(ruby, exhausted(&error).unwrap_or_else(CoreError::internal)))?;
        Ok(Self { process: std::process::id(), wires })
    }

    /// The process that waits.
    pub(crate) fn process(&self) -> u32 {
        self.process
    }

    /// Waits until `bell` is finished, or until the deadline, without the GVL. Says whether it is finished. Only a thread
    /// that holds the GVL has a `Ruby` to call this with.
    ///
    /// # Errors
    /// The interrupt that raised, to be handed on to Ruby once the caller has let go of its request; or that this is
    /// now another process than the one that waits.
    pub(crate) fn until_rung(self, ruby: &Ruby, bell: &Bell, deadline: Option<Instant>) -> Result<bool, Error> {
        match self.wires {
            Some((ours, theirs)) => {
                bell.attach(theirs);
                wait_on_fiber(ruby, bell, self.process, &ours, deadline)?;
            }
            None => wait_on_thread(ruby, bell, self.process, deadline)?,
        }
        Ok(bell.is_done())
    }
}

/// How long to sleep before the next look: at most `longest`. Nothing once the deadline has passed.
fn nap(longest: Duration, deadline: Option<Instant>) -> Option<Duration> {
    let left = deadline.map_or(longest, |deadline| deadline.saturating_duration_since(Instant::now()));
    (!left.is_zero()).then_some(longest.min(left))
}

fn wait_on_thread(ruby: &Ruby, bell: &Bell, process: u32, deadline: Option<Instant>) -> Result<(), Error> {
    let bell_pointer = ptr::from_ref(bell).cast_mut().cast::<c_void>();
    let main = on_main_thread()?;
    let longest = if main { SIGNALS_WAIT } else { NO_SIGNALS_WAIT };
    while !bell.is_done() {
        let Some(longest) = nap(longest, deadline) else { return Ok(()) };
        let mut rest = Rest { bell, longest };
        let rest = ptr::from_mut(&mut rest).cast::<c_void>();
        protect(|| {
            // Ruby starts a thread each time that a main thread without others has an unblock function, and fails where
            // there can be none. Such a thread has signals alone to be woken for, and looks for them after each nap.
            // SAFETY: Called with the GVL. It takes nothing.
            let alone = main && unsafe { rb_thread_alone() } != 0;
            let wake = (!alone).then_some(wake as unsafe extern "C" fn(*mut c_void));
            // Not `rb_nogvl` with RB_NOGVL_UBF_ASYNC_SAFE: a jump out of it leaves Ruby's flag set, and Ruby's signal
            // handler then calls whichever unblock function comes next. Nor is the thread parked: with RUBY_MN_THREADS
            // a Ruby thread may wait on another native thread than the one it began on.
            // SAFETY: `sleep` takes its pointer for a `Rest`, and `wake` its own for a `Bell`; so they are, and both
            // outlive this call, because the caller holds a reference to the one and this frame has the other. Ruby
            // calls `wake` only between setting the unblock function and clearing it, both within this call. This
            // closure owns nothing, so that a jump out of it skips nothing; `protect` turns the jump into an `Err`.
            unsafe { rb_thread_call_without_gvl(Some(sleep), rest, wake, bell_pointer) };
            Qnil.into()
        })?;
        check_process(ruby, process)?;
    }
    Ok(())
}

/// A signal handler that forks, or makes a daemon of its process, comes back into the wait in the child as well. There
/// the task does not go on, and its thread may have left the bell locked: this is asked first.
fn check_process(ruby: &Ruby, process: u32) -> Result<(), Error> {
    if process == std::process::id() { Ok(()) } else { Err(to_ruby(ruby, of_another_process())) }
}

/// Whether this thread is the one on which Ruby handles signals.
fn on_main_thread() -> Result<bool, Error> {
    let mut main = false;
    protect(|| {
        // SAFETY: Called with the GVL, as `wait_on_thread` is. Both take nothing.
        main = unsafe { rb_thread_current() == rb_thread_main() };
        Qnil.into()
    })?;
    Ok(main)
}

/// Whether this fiber is one that a scheduler runs.
fn on_fiber_scheduler() -> Result<bool, Error> {
    // SAFETY: Called with the GVL, as `Waiting::new` is. It takes nothing, and answers nil for a fiber that may block its
    // thread.
    let scheduler = protect(|| unsafe { rb_fiber_scheduler_current() })?;
    let nil: VALUE = Qnil.into();
    Ok(scheduler != nil)
}

/// Lets the scheduler wait until the other end of a pair of sockets is shut down. A fiber that is stopped leaves by the
/// exception that the wait raises.
fn wait_on_fiber(
    ruby: &Ruby,
    bell: &Bell,
    process: u32,
    ours: &UnixStream,
    deadline: Option<Instant>,
) -> Result<(), Error> {
    let options = ruby.hash_new();
    options.aset(ruby.to_symbol("autoclose"), false)?;
    let io: Value = ruby.class_io().funcall("for_fd", (ours.as_raw_fd(), KwArgs(options)))?;
    let readable = ruby.integer_from_i64(READABLE);
    while !bell.is_done() {
        let Some(longest) = nap(FIBER_WAIT, deadline) else { return Ok(()) };
        let (began, seconds) = (Instant::now(), ruby.float_from_f64(longest.as_secs_f64()));
        // SAFETY: Called with the GVL on an IO, an Integer and a Float, which this frame keeps alive. The closure owns
        // nothing, and `protect` turns the exception of a fiber that is stopped into an `Err`.
        let ready = protect(|| unsafe { rb_io_wait(io.as_raw(), readable.as_raw(), seconds.as_raw()) })?;
        check_process(ruby, process)?;
        // A wait that ends sooner for lack of time was ended by the scheduler: Async 1 has it so.
        let (no, nil): (VALUE, VALUE) = (Qfalse.into(), Qnil.into());
        let too_soon = (ready == no || ready == nil) && began.elapsed() + CLOCKS_DIFFER < longest;
        if too_soon && !bell.is_done() {
            return Err(to_ruby(ruby, ended_by_scheduler()));
        }
    }
    Ok(())
}

fn ended_by_scheduler() -> CoreError {
    let message = "The fiber scheduler ended the wait for the answer";
    CoreError::new(Kind::Timeout, Code::Timeout, message, "Give the task more time than client_options[:timeout]")
}

/// What `sleep` needs to know.
struct Rest<'b> {
    bell: &'b Bell,
    longest: Duration,
}

/// Runs without the GVL: touches no Ruby value.
extern "C" fn sleep(rest: *mut c_void) -> *mut c_void {
    // SAFETY: `wait_on_thread` passed a pointer to a live `Rest`, which nothing else has.
    let rest = unsafe { &*rest.cast::<Rest<'_>>() };
    rest.bell.sleep(rest.longest);
    ptr::null_mut()
}

/// Ruby's unblock function: called from another thread, possibly several times, possibly for nothing.
extern "C" fn wake(bell: *mut c_void) {
    // SAFETY: `wait_on_thread` passed a pointer to a live `Bell`, whose methods take `&self` from any thread.
    unsafe { &*bell.cast::<Bell>() }.interrupt();
}

/// What a method of ours needs of the stack, in pieces: Ruby's own check sees to one of 16 KiB at a time.
const STACK_PIECE: usize = 12 * 1024;
const STACK_PIECES: usize = 11;

/// Whether a method of ours has enough of the stack left. Called with the GVL.
pub(crate) fn has_room_on_stack() -> bool {
    has_room_for(STACK_PIECES)
}

/// Goes down the stack only as far as the check before has allowed.
#[inline(never)]
fn has_room_for(pieces: usize) -> bool {
    let piece = MaybeUninit::<[u8; STACK_PIECE]>::uninit();
    // SAFETY: Called with the GVL. It takes nothing, and compares two addresses.
    let enough = unsafe { ruby_stack_check() } == 0 && (pieces == 0 || has_room_for(pieces - 1));
    black_box(&piece);
    enough
}
