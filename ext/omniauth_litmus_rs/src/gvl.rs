//! Waiting without the GVL. The only unsafe file of the extension.
//!
//! Ruby's `rb_thread_call_without_gvl` checks for interrupts before it returns, and leaves by `longjmp` when one raises
//! (Thread#kill, Thread#raise, Timeout, Ctrl-C). A `longjmp` over Rust frames skips their destructors. So the call is
//! made inside `protect`, from a closure that owns nothing; the jump ends there and becomes an `Err`, and the caller's
//! frames unwind as Rust frames do.
//!
//! The unblock function only wakes the waiter. It fires for signals that raise nothing as well, and giving the request
//! up there would burn a single-use code: so a wake that raises nothing leads back into the wait.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::ptr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use magnus::rb_sys::protect;
use magnus::{Error, Ruby};
use rb_sys::{Qnil, rb_thread_call_without_gvl};

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
}

impl Bell {
    /// There is nothing left to wait for.
    pub(crate) fn finish(&self) {
        self.lock().done = true;
        self.rung.notify_one();
    }

    fn interrupt(&self) {
        self.lock().interrupted = true;
        self.rung.notify_one();
    }

    /// Sleeps until the bell rings, for whichever reason.
    fn sleep(&self) {
        let mut state = self.lock();
        while !state.done && !state.interrupted {
            state = self.rung.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.interrupted = false;
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
pub(crate) fn wait(_ruby: &Ruby, bell: &Bell) -> Result<(), Error> {
    let bell_pointer = ptr::from_ref(bell).cast_mut().cast::<c_void>();
    while !bell.is_done() {
        protect(|| {
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

/// Runs without the GVL: touches no Ruby value.
extern "C" fn sleep(bell: *mut c_void) -> *mut c_void {
    // SAFETY: `wait` passed a pointer to a live `Bell`, whose methods take `&self` from any thread.
    unsafe { &*bell.cast::<Bell>() }.sleep();
    ptr::null_mut()
}

/// Ruby's unblock function: called from another thread, possibly several times, possibly for nothing.
extern "C" fn wake(bell: *mut c_void) {
    // SAFETY: as in `sleep`.
    unsafe { &*bell.cast::<Bell>() }.interrupt();
}
