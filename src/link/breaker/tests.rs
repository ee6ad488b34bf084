//! Every transition of the circuit, in paused time.

use super::*;
use crate::link::Wire;
use crate::link::fixture::{cut, millis, numbered, probe, secs, status, transfer, wire};
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Mutex};
use tokio::time::{sleep, timeout};

/// A circuit before a device that answers the n-th call as `script` says (`x` cut, `.` fine, `b` busy, `n` no,
/// `5` server error, `j` no JSON, `s` silent), and fine after its end.
fn circuit(script: &'static str) -> Breaker<Wire> {
    Breaker::new(
        wire(move |n| match script.as_bytes().get(n) {
            Some(b'x') => (millis(1), Err(cut())),
            Some(b'b') => (millis(1), status(503)),
            Some(b'n') => (millis(1), status(404)),
            Some(b'5') => (millis(1), status(500)),
            Some(b'j') => (
                millis(1),
                Err(LinkError::Protocol {
                    detail: crate::message::Message::verbatim("x"),
                }),
            ),
            Some(b's') => (secs(3600), status(200)),
            _ => (millis(1), status(200)),
        }),
        5,
    )
}

async fn calls(circuit: &Breaker<Wire>, n: usize) {
    for _ in 0..n {
        let _ = circuit.send(probe()).await;
    }
}

fn resting(circuit: &Breaker<Wire>) -> Duration {
    match circuit.state() {
        Circuit::Open { retry_in } => retry_in,
        other => panic!("{other:?}"),
    }
}

/// A circuit that has opened, with its rest over.
async fn rested(script: &'static str) -> Breaker<Wire> {
    let circuit = circuit(script);
    calls(&circuit, 4).await;
    sleep(resting(&circuit)).await;
    circuit
}

#[tokio::test(start_paused = true)]
async fn a_circuit_that_is_held_stays_closed_whatever_fails_and_forgives_it_at_the_end() {
    let circuit = circuit("xxxxxxxxxxxxxxxxxxxx");
    calls(&circuit, 3).await;
    circuit.hold(true);
    calls(&circuit, 12).await;
    assert_eq!(circuit.state(), Circuit::Closed);
    assert_eq!(circuit.failures_in_a_row(), 15, "it is gone all the same");
    assert!(timeout(secs(9), circuit.released()).await.is_err());
    circuit.hold(false);
    circuit.released().await;
    calls(&circuit, 3).await;
    assert_eq!(
        circuit.state(),
        Circuit::Closed,
        "what failed before does not count"
    );
    calls(&circuit, 1).await;
    assert_ne!(circuit.state(), Circuit::Closed);
}

#[tokio::test(start_paused = true)]
async fn closed_opens_when_half_of_at_least_four_calls_failed() {
    for (script, opens) in [
        ("xxx", false),
        ("xxxx", true),
        ("5555", true),
        (".x.x", true),
        ("xx..", false), // a success does not open
        ("xx..x", true),
        ("...x..x.x.", false),
        (".....xxxx", false),
        (".....xxxxx", true),
        (".......xxxx", false), // only the last ten count
        (".......xxxxx", true),
    ] {
        let circuit = circuit(script);
        calls(&circuit, script.len()).await;
        assert_eq!(circuit.state() != Circuit::Closed, opens, "{script}");
    }
}

