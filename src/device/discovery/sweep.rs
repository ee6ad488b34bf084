//! The sweep tries a TCP connection to every target: first with a short timeout, then with a longer one where nothing
//! answered. It reports hosts that accept connections at once; whether one is a device, HTTP decides elsewhere.

use super::pace::{Pace, pacing};
use crate::net::Gate;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use std::iter::Peekable;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use std::vec::IntoIter;

/// Timeout of the first pass: hosts that are awake answer within this, and are listed at once.
pub const QUICK: Duration = Duration::from_millis(150);
/// Timeout of the second pass: WiFi in power saving answers after 100-300 ms, and a lost packet is sent again.
pub const PATIENT: Duration = Duration::from_secs(1);
/// Connections tried at once: a whole /24 with room to spare, well below the 1024 open files that a process may have.
pub const AT_ONCE: usize = 320;

/// The result of trying one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Knock {
    /// The host accepts connections.
    Open,
    /// The host is on, but nothing listens at this port.
    Refused,
    /// No answer came in time.
    Silent,
    /// The system found no route.
    Failed(String),
}

/// Which of the two passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    Quick,
    Patient,
}

/// Tries a connection, and closes it.
pub(super) async fn knock(gate: Gate, addr: SocketAddr, limit: Duration) -> Knock {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, TimedOut};
    match tokio::time::timeout(limit, gate.connect(addr)).await {
        Ok(Ok(_)) => Knock::Open,
        Ok(Err(e))
            if matches!(
                e.kind(),
                ConnectionRefused | ConnectionReset | ConnectionAborted
            ) =>
        {
            Knock::Refused
        }
        Ok(Err(e)) if e.kind() == TimedOut => Knock::Silent,
        Ok(Err(e)) => Knock::Failed(e.to_string()),
        Err(_) => Knock::Silent,
    }
}

/// How long a sweep of `targets` silent addresses takes: both passes, and the waiting that `Pace` asks for.
#[must_use]
pub fn budget(targets: usize, on_link: bool) -> Duration {
    let rate = if on_link {
        pacing(targets)
    } else {
        Duration::ZERO
    };
    let rounds = targets.div_ceil(AT_ONCE) as u32;
    [QUICK, PATIENT]
        .into_iter()
        .map(|limit| (rate + limit).max(limit * rounds))
        .sum()
}

/// Tries all targets; those that `is_on_link` are paced. `tell` gets each target's result, and the progress of the pass.
pub(super) async fn sweep<F: Future<Output = Knock>>(
    targets: Vec<SocketAddr>,
    is_on_link: impl Fn(IpAddr) -> bool,
    knock: impl Fn(SocketAddr, Duration) -> F,
    mut tell: impl FnMut(Pass, (usize, usize), Option<(SocketAddr, Knock)>),
) {
    let mut pace = Pace::default();
    let mut open = targets;
    for (pass, limit) in [(Pass::Quick, QUICK), (Pass::Patient, PATIENT)] {
        let total = open.len();
        let mut done = 0;
        let mut silent = Vec::new();
        let mut targets = std::mem::take(&mut open).into_iter().peekable();
        let mut under_way = FuturesUnordered::new();
        loop {
            let has_room = under_way.len() < AT_ONCE && targets.peek().is_some();
            let (target, answer) = tokio::select! {
                Some(target) = take_turn(&mut targets, &mut pace, &is_on_link), if has_room => {
                    let answer = knock(target, limit);
                    under_way.push(async move { (target, answer.await) });
                    continue;
                }
                Some(answered) = under_way.next() => answered,
                else => break,
            };
            // where every answer is there at once (no route, all refused), others of this task would never have their turn
            tokio::task::coop::consume_budget().await;
            done += 1;
            let again = pass == Pass::Quick && !matches!(answer, Knock::Open | Knock::Refused);
            if again {
                silent.push(target);
            }
            tell(pass, (done, total), (!again).then_some((target, answer)));
        }
        silent.sort_unstable();
        open = silent;
    }
}

