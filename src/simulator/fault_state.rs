//! [`FaultState`]: the faults of one device, and how often each is still to happen. Each dialect asks it and misbehaves in its
//! own way.

use super::{Fault, FaultKind};
use parking_lot::{Mutex, MutexGuard};

/// Where `early-reply` replies: after the first kilobyte of the file.
const EARLY: u64 = 1024;

/// A fault, and how often it is still to happen.
#[derive(Debug)]
struct Armed {
    kind: FaultKind,
    /// `None` = always.
    left: Option<u32>,
}

/// The faults of one device.
#[derive(Debug)]
pub(super) struct FaultState {
    faults: Mutex<Vec<Armed>>,
    rng: Mutex<fastrand::Rng>,
}

/// Bytes per second that a device receives and sends; `None` = unlimited.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rates {
    pub(super) take: Option<f64>,
    pub(super) give: Option<f64>,
}

/// What a device stores of a complete upload.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// All of it; the firmware continues with its own checks.
    Intact(Vec<u8>),
    /// Something else, unnoticed by the firmware; `None` = nothing.
    Altered(Option<Vec<u8>>),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // a panic while it was held can have left only wrong counters
    mutex.lock()
}

impl FaultState {
    pub(super) fn new(faults: &[Fault], seed: u64) -> Self {
        let armed = faults.iter().map(|fault| {
            let own = match fault.kind {
                FaultKind::Busy(n) => Some(n),
                _ => None,
            };
            let left = own.into_iter().chain(fault.times).min();
            Armed {
                kind: fault.kind.clone(),
                left,
            }
        });
        Self {
            faults: Mutex::new(armed.collect()),
            rng: Mutex::new(fastrand::Rng::with_seed(seed)),
        }
    }

    /// Triggers the first such fault that is not used up, and counts it.
    pub(super) fn take<T>(&self, which: impl Fn(&FaultKind) -> Option<T>) -> Option<T> {
        let mut faults = lock(&self.faults);
        faults
            .iter_mut()
            .filter(|armed| armed.left != Some(0))
            .find_map(|armed| {
                let found = which(&armed.kind)?;
                armed.left = armed.left.map(|left| left - 1);
                Some(found)
            })
    }

    /// Finds the first such fault that is not used up, without counting it.
    fn peek<T>(&self, which: impl Fn(&FaultKind) -> Option<T>) -> Option<T> {
        lock(&self.faults)
            .iter()
            .filter(|armed| armed.left != Some(0))
            .find_map(|armed| which(&armed.kind))
    }

    fn happens(&self, what: &FaultKind) -> bool {
        self.take(|kind| (kind == what).then_some(())).is_some()
    }

    /// Returns whether to reset this connection.
    pub(super) fn refuses(&self) -> bool {
        self.happens(&FaultKind::Refuse)
    }

    /// Returns whether to answer this request with "busy".
    pub(super) fn busy(&self) -> bool {
        self.take(|kind| matches!(kind, FaultKind::Busy(_)).then_some(()))
            .is_some()
    }

    /// Returns whether to answer this status request with invalid JSON.
    pub(super) fn bad_json(&self) -> bool {
        self.happens(&FaultKind::BadJson)
    }

    /// Returns whether to refuse this upload for want of room.
    pub(super) fn full(&self) -> bool {
        self.happens(&FaultKind::FullDisk)
    }

    /// Returns whether the disk is always full. A disk that is full only N times does not report it beforehand: a client that
    /// asks first would never trigger the refusals.
    pub(super) fn stays_full(&self) -> bool {
        lock(&self.faults)
            .iter()
            .any(|armed| armed.kind == FaultKind::FullDisk && armed.left.is_none())
    }

    /// Returns whether to refuse a request because of its PIN. Counts only refused requests.
    pub(super) fn locked(&self, given: Option<&str>) -> bool {
        self.take(|kind| match kind {
            FaultKind::Pin(pin) if given != Some(pin.as_str()) => Some(()),
            _ => None,
        })
        .is_some()
    }

    /// Returns the PIN that the device is locked with, if any. Counts nothing.
    pub(super) fn pin(&self) -> Option<String> {
        self.peek(|kind| {
            if let FaultKind::Pin(pin) = kind {
                Some(pin.clone())
            } else {
                None
            }
        })
    }

    /// Waits as long as a silent device does before a reply.
    pub(super) async fn silence(&self) {
        let pause = self.take(|kind| match kind {
            FaultKind::Silent(pause) => Some(*pause),
            _ => None,
        });
        if let Some(pause) = pause {
            tokio::time::sleep(pause).await;
        }
    }

