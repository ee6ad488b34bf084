//! What devices and networks really do, each played against the very numbers of the layers.

use super::*;
use std::future::pending;

type Answer = Result<Reply, LinkError>;

/// A device whose n-th call (from 0) is played by `play`.
fn device<F>(
    settings: &LinkSettings,
    play: impl Fn(usize, Call) -> F + Send + Sync + 'static,
) -> DeviceLink
where
    F: Future<Output = Answer> + Send + 'static,
{
    let calls = AtomicUsize::new(0);
    scripted_link(
        Script::new(move |call| play(calls.fetch_add(1, SeqCst), call)),
        settings,
    )
}

fn level_1() -> LinkSettings {
    LinkSettings {
        probe: ProbeTimeout::NATIVE_LEVEL_1,
        ..seeded()
    }
}

fn unidentified() -> LinkSettings {
    LinkSettings {
        probe: ProbeTimeout::Unidentified,
        ..seeded()
    }
}

/// Takes `call`'s body in 64 KiB steps, with `pause(step)` before each.
async fn take(call: &Call, pause: impl Fn(u64) -> Duration) {
    let len = call.body_len();
    for step in 1..=len.div_ceil(64 << 10) {
        sleep(pause(step)).await;
        call.on_sent.as_ref().unwrap()((step * (64 << 10)).min(len));
    }
}

/// Sends `call`; gives the reply's code and the attempts it took.
async fn code(link: &DeviceLink, call: Call) -> Result<(u16, u32), LinkError> {
    let attempts = call.attempts.clone();
    link.send(call)
        .await
        .map(|reply| (reply.status.as_u16(), attempts.total()))
}

