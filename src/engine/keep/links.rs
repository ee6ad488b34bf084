//! One link for each address: circuit, round trips and the permit are shared by every task that uses it.

use crate::device::DeviceAddr;
use crate::engine::fleet::AccessPoint;
use crate::link::{DeviceLink, Http, LinkError, LinkSettings, ProbeTimeout, Watch, device_link};
use parking_lot::{Mutex, MutexGuard};
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a link to an address of no listed device is kept without being used: longer than any circuit rests.
const UNUSED: Duration = Duration::from_secs(600);

/// A link, and whether its device has answered in this run.
struct Path {
    link: Arc<DeviceLink>,
    answered: bool,
    used: Instant,
}

/// Told that so many calls to an address have failed in a row, or none any more.
pub(in crate::engine) type OnHealth = Arc<dyn Fn(SocketAddr, u32) + Send + Sync>;

/// The links of one engine.
pub(in crate::engine) struct Links {
    http: Http,
    health: OnHealth,
    paths: Mutex<HashMap<SocketAddr, Path>>,
}

impl Links {
    pub(in crate::engine) fn new(http: Http, health: OnHealth) -> Self {
        Self {
            http,
            health,
            paths: Mutex::default(),
        }
    }

    fn paths(&self) -> MutexGuard<'_, HashMap<SocketAddr, Path>> {
        self.paths.lock()
    }

    /// The one link to that address.
    pub(in crate::engine) fn get(&self, address: &DeviceAddr) -> Arc<DeviceLink> {
        let mut paths = self.paths();
        let path = paths.entry(address.socket()).or_insert_with(|| Path {
            link: Arc::new(self.make(address.socket())),
            answered: false,
            used: Instant::now(),
        });
        path.used = Instant::now();
        let link = path.link.clone();
        drop(paths);
        link
    }

    fn make(&self, socket: SocketAddr) -> DeviceLink {
        let health = self.health.clone();
        let settings = LinkSettings {
            // which device it is, and so how patient to be, is not known yet
            probe: ProbeTimeout::Unidentified,
            watch: Some(Watch::new(move |failures| health(socket, failures))),
            ..LinkSettings::default()
        };
        device_link(&self.http, socket, &settings)
    }

    /// Whether a device at that address has answered in this run.
    pub(in crate::engine) fn has_answered(&self, address: &DeviceAddr) -> bool {
        self.has_answered_at(address.socket())
    }

    /// The same, of an address that was looked up.
    pub(in crate::engine) fn has_answered_at(&self, socket: SocketAddr) -> bool {
        self.paths().get(&socket).is_some_and(|path| path.answered)
    }

    /// Since when a device that has answered in this run is silent. One call that no answer came to says it; other failures say
    /// it of a device that counts as gone.
    pub(in crate::engine) fn silent_since(
        &self,
        socket: SocketAddr,
        is_gone: bool,
    ) -> Option<Instant> {
        let paths = self.paths();
        let path = paths.get(&socket).filter(|path| path.answered)?;
        let now = Instant::now();
        match path.link.last_failure() {
            Some(LinkError::TimedOut { after }) => now.checked_sub(after),
            Some(LinkError::Unreachable { .. }) => Some(now),
            _ => is_gone.then_some(now),
        }
    }

    /// Links to devices of a network that have answered in this run.
    pub(in crate::engine) fn on(&self, network: AccessPoint) -> Vec<Arc<DeviceLink>> {
        let paths = self.paths();
        let on = paths
            .iter()
            .filter(|(socket, path)| path.answered && AccessPoint::of(socket.ip()) == network);
        on.map(|(_, path)| path.link.clone()).collect()
    }

    /// Keeps the circuits of a network closed, or no more.
    pub(in crate::engine) fn hold(&self, network: AccessPoint, held: bool) {
        self.on(network).iter().for_each(|link| link.hold(held));
    }

    /// Notes that a device at that address has answered.
    pub(in crate::engine) fn answered(&self, address: &DeviceAddr) {
        if let Some(path) = self.paths().get_mut(&address.socket()) {
            path.answered = true;
        }
    }

    /// Forgets the link to that address, unless a task holds it.
    pub(super) fn forget(&self, address: &DeviceAddr) {
        let mut paths = self.paths();
        if paths
            .get(&address.socket())
            .is_some_and(|path| Arc::strong_count(&path.link) == 1)
        {
            paths.remove(&address.socket());
        }
    }

    /// Forgets links to addresses that are not `listed`, which no task holds, and none has used for a while.
    pub(super) fn prune(&self, listed: &HashSet<SocketAddr>) {
        self.paths().retain(|address, path| {
            listed.contains(address)
                || Arc::strong_count(&path.link) > 1
                || path.used.elapsed() < UNUSED
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Gate;

    fn at(n: u16) -> DeviceAddr {
        DeviceAddr::from_socket(SocketAddr::from(([127, 0, 0, 1], n)))
    }

    #[tokio::test(start_paused = true)]
    async fn a_link_stays_as_long_as_its_device_is_listed_or_a_task_holds_it_or_it_was_used_lately()
    {
        let links = Links::new(Http::new(Gate::loopback()).unwrap(), Arc::new(|_, _| {}));
        let listed = HashSet::from([at(1).socket()]);
        for n in 1..=100 {
            links.get(&at(n));
        }
        links.answered(&at(1));
        let held = links.get(&at(2));
        links.prune(&listed);
        assert_eq!(links.paths().len(), 100, "all were used just now");
        tokio::time::advance(UNUSED / 2).await;
        links.get(&at(3));
        tokio::time::advance(UNUSED / 2).await;
        links.prune(&listed);
        let mut left: Vec<u16> = links.paths().keys().map(SocketAddr::port).collect();
        left.sort_unstable();
        assert_eq!(left, [1, 2, 3]);
        assert!(links.has_answered(&at(1)));
        drop(held);
        links.forget(&at(1));
        assert!(!links.has_answered(&at(1)) && links.paths().len() == 2);
    }
}
