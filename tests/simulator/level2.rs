//! Level 2 without faults: the life of an upload, its refusals, the library, what survives a restart.

use crate::client::*;
use serde_json::json;
use upload_bridge::pattern::Matrix;
use upload_bridge::simulator::{DeviceOptions, Dialect, Lights, SimulatorOptions, start};

#[tokio::test]
async fn a_pattern_goes_up_in_pieces_is_listed_given_back_played_and_deleted() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 2000, 20);
    let file = location(&create(at, "wave", &bytes).await.unwrap());
    let mut offset = 0;
    let mut client = Client::to(at).await.unwrap();
    for piece in bytes.chunks(32 * 1024) {
        let answer = client.call(&format!("PATCH {file}"), &piece_headers(offset), piece).await.unwrap();
        assert_eq!((answer.status, answer.header("tus-resumable")), (204, Some("1.0.0")));
        offset = answer.offset();
    }
    assert_eq!(offset, bytes.len() as u64);
    assert_eq!(head(at, &file).await.unwrap().status, 404, "a finished id is gone");
    let listed = get(at, "/api/patterns").await.json();
    let expected = json!({"patterns": [
        {"name": "wave", "bytes": bytes.len(), "sha256": sha256(&bytes), "leds": 8, "frames": 2000}
    ]});
    assert_eq!(listed, expected);
    assert_eq!(stored(at, "wave").await.unwrap(), bytes);
    let played = post(at, "/api/play", r#"{"name":"wave"}"#).await.json();
    assert_eq!((&played["playing"], &played["num_frames"]), (&"wave".into(), &2000.into()));
    assert_eq!((&played["sha256"], &played["pattern_size"]), (&sha256(&bytes).into(), &bytes.len().into()));
    let delete = "DELETE /api/patterns/wave";
    assert_eq!(call(at, delete, &[], b"").await.unwrap().status, 409, "it plays");
    assert_eq!(post(at, "/api/stop", "").await.json()["playing"], json!(null));
    assert_eq!(call(at, delete, &[], b"").await.unwrap().status, 204);
    assert_eq!(call(at, delete, &[], b"").await.unwrap().status, 404);
    assert_eq!(post(at, "/api/play", r#"{"name":"wave"}"#).await.error(), "not_found");
}

#[tokio::test]
async fn a_status_tells_who_the_device_is_and_what_fits() {
    let layout = Lights::Matrix(Matrix::new(16, 8).unwrap());
    let mut options = one(Dialect::NATIVE, "");
    options.devices = vec![DeviceOptions { disk: Some(9000), ..DeviceOptions::new(Dialect::NATIVE, layout) }];
    let simulator = start(options).await.unwrap();
    let device = &simulator.devices()[0];
    let status = status(device.address).await;
    assert_eq!((&status["id"], &status["name"]), (&json!(device.id), &json!(device.name)));
    assert_eq!((&status["leds"], &status["matrix"]), (&json!(128), &json!({"w": 16, "h": 8})));
    assert_eq!((&status["free_bytes"], &status["total_bytes"]), (&json!(9000), &json!(9000)));
    assert_eq!(
        (&status["api"], &status["playing"], &status["pattern_loaded"]),
        (&json!(2), &json!(null), &json!(false))
    );
    assert!(status.get("upload").is_none());
    for field in ["fw", "chip", "uptime_s", "free_heap", "piece_bytes", "max_leds", "max_frames", "max_pattern_bytes"] {
        assert!(!status[field].is_null(), "{field}");
    }
    send(device.address, "a", &pattern(8, 10, 1)).await.unwrap();
    assert_eq!(crate::client::status(device.address).await["free_bytes"], json!(9000 - 264));
}

#[tokio::test]
async fn what_is_wrong_with_an_announcement_is_said() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let (hash, tus) = (sha256(b""), ("Tus-Resumable", "1.0.0".to_owned()));
    let announce = async |length: &str, metadata: String| {
        let headers = [tus.clone(), ("Upload-Length", length.to_owned()), ("Upload-Metadata", metadata)];
        call(at, "POST /api/files", &headers, b"").await.unwrap()
    };
    for name in ["", ".a", "a b", "a/b", "../a", "\u{e4}", &"x".repeat(33)] {
        let answer = announce("100", metadata(name, &hash)).await;
        assert_eq!((answer.status, answer.error().as_str()), (400, "bad_name"), "{name}");
    }
    for (length, metadata) in [
        ("0", metadata("a", &hash)),
        ("ten", metadata("a", &hash)),
        ("100", metadata("a", "no hash")),
        ("100", "filename !!".into()),
    ] {
        assert_eq!(announce(length, metadata).await.status, 400, "{length}");
    }
    assert_eq!(announce("1500001", metadata("a", &hash)).await.status, 413);
    assert_eq!(announce("1500000", metadata("a", &hash)).await.status, 201);
    for version in [vec![], vec![("Tus-Resumable", "0.2.2".to_owned())]] {
        let answer = call(at, "POST /api/files", &version, b"").await.unwrap();
        assert_eq!((answer.status, answer.header("tus-version")), (412, Some("1.0.0")));
    }
    let options = call(at, "OPTIONS /api/files", &[], b"").await.unwrap();
    let says = |name| options.header(name).unwrap();
    assert_eq!(says("tus-version"), "1.0.0");
    assert_eq!((says("tus-extension"), says("tus-max-size")), ("creation,termination", "1500000"));
    assert_eq!(options.status, 204);
}

#[tokio::test]
async fn what_does_not_fit_beside_what_is_stored_is_refused_though_it_would_replace_it() {
    let mut options = one(Dialect::NATIVE, "");
    options.devices[0].disk = Some(500);
    let (_simulator, at) = run(options).await;
    let bytes = pattern(8, 10, 1);
    assert_eq!(send(at, "a", &bytes).await.unwrap().status, 204);
    let refused = create(at, "a", &bytes).await.unwrap();
    assert_eq!((refused.status, refused.error().as_str()), (507, "full"));
}

#[tokio::test]
async fn what_is_wrong_with_a_piece_is_said_and_the_upload_stays() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 10, 1);
    let file = location(&create(at, "a", &bytes).await.unwrap());
    assert_eq!(patch(at, &file, 0, &bytes[..100]).await.unwrap().offset(), 100);
    for offset in [0, 99, 101] {
        let answer = patch(at, &file, offset, &bytes[100..]).await.unwrap();
        assert_eq!((answer.status, answer.error().as_str()), (409, "offset"));
    }
    let line = format!("PATCH {file}");
    let mut headers = piece_headers(100);
    headers[2].1 = "application/octet-stream".into();
    assert_eq!(call(at, &line, &headers, b"x").await.unwrap().status, 415);
    headers[2] = ("X-Nothing", String::new());
    assert_eq!(call(at, &line, &headers, b"x").await.unwrap().status, 415);
    let too_long = [&bytes[100..], b"more"].concat();
    assert_eq!(patch(at, &file, 100, &too_long).await.unwrap().status, 413);
    assert_eq!(patch(at, "/api/files/other", 100, b"").await.unwrap().status, 404);
    let asked = head(at, &file).await.unwrap();
    assert_eq!((asked.offset(), asked.header("upload-length").unwrap()), (100, "264"));
    assert_eq!(asked.header("cache-control"), Some("no-store"));
    assert_eq!(patch(at, &file, 100, &bytes[100..]).await.unwrap().offset(), 264);
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
}