#[tokio::test(start_paused = true)]
async fn a_player_that_is_deaf_for_20_s_is_reached_at_the_first_attempt() {
    let link = device(&level_1(), |_, _| async {
        sleep(secs(20)).await;
        status(200)
    });
    for _ in 0..20 {
        assert_eq!(code(&link, probe()).await, Ok((200, 1)));
    }
    assert_eq!(link.circuit(), Circuit::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_player_that_nobody_knows_yet_is_identified_in_spite_of_its_deafness() {
    // whenever the first call falls into its pass of 20 s, and though it answers each abandoned call with a new pass
    for phase in 0..20 {
        let link = device(&unidentified(), move |n, _| async move {
            sleep(if n == 0 { secs(20 - phase) } else { secs(20) }).await;
            status(200)
        });
        let (code, attempts) = code(&link, probe()).await.unwrap();
        assert!(
            code == 200 && attempts <= 4,
            "phase {phase}: {attempts} attempts"
        );
        assert_eq!(link.circuit(), Circuit::Closed, "phase {phase}");
        link.set_probe_timeout(ProbeTimeout::NATIVE_LEVEL_1);
        assert_eq!(link.rto(), secs(25));
    }
}

#[tokio::test(start_paused = true)]
async fn flash_that_stalls_in_mid_upload_is_waited_for_once_it_is_known() {
    for stall in 4..45 {
        // the first pause teaches; one that is too long at first is for the family to resume
        let link = device(&seeded(), move |_, call| async move {
            take(&call, |step| {
                secs(match step {
                    3 => 11,
                    9 => stall,
                    _ => 0,
                })
            })
            .await;
            status(200)
        });
        assert_eq!(
            code(&link, transfer(1 << 20)).await,
            Ok((200, 1)),
            "{stall} s"
        );
    }
    for (stall, ends_well) in [(4, true), (19, true), (21, false), (45, false)] {
        let link = device(&seeded(), move |_, call| async move {
            take(&call, |step| {
                if step == 3 {
                    secs(stall)
                } else {
                    Duration::ZERO
                }
            })
            .await;
            status(200)
        });
        let result = code(&link, transfer(1 << 20)).await;
        assert_eq!(result.is_ok(), ends_well, "{stall} s at first: {result:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn flash_that_stalls_after_the_last_byte_is_waited_for_from_the_start() {
    for stall in [4, 20, 30, 44] {
        let link = device(&seeded(), move |_, call| async move {
            take(&call, |_| Duration::ZERO).await;
            sleep(secs(stall)).await;
            status(204)
        });
        assert_eq!(
            code(&link, transfer(32 << 10)).await,
            Ok((204, 1)),
            "{stall} s"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_network_may_take_hours() {
    let link = device(&seeded(), |_, call| async move {
        take(&call, |_| secs(18)).await;
        status(200)
    });
    let start = Instant::now();
    assert_eq!(code(&link, transfer(64 << 20)).await, Ok((200, 1)));
    assert!(start.elapsed() > secs(5 * 3600));
}

#[tokio::test(start_paused = true)]
async fn a_web_server_that_is_dead_behind_a_live_ping_is_given_up_and_left_in_peace() {
    let link = device(&seeded(), |_, _| pending());
    let start = Instant::now();
    assert!(matches!(
        link.send(probe()).await,
        Err(LinkError::CircuitOpen { .. })
    ));
    assert!(
        start.elapsed() < secs(5 + 10 + 12 + 12 + 4),
        "{:?}",
        start.elapsed()
    );
    let start = Instant::now();
    assert!(link.send(probe()).await.is_err());
    assert!(start.elapsed().is_zero(), "the next is told at once");
    let start = Instant::now();
    link.reset_circuit();
    let stuck = link.send(transfer(1 << 20)).await.unwrap_err();
    assert_eq!(
        (stuck, start.elapsed()),
        (LinkError::TimedOut { after: secs(20) }, secs(20))
    );
}

#[tokio::test(start_paused = true)]
async fn an_esp8266_never_sees_two_requests_at_once() {
    let under_way = Arc::new(AtomicUsize::new(0));
    let link = device(&seeded(), move |n, _| {
        let guard = UnderWay::begin(&under_way);
        async move {
            sleep(millis(300)).await;
            drop(guard);
            if n % 4 == 0 { status(503) } else { status(200) }
        }
    });
    // some of the callers give up while they wait, are served, or back off
    let calls = (0..40).map(|n| {
        timeout(
            if n % 3 == 0 {
                millis(400 * n)
            } else {
                secs(600)
            },
            link.send(probe()),
        )
    });
    assert!(join_all(calls).await.iter().flatten().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn a_busy_device_is_waited_for_and_its_circuit_stays_closed() {
    for code in [429, 503] {
        let link = device(&seeded(), move |_, _| async move { status(code) });
        for _ in 0..20 {
            let last = Box::new(LinkError::Status {
                code,
                detail: "{}".into(),
                retry_after: None,
            });
            assert_eq!(
                link.send(probe()).await.unwrap_err(),
                LinkError::Exhausted { attempts: 5, last }
            );
        }
        assert_eq!(link.circuit(), Circuit::Closed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_syn_is_no_failure() {
    // TCP repeats a lost SYN after 1 s, the second after 2 s more; the client's own limit lets both pass
    assert!(CONNECT_TIMEOUT > secs(1 + 2));
    let link = device(&seeded(), |n, _| async move {
        sleep(if n > 0 && n % 5 == 0 {
            millis(1020)
        } else {
            millis(20)
        })
        .await;
        status(200)
    });
    for _ in 0..50 {
        assert_eq!(code(&link, probe()).await, Ok((200, 1)));
    }
    let fresh = device(&seeded(), |_, _| async {
        sleep(millis(3020)).await;
        status(200)
    });
    assert_eq!(
        code(&fresh, probe()).await,
        Ok((200, 1)),
        "two lost ones, on a device that was never heard before"
    );
}

#[tokio::test(start_paused = true)]
async fn a_device_that_reboots_is_found_again_by_small_requests() {
    // refuses for 8 s from the start, then works
    let boot = Instant::now();
    let link = device(&seeded(), move |_, _| async move {
        sleep(millis(5)).await;
        if boot.elapsed() < secs(8) {
            Err(LinkError::Refused)
        } else {
            status(200)
        }
    });
    while let Err(LinkError::CircuitOpen { retry_in }) = link.send(probe()).await {
        assert_eq!(link.last_failure(), Some(LinkError::Refused));
        sleep(retry_in).await;
    }
    assert_eq!(link.circuit(), Circuit::HalfOpen);
    link.send(probe()).await.unwrap();
    assert_eq!(
        (link.circuit(), link.last_failure()),
        (Circuit::Closed, None)
    );
    assert!(
        boot.elapsed() < secs(8 + 12),
        "noticed within one rest: {:?}",
        boot.elapsed()
    );
    assert_eq!(
        code(
            &link,
            Call {
                expect: Expect::SHORT,
                ..transfer(0)
            }
        )
        .await,
        Ok((200, 1))
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_told_at_once_and_harms_nothing() {
    for code_ in [400, 401, 403, 404, 409, 413, 415, 422, 501, 505, 507] {
        let link = device(&seeded(), move |_, _| async move { status(code_) });
        for _ in 0..20 {
            assert_eq!(code(&link, probe()).await, Ok((code_, 1)));
        }
        assert_eq!(link.circuit(), Circuit::Closed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_network_that_dropped_for_all_does_not_close_the_way_to_the_device() {
    let link = device(&seeded(), |n, _| async move {
        if n < 4 { Err(cut()) } else { status(200) }
    });
    assert!(matches!(
        link.send(probe()).await,
        Err(LinkError::CircuitOpen { .. })
    ));
    link.forgive();
    assert_eq!(
        code(&link, transfer(0)).await,
        Ok((200, 1)),
        "a payload, without a trial before"
    );
}
