//! Host names to addresses, by the system's own resolver (`getaddrinfo`), which blocks its thread.
//!
//! tokio would run it on a thread of its own and panic where none can be started.

use std::error::Error as StdError;
use std::fs::File;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::thread;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::{Semaphore, oneshot};

use crate::resource_limits::{exhausted, no_thread_left};

/// How many names are looked up at a time. A lookup cannot be cancelled: one that hangs outlives its call.
const MAX_LOOKUPS: usize = 32;

pub(crate) struct Resolver(Arc<Semaphore>);

impl Default for Resolver {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MAX_LOOKUPS)))
    }
}

type Failure = Box<dyn StdError + Send + Sync>;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let places = Arc::clone(&self.0);
        Box::pin(async move {
            let place = places.acquire_owned().await?;
            let (sender, found) = oneshot::channel();
            let look_up = move || {
                let outcome = look_up(name.as_str());
                drop(place);
                // An error means that the call is over.
                let _ = sender.send(outcome);
            };
            thread::Builder::new().name("omniauth-dns".to_owned()).spawn(look_up).map_err(|_| no_thread_left())?;
            let addresses: Addrs = Box::new(found.await??.into_iter());
            Ok(addresses)
        })
    }
}

fn look_up(host: &str) -> Result<Vec<SocketAddr>, Failure> {
    let found = (host, 0).to_socket_addrs();
    found.map(Iterator::collect).map_err(|error| match exhausted(&error).or_else(no_descriptor) {
        Some(exhausted) => exhausted.into(),
        None => error.into(),
    })
}

/// Without a descriptor the system's resolver cannot read its files, and says no more than that the name is unknown.
fn no_descriptor() -> Option<crate::error::Error> {
    File::open("/dev/null").err().as_ref().and_then(exhausted)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn finds_what_the_system_knows() -> io::Result<()> {
        let found = look_up("localhost").map_err(io::Error::other)?;
        assert!(found.iter().all(|address| address.ip().is_loopback() && address.port() == 0));
        assert!(!found.is_empty());
        Ok(())
    }
}
