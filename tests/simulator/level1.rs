//! Level 1 without faults: what the legacy firmware answers, and how it treats connections.

use crate::client::*;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::time::Instant;
use upload_bridge::simulator::{DeviceOptions, Dialect, Lights, SimulatorOptions};

#[tokio::test]
async fn a_pattern_is_taken_and_the_status_gives_its_numbers_and_nothing_else() {
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    let empty = r#"{"status":"No Pattern","pattern_loaded":false,"num_leds":0,"num_frames":0,"pattern_size":0,"wifi_mode":"AP","ssid":"LEDMatrix_ESP8266","ip":"192.168.4.1"}"#;
    assert_eq!(get(at, "/api/status").await.body, empty.as_bytes());
    let answer = post_form(at, &pattern(8, 10, 1)).await.unwrap();
    assert_eq!(
        (answer.status, &answer.json()["success"]),
        (200, &true.into())
    );
    assert_eq!(answer.header("connection"), Some("close"));
    let status = status(at).await;
    assert_eq!(
        (&status["num_leds"], &status["num_frames"]),
        (&8.into(), &10.into())
    );
    assert_eq!(
        (&status["pattern_size"], &status["status"]),
        (&264.into(), &"Pattern Loaded".into())
    );
    assert!(status.get("caps").is_none() && status.get("id").is_none());
}

