//! Time limits in paused time, over scripts that pause where devices do.

use super::*;
use crate::link::fixture::{millis, probe, secs, status, transfer, wire};
use crate::link::{Script, Wire};
use tokio::time::{sleep, timeout};

/// A device that takes an upload in steps of one byte, pausing before each, then before its answer.
fn uploads(
    pauses: impl Fn(u64) -> Duration + Send + Sync + 'static,
    answer: Duration,
) -> Timeout<Wire> {
    let pauses = Arc::new(pauses);
    let script = Script::new(move |call: Call| {
        let pauses = pauses.clone();
        async move {
            for byte in 1..=call.body_len() {
                sleep(pauses(byte)).await;
                call.on_sent.as_ref().unwrap()(byte);
            }
            sleep(answer).await;
            status(200)
        }
    });
    Timeout::new(Wire::Scripted(script), ProbeTimeout::Adaptive)
}

/// The same for a download of `bytes` bytes, the first of which comes after `head`.
fn downloads(head: Duration, pause: Duration, bytes: u64) -> Timeout<Wire> {
    let script = Script::new(move |call: Call| async move {
        sleep(head).await;
        for byte in 1..=bytes {
            call.on_received.as_ref().unwrap()(byte);
            sleep(pause).await;
        }
        status(200)
    });
    Timeout::new(Wire::Scripted(script), ProbeTimeout::Adaptive)
}

fn download() -> Call {
    Call {
        class: CallClass::Transfer,
        ..probe()
    }
}

async fn timed_out(timeout: &Timeout<Wire>, call: Call) -> (Duration, Duration) {
    let start = Instant::now();
    match timeout.send(call).await {
        Err(LinkError::TimedOut { after }) => (start.elapsed(), after),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_small_request_has_five_seconds_then_ten_then_twelve() {
    let silent = Timeout::new(wire(|_| (secs(3600), status(200))), ProbeTimeout::Adaptive);
    for limit in [5, 10, 12, 12].map(secs) {
        assert_eq!(silent.rto(), limit);
        assert_eq!(timed_out(&silent, probe()).await, (limit, limit));
    }
}

#[tokio::test(start_paused = true)]
async fn a_fixed_limit_neither_grows_nor_learns() {
    let slow = wire(|n| (if n == 2 { millis(10) } else { secs(30) }, status(200)));
    let fixed = Timeout::new(slow, ProbeTimeout::NATIVE_LEVEL_1);
    for _ in 0..2 {
        assert_eq!(timed_out(&fixed, probe()).await.0, secs(25));
    }
    assert!(fixed.send(probe()).await.is_ok());
    assert_eq!(fixed.rto(), secs(25));
}

#[tokio::test(start_paused = true)]
async fn small_requests_teach_the_limit_and_transfers_do_not() {
    let link = Timeout::new(wire(|_| (secs(2), status(503))), ProbeTimeout::Adaptive);
    link.send(download()).await.unwrap();
    assert_eq!(link.rto(), secs(5), "nothing learned");
    link.send(probe()).await.unwrap();
    assert_eq!(link.rto(), secs(6), "2 s + 4 x 1 s");
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_no_sample() {
    let link = Timeout::new(
        wire(|_| (millis(1), Err(LinkError::Refused))),
        ProbeTimeout::Adaptive,
    );
    assert_eq!(link.send(probe()).await.unwrap_err(), LinkError::Refused);
    assert_eq!(link.rto(), secs(5));
}

#[tokio::test(start_paused = true)]
async fn the_answer_behind_a_cancelled_call_is_no_sample() {
    for cancelled in [probe(), transfer(3)] {
        let link = Timeout::new(wire(|_| (secs(2), status(200))), ProbeTimeout::Adaptive);
        assert!(timeout(secs(1), link.send(cancelled)).await.is_err());
        link.send(probe()).await.unwrap();
        assert_eq!(link.rto(), secs(5));
        link.send(probe()).await.unwrap();
        assert_eq!(link.rto(), secs(6));
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_gets_on_is_never_too_slow() {
    let start = Instant::now();
    assert!(
        uploads(|_| secs(19), secs(1))
            .send(transfer(400))
            .await
            .is_ok()
    );
    assert!(start.elapsed() > secs(2 * 3600));
}

#[tokio::test(start_paused = true)]
async fn an_upload_stalls_after_twenty_seconds() {
    let stuck = uploads(|byte| if byte == 3 { secs(3600) } else { secs(1) }, secs(1));
    assert_eq!(timed_out(&stuck, transfer(9)).await, (secs(22), secs(20)));
}

#[tokio::test(start_paused = true)]
async fn a_long_stall_that_ended_well_makes_the_link_patient() {
    let stuttering = uploads(|byte| secs([0, 9, 12, 44, 46][byte as usize]), millis(1));
    assert!(stuttering.send(transfer(1)).await.is_ok());
    assert_eq!(stuttering.stall_limit(), secs(20), "9 s are no long stall");
    assert!(
        stuttering.send(transfer(3)).await.is_ok(),
        "12 s, then 44 s"
    );
    assert_eq!(timed_out(&stuttering, transfer(4)).await.1, secs(45));
}

#[tokio::test(start_paused = true)]
async fn a_stall_that_ended_badly_makes_nobody_patient() {
    let link = Timeout::new(
        wire(|_| (secs(15), Err(LinkError::Refused))),
        ProbeTimeout::Adaptive,
    );
    assert!(link.send(transfer(4)).await.is_err());
    assert_eq!(link.stall_limit(), secs(20));
}

#[tokio::test(start_paused = true)]
async fn the_answer_to_an_upload_may_take_three_quarters_of_a_minute() {
    assert!(
        uploads(|_| secs(1), secs(44))
            .send(transfer(5))
            .await
            .is_ok()
    );
    assert_eq!(
        timed_out(&uploads(|_| secs(1), secs(46)), transfer(5)).await,
        (secs(50), secs(45))
    );
}

#[tokio::test(start_paused = true)]
async fn a_download_may_begin_late_but_not_stall() {
    assert!(
        downloads(secs(19), secs(9), 300)
            .send(download())
            .await
            .is_ok()
    );
    assert_eq!(
        timed_out(&downloads(secs(21), secs(1), 3), download())
            .await
            .1,
        secs(20)
    );
    assert_eq!(
        timed_out(&downloads(secs(1), secs(21), 3), download()).await,
        (secs(21), secs(20))
    );
}

#[tokio::test(start_paused = true)]
async fn listeners_of_the_call_hear_what_the_watch_hears() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = heard.clone();
    let mut call = transfer(3);
    call.on_sent = Some(Arc::new(move |sent| listener.lock().push(sent)));
    uploads(|_| secs(1), secs(1)).send(call).await.unwrap();
    assert_eq!(*heard.lock(), [1, 2, 3]);
}
