//! Every fault of `--fault`, at both levels: the device behaves so, and is itself again when the fault is used up.

use crate::client::*;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::Instant;
use upload_bridge::simulator::{DeviceOptions, Dialect, Lights, SimulatorOptions, start};

const BOTH: [Dialect; 2] = [Dialect::NATIVE, Dialect::NATIVE1];

/// Sends in the way of the dialect; none when no answer came.
async fn upload(dialect: Dialect, at: SocketAddr, bytes: &[u8]) -> Option<u16> {
    let answer = if dialect == Dialect::NATIVE {
        send(at, "a", bytes).await
    } else {
        post_form(at, bytes).await
    };
    answer.ok().map(|answer| answer.status)
}

/// What the device says it stores of the upload: bytes.
async fn size(dialect: Dialect, at: SocketAddr) -> usize {
    if dialect == Dialect::NATIVE {
        return stored(at, "a").await.map_or(0, |bytes| bytes.len());
    }
    usize::try_from(status(at).await["pattern_size"].as_u64().unwrap()).unwrap()
}

#[tokio::test]
async fn refuse_resets_every_connection() {
    for dialect in BOTH {
        let (_simulator, at) = device(dialect, "refusex2").await;
        for _ in 0..2 {
            assert!(call(at, "GET /api/status", &[], b"").await.is_err());
        }
        assert_eq!(get(at, "/api/status").await.status, 200);
    }
}

#[tokio::test]
async fn busy_is_a_503_at_level_2_and_a_closed_connection_at_level_1() {
    let (_simulator, at) = device(Dialect::NATIVE, "busy:2").await;
    for path in ["/api/status", "/api/files"] {
        let answer = get(at, path).await;
        assert_eq!(
            (
                answer.status,
                answer.header("retry-after"),
                answer.error().as_str()
            ),
            (503, Some("1"), "busy")
        );
        assert_eq!(
            answer.header("tus-resumable"),
            (path == "/api/files").then_some("1.0.0"),
            "{path}"
        );
    }
    assert_eq!(get(at, "/api/status").await.status, 200);
    let (_simulator, at) = device(Dialect::NATIVE1, "busy:2").await;
    for _ in 0..2 {
        assert!(call(at, "GET /api/status", &[], b"").await.is_err());
    }
    assert_eq!(get(at, "/api/status").await.status, 200);
}

#[tokio::test]
async fn silent_waits_before_the_answer() {
    for dialect in BOTH {
        let (_simulator, at) = device(dialect, "silent:0.5x1").await;
        let asked = Instant::now();
        get(at, "/api/status").await;
        assert!(asked.elapsed() >= Duration::from_millis(500));
        let asked = Instant::now();
        get(at, "/api/status").await;
        assert!(asked.elapsed() < Duration::from_millis(500), "only once");
    }
}

#[tokio::test]
async fn slow_takes_and_gives_so_much_a_second() {
    let bytes = pattern(8, 400, 1); // 10,404 bytes: half a second at 20 kB/s
    for dialect in BOTH {
        let (_simulator, at) = device(dialect, "slow:20/20").await;
        let began = Instant::now();
        upload(dialect, at, &bytes).await;
        assert!(
            began.elapsed() >= Duration::from_millis(500),
            "{dialect}: {:?}",
            began.elapsed()
        );
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{dialect}: {:?}",
            began.elapsed()
        );
    }
    let (_simulator, at) = device(Dialect::NATIVE, "slow:1000/20x2").await;
    upload(Dialect::NATIVE, at, &bytes).await;
    for at_least in [500, 0] {
        let began = Instant::now();
        assert_eq!(stored(at, "a").await.unwrap(), bytes);
        assert!(began.elapsed() >= Duration::from_millis(at_least));
        assert!(
            at_least > 0 || began.elapsed() < Duration::from_millis(500),
            "the fault is used up"
        );
    }
}

#[tokio::test]
async fn a_stall_is_felt_by_the_sender_and_ends_well() {
    let bytes = pattern(8, 40_000, 1);
    let (_simulator, at) = device(Dialect::NATIVE, "stall:0.5@3000").await;
    let file = location(&create(at, "a", &bytes).await.unwrap());
    let began = Instant::now();
    let sending = patch(at, &file, 0, &bytes);
    let watching = async {
        until_offset(at, 3000).await;
        let from = Instant::now();
        soon(async { while status(at).await["upload"]["offset"] == 3000 {} }).await;
        from.elapsed()
    };
    let (sent, stood) = tokio::join!(sending, watching);
    assert_eq!(sent.unwrap().status, 204);
    assert!(
        began.elapsed() >= Duration::from_millis(500) && stood >= Duration::from_millis(300),
        "{stood:?}"
    );
    let (_simulator, at) = device(Dialect::NATIVE1, "stall:0.5@100x1").await;
    let began = Instant::now();
    assert_eq!(upload(Dialect::NATIVE1, at, &bytes[..0]).await, Some(400));
    assert_eq!(
        upload(Dialect::NATIVE1, at, &pattern(8, 100, 1)).await,
        Some(200)
    );
    assert!(began.elapsed() >= Duration::from_millis(500));
}

