//! What this process or the machine can run out of: descriptors, memory, threads. It is no fault of the other side or of a
//! setting, and another attempt may succeed a moment later.

use std::io;

use crate::error::{Code, Error, Kind};

/// The error if files, sockets or memory have run out; `None` for any other I/O error.
#[must_use]
pub fn exhausted(error: &io::Error) -> Option<Error> {
    match error.raw_os_error()? {
        libc::EMFILE | libc::ENFILE => Some(unsent(
            Code::TooManyOpenFiles,
            "This process, or the machine, has too many open files: there is no descriptor left for a connection",
            "Find what leaves files or sockets open, or raise the limit (ulimit -n)",
        )),
        libc::ENOMEM | libc::ENOBUFS => Some(unsent(
            Code::OutOfMemory,
            "The system has no memory left for a connection",
            "See what uses the memory of this machine or container, or raise its limit",
        )),
        _ => None,
    }
}

/// The error if no thread can be started.
#[must_use]
pub fn no_thread_left() -> Error {
    unsent(
        Code::NoThreadLeft,
        "No thread could be started: the limit of processes and threads is reached",
        "Find what starts so many, or raise the limit (ulimit -u, pids.max of a container)",
    )
}

fn unsent(code: Code, message: &str, hint: &'static str) -> Error {
    Error { unsent: true, ..Error::new(Kind::Connection, code, message, hint).retryable() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_there_is_none_left_of() {
        let code = |number| exhausted(&io::Error::from_raw_os_error(number)).map(|error| error.code);
        assert_eq!(code(libc::EMFILE), Some(Code::TooManyOpenFiles));
        assert_eq!(code(libc::ENFILE), Some(Code::TooManyOpenFiles));
        assert_eq!(code(libc::ENOMEM), Some(Code::OutOfMemory));
        assert_eq!(code(libc::ECONNREFUSED), None);
        assert!(exhausted(&io::Error::other("words")).is_none());
    }

    #[test]
    fn is_worth_another_attempt() {
        let error = no_thread_left();
        assert!(error.retryable && error.unsent);
    }
}