    /// Returns the rates of this request. Only a request that carries a file, in either direction, counts.
    pub(super) fn rates(&self, carries_file: bool) -> Rates {
        let which = |kind: &FaultKind| match kind {
            FaultKind::Slow { take, give } => Some(Rates {
                take: Some(*take),
                give: *give,
            }),
            _ => None,
        };
        if carries_file {
            self.take(which)
        } else {
            self.peek(which)
        }
        .unwrap_or_default()
    }

    /// Returns whether to reply now to an upload of which `at` bytes of `length` have arrived.
    pub(super) fn early_reply(&self, before: u64, at: u64, length: u64) -> bool {
        (before < EARLY && at >= EARLY && at < length) && self.happens(&FaultKind::EarlyReply)
    }

    /// Applies the faults that change what the device stores.
    pub(super) fn keep(&self, bytes: Vec<u8>) -> Stored {
        if self.happens(&FaultKind::Lie) {
            return Stored::Altered(None);
        }
        let cut = self.take(|kind| match kind {
            FaultKind::Truncate(at) => Some(usize::try_from(*at).unwrap_or(usize::MAX)),
            _ => None,
        });
        let flip = self.happens(&FaultKind::Flip);
        if cut.is_none() && !flip {
            return Stored::Intact(bytes);
        }
        let mut bytes = bytes;
        bytes.truncate(cut.unwrap_or(usize::MAX));
        if flip {
            self.flip(&mut bytes);
        }
        Stored::Altered(Some(bytes))
    }

    /// Flips one bit, after the header if there is anything after it.
    fn flip(&self, bytes: &mut [u8]) {
        let from = if bytes.len() > 4 { 4 } else { 0 };
        let mut rng = lock(&self.rng);
        if let Some(byte) = bytes.get_mut(from..).and_then(|body| {
            let at = rng.usize(..body.len().max(1));
            body.get_mut(at)
        }) {
            *byte ^= 1 << rng.u8(..8);
        }
    }

    /// Returns the places in a file that trigger faults which are not used up.
    pub(super) fn places(&self) -> Vec<u64> {
        lock(&self.faults)
            .iter()
            .filter(|armed| armed.left != Some(0))
            .filter_map(|armed| {
                place(&armed.kind).or((armed.kind == FaultKind::EarlyReply).then_some(EARLY))
            })
            .collect()
    }
}

/// Returns the place in a file that triggers this fault, if it has one.
pub(super) fn place(kind: &FaultKind) -> Option<u64> {
    match kind {
        FaultKind::Stall { at, .. } | FaultKind::ResetAt(at) | FaultKind::RebootAt(at) => Some(*at),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::simulator) fn with(faults: &str) -> FaultState {
        FaultState::new(
            &faults
                .split_whitespace()
                .map(|f| f.parse().unwrap())
                .collect::<Vec<_>>(),
            1,
        )
    }

    #[test]
    fn a_counted_fault_happens_that_often_and_is_over() {
        let faults = with("refusex2 busy:3 busy:9x1");
        assert_eq!(
            [faults.refuses(), faults.refuses(), faults.refuses()],
            [true, true, false]
        );
        assert_eq!((0..9).filter(|_| faults.busy()).count(), 4);
    }

    #[test]
    fn only_requests_without_the_pin_are_refused() {
        let faults = with("pin:1234");
        assert!(faults.locked(None) && faults.locked(Some("1")) && !faults.locked(Some("1234")));
    }

    #[test]
    fn what_is_kept_differs_by_exactly_what_was_asked() {
        let bytes: Vec<u8> = (0..100).collect();
        assert_eq!(with("").keep(bytes.clone()), Stored::Intact(bytes.clone()));
        assert_eq!(with("lie").keep(bytes.clone()), Stored::Altered(None));
        assert_eq!(
            with("truncate:7").keep(bytes.clone()),
            Stored::Altered(Some(bytes[..7].to_vec()))
        );
        let Stored::Altered(Some(flipped)) = with("flip").keep(bytes.clone()) else {
            panic!("not altered")
        };
        let bits: u32 = bytes
            .iter()
            .zip(&flipped)
            .map(|(a, b)| (a ^ b).count_ones())
            .sum();
        assert_eq!((bits, flipped.len()), (1, 100));
        assert_eq!(
            with("flip truncate:0").keep(bytes),
            Stored::Altered(Some(vec![]))
        );
    }
}