#[tokio::test]
async fn a_cut_piece_counts_and_the_upload_goes_on_from_there() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 500, 1);
    let file = location(&create(at, "a", &bytes).await.unwrap());
    let mut cut = Client::to(at).await.unwrap();
    cut.send(&format!("PATCH {file}"), &piece_headers(0), bytes.len(), &bytes[..5000]).await;
    drop(cut);
    // a HEAD takes the upload from the connection whose bytes are still on their way: so first wait for them
    until_offset(at, 5000).await;
    let status = status(at).await;
    assert_eq!((&status["upload"]["length"], &status["paused"]), (&json!(bytes.len()), &json!("upload")));
    assert_eq!(head(at, &file).await.unwrap().offset(), 5000);
    assert_eq!(patch(at, &file, 5000, &bytes[5000..]).await.unwrap().status, 204);
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
}

#[tokio::test]
async fn a_connection_that_hangs_loses_the_upload_to_the_one_that_asks() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 500, 1);
    let file = location(&create(at, "a", &bytes).await.unwrap());
    let mut hangs = Client::to(at).await.unwrap();
    hangs.send(&format!("PATCH {file}"), &piece_headers(0), bytes.len(), &bytes[..3000]).await;
    until_offset(at, 3000).await;
    assert_eq!(head(at, &file).await.unwrap().offset(), 3000);
    assert_eq!(patch(at, &file, 3000, &bytes[3000..6000]).await.unwrap().offset(), 6000);
    hangs.send("more", &[], 0, &[9; 100]).await;
    assert!(hangs.answer(false).await.is_err(), "it is cut off");
    assert_eq!(head(at, &file).await.unwrap().offset(), 6000, "and wrote nothing");
}