#[tokio::test]
async fn reset_at_cuts_there_and_a_resumed_upload_gets_past_it() {
    let bytes = pattern(8, 1000, 1);
    let (_simulator, at) = device(Dialect::NATIVE, "reset-at:5000").await;
    let file = location(&create(at, "a", &bytes).await.unwrap());
    assert!(patch(at, &file, 0, &bytes).await.is_err());
    assert_eq!(head(at, &file).await.unwrap().offset(), 5000);
    assert_eq!(
        patch(at, &file, 5000, &bytes[5000..]).await.unwrap().status,
        204
    );
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
    assert_eq!(
        upload(Dialect::NATIVE, at, &bytes).await,
        None,
        "the next upload meets it again"
    );

    let (_simulator, at) = device(Dialect::NATIVE1, "reset-at:5000x2").await;
    for _ in 0..2 {
        assert_eq!(upload(Dialect::NATIVE1, at, &bytes).await, None);
        assert_eq!(size(Dialect::NATIVE1, at).await, 0);
    }
    assert_eq!(
        upload(Dialect::NATIVE1, at, &bytes[..5000]).await,
        Some(400),
        "used up"
    );
}

#[tokio::test]
async fn a_reset_at_the_last_byte_loses_only_the_answer() {
    let bytes = pattern(8, 100, 1);
    let (_simulator, at) = device(Dialect::NATIVE, &format!("reset-at:{}", bytes.len())).await;
    assert!(send(at, "a", &bytes).await.is_err());
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
}

#[tokio::test]
async fn reboot_at_is_gone_for_two_seconds_and_keeps_only_the_disk() {
    let bytes = pattern(8, 1000, 1);
    let (_simulator, at) = device(Dialect::NATIVE, "reboot-at:5000").await;
    let mut idle = Client::to(at).await.unwrap();
    idle.call("GET /api/status", &[], b"").await.unwrap();
    send(at, "small", &pattern(8, 10, 1)).await.unwrap();
    let file = location(&create(at, "a", &bytes).await.unwrap());
    let began = Instant::now();
    assert!(patch(at, &file, 0, &bytes).await.is_err());
    assert!(idle.answer(false).await.is_err(), "every connection is cut");
    until_back(at).await;
    assert!(
        began.elapsed() >= Duration::from_millis(1900),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        head(at, &file).await.unwrap().offset(),
        4096,
        "a page of the flash"
    );
    assert_eq!(
        patch(at, &file, 4096, &bytes[4096..]).await.unwrap().status,
        204
    );
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
    assert!(stored(at, "small").await.is_some());
}

#[tokio::test]
async fn a_level_1_device_that_reboots_has_forgotten_its_pattern() {
    let (_simulator, at) = device(Dialect::NATIVE1, "reboot-at:1000x1").await;
    assert_eq!(
        upload(Dialect::NATIVE1, at, &pattern(8, 10, 1)).await,
        Some(200)
    );
    assert_eq!(
        upload(Dialect::NATIVE1, at, &pattern(8, 100, 1)).await,
        None
    );
    assert!(call(at, "GET /api/status", &[], b"").await.is_err(), "gone");
    until_back(at).await;
    assert_eq!(size(Dialect::NATIVE1, at).await, 0);
    assert_eq!(
        upload(Dialect::NATIVE1, at, &pattern(8, 100, 1)).await,
        Some(200)
    );
}

