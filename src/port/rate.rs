//! [`RateLimit`]: at most so many requests of one peer within a sliding window.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::Instant;

/// Maximum peers with a count of their own: 127.0.0.0/8 has millions of addresses, and memory is bounded.
const MAX_PEERS: usize = 64;

/// The requests of each peer within the last window.
#[derive(Debug)]
pub(super) struct RateLimit {
    requests: usize,
    window: Duration,
    peers: HashMap<IpAddr, VecDeque<Instant>>,
}

impl RateLimit {
    pub(super) fn new(requests: usize, window: Duration) -> Self {
        Self {
            requests,
            window,
            peers: HashMap::new(),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// How long the peer must wait: the request is not counted.
    pub(super) fn admit(&mut self, peer: IpAddr, now: Instant) -> Result<(), Duration> {
        let window = self.window;
        let is_old = |at: &Instant| now.duration_since(*at) >= window;
        if !self.peers.contains_key(&peer) && self.peers.len() >= MAX_PEERS {
            self.peers
                .retain(|_, times| times.back().is_some_and(|at| !is_old(at)));
            if self.peers.len() >= MAX_PEERS {
                return Err(window);
            }
        }
        let times = self.peers.entry(peer).or_default();
        while times.front().is_some_and(is_old) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= self.requests => {
                Err(window.saturating_sub(now.duration_since(*first)))
            }
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(last: u8) -> IpAddr {
        [127, 0, 0, last].into()
    }

    #[tokio::test]
    async fn the_window_slides() {
        let mut limit = RateLimit::new(3, Duration::from_secs(60));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        for second in [0, 10, 20] {
            assert_eq!(limit.admit(peer(1), at(second)), Ok(()));
        }
        assert_eq!(limit.admit(peer(1), at(30)), Err(Duration::from_secs(30)));
        assert_eq!(limit.admit(peer(2), at(30)), Ok(()), "another peer");
        assert_eq!(limit.admit(peer(1), at(59)), Err(Duration::from_secs(1)));
        assert_eq!(limit.admit(peer(1), at(60)), Ok(()), "the first is old");
        assert_eq!(limit.admit(peer(1), at(60)), Err(Duration::from_secs(10)));
    }

    #[tokio::test]
    async fn memory_is_bounded_whatever_address_a_peer_takes() {
        let mut limit = RateLimit::new(3, Duration::from_secs(60));
        let now = Instant::now();
        let refused = (0..=255).filter(|&n| limit.admit(peer(n), now).is_err());
        assert_eq!(refused.count(), 256 - MAX_PEERS);
        assert_eq!(limit.peers.len(), MAX_PEERS);
        let later = now + Duration::from_secs(60);
        assert_eq!(limit.admit(peer(255), later), Ok(()));
        assert_eq!(limit.peers.len(), 1);
    }
}