#[tokio::test]
async fn a_lost_answer_costs_nothing_and_another_upload_has_to_wait() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let (bytes, other) = (pattern(8, 10, 1), pattern(8, 10, 2));
    let file = location(&create(at, "a", &bytes).await.unwrap());
    patch(at, &file, 0, &bytes[..50]).await.unwrap();
    assert_eq!(location(&create(at, "a", &bytes).await.unwrap()), file);
    assert_eq!(head(at, &file).await.unwrap().offset(), 50);
    for (name, bytes) in [("b", &bytes), ("a", &other)] {
        let answer = create(at, name, bytes).await.unwrap();
        assert_eq!((answer.status, answer.error().as_str()), (503, "busy"));
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=30).contains(&wait), "{wait}");
    }
    assert_eq!(delete_upload(at, &file).await.status, 204);
    assert_eq!(delete_upload(at, &file).await.status, 404);
    assert_eq!(head(at, &file).await.unwrap().status, 404);
    assert_ne!(location(&create(at, "a", &other).await.unwrap()), file);
}

#[tokio::test]
async fn bytes_that_are_not_the_announced_ones_or_no_pattern_are_refused_and_the_old_pattern_stays() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 10, 1);
    send(at, "a", &bytes).await.unwrap();
    let new = pattern(8, 10, 2);
    let file = location(&create(at, "a", &new).await.unwrap());
    let mut wrong = new.clone();
    wrong[200] ^= 1;
    let refused = patch(at, &file, 0, &wrong).await.unwrap();
    assert_eq!((refused.status, refused.error().as_str()), (422, "hash_mismatch"));
    assert_eq!(head(at, &file).await.unwrap().status, 404);
    for no_pattern in [&new[..263], b"abc", &pattern(8, 0, 1), &pattern(1025, 1, 1)] {
        let refused = send(at, "a", no_pattern).await.unwrap();
        assert_eq!((refused.status, refused.error().as_str()), (422, "bad_pattern"));
    }
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
    assert_eq!(send(at, "a", &new).await.unwrap().status, 204);
    assert_eq!(stored(at, "a").await.unwrap(), new);
}

