use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::*;

use super::*;

const START: Duration = Duration::ZERO;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn limit(remaining: u64, reset: u64) -> RateLimit {
    RateLimit {
        pause: Some(seconds(reset)),
        reset_at: Some(1_000 + reset),
        remaining: Some(remaining),
        ..RateLimit::default()
    }
}

/// A budget whose probe has come home with this answer.
fn after(limit: &RateLimit) -> Budget {
    let mut budget = Budget::default();
    let ticket = budget.start();
    budget.answered(ticket, limit, START);
    budget
}

#[test]
fn the_first_request_goes_ahead() {
    let mut budget = Budget::default();
    assert_eq!(budget.gate(0, START), Gate::Open);
    let probe = budget.start();
    assert_eq!(budget.gate(1, START), Gate::NextAnswer);
    budget.answered(probe, &RateLimit::default(), START);
    assert_eq!(budget.gate(100, START), Gate::Open, "an API without limits");
    let mut lost = Budget::default();
    let probe = lost.start();
    lost.lost(probe);
    assert_eq!(lost.gate(0, START), Gate::Open);
}

#[test]
fn what_is_in_flight_is_taken_off_what_is_left() {
    let mut budget = after(&limit(3, 60));
    for in_flight in 0..3 {
        assert_eq!(budget.gate(in_flight, START), Gate::Open, "{in_flight}");
    }
    assert_eq!(budget.gate(3, START), Gate::Until(seconds(60)));
}

#[test]
fn with_nothing_left_the_end_of_the_window_is_waited_for_and_one_goes_ahead() {
    let mut budget = after(&limit(0, 60));
    assert_eq!(budget.gate(0, seconds(59)), Gate::Until(seconds(60)));
    assert_eq!(budget.gate(0, seconds(60)), Gate::Open);
    let probe = budget.start();
    assert_eq!(budget.gate(1, seconds(60)), Gate::NextAnswer);
    budget.answered(probe, &limit(299, 900), seconds(61));
    assert_eq!(budget.gate(298, seconds(61)), Gate::Open);
}

#[test]
fn nothing_left_and_no_end_is_a_short_pause() {
    let mut budget = after(&RateLimit { remaining: Some(0), ..RateLimit::default() });
    assert_eq!(budget.gate(0, START), Gate::Until(UNKNOWN_END));
    assert_eq!(budget.gate(0, UNKNOWN_END), Gate::Open);
}

#[test]
fn answers_that_overtake_each_other_do_not_add_room() {
    let mut budget = Budget::default();
    let probe = budget.start();
    budget.answered(probe, &limit(10, 60), START);
    let tickets = [budget.start(), budget.start(), budget.start()];
    budget.answered(tickets[0], &limit(0, 60), START);
    budget.answered(tickets[1], &limit(2, 60), START);
    assert_eq!(budget.gate(1, START), Gate::Until(seconds(60)));
    budget.answered(tickets[2], &limit(299, 960), START);
    assert_eq!(budget.gate(1, START), Gate::Open, "a later window counts");
    budget.answered(tickets[2], &limit(0, 60), START);
    assert_eq!(budget.gate(1, START), Gate::Open, "an earlier one does not");
}

#[test]
fn a_refusal_closes_until_its_moment_whatever_else_arrives() {
    let mut budget = after(&limit(10, 60));
    let (_, slow) = (budget.start(), budget.start());
    budget.refused(&limit(0, 5), START, 0.5);
    budget.answered(slow, &limit(9, 60), START);
    assert_eq!(budget.gate(0, seconds(4)), Gate::Until(seconds(5)));
    budget.refused(&limit(0, 7), START, 0.5);
    assert_eq!(budget.gate(0, seconds(5)), Gate::Until(seconds(7)), "the later of two");
    assert_eq!(budget.gate(0, seconds(7)), Gate::Open);
    budget.start();
    assert_eq!(budget.gate(1, seconds(7)), Gate::NextAnswer);
}

#[test]
fn refusals_without_a_moment_or_whose_moment_does_not_help_take_longer_and_longer() {
    for stated in [None, Some(Duration::ZERO)] {
        let (mut budget, mut now, mut pauses) = (Budget::default(), START, vec![]);
        for _ in 0..8 {
            assert_eq!(budget.gate(0, now), Gate::Open);
            budget.start();
            budget.refused(&RateLimit { pause: stated, ..RateLimit::default() }, now, 1.0);
            let Gate::Until(until) = budget.gate(0, now) else { unreachable!("a pause, after the first, too") };
            pauses.push(until.saturating_sub(now));
            now = until;
        }
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
        assert_eq!(pauses.last(), Some(&seconds(8)));
    }
}