#[tokio::test]
async fn every_reply_closes_the_connection() {
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    let mut client = Client::to(at).await.unwrap();
    client
        .call(
            "GET /api/status",
            &[("Connection", "keep-alive".into())],
            b"",
        )
        .await
        .unwrap();
    assert_eq!(client.stream.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_second_client_waits_until_the_first_is_done() {
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    let mut first = Client::to(at).await.unwrap();
    let (headers, body) = form("name=\"pattern\"; filename=\"a.bin\"", &pattern(8, 10, 1));
    first
        .send("POST /api/upload", &headers, body.len(), &body[..200])
        .await;
    let mut second = Client::to(at).await.unwrap();
    second.send("GET /api/status", &[], 0, b"").await;
    let soon = tokio::time::timeout(Duration::from_millis(200), second.answer(false)).await;
    assert!(soon.is_err(), "the first one has the device");
    tokio::io::AsyncWriteExt::write_all(&mut first.stream, &body[200..])
        .await
        .unwrap();
    assert_eq!(first.answer(false).await.unwrap().status, 200);
    drop((first, second));
    let mut third = Client::to(at).await.unwrap();
    assert_eq!(
        third
            .call("GET /api/status", &[], b"")
            .await
            .unwrap()
            .json()["pattern_size"],
        264
    );
}

#[tokio::test]
async fn it_is_deaf_while_it_plays_a_pass() {
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    post_form(at, &pattern(8, 2, 400)).await.unwrap();
    let asked = Instant::now();
    status(at).await;
    let again = Instant::now();
    status(at).await;
    assert!(
        again.elapsed() > Duration::from_millis(600),
        "a whole pass, since it began when the last request ended"
    );
    assert!(asked.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn what_does_not_fit_the_heap_is_refused_and_the_old_pattern_is_gone() {
    let mut options = one(Dialect::NATIVE1, "");
    options.devices = vec![DeviceOptions {
        heap: Some(1000),
        ..DeviceOptions::new(Dialect::NATIVE1, Lights::Leds(8))
    }];
    let (_simulator, at) = run(options).await;
    assert_eq!(post_form(at, &pattern(8, 30, 1)).await.unwrap().status, 200);
    let refused = post_form(at, &pattern(8, 40, 1)).await.unwrap();
    assert_eq!(
        (refused.status, &refused.json()["success"]),
        (500, &false.into())
    );
    assert_eq!(status(at).await["status"], "No Pattern");
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    assert_eq!(
        post_form(at, &pattern(500, 26, 1)).await.unwrap().status,
        200,
        "39,056 bytes"
    );
    assert_eq!(
        post_form(at, &pattern(500, 27, 1)).await.unwrap().status,
        500,
        "40,558 bytes"
    );
}

#[tokio::test]
async fn forms_are_read_as_strictly_as_the_firmware_reads_them() {
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    let good = pattern(8, 10, 1);
    for disposition in [
        "name=\"pattern\"; filename=\"a.BIN\"",
        "name=\"pattern\"; filename=\"a.gif\"",
        "filename=\"a.bin\"; name=\"pattern\"",
        "name=\"file\"; filename=\"a.bin\"",
        "name=pattern; filename=a.bin",
        "name=\"pattern\"; filename=\"a.bin\"; filename*=UTF-8''a.bin",
        "name=\"pattern\"",
    ] {
        let (headers, body) = form(disposition, &good);
        let answer = call(at, "POST /api/upload", &headers, &body).await.unwrap();
        assert_eq!(
            (answer.status, &answer.json()["success"]),
            (400, &false.into()),
            "{disposition}"
        );
    }
    for bad in [
        &good[..3],
        &good[..263],
        &pattern(0, 10, 1),
        &pattern(8, 0, 1),
        &pattern(513, 1, 1),
    ] {
        assert_eq!(
            post_form(at, bad).await.unwrap().status,
            400,
            "{} bytes",
            bad.len()
        );
    }
    for extension in ["bin", "hex", "dat"] {
        let (headers, body) = form(
            &format!("name=\"pattern\"; filename=\"a.{extension}\""),
            &good,
        );
        assert_eq!(
            call(at, "POST /api/upload", &headers, &body)
                .await
                .unwrap()
                .status,
            200,
            "{extension}"
        );
    }
    let answer = call(
        at,
        "POST /api/upload",
        &[("Content-Type", "application/octet-stream".into())],
        &good,
    )
    .await;
    assert_eq!(answer.unwrap().status, 400, "no form");
}

#[tokio::test]
async fn a_body_without_a_length_is_not_read() {
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    let mut client = Client::to(at).await.unwrap();
    let request = "POST /api/upload HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\
                   Content-Type: multipart/form-data; boundary=b\r\n\r\n5\r\n--b\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut client.stream, request.as_bytes())
        .await
        .unwrap();
    assert_eq!(client.answer(false).await.unwrap().status, 400);
}

#[tokio::test]
async fn everything_else_is_not_found_in_plain_text() {
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    for line in [
        "GET /",
        "GET /api/patterns",
        "POST /api/status",
        "OPTIONS /api/files",
        "DELETE /api/upload",
    ] {
        let answer = call(at, line, &[], b"").await.unwrap();
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (404, Some("text/plain")),
            "{line}"
        );
    }
}

#[tokio::test]
async fn it_holds_the_pattern_in_ram_only_where_tests_can_look() {
    let dir = tempfile::tempdir().unwrap();
    let options = || SimulatorOptions {
        dir: Some(dir.path().into()),
        ..one(Dialect::NATIVE1, "")
    };
    let (simulator, at) = run(options()).await;
    let bytes = pattern(8, 10, 1);
    post_form(at, &bytes).await.unwrap();
    let file = simulator.devices()[0]
        .dir
        .clone()
        .unwrap()
        .join("pattern.bin");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    simulator.stop().await;
    let (_simulator, at) = run(options()).await;
    assert_eq!(status(at).await["status"], "No Pattern");
    assert!(!file.exists());
}

#[tokio::test]
async fn a_client_that_goes_in_the_middle_leaves_no_pattern() {
    let (_simulator, at) = device(Dialect::NATIVE1, "").await;
    let bytes = pattern(8, 100, 1);
    post_form(at, &bytes).await.unwrap();
    let (headers, body) = form("name=\"pattern\"; filename=\"a.bin\"", &bytes);
    let mut cut = Client::to(at).await.unwrap();
    cut.send("POST /api/upload", &headers, body.len(), &body[..1000])
        .await;
    drop(cut);
    assert_eq!(status(at).await["status"], "No Pattern");
}
