//! The states of a circuit and the transitions between them: pure functions, which get the time from `breaker.rs`.

use super::Circuit;
use crate::link::classify::{BusySign, Health, cause};
use crate::link::{CallClass, LinkError, Reply};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// Calls that are looked back at: a minute or two of a working upload.
const WINDOW: usize = 10;
/// Fewer say nothing: one lost reply of two is no trend.
const MIN_CALLS: usize = 4;
/// First rest: a controller that crashed has booted and joined the network by then.
const FIRST_REST: Duration = Duration::from_secs(5);
/// Longest rest: how long a person who has just repaired a device waits for it to be noticed.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// Rests differ by so much up or down, so that a hall of devices is not woken at once.
const JITTER: f64 = 0.2;
/// Good trials that close the circuit: one may be luck.
const GOOD_TRIALS: u32 = 2;

#[derive(Debug)]
pub(super) struct States {
    state: State,
    /// Raised whenever the state changes, so that a call admitted before does not count after.
    generation: u64,
    /// Rests since the circuit was last closed: each doubles the next.
    rests: u32,
    /// Failures since a call last went well.
    streak: u32,
    last_failure: Option<LinkError>,
    jitter: fastrand::Rng,
    /// Recognises a busy device, which is alive.
    busy: BusySign,
    /// Failures do not open the circuit: the network is down, not the device.
    held: bool,
}

#[derive(Debug)]
enum State {
    /// The last calls, `true` for failed.
    Closed {
        window: VecDeque<bool>,
    },
    Open {
        until: Instant,
    },
    HalfOpen {
        good: u32,
        trial_under_way: bool,
    },
    Isolated,
}

/// The right to make one call, to be given back with how it ended.
#[derive(Debug)]
pub(super) struct Pass {
    generation: u64,
}

impl States {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            state: State::Closed {
                window: VecDeque::with_capacity(WINDOW),
            },
            generation: 0,
            rests: 0,
            streak: 0,
            last_failure: None,
            jitter: fastrand::Rng::with_seed(seed),
            busy: BusySign::default(),
            held: false,
        }
    }

    pub(super) fn set_busy_sign(&mut self, busy: BusySign) {
        self.busy = busy;
    }

    pub(super) fn circuit(&self, now: Instant) -> Circuit {
        match self.state {
            State::Closed { .. } => Circuit::Closed,
            State::Open { until } => Circuit::Open {
                retry_in: until.saturating_duration_since(now),
            },
            State::HalfOpen { .. } => Circuit::HalfOpen,
            State::Isolated => Circuit::Isolated,
        }
    }

    pub(super) fn last_failure(&self) -> Option<LinkError> {
        self.last_failure.clone()
    }

    pub(super) fn streak(&self) -> u32 {
        self.streak
    }

    /// Asks whether a call may be made now.
    pub(super) fn admit(&mut self, class: CallClass, now: Instant) -> Result<Pass, LinkError> {
        match &mut self.state {
            State::Closed { .. } => {}
            State::Isolated => return Err(LinkError::Isolated),
            State::Open { until } if class != CallClass::Probe || now < *until => {
                return Err(LinkError::CircuitOpen {
                    retry_in: until.saturating_duration_since(now),
                });
            }
            State::Open { .. } => self.half_open(),
            State::HalfOpen {
                trial_under_way, ..
            } if class != CallClass::Probe || *trial_under_way => {
                return Err(LinkError::CircuitOpen {
                    retry_in: Duration::ZERO,
                });
            }
            State::HalfOpen {
                trial_under_way, ..
            } => *trial_under_way = true,
        }
        Ok(Pass {
            generation: self.generation,
        })
    }

    /// Notes how a call ended.
    #[allow(clippy::needless_pass_by_value)] // a pass is used once
    pub(super) fn ended(&mut self, pass: Pass, result: &Result<Reply, LinkError>, now: Instant) {
        if pass.generation != self.generation {
            return;
        }
        let health = self.busy.health(result);
        match health {
            Health::Down => {
                self.streak = self.streak.saturating_add(1);
                self.last_failure = Some(cause(result.clone()));
            }
            Health::Alive => self.streak = 0,
            Health::Unknown => {}
        }
        if self.held && health == Health::Down {
            return;
        }
        match (&mut self.state, health) {
            (State::Closed { window }, Health::Alive | Health::Down) => {
                window.push_back(health == Health::Down);
                if window.len() > WINDOW {
                    window.pop_front();
                }
                let failed = window.iter().filter(|failed| **failed).count();
                // a success never opens, however many failures it follows
                if health == Health::Down && window.len() >= MIN_CALLS && failed * 2 >= window.len()
                {
                    self.open(now);
                }
            }
            (
                State::HalfOpen {
                    good,
                    trial_under_way,
                },
                Health::Alive,
            ) => {
                *trial_under_way = false;
                *good += 1;
                if *good >= GOOD_TRIALS {
                    self.close();
                }
            }
            (State::HalfOpen { .. }, Health::Down) => self.open(now),
            (State::HalfOpen { .. }, Health::Unknown) => self.reopen(now),
            (State::Closed { .. }, Health::Unknown) | (State::Open { .. } | State::Isolated, _) => {
            }
        }
    }

    /// A call was given up: nothing is learned from it. A trial opens the circuit again, due at once.
    #[allow(clippy::needless_pass_by_value)] // a pass is used once
    pub(super) fn cancelled(&mut self, pass: Pass, now: Instant) {
        if pass.generation == self.generation && matches!(self.state, State::HalfOpen { .. }) {
            self.reopen(now);
        }
    }

    pub(super) fn isolate(&mut self) {
        self.turn(State::Isolated);
    }

    pub(super) fn reset(&mut self) {
        self.close();
    }

    pub(super) fn forgive(&mut self) {
        if !matches!(self.state, State::Isolated) {
            self.close();
        }
    }

    /// Keeps the circuit closed, whatever fails, until this is called again with `false`. What failed before is forgiven.
    pub(super) fn hold(&mut self, held: bool) {
        self.held = held;
        self.forgive();
    }

    fn close(&mut self) {
        self.rests = 0;
        self.last_failure = None;
        self.turn(State::Closed {
            window: VecDeque::with_capacity(WINDOW),
        });
    }

    fn open(&mut self, now: Instant) {
        // 2^4 rests are longer than the longest
        let rest = FIRST_REST
            .saturating_mul(1 << self.rests.min(4))
            .min(LONGEST_REST);
        self.rests = self.rests.saturating_add(1);
        let rest = rest.mul_f64(1.0 - JITTER + 2.0 * JITTER * self.jitter.f64());
        self.turn(State::Open { until: now + rest });
    }

    /// Open again without a failure having been seen: the rest is over already.
    fn reopen(&mut self, now: Instant) {
        self.turn(State::Open { until: now });
    }

    fn half_open(&mut self) {
        self.turn(State::HalfOpen {
            good: 0,
            trial_under_way: true,
        });
    }

    fn turn(&mut self, state: State) {
        tracing::debug!(from = ?self.state, to = ?state, "circuit");
        self.generation += 1;
        self.state = state;
    }
}
