//! A client for each origin, and what is known of its connections.
//!
//! Each origin has an HTTP client with a pool of its own, so that nothing that happens to one origin's connections affects
//! another's. All clients of a transport share its TLS configuration, so making one is quick.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::{Client, Version};
use tokio::runtime::Handle;
use url::Origin;

/// A connection that was used within this time is taken to be open: servers close idle ones after a minute or so.
const WARM: Duration = Duration::from_secs(50);
/// Far more than an application talks to. Beyond this number the least recently used one is forgotten.
const MAX_ORIGINS: usize = 64;

/// The clients of a transport, by origin.
#[derive(Default)]
pub(crate) struct Connections(Mutex<HashMap<Origin, OriginClient>>);

/// The client of an origin.
struct OriginClient {
    client: Option<(Client, Option<Handle>)>,
    /// How many clients there were before it.
    generation: u64,
    /// When the origin was last used, or its connection claimed.
    used: Instant,
    /// When a request of this client was last answered, and over which version of HTTP.
    answered: Option<(Instant, Version)>,
}

/// The client that a request uses.
pub(crate) struct Lease {
    pub(crate) client: Client,
    /// The thread for its connections, if they have one.
    pub(crate) thread: Option<Handle>,
    generation: u64,
    since: Instant,
}

impl Lease {
    /// The same with another client, which no other request uses.
    pub(crate) fn replaced_by(self, client: Client) -> Self {
        Self { client, ..self }
    }
}

impl Connections {
    /// The client of this origin, made by `make` if there is none. The lock is not held meanwhile.
    pub(crate) fn lease<E>(
        &self,
        origin: &Origin,
        make: impl FnOnce() -> Result<(Client, Option<Handle>), E>,
    ) -> Result<Lease, E> {
        if let Some(lease) = self.clients().get(origin).and_then(OriginClient::lease) {
            return Ok(lease);
        }
        let fresh = make()?;
        let mut clients = self.clients();
        let entry = entry(&mut clients, origin);
        let (client, thread) = entry.client.get_or_insert(fresh).clone();
        Ok(Lease { client, thread, generation: entry.generation, since: Instant::now() })
    }

    /// The thread of this origin's connections, if it has one by now.
    pub(crate) fn thread(&self, origin: &Origin) -> Option<Handle> {
        self.clients().get(origin)?.client.as_ref()?.1.clone()
    }

    /// A request has been answered over this client.
    pub(crate) fn answered(&self, origin: &Origin, lease: &Lease, version: Version) {
        let mut clients = self.clients();
        let Some(entry) = clients.get_mut(origin) else { return };
        entry.used = Instant::now();
        if entry.generation == lease.generation {
            entry.answered = Some((entry.used, version));
        }
    }

    /// Whether the request may have used a pooled connection, opened by an earlier request.
    pub(crate) fn may_be_pooled(&self, origin: &Origin, lease: &Lease) -> bool {
        self.clients().get(origin).is_some_and(|entry| entry.generation == lease.generation && entry.answered.is_some())
    }

    /// Whether the origin has answered any request since this one began.
    pub(crate) fn has_answered(&self, origin: &Origin, lease: &Lease) -> bool {
        self.clients().get(origin).is_some_and(|entry| entry.has_answered(lease))
    }

    /// A request got no answer, or one without end. Over HTTP/1.1 its connection is closed and that is all. Over HTTP/2
    /// later requests would use the same connection and fare no better. Unless other answers have come over it meanwhile,
    /// only the requests already under way keep it, and the next request to this origin opens another.
    pub(crate) fn suspect(&self, origin: &Origin, lease: &Lease) {
        let mut clients = self.clients();
        let Some(entry) = clients.get_mut(origin).filter(|entry| entry.generation == lease.generation) else { return };
        let separate = entry.answered.is_some_and(|(_, version)| version < Version::HTTP_2);
        if !separate && !entry.has_answered(lease) {
            (entry.client, entry.answered, entry.generation) = (None, None, entry.generation + 1);
        }
    }

    /// Whether the caller should open a connection ahead. Only one caller is told so at a time.
    pub(crate) fn claim(&self, origin: &Origin) -> bool {
        let mut clients = self.clients();
        let cold = clients.get(origin).is_none_or(|entry| entry.used.elapsed() >= WARM);
        if cold {
            entry(&mut clients, origin).used = Instant::now();
        }
        cold
    }

