//! `Core#batch`: the calls run as one task. Outcomes are yielded as they arrive.

use std::sync::Arc;

use magnus::value::ReprValue;
use magnus::{Error, Integer, RArray, RHash, Ruby, TryConvert, Value};
use omniauth_litmus_core::api::batch::{self, Plan, Settled};
use omniauth_litmus_core::api::{Call, Policy, refusal};
use omniauth_litmus_core::config::Config;
use omniauth_litmus_core::{Error as CoreError, Kind};
use tokio::sync::mpsc;

use crate::call;
use crate::error::{class, exception, of_another_process, to_ruby, wrong_value};
use crate::runtime::{self, Background};

/// The most requests in flight: more would be an attack on the API.
const MAX_CONCURRENCY: usize = 64;
/// The most outcomes that are yielded before more are waited for.
const MAX_CHUNK: usize = 64;

/// Makes the calls of an Array of Hashes as `Core#request` takes them, and yields of each its index and an answer or an
/// exception. The block runs on the calling thread; when it raises, or the thread is interrupted, the rest is given up.
pub(crate) fn run(
    ruby: &Ruby,
    config: &Arc<Config>,
    requests: RArray,
    concurrency: Value,
    deadline: Value,
    most_retries: Value,
) -> Result<(), Error> {
    let plan = plan(ruby, config, concurrency, deadline, most_retries)?;
    let (mut calls, mut credentials) = (Vec::with_capacity(requests.len()), Vec::with_capacity(requests.len()));
    for (index, request) in requests.into_iter().enumerate() {
        let made = RHash::try_convert(request).and_then(|request| call::call(ruby, config, request));
        credentials.push(made.as_ref().ok().and_then(Call::credential));
        match made {
            Ok(call) => calls.push((index, call)),
            Err(error) => settle(ruby, index, malformed(ruby, error)?)?,
        }
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    let mut left = calls.len();
    let asked = Arc::clone(config);
    let task = Background::start(ruby, &config.transport, |http| batch::run(http, asked, calls, plan, sender))?;
    let mut receiver = Some(receiver);
    while left > 0 {
        let from = receiver.take().filter(|_| task.is_ours());
        let from = from.ok_or_else(|| to_ruby(ruby, of_another_process()))?;
        let (from, settled) = runtime::run(ruby, &config.transport, None, |_| next(from))?;
        receiver = Some(from);
        left = left.saturating_sub(settled.len());
        for (index, outcome) in settled {
            let credential = credentials.get(index).and_then(Option::as_ref);
            let outcome = match outcome {
                Ok(answer) => call::outcome(ruby, &answer, refusal(config, &answer, credential))?.as_value(),
                Err(error) => exception(ruby, error)?.as_value(),
            };
            settle(ruby, index, outcome)?;
        }
    }
    Ok(())
}

type Receiver = mpsc::UnboundedReceiver<Settled>;

/// What is settled by now, or else what is settled next.
async fn next(mut from: Receiver) -> Result<(Receiver, Vec<Settled>), CoreError> {
    let mut settled = Vec::new();
    match from.recv_many(&mut settled, MAX_CHUNK).await {
        // The task is gone before its work was done: it has panicked.
        0 => Err(CoreError::internal()),
        _ => Ok((from, settled)),
    }
}

fn settle(ruby: &Ruby, index: usize, outcome: Value) -> Result<(), Error> {
    let _: Value = ruby.yield_values((index, outcome))?;
    Ok(())
}

/// The exception of a call that is none, or whatever else has happened.
fn malformed(ruby: &Ruby, error: Error) -> Result<Value, Error> {
    match error.value() {
        Some(exception) if error.is_kind_of(class(ruby, Kind::Internal)?) => Ok(exception),
        _ => Err(error),
    }
}

fn plan(ruby: &Ruby, config: &Config, concurrency: Value, deadline: Value, most_retries: Value) -> Result<Plan, Error> {
    let at_once = Integer::from_value(concurrency).and_then(|count| count.to_usize().ok());
    let at_once = at_once.filter(|count| (1..=MAX_CONCURRENCY).contains(count));
    let seconds = f64::try_convert(deadline).map_err(|_| wrong_value(ruby, "deadline", "a number of seconds"))?;
    Ok(Plan {
        concurrency: at_once.ok_or_else(|| wrong_value(ruby, "concurrency", "a whole number from 1 to 64"))?,
        deadline: config.call_timeout("deadline", Some(seconds)).map_err(|error| to_ruby(ruby, error))?,
        policy: Policy::of(call::retries(ruby, most_retries)?),
    })
}
