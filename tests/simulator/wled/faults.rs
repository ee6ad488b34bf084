//! Faults and limits, as WLED really shows them.

use super::*;
use crate::client::{Client, device, soon};
use serde_json::json;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use upload_bridge::simulator::{DeviceOptions, SimulatorOptions};

/// Everything a connection gives until it ends.
async fn rest(client: &mut Client) -> Vec<u8> {
    let mut bytes = Vec::new();
    // an error is an end as well
    let _ = soon(client.stream.read_to_end(&mut bytes)).await;
    bytes
}

#[tokio::test]
async fn busy_is_a_503_that_is_none_or_a_closed_connection() {
    for (dialect, said) in [
        (
            Dialect::WLED,
            &b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n"[..],
        ),
        (Dialect::WLED15, b""),
        (Dialect::WLED13, b""),
    ] {
        let (_running, at) = device(dialect, "busy:1").await;
        let mut client = Client::to(at).await.unwrap();
        client.send("GET /json/info", &[], 0, b"").await;
        assert_eq!(rest(&mut client).await, said, "{dialect}");
        assert_eq!(get(at, "/json/info").await.status, 200);
    }
}

#[tokio::test]
async fn six_connections_are_served_and_a_seventh_is_not() {
    let (_running, at) = device(Dialect::WLED, "").await;
    let mut idle = Vec::new();
    for _ in 0..6 {
        idle.push(Client::to(at).await.unwrap());
    }
    soon(async { while call(at, "GET /version", &[], b"").await.is_ok() {} }).await;
    drop(idle);
    soon(async { while call(at, "GET /version", &[], b"").await.is_err() {} }).await;
}

#[tokio::test]
async fn who_says_nothing_for_three_seconds_is_cut_off_and_leaves_a_part() {
    let (_running, at) = device(Dialect::WLED, "").await;
    upload(at, "/a.gif", &[1; 3000]).await.unwrap();
    let (headers, body) = form("name=\"d\"; filename=\"/a.gif\"", &[2; 3000]);
    let mut client = Client::to(at).await.unwrap();
    client
        .send("POST /upload", &headers, body.len(), &body[..1100])
        .await;
    assert!(rest(&mut client).await.is_empty());
    let part = get(at, "/a.gif").await.body;
    assert!(
        part.len() < 1100 && part.iter().all(|b| *b == 2),
        "the old file was gone at the first byte"
    );
}

#[tokio::test]
async fn a_full_disk_is_a_success_with_less_in_it() {
    let disk = Some(7 * 4096);
    let devices = vec![DeviceOptions {
        disk,
        ..DeviceOptions::new(Dialect::WLED, Lights::Leds(8))
    }];
    let (_running, at) = crate::client::run(SimulatorOptions {
        devices,
        ..crate::client::one(Dialect::WLED, "")
    })
    .await;
    let answer = upload(at, "/a.gif", &[1; 30_000]).await.unwrap();
    assert_eq!(
        (answer.status, text(&answer).as_str()),
        (200, "File Uploaded!")
    );
    assert_eq!(get(at, "/a.gif").await.body.len(), 3 * 4096);
    assert_eq!(info(at).await["fs"], json!({"u": 28, "t": 28, "pmt": 0}));
    let (_running, at) = device(Dialect::WLED, "full-disk").await;
    assert_eq!(upload(at, "/a.gif", &[1; 100]).await.unwrap().status, 200);
    assert_eq!(get(at, "/edit?list=/").await.json()[0]["size"], json!(0));
    let told = info(at).await;
    assert_eq!(told["fs"]["u"], told["fs"]["t"]);
}

#[tokio::test]
async fn faults_of_an_upload_are_seen_only_by_reading_back() {
    let bytes = [7; 5000];
    for (fault, stored) in [
        ("lie", None),
        ("truncate:100", Some(100)),
        ("flip", Some(5000)),
    ] {
        let (_running, at) = device(Dialect::WLED, fault).await;
        assert_eq!(
            upload(at, "/a.gif", &bytes).await.unwrap().status,
            200,
            "{fault}"
        );
        let read = get(at, "/a.gif").await;
        assert_eq!(
            (read.status == 200).then_some(read.body.len()),
            stored,
            "{fault}"
        );
        assert_ne!(read.body, bytes, "{fault}");
    }
    let (_running, at) = device(Dialect::WLED, "early-reply").await;
    assert_eq!(
        upload(at, "/a.gif", &[7; 200_000]).await.unwrap().status,
        200
    );
    assert!((1024..10_000).contains(&get(at, "/a.gif").await.body.len()));
}

#[tokio::test]
async fn a_cut_upload_leaves_what_came_and_a_reboot_keeps_it() {
    for fault in ["reset-at:2500x1", "reboot-at:2500x1"] {
        let (_running, at) = device(Dialect::WLED, fault).await;
        say(at, &json!({"bri": 9})).await;
        assert!(upload(at, "/a.gif", &[7; 5000]).await.is_err(), "{fault}");
        soon(async { while call(at, "GET /version", &[], b"").await.is_err() {} }).await;
        assert_eq!(get(at, "/a.gif").await.body.len(), 2500, "{fault}");
        assert_eq!(
            state(at).await["bri"] == json!(9),
            fault.starts_with("reset"),
            "{fault}"
        );
        upload(at, "/a.gif", &[7; 5000]).await.unwrap();
        assert_eq!(get(at, "/a.gif").await.body.len(), 5000);
    }
}