/// A server that allows `limit` requests in each window, some of which others use up, and states what is left.
struct Server {
    limit: u64,
    window: u64,
    others: Vec<u64>,
    current: u64,
    used: u64,
    accepted: Vec<u64>,
    refusals: usize,
}

impl Server {
    /// In milliseconds.
    fn receive(&mut self, now: u64) -> (bool, RateLimit) {
        let index = now / self.window;
        if index != self.current || self.accepted.is_empty() {
            self.current = index;
            let others = self.others.get(usize::try_from(index).unwrap_or(0) % self.others.len().max(1));
            self.used = others.copied().unwrap_or(0).min(self.limit);
            self.accepted.push(0);
        }
        let ends = (index + 1) * self.window;
        let allowed = self.used < self.limit;
        self.refusals += usize::from(!allowed);
        if allowed {
            self.used += 1;
            if let Some(last) = self.accepted.last_mut() {
                *last += 1;
            }
        }
        let limit = RateLimit {
            pause: Some(Duration::from_millis(ends - now)),
            reset_at: Some(ends / 1_000),
            remaining: Some(self.limit - self.used),
            ..RateLimit::default()
        };
        (allowed, limit)
    }
}

proptest! {
    /// Requests and answers take their time and overtake each other.
    #[test]
    fn all_are_accepted_and_none_is_sent_between_a_refusal_and_its_reset(
        count in 1_usize..200, concurrency in 1_usize..12, limit in 1_u64..40, window in 2_u64..5,
        others in prop::collection::vec(0_u64..45, 0..4), delays in prop::collection::vec(1_u64..400, 1..40),
    ) {
        prop_assume!(others.is_empty() || others.iter().any(|used| *used < limit));
        let alone = others.is_empty();
        let window = window * 1_000;
        let mut server = Server { limit, window, others, current: 0, used: 0, accepted: vec![], refusals: 0 };
        let (mut refused_until, mut early) = (0, 0);
        let (mut budget, mut waiting, mut done, mut now) = (Budget::default(), count, 0, 0);
        let mut delays = delays.into_iter().cycle();
        let mut delay = || delays.next().unwrap_or(1);
        let mut tickets = vec![];
        // (time, whether it is an answer, number of the request)
        let mut events = BinaryHeap::new();
        let mut answers: Vec<Option<(bool, RateLimit, u64)>> = vec![];
        let mut in_flight = 0;
        for _ in 0..100_000 {
            if done == count {
                break;
            }
            let mut wake = None;
            while waiting > 0 && in_flight < concurrency {
                match budget.gate(in_flight, Duration::from_millis(now)) {
                    Gate::Open => {
                        tickets.push(budget.start());
                        answers.push(None);
                        events.push(Reverse((now + delay(), false, tickets.len() - 1)));
                        early += usize::from(now < refused_until);
                        in_flight += 1;
                        waiting -= 1;
                    }
                    Gate::Until(at) => {
                        wake = Some(u64::try_from(at.as_millis()).unwrap_or(u64::MAX));
                        break;
                    }
                    Gate::NextAnswer => break,
                }
            }
            let next = events.peek().map(|Reverse((at, ..))| *at);
            if wake.is_some_and(|wake| next.is_none_or(|next| wake < next)) {
                now = wake.unwrap_or(now);
                continue;
            }
            let Some(Reverse((at, is_answer, number))) = events.pop() else {
                return Err(TestCaseError::fail("nothing is on its way, and nothing is waited for"));
            };
            now = at;
            if !is_answer {
                let (allowed, limit) = server.receive(now);
                answers[number] = Some((allowed, limit, now));
                events.push(Reverse((now + delay(), true, number)));
                continue;
            }
            in_flight -= 1;
            let Some((allowed, limit, answered)) = answers[number] else { continue };
            let spent = Duration::from_millis(now - answered);
            let pause = limit.pause.and_then(|pause| pause.checked_sub(spent)).filter(|pause| !pause.is_zero());
            let limit = RateLimit { pause, ..limit };
            if allowed {
                budget.answered(tickets[number], &limit, Duration::from_millis(now));
                done += 1;
            } else {
                budget.refused(&limit, Duration::from_millis(now), 1.0);
                let pause = limit.pause.map_or(0, |pause| u64::try_from(pause.as_millis()).unwrap_or(0));
                refused_until = refused_until.max(now + pause);
                waiting += 1;
            }
        }
        prop_assert_eq!(done, count);
        prop_assert!(server.accepted.iter().all(|accepted| *accepted <= limit));
        prop_assert_eq!(early, 0);
        prop_assert!(!alone || server.refusals == 0, "who is alone is never refused: {}", server.refusals);
    }
}