/// The next target, when it may be asked. Nothing is lost when this is dropped half-way.
async fn take_turn(
    targets: &mut Peekable<IntoIter<SocketAddr>>,
    pace: &mut Pace,
    is_on_link: &impl Fn(IpAddr) -> bool,
) -> Option<SocketAddr> {
    let ip = targets.peek()?.ip();
    if is_on_link(ip) {
        pace.turn(ip).await;
    }
    targets.next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use std::net::Ipv4Addr;
    use std::sync::{Arc, Mutex};
    use tokio::time::{Instant, sleep};

    fn subnet(count: u32) -> Vec<SocketAddr> {
        (1..=count)
            .map(|n| SocketAddr::new(Ipv4Addr::from_bits(0x0a4d_0000 + n).into(), 80))
            .collect()
    }

    /// Sweeps a made-up network; how long it took, and each target's end.
    async fn run(
        targets: Vec<SocketAddr>,
        on_link: bool,
        answer: impl Fn(SocketAddr) -> Option<(Duration, Knock)>,
    ) -> (
        Duration,
        HashMap<SocketAddr, (Knock, Duration)>,
        Vec<Instant>,
    ) {
        let start = Instant::now();
        let mut ends = HashMap::new();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let knock = |target, limit| {
            asked.lock().unwrap().push(Instant::now());
            let answer = answer(target).filter(|(after, _)| *after <= limit);
            async move {
                let (after, what) = answer.unwrap_or((limit, Knock::Silent));
                sleep(after).await;
                what
            }
        };
        sweep(
            targets,
            |_| on_link,
            knock,
            |_, _, end| {
                if let Some((target, what)) = end {
                    assert!(
                        ends.insert(target, (what, start.elapsed())).is_none(),
                        "each has one end"
                    );
                }
            },
        )
        .await;
        (
            start.elapsed(),
            ends,
            Arc::try_unwrap(asked).unwrap().into_inner().unwrap(),
        )
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_subnet_takes_no_longer_than_its_two_passes() {
        let (took, ends, _) = run(subnet(254), true, |_| None).await;
        assert_eq!(budget(254, true), QUICK + PATIENT);
        assert!(took <= budget(254, true).mul_f64(1.05), "{took:?}");
        assert!(ends.len() == 254 && ends.values().all(|(what, _)| *what == Knock::Silent));
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_awake_is_told_at_once_and_who_sleeps_in_the_second_pass() {
        let awake = subnet(9)[3];
        let asleep = subnet(9)[5];
        let closed = subnet(9)[7];
        let (_, ends, _) = run(subnet(254), true, |target| match target {
            t if t == awake => Some((Duration::from_millis(2), Knock::Open)),
            t if t == asleep => Some((Duration::from_millis(300), Knock::Open)),
            t if t == closed => Some((Duration::from_millis(3), Knock::Refused)),
            _ => None,
        })
        .await;
        assert_eq!(
            (&ends[&awake].0, &ends[&asleep].0, &ends[&closed].0),
            (&Knock::Open, &Knock::Open, &Knock::Refused)
        );
        assert!(
            ends[&awake].1 <= Duration::from_millis(5)
                && ends[&closed].1 <= Duration::from_millis(5)
        );
        assert!(ends[&asleep].1 <= QUICK + Duration::from_millis(305));
    }

    #[tokio::test(start_paused = true)]
    async fn new_neighbours_are_paced_in_both_passes_and_budgeted() {
        let (took, ends, asked) = run(subnet(1022), true, |_| None).await;
        assert_eq!((ends.len(), asked.len()), (1022, 2044));
        assert!(
            took <= budget(1022, true).mul_f64(1.05),
            "{took:?} of {:?}",
            budget(1022, true)
        );
        for window in asked.windows(301) {
            assert!(
                window[300] - window[0] >= Duration::from_secs(1),
                "all entries of the first pass are gone by then"
            );
        }
        let (took, ..) = run(subnet(5000), false, |_| None).await;
        assert!(
            took <= budget(5000, false).mul_f64(1.05),
            "a routed network has no neighbours to wake: {took:?}"
        );
    }
}
