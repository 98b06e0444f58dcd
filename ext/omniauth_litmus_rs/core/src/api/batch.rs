//! Many calls, a few at a time, within the rate limit. Each has an outcome of its own.
//!
//! Requests start in their order, for each origin within its budget. A request that was refused by the rate limit is sent
//! again when the limit allows it. One that was lost, or met a 502, 503 or 504, is sent again as the [`Policy`] of retries
//! allows. Both happen only within the batch's deadline. If an answer says that the token is no longer valid, nothing
//! more is started, and the rest is handed back as `not_sent`, to be sent with a new token.
//!
//! One task does all of this. Dropping it drops the tasks of the requests, which close their sockets or streams.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Origin;

use crate::api::budget::{Budget, Gate, Ticket};
use crate::api::call::{self, Answer, Call, Prepared};
use crate::api::refusal::refusal;
use crate::api::retry::{Outcome, Policy};
use crate::backoff;
use crate::config::Config;
use crate::error::{Code, Error, Kind, Reason, Retry};
use crate::http::Http;
use crate::secret::Secret;

/// How a batch is run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The most requests in flight at a time.
    pub concurrency: usize,
    /// The deadline of the whole batch; a call's own is that of each attempt.
    pub deadline: Duration,
    /// When a failed request is sent again. Refusals by the rate limit are not counted.
    pub policy: Policy,
}

/// The number of a call, and its outcome.
pub type Settled = (usize, Result<Answer, Error>);

/// Makes the calls, each with a number that the caller chose. The outcome of each goes to `settled` once, as soon as it is
/// known, in any order.
pub async fn run(
    http: Http,
    config: Arc<Config>,
    calls: Vec<(usize, Call)>,
    plan: Plan,
    settled: UnboundedSender<Settled>,
) {
    let mut batch = Batch {
        http,
        config,
        plan,
        settled,
        began: Instant::now(),
        items: Vec::with_capacity(calls.len()),
        queues: Vec::new(),
        tasks: JoinSet::new(),
        under_way: HashMap::new(),
        stopped: false,
    };
    for (number, call) in calls {
        batch.add(number, call);
    }
    batch.work().await;
}

/// One call, from when it is checked to when it is settled.
struct Item {
    number: usize,
    call: Arc<Prepared>,
    credential: Option<Secret>,
    retries: Vec<Retry>,
    /// How many of the retries were the policy's; the others followed a refusal.
    allowed: usize,
    /// Why it has to be sent again, and since when it has waited.
    again: Option<(Reason, Duration)>,
    /// The answer of the last refusal, if nothing has come since.
    refused: Option<Answer>,
}

/// The calls to one origin, which share its rate limit. Items are named by their index.
struct OriginQueue {
    origin: Origin,
    budget: Budget,
    ready: VecDeque<usize>,
    /// Retries, each with the time at which it is due.
    later: Vec<(Duration, usize)>,
    in_flight: usize,
}

struct Batch {
    http: Http,
    config: Arc<Config>,
    plan: Plan,
    settled: UnboundedSender<Settled>,
    began: Instant,
    items: Vec<Item>,
    queues: Vec<OriginQueue>,
    tasks: JoinSet<Result<Answer, Error>>,
    under_way: HashMap<Id, (usize, usize, Ticket)>,
    stopped: bool,
}

impl Batch {
    fn add(&mut self, number: usize, call: Call) {
        let credential = call.credential();
        let call = match call::prepare(&self.config, call) {
            Ok(call) => Arc::new(call),
            Err(error) => return self.tell(number, Err(error)),
        };
        let origin = call.origin();
        let index = self.items.len();
        match self.queues.iter_mut().find(|queue| queue.origin == origin) {
            Some(queue) => queue.ready.push_back(index),
            None => self.queues.push(OriginQueue {
                origin,
                budget: Budget::default(),
                ready: VecDeque::from([index]),
                later: Vec::new(),
                in_flight: 0,
            }),
        }
        let (retries, allowed, again, refused) = (Vec::new(), 0, None, None);
        self.items.push(Item { number, call, credential, retries, allowed, again, refused });
    }

    async fn work(&mut self) {
        loop {
            let wake = self.start().map(|at| self.began + at);
            let ended = match (self.tasks.is_empty(), wake) {
                (true, None) => return (0..self.queues.len()).for_each(|number| self.give_up(number)),
                (true, Some(at)) => {
                    sleep_until(at).await;
                    continue;
                }
                (false, None) => self.tasks.join_next_with_id().await,
                (false, Some(at)) => timeout_at(at, self.tasks.join_next_with_id()).await.ok().flatten(),
            };
            match ended {
                Some(Ok((id, outcome))) => self.ended(id, outcome),
                // The task has panicked.
                Some(Err(error)) => self.ended(error.id(), Err(Error::internal())),
                None => {}
            }
        }
    }