#[tokio::test]
async fn an_early_reply_comes_before_the_rest_and_only_a_kilobyte_is_stored() {
    let bytes = pattern(8, 1000, 1);
    let (_simulator, at) = device(Dialect::NATIVE, "early-replyx1").await;
    let file = location(&create(at, "a", &bytes).await.unwrap());
    let mut client = Client::to(at).await.unwrap();
    client
        .send(
            &format!("PATCH {file}"),
            &piece_headers(0),
            bytes.len(),
            &bytes[..2000],
        )
        .await;
    let answer = client.answer(false).await.unwrap();
    assert_eq!((answer.status, answer.offset()), (204, bytes.len() as u64));
    drop(client);
    assert_eq!(stored(at, "a").await.unwrap(), bytes[..1024]);
    assert_eq!(upload(Dialect::NATIVE, at, &bytes).await, Some(204));
    assert_eq!(stored(at, "a").await.unwrap(), bytes);

    let (_simulator, at) = device(Dialect::NATIVE1, "early-replyx1").await;
    let (headers, body) = form("name=\"pattern\"; filename=\"a.bin\"", &bytes);
    let mut client = Client::to(at).await.unwrap();
    client
        .send("POST /api/upload", &headers, body.len(), &body[..2000])
        .await;
    assert_eq!(client.answer(false).await.unwrap().status, 200);
    drop(client);
    assert_eq!(size(Dialect::NATIVE1, at).await, 1024);
    assert_eq!(upload(Dialect::NATIVE1, at, &bytes).await, Some(200));
    assert_eq!(size(Dialect::NATIVE1, at).await, bytes.len());
}

#[tokio::test]
async fn lie_and_truncate_say_success_and_the_numbers_tell() {
    let bytes = pattern(8, 100, 1);
    for dialect in BOTH {
        for (fault, kept) in [("liex1", 0), ("truncate:100x1", 100), ("truncate:2x1", 2)] {
            let (_simulator, at) = device(dialect, fault).await;
            let success = upload(dialect, at, &bytes).await.unwrap();
            assert!((200..300).contains(&success), "{dialect} {fault}");
            assert_eq!(size(dialect, at).await, kept, "{dialect} {fault}");
            upload(dialect, at, &bytes).await;
            assert_eq!(
                size(dialect, at).await,
                bytes.len(),
                "{dialect} {fault} is used up"
            );
        }
    }
    let (_simulator, at) = device(Dialect::NATIVE, "truncate:100").await;
    upload(Dialect::NATIVE, at, &bytes).await;
    let listed = get(at, "/api/patterns").await.json();
    assert_eq!(
        (
            &listed["patterns"][0]["bytes"],
            &listed["patterns"][0]["sha256"]
        ),
        (&json!(100), &json!(sha256(&bytes[..100])))
    );
}

#[tokio::test]
async fn flip_stores_one_wrong_bit_and_its_honest_hash() {
    let bytes = pattern(8, 100, 1);
    let (_simulator, at) = device(Dialect::NATIVE, "flipx1").await;
    assert_eq!(upload(Dialect::NATIVE, at, &bytes).await, Some(204));
    let kept = stored(at, "a").await.unwrap();
    let wrong: u32 = kept
        .iter()
        .zip(&bytes)
        .map(|(a, b)| (a ^ b).count_ones())
        .sum();
    assert_eq!((wrong, kept.len()), (1, bytes.len()));
    assert_eq!(
        get(at, "/api/patterns").await.json()["patterns"][0]["sha256"],
        json!(sha256(&kept))
    );
    upload(Dialect::NATIVE, at, &bytes).await;
    assert_eq!(stored(at, "a").await.unwrap(), bytes);

    let dir = tempfile::tempdir().unwrap();
    let options = SimulatorOptions {
        dir: Some(dir.path().into()),
        ..one(Dialect::NATIVE1, "flip")
    };
    let (simulator, at) = run(options).await;
    assert_eq!(upload(Dialect::NATIVE1, at, &bytes).await, Some(200));
    let kept = std::fs::read(
        simulator.devices()[0]
            .dir
            .clone()
            .unwrap()
            .join("pattern.bin"),
    )
    .unwrap();
    assert_ne!(kept, bytes);
}

#[tokio::test]
async fn a_full_disk_is_a_507_at_level_2_and_a_full_heap_a_500_at_level_1() {
    for (dialect, answer, success) in [(Dialect::NATIVE, 507, 204), (Dialect::NATIVE1, 500, 200)] {
        let (_simulator, at) = device(dialect, "full-diskx1").await;
        if dialect == Dialect::NATIVE {
            assert_ne!(
                status(at).await["free_bytes"],
                json!(0),
                "who asks first must meet the refusal, too"
            );
            assert_eq!(
                create(at, "a", &pattern(8, 1, 1)).await.unwrap().error(),
                "full"
            );
        } else {
            assert_eq!(upload(dialect, at, &pattern(8, 1, 1)).await, Some(answer));
        }
        assert_eq!(upload(dialect, at, &pattern(8, 1, 1)).await, Some(success));
    }
}

