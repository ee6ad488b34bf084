//! Admission of jobs: one job per device, and an adaptive number of devices at once behind each access point.
//!
//! AccessPoint is shared: a window per subnet starts at 4, grows by one with each job that went cleanly, is halved by one that
//! did not, and stays within 1 to 12. Loopback has no radio channel, so no window.

mod faults;

pub(super) use faults::{Faults, MAX_PAUSE};

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// Devices at once behind one access point, at first.
const WINDOW_START: f32 = 4.0;
/// And at the most: some 42 flash-bound ESP32s saturate the radio channel, and an access point serves others, too.
const WINDOW_MAX: f32 = 12.0;

/// Addresses that probably share an access point: a /24, a /64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum AccessPoint {
    V4([u8; 3]),
    V6([u16; 4]),
    /// Not known before the name is looked up.
    Unknown,
}

impl AccessPoint {
    /// The one that an address probably belongs to; of loopback as well.
    pub(super) fn of(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                Self::V4([a, b, c])
            }
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                Self::V6([a, b, c, d])
            }
        }
    }
}

/// As people write networks: `192.168.1.0/24`.
impl fmt::Display for AccessPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4([a, b, c]) => write!(f, "{a}.{b}.{c}.0/24"),
            Self::V6([a, b, c, d]) => {
                let network = Ipv6Addr::new(*a, *b, *c, *d, 0, 0, 0, 0);
                write!(f, "{network}/64")
            }
            Self::Unknown => f.write_str("?"),
        }
    }
}

/// The device a job is for, as far as it is known before it starts: an address or an identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    /// One job at a time for each.
    pub(super) key: String,
    /// Address, where one is known.
    pub(super) ip: Option<IpAddr>,
}

#[derive(Debug)]
struct Window {
    size: f32,
    active: usize,
}

/// Admission of jobs.
#[derive(Debug)]
pub(super) struct Fleet {
    limit: Option<usize>,
    /// The user's limit of uploads at once.
    cap: Option<usize>,
    busy: HashSet<String>,
    windows: HashMap<AccessPoint, Window>,
    /// Networks that dropped: no job starts there.
    paused: HashSet<AccessPoint>,
}

impl Fleet {
    /// At most `limit` jobs at once, where given.
    pub(super) fn new(limit: Option<usize>) -> Self {
        Self {
            limit,
            cap: None,
            busy: HashSet::new(),
            windows: HashMap::new(),
            paused: HashSet::new(),
        }
    }

    /// Limits the jobs at once further; those that run go on.
    pub(super) fn set_cap(&mut self, cap: Option<u32>) {
        self.cap = cap.and_then(|cap| usize::try_from(cap).ok());
    }

    /// Lets no job start in a network, or lets them start again.
    pub(super) fn pause(&mut self, network: AccessPoint, paused: bool) {
        if paused {
            self.paused.insert(network);
        } else {
            self.paused.remove(&network);
        }
    }

    /// Takes a place for a job, if there is one; give it back with [`Fleet::leave`].
    pub(super) fn enter(&mut self, place: &Place) -> bool {
        let limits = [self.limit, self.cap];
        let is_full = |limit: usize| self.busy.len() >= limit;
        if limits.into_iter().flatten().any(is_full) || self.busy.contains(&place.key) {
            return false;
        }
        let network = place.ip.map(AccessPoint::of);
        if network.is_some_and(|network| self.paused.contains(&network)) {
            return false;
        }
        if let Some(shared) = access_point(place) {
            let window = self.windows.entry(shared).or_insert(Window {
                size: WINDOW_START,
                active: 0,
            });
            if window.active as f32 >= window.size.floor() {
                return false;
            }
            window.active += 1;
        }
        self.busy.insert(place.key.clone())
    }

    /// A job goes back to the queue: that says nothing of the network.
    pub(super) fn step_out(&mut self, place: &Place) {
        self.busy.remove(&place.key);
        if let Some(window) = access_point(place).and_then(|shared| self.windows.get_mut(&shared)) {
            window.active = window.active.saturating_sub(1);
        }
    }

    /// A job has ended; `clean` when nothing had to be repeated.
    pub(super) fn leave(&mut self, place: &Place, clean: bool) {
        self.step_out(place);
        if let Some(window) = access_point(place).and_then(|shared| self.windows.get_mut(&shared)) {
            window.size = if clean {
                (window.size + 1.0).min(WINDOW_MAX)
            } else {
                (window.size * 0.5).max(1.0)
            };
        }
    }
}

fn access_point(place: &Place) -> Option<AccessPoint> {
    match place.ip {
        Some(ip) if ip.is_loopback() => None,
        Some(ip) => Some(AccessPoint::of(ip)),
        None => Some(AccessPoint::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(ip: &str) -> Place {
        Place {
            key: ip.to_owned(),
            ip: ip.parse().ok(),
        }
    }

    fn admitted(fleet: &mut Fleet, subnet: &str, n: u8) -> Vec<Place> {
        (1..=n)
            .map(|i| place(&format!("{subnet}.{i}")))
            .filter(|p| fleet.enter(p))
            .collect()
    }

    #[test]
    fn one_job_a_device() {
        let mut fleet = Fleet::new(None);
        assert!(fleet.enter(&place("127.0.0.1")) && !fleet.enter(&place("127.0.0.1")));
        fleet.leave(&place("127.0.0.1"), true);
        assert!(fleet.enter(&place("127.0.0.1")));
    }

    #[test]
    fn the_window_of_an_access_point_grows_and_shrinks_within_its_bounds() {
        let mut fleet = Fleet::new(None);
        let first = admitted(&mut fleet, "10.0.0", 50);
        assert_eq!(first.len(), 4);
        for p in &first {
            fleet.leave(p, true);
        }
        let second = admitted(&mut fleet, "10.0.0", 50);
        assert_eq!(second.len(), 8);
        for p in &second {
            fleet.leave(p, true);
        }
        let third = admitted(&mut fleet, "10.0.0", 50);
        assert_eq!(third.len(), 12);
        for p in &third {
            fleet.leave(p, false);
        }
        assert_eq!(admitted(&mut fleet, "10.0.0", 50).len(), 1);
        assert_eq!(
            admitted(&mut fleet, "10.0.1", 50).len(),
            4,
            "another access point has its own window"
        );
    }

    #[test]
    fn loopback_is_bounded_only_by_what_the_person_said() {
        assert_eq!(admitted(&mut Fleet::new(None), "127.0.0", 200).len(), 200);
        assert_eq!(admitted(&mut Fleet::new(Some(3)), "127.0.0", 200).len(), 3);
    }
}