    /// Starts what may start now. Returns the time at which more may start.
    fn start(&mut self) -> Option<Duration> {
        let now = self.began.elapsed();
        let mut wake: Option<Duration> = None;
        let mut sooner = |at: Duration| wake = Some(wake.map_or(at, |wake| wake.min(at)));
        for number in 0..self.queues.len() {
            if self.stopped || now >= self.plan.deadline {
                self.give_up(number);
                continue;
            }
            self.queues[number].requeue_due(now);
            while !self.queues[number].ready.is_empty() && self.tasks.len() < self.plan.concurrency {
                let queue = &mut self.queues[number];
                match queue.budget.gate(queue.in_flight, now) {
                    Gate::Open => self.launch(number, now),
                    // No answer is awaited that could say otherwise.
                    Gate::Until(at) if at >= self.plan.deadline && queue.in_flight == 0 => self.give_up(number),
                    Gate::Until(at) => {
                        sooner(at.min(self.plan.deadline));
                        break;
                    }
                    Gate::NextAnswer => break,
                }
            }
            let queue = &self.queues[number];
            queue.later.iter().for_each(|(at, _)| sooner(*at));
        }
        wake
    }

    /// Sends the next request of a queue.
    fn launch(&mut self, number: usize, now: Duration) {
        let queue = &mut self.queues[number];
        let Some(index) = queue.ready.pop_front() else { return };
        let ticket = queue.budget.start();
        queue.in_flight += 1;
        let item = &mut self.items[index];
        if let Some((reason, since)) = item.again.take() {
            item.retries.push(Retry { reason, waited: now.saturating_sub(since) });
        }
        let (http, config, call) = (self.http.clone(), Arc::clone(&self.config), Arc::clone(&item.call));
        let timeout = call.timeout().min(self.plan.deadline.saturating_sub(now));
        let task = self.tasks.spawn(async move { call::attempt(&http, &config, &call, timeout).await });
        self.under_way.insert(task.id(), (number, index, ticket));
    }

    fn ended(&mut self, id: Id, outcome: Result<Answer, Error>) {
        let Some((number, index, ticket)) = self.under_way.remove(&id) else { return };
        let now = self.began.elapsed();
        let (queue, item) = (&mut self.queues[number], &mut self.items[index]);
        queue.in_flight -= 1;
        let seen = call::seen(&self.config, &outcome);
        match (&seen, &outcome) {
            (Outcome::Refused(_, limit), Ok(answer)) => {
                queue.budget.refused(limit, now, backoff::random());
                item.again = Some((seen.reason(), now));
                item.refused = Some(answer.clone());
                return queue.ready.push_front(index);
            }
            (_, Ok(answer)) => queue.budget.answered(ticket, &answer.limit, now),
            (_, Err(_)) => queue.budget.lost(ticket),
        }
        let left = self.plan.deadline.saturating_sub(now);
        if let Some(pause) = self.plan.policy.pause(item.call.method(), &seen, item.allowed, left, backoff::random) {
            item.again = Some((seen.reason(), now));
            item.allowed += 1;
            item.refused = None;
            return queue.later.push((now + pause, index));
        }
        let invalid_token = |answer: &Answer| {
            let refusal = refusal(&self.config, answer, item.credential.as_ref());
            item.credential.is_some() && refusal.is_some_and(|refusal| refusal.code == Code::InvalidToken)
        };
        self.stopped |= outcome.as_ref().is_ok_and(invalid_token);
        self.conclude(index, outcome);
    }

    /// Settles what a queue has not sent, or would have to send again.
    fn give_up(&mut self, number: usize) {
        let queue = &mut self.queues[number];
        let limit = queue.budget.last();
        let over = self.began.elapsed() >= self.plan.deadline;
        let left: Vec<usize> = queue.ready.drain(..).chain(queue.later.drain(..).map(|(_, index)| index)).collect();
        for index in left {
            let refused = self.items[index].refused.take();
            let outcome = match refused {
                _ if self.stopped => Err(not_sent()),
                Some(answer) => Ok(answer),
                None if over => Err(too_late(self.plan.deadline)),
                None => Err(Error::held_back(limit)),
            };
            self.conclude(index, outcome);
        }
    }

    fn conclude(&mut self, index: usize, outcome: Result<Answer, Error>) {
        let item = &mut self.items[index];
        let (number, retries) = (item.number, std::mem::take(&mut item.retries));
        self.tell(number, call::concluded(outcome, retries));
    }

    /// An error means that the batch was given up and nobody listens.
    fn tell(&self, number: usize, outcome: Result<Answer, Error>) {
        let _ = self.settled.send((number, outcome));
    }
}

impl OriginQueue {
    /// Retries that are due go before requests that were never sent.
    fn requeue_due(&mut self, now: Duration) {
        let (ripe, later) = self.later.drain(..).partition::<Vec<_>, _>(|(at, _)| *at <= now);
        self.later = later;
        for (_, index) in ripe {
            self.ready.push_front(index);
        }
    }
}

fn not_sent() -> Error {
    Error::new(
        Kind::NotSent,
        Code::NotSent,
        "Another answer of the batch said that the token is no longer valid; this request is not settled",
        "Send it with a new token: it has not been processed, or may be repeated",
    )
    .retryable()
}

fn too_late(deadline: Duration) -> Error {
    Error::new(
        Kind::Timeout,
        Code::Timeout,
        format!("The batch's deadline of {} s passed before this request was settled", deadline.as_secs_f64()),
        "Send it in another batch, or give the batch more time",
    )
    .retryable()
}

#[cfg(test)]
mod tests;