    fn clients(&self) -> MutexGuard<'_, HashMap<Origin, OriginClient>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OriginClient {
    fn lease(&self) -> Option<Lease> {
        let (generation, since) = (self.generation, Instant::now());
        self.client.clone().map(|(client, thread)| Lease { client, thread, generation, since })
    }

    fn has_answered(&self, lease: &Lease) -> bool {
        self.answered.is_some_and(|(at, _)| at >= lease.since)
    }
}

fn entry<'c>(clients: &'c mut HashMap<Origin, OriginClient>, origin: &Origin) -> &'c mut OriginClient {
    if clients.len() >= MAX_ORIGINS && !clients.contains_key(origin) {
        let oldest = clients.iter().min_by_key(|(_, entry)| entry.used).map(|(origin, _)| origin.clone());
        oldest.map(|oldest| clients.remove(&oldest));
    }
    let new = || OriginClient { client: None, generation: 0, used: Instant::now(), answered: None };
    clients.entry(origin.clone()).or_insert_with(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn origin(text: &str) -> Result<Origin, url::ParseError> {
        url::Url::parse(text).map(|url| url.origin())
    }

    fn leased(connections: &Connections, origin: &Origin) -> Result<Lease, reqwest::Error> {
        crate::http::tls::install_provider();
        connections.lease(origin, || Client::builder().tls_certs_only([]).build().map(|client| (client, None)))
    }

    #[test]
    fn an_origin_is_claimed_once_and_not_while_it_is_in_use() -> Outcome {
        let connections = Connections::default();
        for (text, cold) in [("https://a", true), ("https://a/x", false), ("https://b", true)] {
            assert_eq!(connections.claim(&origin(text)?), cold, "{text}");
        }
        let used = origin("https://c")?;
        let lease = leased(&connections, &used)?;
        connections.answered(&used, &lease, Version::HTTP_2);
        assert!(!connections.claim(&used));
        Ok(())
    }

    #[test]
    fn the_memory_is_bounded_and_forgets_the_oldest() -> Outcome {
        let connections = Connections::default();
        for n in 0..=MAX_ORIGINS {
            connections.claim(&origin(&format!("https://host{n}"))?);
        }
        assert_eq!(connections.clients().len(), MAX_ORIGINS);
        assert!(connections.claim(&origin("https://host0")?));
        Ok(())
    }

    #[test]
    fn a_suspect_connection_is_left_and_those_to_other_origins_are_kept() -> Outcome {
        let connections = Connections::default();
        let (slow, quick) = (origin("https://slow")?, origin("https://quick")?);
        let (lease, other) = (leased(&connections, &slow)?, leased(&connections, &quick)?);
        connections.answered(&quick, &other, Version::HTTP_2);
        connections.suspect(&slow, &lease);
        assert_eq!(leased(&connections, &slow)?.generation, lease.generation + 1);
        assert!(connections.may_be_pooled(&quick, &other) && !connections.may_be_pooled(&slow, &lease));
        assert_eq!(leased(&connections, &quick)?.generation, other.generation);
        Ok(())
    }

    #[test]
    fn what_has_answered_others_meanwhile_is_no_suspect_nor_is_http_1() -> Outcome {
        let connections = Connections::default();
        let origin = origin("https://a")?;
        let lease = leased(&connections, &origin)?;
        connections.answered(&origin, &lease, Version::HTTP_2);
        assert!(connections.has_answered(&origin, &lease));
        connections.suspect(&origin, &lease);
        assert_eq!(leased(&connections, &origin)?.generation, lease.generation, "it has answered");

        connections.answered(&origin, &lease, Version::HTTP_11);
        std::thread::sleep(Duration::from_millis(1));
        let later = leased(&connections, &origin)?;
        connections.suspect(&origin, &later);
        assert_eq!(
            leased(&connections, &origin)?.generation,
            lease.generation,
            "each request has a connection of its own"
        );

        connections.answered(&origin, &later, Version::HTTP_2);
        std::thread::sleep(Duration::from_millis(1));
        let last = leased(&connections, &origin)?;
        connections.suspect(&origin, &last);
        connections.suspect(&origin, &last);
        assert_eq!(leased(&connections, &origin)?.generation, lease.generation + 1, "once");
        Ok(())
    }
}
