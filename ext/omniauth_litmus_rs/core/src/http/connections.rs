//! The connections to each origin, and what is known of them.
//!
//! Each origin has an HTTP client of its own, with a pool of its own: what happens to the connections to one origin
//! changes nothing for another. All clients of a transport share its TLS configuration, so making one is quick.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::{Client, Version};
use tokio::runtime::Handle;
use url::Origin;

/// Servers close idle connections after a minute or so, and the pool does after 90 s.
const WARM: Duration = Duration::from_secs(50);
/// Far more origins than an application talks to; beyond that the one used longest ago is forgotten.
const MOST: usize = 64;

/// The lines to the origins that were used lately.
#[derive(Default)]
pub(crate) struct Connections(Mutex<HashMap<Origin, Line>>);

/// The client of an origin.
struct Line {
    client: Option<(Client, Option<Handle>)>,
    /// How many clients there were before it.
    number: u64,
    /// When the origin was last used, or claimed to be opened ahead.
    used: Instant,
    /// When a request of this client was last answered, and over which version of HTTP.
    answered: Option<(Instant, Version)>,
}

/// A client that a request has been given.
pub(crate) struct Lent {
    pub(crate) client: Client,
    /// The thread for its connections, if they have one.
    pub(crate) wire: Option<Handle>,
    number: u64,
    since: Instant,
}

impl Lent {
    /// The same for a client that is nobody else's.
    pub(crate) fn replaced_by(self, client: Client) -> Self {
        Self { client, ..self }
    }
}

impl Connections {
    /// The client of this origin; `make` makes it where there is none, and nobody waits for that.
    pub(crate) fn lend<E>(
        &self,
        origin: &Origin,
        make: impl FnOnce() -> Result<(Client, Option<Handle>), E>,
    ) -> Result<Lent, E> {
        if let Some(lent) = self.lines().get(origin).and_then(Line::lend) {
            return Ok(lent);
        }
        let fresh = make()?;
        let mut lines = self.lines();
        let line = line(&mut lines, origin);
        let (client, wire) = line.client.get_or_insert(fresh).clone();
        Ok(Lent { client, wire, number: line.number, since: Instant::now() })
    }

    /// A request has been answered over this client.
    pub(crate) fn answered(&self, origin: &Origin, lent: &Lent, version: Version) {
        let mut lines = self.lines();
        let line = line(&mut lines, origin);
        line.used = Instant::now();
        if line.number == lent.number {
            line.answered = Some((line.used, version));
        }
    }

    /// Whether the connection of a request may have been kept from an earlier one.
    pub(crate) fn may_be_kept(&self, origin: &Origin, lent: &Lent) -> bool {
        self.lines().get(origin).is_some_and(|line| line.number == lent.number && line.answered.is_some())
    }

    /// Whether this origin has answered anybody since the client was lent.
    pub(crate) fn has_answered(&self, origin: &Origin, lent: &Lent) -> bool {
        self.lines().get(origin).is_some_and(|line| line.has_answered(lent))
    }

    /// A request went unanswered, or was answered without end. Over HTTP/1.1 that has cost its connection. Over HTTP/2
    /// later requests would share its fate: unless the connection has carried other answers meanwhile, it is left to
    /// those that are under way, and the next request to this origin opens another.
    pub(crate) fn suspect(&self, origin: &Origin, lent: &Lent) {
        let mut lines = self.lines();
        let Some(line) = lines.get_mut(origin).filter(|line| line.number == lent.number) else { return };
        let separate = line.answered.is_some_and(|(_, version)| version < Version::HTTP_2);
        if !separate && !line.has_answered(lent) {
            (line.client, line.answered, line.number) = (None, None, line.number + 1);
        }
    }