#[tokio::test]
async fn bad_json_is_cut_off_and_files_are_not() {
    let (_running, at) = device(Dialect::WLED, "bad-jsonx1").await;
    assert!(serde_json::from_slice::<Value>(&get(at, "/json/info").await.body).is_err());
    assert!(info(at).await.is_object());
}

#[tokio::test]
async fn a_pin_guards_files_and_opens_for_everybody() {
    let (_running, at) = device(Dialect::WLED, "pin:1234").await;
    let refused = upload(at, "/a.gif", &[1; 5000]).await.unwrap();
    assert_eq!(
        (refused.status, text(&refused).as_str()),
        (401, "Please unlock settings using PIN code!")
    );
    assert_eq!(get(at, "/a.gif").await.status, 404);
    let listed = get(at, "/edit?list=/").await;
    assert_eq!(
        (listed.status, listed.header("content-type")),
        (401, Some("text/html"))
    );
    let boot = call(at, "POST /json/cfg", &json_type(), br#"{"def":{"ps":1}}"#)
        .await
        .unwrap();
    assert_eq!((boot.status, boot.json()), (401, json!({"error": 1})));
    assert_eq!(
        say(at, &json!({"bri": 5, "pin": "1234"})).await.json(),
        json!({"success": true})
    );
    assert_eq!(upload(at, "/a.gif", &[1; 5000]).await.unwrap().status, 200);
    assert_eq!(get(at, "/edit?list=/").await.status, 200);
    say(at, &json!({"pin": "9999"})).await;
    assert_eq!(
        get(at, "/edit?list=/").await.status,
        401,
        "a wrong one locks"
    );
    say(at, &json!({"pin": "1234"})).await;
    assert_eq!(get(at, "/edit?list=/").await.status, 401, "too soon");
    assert_eq!(get(at, "/a.gif").await.status, 200, "reading needs none");
    let opened = soon(async {
        loop {
            tokio::time::sleep(Duration::from_millis(3100)).await;
            say(at, &json!({"pin": "1234"})).await;
            if get(at, "/edit?list=/").await.status == 200 {
                break;
            }
        }
    });
    opened.await;
    get(at, "/settings/lock").await;
    assert_eq!(get(at, "/edit?list=/").await.status, 401);
    let (_running, at) = device(Dialect::WLED13, "pin:1234").await;
    let refused = upload(at, "/a.gif", &[1; 50]).await.unwrap();
    assert_eq!(
        (refused.status, text(&refused).as_str()),
        (500, "Please unlock OTA in security settings!")
    );
}

#[tokio::test]
async fn a_configuration_restarts_the_device() {
    let (_running, at) = device(Dialect::WLED, "").await;
    say(at, &json!({"bri": 9})).await;
    let answer = upload(at, "/cfg.json", b"{}").await.unwrap();
    assert_eq!(text(&answer), "Config restore ok.\nRebooting...");
    soon(async { while call(at, "GET /version", &[], b"").await.is_ok() {} }).await;
    soon(async { while call(at, "GET /version", &[], b"").await.is_err() {} }).await;
    assert_eq!(state(at).await["bri"], json!(128));
}

#[tokio::test]
async fn the_json_buffer_serves_one_at_a_time() {
    for (dialect, expected) in [
        (Dialect::WLED, Some(200)),
        (Dialect::WLED15, Some(503)),
        (Dialect::WLED13, None),
    ] {
        let (_running, at) = device(dialect, "silent:1x1").await;
        let mut first = Client::to(at).await.unwrap();
        first.send("GET /json/info", &[], 0, b"").await;
        // the address is looked at before its buffer is taken: ask until the first has it
        let mut second = call(at, "GET /version", &[], b"")
            .await
            .map(|answer| answer.status);
        assert_eq!(second.as_ref().ok(), Some(&200));
        second = soon(call(at, "GET /json/state", &[], b""))
            .await
            .map(|answer| answer.status);
        assert_eq!(second.ok(), expected, "{dialect}");
        assert_eq!(soon(first.answer(false)).await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn two_saves_at_once_tear_the_presets() {
    let (_running, at) = device(Dialect::WLED, "").await;
    say(at, &json!({"psave": 1, "n": "one"})).await;
    say(
        at,
        &json!({"psave": 2, "n": "two", "o": true, "seg": [{"id": 0, "i": ["FF0000"]}]}),
    )
    .await;
    assert!(serde_json::from_slice::<Value>(&get(at, "/presets.json").await.body).is_err());
    let (_running, at) = device(Dialect::WLED, "").await;
    say(
        at,
        &json!({"psave": 2, "n": "two", "o": true, "seg": [{"id": 0, "i": ["FF0000"]}]}),
    )
    .await;
    let saved = get(at, "/presets.json").await.json();
    assert_eq!(
        saved["2"],
        json!({"n": "two", "seg": [{"id": 0, "i": ["FF0000"]}]}),
        "at once, as it was said"
    );
}