#[tokio::test(start_paused = true)]
async fn busy_refusing_and_babbling_devices_live() {
    for script in ["bbbbbbbbbbbbbbb", "nnnnnnnnnnnnnnn", "jjjjjjjjjjjjjjj"] {
        let circuit = circuit(script);
        calls(&circuit, script.len()).await;
        assert_eq!(
            (circuit.state(), circuit.last_failure()),
            (Circuit::Closed, None),
            "{script}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn open_refuses_every_call_and_says_when_to_come_back() {
    let circuit = circuit("xxxx");
    calls(&circuit, 4).await;
    let rest = resting(&circuit);
    assert!(rest >= secs(4) && rest <= secs(6), "5 s +-20 %: {rest:?}");
    assert_eq!(circuit.last_failure(), Some(cut()));
    sleep(secs(1)).await;
    let refused = circuit.send(probe()).await.unwrap_err();
    assert_eq!(
        refused,
        LinkError::CircuitOpen {
            retry_in: rest - secs(1)
        }
    );
    sleep(rest).await;
    let refused = circuit.send(transfer(1)).await.unwrap_err();
    assert_eq!(
        refused,
        LinkError::CircuitOpen {
            retry_in: Duration::ZERO
        },
        "a payload is no trial"
    );
}

#[tokio::test(start_paused = true)]
async fn half_open_closes_after_two_good_trials_and_takes_no_payload_before() {
    for good in ["xxxx..", "xxxxbn"] {
        let circuit = rested(good).await;
        circuit.send(probe()).await.unwrap();
        assert_eq!(circuit.state(), Circuit::HalfOpen, "{good}");
        assert!(matches!(
            circuit.send(transfer(1)).await,
            Err(LinkError::CircuitOpen { .. })
        ));
        circuit.send(probe()).await.unwrap();
        assert_eq!(
            (circuit.state(), circuit.last_failure()),
            (Circuit::Closed, None),
            "{good}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn half_open_lets_one_trial_through_at_a_time() {
    let (script, count) = numbered(|n| (secs(1), if n < 4 { Err(cut()) } else { status(200) }));
    let circuit = Breaker::new(Wire::Scripted(script), 5);
    calls(&circuit, 4).await;
    sleep(resting(&circuit)).await;
    let (first, second) = tokio::join!(circuit.send(probe()), circuit.send(probe()));
    assert!(first.is_ok());
    assert!(matches!(second, Err(LinkError::CircuitOpen { .. })));
    assert_eq!(count.load(SeqCst), 5);
}

#[tokio::test(start_paused = true)]
async fn half_open_opens_again_after_a_bad_trial_for_twice_as_long_up_to_a_minute() {
    let circuit = circuit("xxxxxxxxxxxx");
    calls(&circuit, 4).await;
    for rest in [5, 10, 20, 40, 60, 60] {
        let seen = resting(&circuit);
        assert!(
            seen >= secs(rest).mul_f64(0.8) && seen <= secs(rest).mul_f64(1.2),
            "{rest}: {seen:?}"
        );
        sleep(seen).await;
        assert!(circuit.send(probe()).await.is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn rests_start_short_again_once_the_circuit_was_closed() {
    let circuit = rested("xxxxx..xxxx").await;
    calls(&circuit, 1).await;
    sleep(resting(&circuit)).await;
    calls(&circuit, 2).await;
    assert_eq!(circuit.state(), Circuit::Closed);
    calls(&circuit, 3).await;
    assert_eq!(
        circuit.state(),
        Circuit::Closed,
        "the failures of before are forgotten"
    );
    calls(&circuit, 1).await;
    assert!(resting(&circuit) <= secs(6));
}

#[test]
fn rests_of_many_devices_differ() {
    let now = Instant::now();
    let rests: std::collections::BTreeSet<_> = (0..50)
        .map(|seed| {
            let mut states = States::new(seed);
            for _ in 0..4 {
                let pass = states.admit(crate::link::CallClass::Probe, now).unwrap();
                states.ended(pass, &Err(cut()), now);
            }
            match states.circuit(now) {
                Circuit::Open { retry_in } => retry_in,
                other => panic!("{other:?}"),
            }
        })
        .collect();
    assert_eq!(rests.len(), 50);
    assert!(
        rests.first() < Some(&millis(4200)) && rests.last() > Some(&millis(5800)),
        "{rests:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_trial_opens_the_circuit_again_without_counting() {
    let circuit = rested("xxxxs").await;
    assert!(timeout(secs(1), circuit.send(probe())).await.is_err());
    assert_eq!(
        resting(&circuit),
        Duration::ZERO,
        "due at once, not twice as long"
    );
    calls(&circuit, 2).await;
    assert_eq!(circuit.state(), Circuit::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_on_a_closed_circuit_counts_as_nothing() {
    let circuit = circuit("xxxs.");
    calls(&circuit, 3).await;
    assert!(timeout(secs(1), circuit.send(probe())).await.is_err());
    calls(&circuit, 1).await;
    assert_eq!(circuit.state(), Circuit::Closed);
}

#[tokio::test(start_paused = true)]
async fn an_isolated_circuit_takes_nothing_until_it_is_reset() {
    let circuit = circuit("");
    circuit.isolate();
    sleep(secs(3600)).await;
    assert_eq!(
        circuit.send(probe()).await.unwrap_err(),
        LinkError::Isolated
    );
    circuit.forgive();
    assert_eq!(circuit.state(), Circuit::Isolated);
    circuit.reset();
    assert_eq!(circuit.state(), Circuit::Closed);
    assert!(circuit.send(transfer(1)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_network_fault_is_forgiven() {
    let resting = circuit("xxxxxxx");
    calls(&resting, 4).await;
    resting.forgive();
    assert_eq!(resting.state(), Circuit::Closed);
    calls(&resting, 3).await;
    assert_eq!(resting.state(), Circuit::Closed, "three are too few again");
    let failing = circuit("xxx.xx");
    calls(&failing, 3).await;
    failing.forgive();
    calls(&failing, 3).await;
    assert_eq!(failing.state(), Circuit::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_call_from_before_a_change_does_not_count_after_it() {
    let (script, _) = numbered(|_| (secs(5), Err(cut())));
    let circuit = Breaker::new(Wire::Scripted(script), 5);
    tokio::join!(calls(&circuit, 1), async {
        sleep(secs(1)).await;
        circuit.isolate();
    });
    assert_eq!(circuit.state(), Circuit::Isolated);
    circuit.reset();
    tokio::join!(
        calls(&circuit, 1),
        calls(&circuit, 1),
        calls(&circuit, 1),
        async {
            sleep(secs(1)).await;
            circuit.forgive();
        }
    );
    calls(&circuit, 1).await;
    assert_eq!(circuit.state(), Circuit::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_watcher_is_told_of_failures_in_a_row_and_when_the_circuit_has_closed() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let watch = Watch::new(move |n| heard.lock().unwrap().push(n));
    let circuit = circuit(".xxx...").with_watch(Some(watch));
    calls(&circuit, 4).await;
    sleep(resting(&circuit)).await;
    calls(&circuit, 2).await;
    assert_eq!(circuit.state(), Circuit::Closed);
    // none fails any more, and then the circuit is closed
    assert_eq!(*told.lock().unwrap(), [1, 2, 3, 0, 0]);
}