    /// Whether a connection should be opened ahead; whoever is told so opens it, and nobody else meanwhile.
    pub(crate) fn claim(&self, origin: &Origin) -> bool {
        let mut lines = self.lines();
        let cold = lines.get(origin).is_none_or(|line| line.used.elapsed() >= WARM);
        if cold {
            line(&mut lines, origin).used = Instant::now();
        }
        cold
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<Origin, Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn lend(&self) -> Option<Lent> {
        let (number, since) = (self.number, Instant::now());
        self.client.clone().map(|(client, wire)| Lent { client, wire, number, since })
    }

    fn has_answered(&self, lent: &Lent) -> bool {
        self.answered.is_some_and(|(at, _)| at >= lent.since)
    }
}

fn line<'l>(lines: &'l mut HashMap<Origin, Line>, origin: &Origin) -> &'l mut Line {
    if lines.len() >= MOST && !lines.contains_key(origin) {
        let oldest = lines.iter().min_by_key(|(_, line)| line.used).map(|(origin, _)| origin.clone());
        oldest.map(|oldest| lines.remove(&oldest));
    }
    let new = || Line { client: None, number: 0, used: Instant::now(), answered: None };
    lines.entry(origin.clone()).or_insert_with(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn origin(text: &str) -> Result<Origin, url::ParseError> {
        url::Url::parse(text).map(|url| url.origin())
    }

    fn lend(connections: &Connections, origin: &Origin) -> Result<Lent, reqwest::Error> {
        crate::http::tls::install_provider();
        connections.lend(origin, || Client::builder().tls_certs_only([]).build().map(|client| (client, None)))
    }

    #[test]
    fn an_origin_is_claimed_once_and_not_while_it_is_in_use() -> Outcome {
        let connections = Connections::default();
        for (text, cold) in [("https://a", true), ("https://a/x", false), ("https://b", true)] {
            assert_eq!(connections.claim(&origin(text)?), cold, "{text}");
        }
        let used = origin("https://c")?;
        let lent = lend(&connections, &used)?;
        connections.answered(&used, &lent, Version::HTTP_2);
        assert!(!connections.claim(&used));
        Ok(())
    }

    #[test]
    fn the_memory_is_bounded_and_forgets_the_oldest() -> Outcome {
        let connections = Connections::default();
        for n in 0..=MOST {
            connections.claim(&origin(&format!("https://host{n}"))?);
        }
        assert_eq!(connections.lines().len(), MOST);
        assert!(connections.claim(&origin("https://host0")?));
        Ok(())
    }

    #[test]
    fn a_suspect_connection_is_left_and_those_to_other_origins_are_kept() -> Outcome {
        let connections = Connections::default();
        let (slow, quick) = (origin("https://slow")?, origin("https://quick")?);
        let (lent, other) = (lend(&connections, &slow)?, lend(&connections, &quick)?);
        connections.answered(&quick, &other, Version::HTTP_2);
        connections.suspect(&slow, &lent);
        assert_eq!(lend(&connections, &slow)?.number, lent.number + 1);
        assert!(connections.may_be_kept(&quick, &other) && !connections.may_be_kept(&slow, &lent));
        assert_eq!(lend(&connections, &quick)?.number, other.number);
        Ok(())
    }

    #[test]
    fn what_has_answered_others_meanwhile_is_no_suspect_nor_is_http_1() -> Outcome {
        let connections = Connections::default();
        let origin = origin("https://a")?;
        let lent = lend(&connections, &origin)?;
        connections.answered(&origin, &lent, Version::HTTP_2);
        assert!(connections.has_answered(&origin, &lent));
        connections.suspect(&origin, &lent);
        assert_eq!(lend(&connections, &origin)?.number, lent.number, "it has answered");

        connections.answered(&origin, &lent, Version::HTTP_11);
        std::thread::sleep(Duration::from_millis(1));
        let later = lend(&connections, &origin)?;
        connections.suspect(&origin, &later);
        assert_eq!(lend(&connections, &origin)?.number, lent.number, "each request has a connection of its own");

        connections.answered(&origin, &later, Version::HTTP_2);
        std::thread::sleep(Duration::from_millis(1));
        let last = lend(&connections, &origin)?;
        connections.suspect(&origin, &last);
        connections.suspect(&origin, &last);
        assert_eq!(lend(&connections, &origin)?.number, lent.number + 1, "once");
        Ok(())
    }
}
