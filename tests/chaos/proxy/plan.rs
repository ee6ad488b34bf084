//! The faults of one run and how far each is, and what was seen: plain values behind one lock.

use super::http::Reply;
use crate::record::{Fired, Record};
use crate::schedule::{Dialect, Fault, Kind, Position, Schedule, What};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// A fault, and how far it is.
struct Armed {
    fault: Fault,
    /// The request it began at.
    began: Option<u32>,
    /// How often it is still to happen.
    left: u32,
}

pub(super) struct Plan {
    start: Instant,
    dialect: Dialect,
    armed: Vec<Armed>,
    count: u32,
    counts: BTreeMap<Kind, u32>,
    silent_until: Option<Instant>,
    refuse_until: Option<Instant>,
    deaf_until: Option<Instant>,
    /// Nothing passes ever again.
    pub(super) dead: bool,
    pub(super) rate: Option<u32>,
    pub(super) last_reply: Option<Reply>,
    pub(super) last_byte: Option<Duration>,
    pub(super) records: Vec<Record>,
    pub(super) fired: Vec<Fired>,
}

/// What is to happen with one request.
pub(super) struct Turn {
    pub(super) number: u32,
    pub(super) kind: Kind,
    pub(super) device: usize,
    pub(super) faults: Vec<Fault>,
}

impl Turn {
    /// The fault of that kind, if it is to happen.
    pub(super) fn fault(&self, what: What) -> Option<Fault> {
        self.faults.iter().copied().find(|fault| fault.what == what)
    }
}

impl Plan {
    pub(super) fn new(schedule: &Schedule) -> Self {
        let armed = |fault: &Fault| Armed {
            fault: *fault,
            began: None,
            left: if fault.what == What::Busy { fault.a } else { 1 },
        };
        Self {
            start: Instant::now(),
            dialect: schedule.dialect,
            armed: schedule.faults.iter().map(armed).collect(),
            count: 0,
            counts: BTreeMap::new(),
            silent_until: None,
            refuse_until: None,
            deaf_until: None,
            dead: false,
            rate: None,
            last_reply: None,
            last_byte: None,
            records: Vec::new(),
            fired: Vec::new(),
        }
    }

    pub(super) fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// A request came: which device it goes to, and what happens to it.
    pub(super) fn begin(&mut self, kind: Kind) -> Turn {
        self.count += 1;
        let number = self.count;
        let of_kind = self.counts.entry(kind).or_default();
        *of_kind += 1;
        let of_kind = *of_kind;
        let mut turn = Turn {
            number,
            kind,
            device: 0,
            faults: Vec::new(),
        };
        for armed in &mut self.armed {
            let is_here = match armed.fault.at {
                Position::Nth(n) => n == number,
                Position::NthOf(of, n) => of == kind && n == of_kind,
            };
            if is_here {
                armed.began = Some(number);
            }
            let Some(began) = armed.began else { continue };
            let since = number - began;
            let happens = match armed.fault.what {
                What::Address => true,
                What::AddressBack => since < armed.fault.a,
                What::Busy => {
                    let again =
                        armed.left > 0 && (is_here || same_kind(&self.records, began, kind));
                    armed.left -= u32::from(again);
                    again
                }
                what if what.is_of_the_device(self.dialect) => is_here,
                _ => is_here,
            };
            if happens {
                turn.faults.push(armed.fault);
            }
            if happens && matches!(armed.fault.what, What::Address | What::AddressBack) {
                turn.device = 1;
                if is_here {
                    self.fired.push(Fired {
                        what: armed.fault.what,
                        kind,
                    });
                }
            }
        }
        self.records.push(Record {
            number,
            at: self.start.elapsed(),
            kind,
            device: turn.device,
            delivered: false,
            status: None,
            answered: false,
        });
        turn
    }

    /// A fault has happened at that request.
    pub(super) fn fire(&mut self, turn: &Turn, what: What) {
        let kind = turn.kind;
        self.fired.push(Fired { what, kind });
    }

    pub(super) fn record(&mut self, turn: &Turn) -> &mut Record {
        &mut self.records[turn.number as usize - 1]
    }

    /// Connections are refused from now on for a while: by resets, or because nobody listens.
    pub(super) fn refuse(&mut self, fault: Fault) {
        let until = Instant::now() + Duration::from_millis(u64::from(fault.a));
        if fault.b == 0 {
            self.refuse_until = Some(until);
        } else {
            self.deaf_until = Some(until);
        }
    }

    pub(super) fn refuses(&self) -> bool {
        let until = self.refuse_until.max(self.deaf_until);
        until.is_some_and(|until| Instant::now() < until)
    }

    /// How much longer nobody listens.
    pub(super) fn deaf_for(&self) -> Option<Duration> {
        self.deaf_until
            .and_then(|until| until.checked_duration_since(Instant::now()))
            .filter(|left| !left.is_zero())
    }

    /// Nothing passes from now on for a while.
    pub(super) fn silence(&mut self, fault: Fault) {
        self.silent_until = Some(Instant::now() + Duration::from_millis(u64::from(fault.a)));
    }

    /// How much longer nothing passes.
    pub(super) fn silent_for(&self) -> Option<Duration> {
        if self.dead {
            return Some(Duration::from_secs(3600));
        }
        self.silent_until
            .and_then(|until| until.checked_duration_since(Instant::now()))
            .filter(|left| !left.is_zero())
    }

    pub(super) fn byte_went(&mut self) {
        self.last_byte = Some(self.start.elapsed());
    }
}

/// Whether the request with that number was of this kind.
fn same_kind(records: &[Record], number: u32, kind: Kind) -> bool {
    records
        .get(number as usize - 1)
        .is_some_and(|record| record.kind == kind)
}
