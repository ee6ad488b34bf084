//! [`Pin`]: the settings PIN. A correct PIN unlocks the device for all clients, a wrong one locks it; after a try, the device
//! ignores PINs for three seconds (util.cpp `checkSettingsPIN`).

use std::time::Duration;
use tokio::time::Instant;

/// How long a locked device ignores PINs after a try (`PIN_RETRY_COOLDOWN`).
const COOL_DOWN: Duration = Duration::from_secs(3);
/// How long it stays unlocked (`PIN_TIMEOUT`).
const OPEN: Duration = Duration::from_secs(900);

/// Whether the device is unlocked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pin {
    open: bool,
    tried: Option<Instant>,
}

impl Pin {
    /// Enters a PIN.
    pub(super) fn give(&mut self, given: &str, right: &str, now: Instant) {
        if !self.is_open(now) && self.tried.is_some_and(|tried| now < tried + COOL_DOWN) {
            return;
        }
        // the firmware compares four characters
        self.open = given.get(..4).unwrap_or(given) == right.get(..4).unwrap_or(right);
        self.tried = Some(now);
    }

    /// Returns whether settings can be changed and files sent.
    pub(super) fn is_open(&self, now: Instant) -> bool {
        self.open && self.tried.is_some_and(|tried| now < tried + OPEN)
    }

    /// Locks the device.
    pub(super) fn lock(&mut self) {
        self.open = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_pin_locks_and_even_the_right_one_has_to_wait() {
        let mut pin = Pin::default();
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        pin.give("1234", "1234", start);
        assert!(pin.is_open(at(899_000)) && !pin.is_open(at(900_000)));
        pin.give("0000", "1234", at(1000));
        assert!(!pin.is_open(at(1000)));
        pin.give("1234", "1234", at(3900));
        assert!(!pin.is_open(at(3900)), "too soon");
        pin.give("1234", "1234", at(4100));
        assert!(pin.is_open(at(4100)));
        pin.lock();
        assert!(!pin.is_open(at(4200)));
    }
}