#[tokio::test]
async fn a_disk_that_is_always_full_says_so_and_stays_so() {
    let (_simulator, at) = device(Dialect::NATIVE, "full-disk").await;
    for _ in 0..3 {
        assert_eq!(status(at).await["free_bytes"], json!(0));
        assert_eq!(
            create(at, "a", &pattern(8, 1, 1)).await.unwrap().status,
            507
        );
    }
}

#[tokio::test]
async fn bad_json_spoils_status_answers_only() {
    for dialect in BOTH {
        let (_simulator, at) = device(dialect, "bad-jsonx1").await;
        let answer = get(at, "/api/status").await;
        assert_eq!(answer.status, 200);
        assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err());
        status(at).await;
    }
    let (_simulator, at) = device(Dialect::NATIVE, "bad-json").await;
    assert!(get(at, "/api/patterns").await.json()["patterns"].is_array());
}

#[tokio::test]
async fn a_locked_level_2_device_wants_its_pin_and_level_1_knows_none() {
    let (_simulator, at) = device(Dialect::NATIVE, "pin:1234").await;
    for line in [
        "GET /api/status",
        "GET /api/patterns",
        "POST /api/files",
        "POST /api/upload",
    ] {
        for headers in [vec![], vec![("Authorization", "Bearer 4321".to_owned())]] {
            let answer = call(at, line, &headers, b"").await.unwrap();
            assert_eq!(
                (answer.status, answer.error().as_str()),
                (401, "token_needed"),
                "{line}"
            );
            assert_eq!(
                answer.header("tus-resumable").is_some(),
                line.ends_with("/files"),
                "{line}"
            );
        }
    }
    let with_pin = [("Authorization", "Bearer 1234".to_owned())];
    assert_eq!(
        call(at, "GET /api/status", &with_pin, b"")
            .await
            .unwrap()
            .status,
        200
    );
    let (_simulator, at) = device(Dialect::NATIVE1, "pin:1234").await;
    assert_eq!(get(at, "/api/status").await.status, 200);
}

#[tokio::test]
async fn faults_are_counted_per_device_and_a_device_may_have_its_own() {
    let plain = DeviceOptions::new(Dialect::NATIVE, Lights::Leds(8));
    let healthy = DeviceOptions {
        faults: Some(vec![]),
        ..plain.clone()
    };
    let options = SimulatorOptions {
        devices: vec![plain.clone(), plain, healthy],
        ..one(Dialect::NATIVE, "busy:1")
    };
    let simulator = start(options).await.unwrap();
    for (device, first) in simulator.devices().iter().zip([503, 503, 200]) {
        assert_eq!(get(device.address, "/api/status").await.status, first);
        assert_eq!(get(device.address, "/api/status").await.status, 200);
    }
}

#[tokio::test]
async fn an_older_uploader_meets_the_same_faults_at_level_2() {
    let bytes = pattern(8, 100, 1);
    for (fault, kept) in [
        ("liex1", 0),
        ("truncate:100x1", 100),
        ("reset-at:500x1", 0),
        ("full-diskx1", 0),
    ] {
        let (_simulator, at) = device(Dialect::NATIVE, fault).await;
        let first = post_form(at, &bytes).await.ok().map(|answer| answer.status);
        let expected = [("reset-at:500x1", None), ("full-diskx1", Some(507))];
        let expected = expected
            .into_iter()
            .find(|(f, _)| *f == fault)
            .map_or(Some(200), |(_, status)| status);
        assert_eq!(first, expected, "{fault}");
        assert_eq!(
            stored(at, "pattern").await.map_or(0, |bytes| bytes.len()),
            kept,
            "{fault}"
        );
        assert_eq!(
            post_form(at, &bytes).await.unwrap().status,
            200,
            "{fault} is used up"
        );
        assert_eq!(stored(at, "pattern").await.unwrap(), bytes, "{fault}");
    }
}

#[tokio::test]
async fn a_reboot_keeps_in_a_folder_what_it_keeps_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = pattern(8, 1000, 1);
    let (_simulator, at) = device_in(dir.path(), "reboot-at:9000x1").await;
    let file = location(&create(at, "a", &bytes).await.unwrap());
    assert!(patch(at, &file, 0, &bytes).await.is_err());
    until_back(at).await;
    assert_eq!(
        location(&create(at, "a", &bytes).await.unwrap()),
        file,
        "the same upload is still open"
    );
    assert_eq!(head(at, &file).await.unwrap().offset(), 8192);
    assert_eq!(
        patch(at, &file, 8192, &bytes[8192..]).await.unwrap().status,
        204
    );
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
}