#[tokio::test]
async fn a_restart_keeps_library_settings_and_the_open_upload() {
    let dir = tempfile::tempdir().unwrap();
    let (simulator, at) = device_in(dir.path(), "").await;
    let bytes = pattern(8, 1000, 1);
    send(at, "old", &bytes).await.unwrap();
    post(at, "/api/play", r#"{"name":"old"}"#).await;
    post(at, "/api/brightness", r#"{"brightness":9}"#).await;
    let new = pattern(8, 1000, 2);
    let file = location(&create(at, "new", &new).await.unwrap());
    patch(at, &file, 0, &new[..10_000]).await.unwrap();
    let id = simulator.devices()[0].id.clone();
    let files = |at: &std::path::Path| {
        let mut names: Vec<_> =
            std::fs::read_dir(at).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(files(dir.path()), [".state", &id]);
    assert_eq!(files(&dir.path().join(&id)), ["old"]);
    assert_eq!(simulator.devices()[0].dir, Some(dir.path().join(&id)));
    simulator.stop().await;
    assert!(Client::to(at).await.is_err(), "nobody listens");

    let (simulator, at) = device_in(dir.path(), "").await;
    assert_eq!(simulator.devices()[0].id, id);
    let again = status(at).await;
    assert_eq!((&again["playing"], &again["brightness"]), (&json!("old"), &json!(9)));
    let offset = head(at, &file).await.unwrap().offset();
    assert_eq!(offset, 8192, "rounded down to a page of the flash");
    patch(at, &file, offset, &new[8192..]).await.unwrap();
    assert_eq!(stored(at, "new").await.unwrap(), new);
    assert_eq!(std::fs::read(dir.path().join(&id).join("new")).unwrap(), new);
}

#[tokio::test]
async fn brightness_and_blinking_leave_what_plays_alone() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    send(at, "a", &pattern(8, 10, 1)).await.unwrap();
    let before = post(at, "/api/play", r#"{"name":"a"}"#).await.json();
    assert_eq!(post(at, "/api/identify", r#"{"seconds":2}"#).await.status, 200);
    let blinking = status(at).await;
    assert!(blinking["identify_s"].as_f64().unwrap() > 0.0);
    assert_eq!((&blinking["playing"], &blinking["brightness"]), (&before["playing"], &before["brightness"]));
    assert_eq!(post(at, "/api/brightness", r#"{"brightness":255}"#).await.json(), json!({"brightness": 255}));
    assert_eq!(get(at, "/api/brightness").await.json(), json!({"brightness": 255}));
    for (path, body) in [
        ("/api/brightness", r#"{"brightness":256}"#),
        ("/api/brightness", "12"),
        ("/api/identify", r#"{"seconds":0}"#),
        ("/api/play", "{}"),
        ("/api/play", "not json"),
    ] {
        assert_eq!(post(at, path, body).await.status, 400, "{path} {body}");
    }
    assert_eq!(get(at, "/nothing").await.error(), "not_found");
    assert_eq!(post(at, "/api/play", &format!("{{\"name\":\"{}\"}}", "a".repeat(9000))).await.status, 413);
}

#[tokio::test]
async fn an_older_uploader_stores_as_pattern_and_it_plays() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 10, 1);
    let answer = post_form(at, &bytes).await.unwrap();
    assert_eq!((answer.status, &answer.json()["success"]), (200, &json!(true)));
    assert_eq!(stored(at, "pattern").await.unwrap(), bytes);
    assert_eq!(status(at).await["playing"], json!("pattern"));
    assert_eq!(post_form(at, &bytes[..100]).await.unwrap().error(), "bad_pattern");
    assert_eq!(stored(at, "pattern").await.unwrap(), bytes);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids_and_a_first_port_counts_up() {
    let three = |dialect| SimulatorOptions {
        devices: vec![DeviceOptions::new(dialect, Lights::Leds(8)); 3],
        ..one(dialect, "")
    };
    let first = start(three(Dialect::NATIVE)).await.unwrap();
    let again = start(three(Dialect::NATIVE)).await.unwrap();
    let ids = |s: &upload_bridge::simulator::Simulator| s.devices().iter().map(|d| d.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&again));
    let taken = first.devices()[0].address.port();
    let refused = start(SimulatorOptions { port: Some(taken), ..three(Dialect::NATIVE) }).await.unwrap_err();
    assert!(refused.to_string().contains("cannot listen"), "{refused}");
    let beyond = start(SimulatorOptions { port: Some(u16::MAX), ..three(Dialect::NATIVE) }).await;
    assert!(beyond.is_err(), "there is no port above the last");
    let outside = SimulatorOptions { bind: "192.0.2.1".parse().unwrap(), ..three(Dialect::NATIVE) };
    assert!(start(outside).await.is_err(), "the gate is closed");
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_harms_nobody() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let long = format!("GET /{} HTTP/1.1\r\n", "x".repeat(20_000));
    for garbage in ["\x16\x03\x01\x02\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n", &long] {
        let mut client = Client::to(at).await.unwrap();
        client.call("GET /api/status", &[], b"").await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut client.stream, garbage.as_bytes()).await.unwrap();
        assert_eq!(soon(client.answer(false)).await.unwrap().status, 400);
        assert!(soon(client.answer(false)).await.is_err(), "and that ends the connection");
    }
    assert_eq!(get(at, "/api/status").await.status, 200);
}

#[tokio::test]
async fn a_refusal_of_a_long_body_arrives() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = vec![0; 1_000_000];
    let answer = soon(patch(at, "/api/files/none", 0, &bytes)).await.unwrap();
    assert_eq!((answer.status, answer.header("connection")), (404, Some("close")));
    let answer = soon(patch(at, "/api/files/none", 0, &bytes[..30_000])).await.unwrap();
    assert_eq!((answer.status, answer.header("connection")), (404, Some("keep-alive")));
}
