//! The layers together: their order, and that a call may be cancelled anywhere. What devices do: `tests/facts.rs`.

mod facts;

use super::fixture::{cut, millis, numbered, probe, secs, seeded, status, transfer};
use super::*;
use futures_util::future::join_all;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use tokio::time::{Instant, sleep, timeout};

#[tokio::test(start_paused = true)]
async fn waiting_in_the_queue_is_never_slow() {
    let (script, _) = numbered(|_| (secs(2), status(200)));
    let link = scripted_link(script, &seeded());
    let calls = join_all((0..30).map(|_| async {
        let call = probe();
        (link.send(call.clone()).await, call.attempts.total())
    }));
    for (result, attempts) in calls.await {
        assert!(result.is_ok());
        assert_eq!(attempts, 1);
    }
    assert!(
        link.rto() < secs(4),
        "the last of them waited 58 s, but 2 s is what the device takes: {:?}",
        link.rto()
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_held_while_a_call_backs_off() {
    let (script, _) = numbered(|n| {
        (
            Duration::ZERO,
            if n == 0 { status(503) } else { status(200) },
        )
    });
    let link = scripted_link(
        script,
        &LinkSettings {
            seed: Some(3),
            ..LinkSettings::default()
        },
    );
    let start = Instant::now();
    let backing_off = async {
        link.send(probe()).await.unwrap();
        start.elapsed()
    };
    let passing = async {
        tokio::task::yield_now().await;
        link.send(probe()).await.unwrap();
        start.elapsed()
    };
    let (backed_off, passed) = tokio::join!(backing_off, passing);
    assert!(
        passed.is_zero() && backed_off > millis(10),
        "{passed:?} {backed_off:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn each_attempt_asks_the_circuit_anew_and_timeouts_open_it() {
    let (script, calls) = numbered(|_| (secs(3600), status(200)));
    let link = scripted_link(script, &seeded());
    let call = probe();
    let result = link.send(call.clone()).await.unwrap_err();
    assert!(
        matches!(result, LinkError::CircuitOpen { .. }),
        "{result:?}"
    );
    assert_eq!(
        (calls.load(SeqCst), call.attempts.total()),
        (4, 4),
        "the fifth was not sent"
    );
    assert!(matches!(link.circuit(), Circuit::Open { .. }));
    assert_eq!(
        link.last_failure(),
        Some(LinkError::TimedOut { after: secs(12) })
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_behind_an_opening_circuit_is_not_sent_any_more() {
    let (script, calls) = numbered(|_| (secs(1), Err(cut())));
    let link = scripted_link(script, &seeded());
    let once = || Call {
        idempotent: false,
        ..probe()
    };
    let results = join_all((0..9).map(|_| link.send(once()))).await;
    assert_eq!(calls.load(SeqCst), 4);
    let open = results
        .iter()
        .filter(|r| matches!(r, Err(LinkError::CircuitOpen { .. })))
        .count();
    assert_eq!(open, 5);
}

#[tokio::test(start_paused = true)]
async fn a_family_recovers_by_the_same_policy_and_the_same_count() {
    // a resumable upload: each attempt is a HEAD, then a PATCH; both fail once
    let (script, _) = numbered(|n| {
        (
            millis(5),
            if matches!(n, 0 | 2) {
                Err(cut())
            } else {
                status(204)
            },
        )
    });
    let link = scripted_link(script, &seeded());
    let attempts = Attempts::new();
    let send = |call: Call| {
        link.send(Call {
            attempts: attempts.clone(),
            ..call
        })
    };
    let mut rounds = 0;
    loop {
        rounds += 1;
        send(Call {
            expect: Expect::SHORT,
            ..probe()
        })
        .await
        .unwrap(); // repeated by the link after call 0
        let result = send(transfer(9)).await; // call 2 fails
        if result.is_ok() {
            break;
        }
        let wait = link
            .policy()
            .next(&classify::verdict(&result), &attempts)
            .expect("attempts are left");
        sleep(wait).await;
    }
    assert_eq!((rounds, attempts.total()), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn isolating_reaches_a_call_that_backs_off() {
    let (script, calls) = numbered(|_| (Duration::ZERO, status(503)));
    let link = scripted_link(
        script,
        &LinkSettings {
            seed: Some(3),
            ..LinkSettings::default()
        },
    );
    let (result, ()) = tokio::join!(link.send(probe()), async {
        tokio::task::yield_now().await;
        link.isolate();
    });
    assert_eq!(result.unwrap_err(), LinkError::Isolated);
    assert_eq!((calls.load(SeqCst), link.circuit()), (1, Circuit::Isolated));
    link.reset_circuit();
    assert_eq!(link.circuit(), Circuit::Closed);
}

/// A device that fails three times with a cut, then answers; 1 s each. Calls under way are counted.
fn faltering() -> (DeviceLink, Arc<AtomicUsize>) {
    let under_way = Arc::new(AtomicUsize::new(0));
    let count = under_way.clone();
    let calls = AtomicUsize::new(0);
    let script = Script::new(move |_| {
        let guard = UnderWay::begin(&count);
        let n = calls.fetch_add(1, SeqCst);
        async move {
            sleep(secs(1)).await;
            drop(guard);
            if n < 3 { Err(cut()) } else { status(200) }
        }
    });
    (scripted_link(script, &seeded()), under_way)
}

struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    fn begin(count: &Arc<AtomicUsize>) -> Self {
        assert_eq!(count.fetch_add(1, SeqCst), 0, "one request at a time");
        Self(count.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_may_be_cancelled_at_any_time() {
    // every 50 ms of a call that queues for 1 s, is sent three times and backs off twice
    for step in 0..110 {
        let (link, under_way) = faltering();
        let both = futures_util::future::join(link.send(transfer(1)), link.send(probe()));
        let _ = timeout(millis(50 * step), both).await;
        assert_eq!(
            under_way.load(SeqCst),
            0,
            "cut off with its caller, at {step}"
        );
        let start = Instant::now();
        let once = Call {
            idempotent: false,
            ..probe()
        };
        let _ = link.send(once).await;
        assert_eq!(start.elapsed(), secs(1), "nothing in the way, at {step}");
        assert_eq!(link.circuit(), Circuit::Closed, "at {step}");
    }
}

#[tokio::test(start_paused = true)]
async fn cancelled_calls_never_open_the_circuit_nor_hold_up_a_trial() {
    let (script, calls) = numbered(|n| (secs(2), if n < 24 { Err(cut()) } else { status(200) }));
    let link = scripted_link(script, &seeded());
    for _ in 0..20 {
        assert!(timeout(secs(1), link.send(probe())).await.is_err());
    }
    assert_eq!((calls.load(SeqCst), link.circuit()), (20, Circuit::Closed));
    let _ = link.send(probe()).await;
    let Circuit::Open { retry_in } = link.circuit() else {
        panic!("four failures")
    };
    sleep(retry_in).await;
    for _ in 0..20 {
        assert!(timeout(secs(1), link.send(probe())).await.is_err());
        assert_eq!(
            link.circuit(),
            Circuit::Open {
                retry_in: Duration::ZERO
            }
        );
    }
    for _ in 0..2 {
        link.send(probe()).await.unwrap();
    }
    assert_eq!(link.circuit(), Circuit::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_transfer_hears_nothing_more() {
    let heard = Arc::new(Mutex::new(0));
    let listener = heard.clone();
    let script = Script::new(|call: Call| async move {
        for byte in 1..=call.body_len() {
            sleep(secs(1)).await;
            call.on_sent.as_ref().unwrap()(byte);
        }
        status(200)
    });
    let link = scripted_link(script, &seeded());
    let call = Call {
        on_sent: Some(Arc::new(move |n| *listener.lock().unwrap() = n)),
        ..transfer(9)
    };
    assert!(timeout(millis(3500), link.send(call)).await.is_err());
    sleep(secs(60)).await;
    assert_eq!(*heard.lock().unwrap(), 3);
}
