//! The fleet-fault rule: where most of the active devices of a network stop answering at once, the network dropped, and not
//! each of them. Plain decisions; `run/network.rs` acts on them.

use super::AccessPoint;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::Instant;

/// Devices that fall silent within this time fall silent at once.
const AT_ONCE: Duration = Duration::from_secs(5);
/// Two failures of a device that are further apart than this are two silences: the upload that failed first has ended.
const ONE_SILENCE: Duration = Duration::from_secs(60);
/// Fewer devices are no network.
const MIN_DEVICES: usize = 3;
/// Longest pause of uploads to a network that dropped; then each of them fails on its own.
pub(in crate::engine) const MAX_PAUSE: Duration = Duration::from_secs(30);

/// How a network stands.
#[derive(Debug, Default)]
struct State {
    /// Devices that are silent, each with since when.
    gone: HashMap<SocketAddr, Instant>,
    /// Set from when it dropped until a device answers.
    dropped: bool,
}

/// The faults of all networks.
#[derive(Debug, Default)]
pub(in crate::engine) struct Faults(HashMap<AccessPoint, State>);

impl Faults {
    /// A device that answered before is silent since then. Returns whether the network dropped with that, where `active`
    /// devices are active. What counts is when they fell silent, not when that was noticed: each waits as long as it is used to.
    pub(in crate::engine) fn gone(
        &mut self,
        network: AccessPoint,
        device: SocketAddr,
        since: Instant,
        active: &[SocketAddr],
    ) -> bool {
        let state = self.0.entry(network).or_default();
        let recent = |at: &Instant| since.saturating_duration_since(*at) <= ONE_SILENCE;
        state.gone.retain(|_, at| recent(at));
        let since = *state.gone.entry(device).or_insert(since);
        let is_with_it = |at: &Instant| {
            let apart = at.max(&since).duration_since(*at.min(&since));
            apart <= AT_ONCE
        };
        let gone = active.iter().filter_map(|a| state.gone.get(a));
        let gone = gone.filter(|at| is_with_it(at)).count();
        let most = gone >= MIN_DEVICES && gone * 2 >= active.len();
        let is_news = most && !state.dropped;
        state.dropped |= most;
        is_news
    }

    /// A device answers. Returns whether its network had dropped, and is back with that.
    pub(in crate::engine) fn answers(&mut self, network: AccessPoint, device: SocketAddr) -> bool {
        let Some(state) = self.0.get_mut(&network) else {
            return false;
        };
        state.gone.remove(&device);
        let is_news = std::mem::take(&mut state.dropped);
        if is_news {
            state.gone.clear();
        }
        is_news
    }

    /// The network answers, whichever device it was.
    pub(in crate::engine) fn back(&mut self, network: AccessPoint) -> bool {
        self.0.remove(&network).is_some_and(|state| state.dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(n: u8) -> SocketAddr {
        SocketAddr::from(([127, 1, 2, n], 80))
    }

    fn network() -> AccessPoint {
        AccessPoint::of(device(1).ip())
    }

    fn devices(n: u8) -> Vec<SocketAddr> {
        (1..=n).map(device).collect()
    }

    fn gone(faults: &mut Faults, n: u8, active: &[SocketAddr]) -> bool {
        faults.gone(network(), device(n), Instant::now(), active)
    }

    /// Whether the network drops with the last of the first `gone` of `active` devices, `apart` after another.
    async fn drops(gone: u8, active: u8, apart: Duration) -> bool {
        let mut faults = Faults::default();
        let mut dropped = false;
        for n in 1..=gone {
            assert!(!dropped, "said once, with the last one");
            dropped = faults.gone(network(), device(n), Instant::now(), &devices(active));
            tokio::time::advance(apart).await;
        }
        dropped
    }

    #[tokio::test(start_paused = true)]
    async fn half_of_the_active_devices_and_at_least_three_within_five_seconds_are_the_network() {
        let second = Duration::from_secs(1);
        assert!(drops(3, 3, second).await);
        assert!(drops(3, 6, second).await);
        assert!(!drops(3, 7, second).await, "fewer than half");
        assert!(!drops(2, 2, second).await, "too few to be a network");
        assert!(drops(4, 8, second).await);
        assert!(!drops(3, 6, second * 3).await, "one after another");
    }

    #[tokio::test(start_paused = true)]
    async fn devices_that_fell_silent_at_once_are_the_network_however_late_each_is_noticed() {
        let mut faults = Faults::default();
        let (silent, active) = (Instant::now(), devices(6));
        let second = Duration::from_secs(1);
        for n in 1..=3 {
            tokio::time::advance(second * 7).await;
            let dropped = faults.gone(network(), device(n), silent + second * n.into(), &active);
            assert_eq!(dropped, n == 3);
        }
        let mut faults = Faults::default();
        for n in 1..=3 {
            let since = silent + second * 3 * n.into();
            assert!(
                !faults.gone(network(), device(n), since, &active),
                "noticed together, and silent one after another"
            );
        }
        tokio::time::advance(ONE_SILENCE * 2).await;
        for n in 1..=2 {
            assert!(!gone(&mut faults, n, &active));
        }
        assert!(gone(&mut faults, 3, &active), "what was before is over");
    }

    #[tokio::test(start_paused = true)]
    async fn a_network_drops_once_until_it_answers_and_devices_that_are_not_active_say_nothing() {
        let mut faults = Faults::default();
        let active = devices(4);
        for n in 1..=2 {
            assert!(!gone(&mut faults, n, &active));
        }
        assert!(!gone(&mut faults, 9, &active), "not active");
        assert!(gone(&mut faults, 3, &active));
        assert!(!gone(&mut faults, 4, &active), "known");
        assert!(faults.answers(network(), device(2)));
        assert!(!faults.answers(network(), device(2)));
        for n in 1..=2 {
            assert!(!gone(&mut faults, n, &active), "it starts from none");
        }
        assert!(gone(&mut faults, 3, &active));
        assert!(faults.back(network()) && !faults.back(network()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_that_answers_again_does_not_count_as_gone() {
        let mut faults = Faults::default();
        let active = devices(4);
        for n in 1..=2 {
            assert!(!gone(&mut faults, n, &active));
        }
        assert!(!faults.answers(network(), device(1)));
        assert!(!gone(&mut faults, 3, &active));
        assert!(gone(&mut faults, 4, &active));
    }
}
