//! Limits how fast a sweep wakes neighbours that the system does not know yet.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// New neighbours in any one second: a Linux neighbour table holds 1024 unresolved entries, each for 3 s, and throws out
/// entries of live hosts when it overflows.
pub const NEW_NEIGHBOURS_PER_SECOND: usize = 300;
/// Lifetime of a neighbour's entry: looking it up again within this time takes no new one.
const ENTRY_LIFE: Duration = Duration::from_secs(3);
/// The stretch of time in which [`NEW_NEIGHBOURS_PER_SECOND`] are counted.
const WINDOW: Duration = Duration::from_secs(1);

/// Time between two of a long sweep: bursts of 300 would meet in the table when the first are about to go.
const SPACING: Duration = Duration::from_nanos(1_000_000_000 / NEW_NEIGHBOURS_PER_SECOND as u64);
/// How far a sweep that was held up may catch up: timers tick in milliseconds.
const CATCH_UP: Duration = Duration::from_millis(10);

/// A sliding window, stricter than a bucket: no second of any sweep sees more. A /24 fits into it and goes out at once;
/// what comes after is spread evenly.
#[derive(Debug, Default)]
pub(super) struct Pace {
    recent: VecDeque<Instant>,
    /// When the last one was due.
    slot: Option<Instant>,
    asked: HashMap<IpAddr, Instant>,
}

impl Pace {
    /// Waits until the neighbour `ip` may be looked up, and counts it unless its entry is still there.
    pub(super) async fn turn(&mut self, ip: IpAddr) {
        if self
            .asked
            .get(&ip)
            .is_some_and(|at| at.elapsed() < ENTRY_LIFE)
        {
            return;
        }
        if self.slot.is_some_and(|slot| slot.elapsed() >= ENTRY_LIFE) {
            self.recent.clear(); // all entries are gone
        }
        let oldest = self
            .recent
            .front()
            .copied()
            .filter(|_| self.recent.len() >= NEW_NEIGHBOURS_PER_SECOND);
        let slot = match (oldest, self.slot) {
            (Some(oldest), Some(slot)) => {
                let next = (oldest + WINDOW).max(slot + SPACING);
                // nothing is counted before the wait is over: it may be dropped and restarted
                sleep_until(next).await;
                self.recent.pop_front();
                next.max(Instant::now() - CATCH_UP)
            }
            _ => Instant::now(),
        };
        let now = Instant::now();
        self.slot = Some(slot);
        self.recent.push_back(now);
        self.asked.insert(ip, now);
    }
}

/// How long it takes until the last of `count` new neighbours may be looked up.
pub(super) fn pacing(count: usize) -> Duration {
    if count <= NEW_NEIGHBOURS_PER_SECOND {
        Duration::ZERO
    } else {
        SPACING * count as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn ip(n: u32) -> IpAddr {
        Ipv4Addr::from_bits(0x0a00_0000 + n).into()
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_sees_more_than_300_new_neighbours() {
        let mut pace = Pace::default();
        let mut times = Vec::new();
        for n in 0..2000 {
            pace.turn(ip(n)).await;
            times.push(Instant::now());
            if n % 7 == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        for pair in times.windows(NEW_NEIGHBOURS_PER_SECOND + 1) {
            assert!(*pair.last().unwrap() - pair[0] >= WINDOW);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_neighbour_table_of_1024_never_overflows_even_where_entries_live_a_little_longer() {
        let mut pace = Pace::default();
        let start = Instant::now();
        let mut times = Vec::new();
        for n in 0..3000 {
            pace.turn(ip(n)).await;
            times.push(Instant::now());
            let alive = times
                .iter()
                .filter(|at| at.elapsed() <= ENTRY_LIFE.mul_f64(1.05))
                .count();
            assert!(alive < 1000, "{alive} after {:?}", start.elapsed());
        }
        let took = start.elapsed();
        let expected = pacing(3000);
        assert!(
            took <= expected.mul_f64(1.02),
            "{took:?} instead of {expected:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_subnet_goes_out_at_once_and_a_second_time_within_its_entries_life() {
        let mut pace = Pace::default();
        let start = Instant::now();
        for n in (0..254).chain(0..254) {
            pace.turn(ip(n)).await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        tokio::time::sleep(ENTRY_LIFE).await;
        for n in 0..254 {
            pace.turn(ip(n)).await;
        }
        assert_eq!(
            start.elapsed(),
            ENTRY_LIFE,
            "their entries are gone, but so is the second they were counted in"
        );
        for n in 0..254 {
            pace.turn(ip(1000 + n)).await;
        }
        assert!(start.elapsed() >= ENTRY_LIFE + WINDOW);
    }
}
