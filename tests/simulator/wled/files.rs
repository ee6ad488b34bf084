//! Files: upload, list, read, delete, and the traps of their names.

use super::*;
use crate::client::{Client, device, one, run, soon};
use serde_json::json;
use tokio::io::AsyncReadExt;
use upload_bridge::simulator::SimulatorOptions;

#[tokio::test]
async fn what_was_uploaded_is_listed_read_and_deleted_as_each_release_does() {
    let gif = vec![0x47; 5000];
    for (dialect, entry) in [
        (
            Dialect::WLED,
            json!({"name": "a.gif", "type": "file", "size": 5000}),
        ),
        (
            Dialect::WLED15,
            json!({"type": "file", "name": "/a.gif", "size": 5000}),
        ),
        (
            Dialect::WLED13,
            json!({"type": "file", "name": "/a.gif", "size": 5000}),
        ),
    ] {
        let (_running, at) = device(dialect, "").await;
        let answer = upload(at, "/a.gif", &gif).await.unwrap();
        assert_eq!(
            (answer.status, text(&answer).as_str()),
            (200, "File Uploaded!")
        );
        assert_eq!(answer.header("connection"), Some("close"));
        assert_eq!(get(at, "/edit?list=/").await.json(), json!([entry]));
        let read = get(at, "/a.gif").await;
        assert_eq!(
            (read.status, read.header("content-type"), &read.body),
            (200, Some("image/gif"), &gif)
        );
        if dialect == Dialect::WLED {
            assert_eq!(get(at, "/edit?func=edit&path=/a.gif").await.body, gif);
            assert_eq!(
                text(&get(at, "/edit?func=delete&path=/a.gif").await),
                "File deleted"
            );
            assert_eq!(get(at, "/edit?func=delete&path=/a.gif").await.status, 404);
            assert_eq!(text(&get(at, "/edit?func=delete").await), "Missing path");
            assert_eq!(get(at, "/edit?func=edit&path=/wsec.json").await.status, 403);
        } else {
            assert_eq!(get(at, "/edit?download=/a.gif").await.body, gif);
            for _ in 0..2 {
                let gone = call(at, "DELETE /edit", &[], b"path=/a.gif").await.unwrap();
                assert_eq!(gone.status, 200, "always a success");
            }
        }
        let missing = get(at, "/a.gif").await;
        assert_eq!(
            (missing.status, missing.header("content-type")),
            (404, Some("text/html"))
        );
    }
}

#[tokio::test]
async fn only_old_releases_need_the_slash_and_forget_to_count() {
    for (dialect, slash, fresh) in [
        (Dialect::WLED, true, true),
        (Dialect::WLED15, true, false),
        (Dialect::WLED13, false, false),
    ] {
        let (_running, at) = device(dialect, "").await;
        let before = info(at).await["fs"]["u"].as_u64().unwrap();
        upload(at, "a.gif", &[1; 20_000]).await.unwrap();
        assert_eq!(get(at, "/a.gif").await.status == 200, slash);
        upload(at, "/b.gif", &[1; 20_000]).await.unwrap();
        assert_eq!(
            info(at).await["fs"]["u"].as_u64().unwrap() > before,
            fresh,
            "{dialect}"
        );
    }
}

#[tokio::test]
async fn names_that_other_parts_take_cannot_be_read_back() {
    let (_running, at) = device(Dialect::WLED, "").await;
    for name in ["winter.gif", "second.gif"] {
        upload(at, &format!("/{name}"), b"GIF89a").await.unwrap();
    }
    assert_eq!(
        get(at, "/winter.gif").await.header("content-type"),
        Some("text/xml")
    );
    assert_eq!(get(at, "/second.gif").await.status, 404);
    upload(at, "/x.gif.gz", b"packed").await.unwrap();
    let packed = get(at, "/x.gif").await;
    assert_eq!(
        (packed.header("content-encoding"), packed.body.as_slice()),
        (Some("gzip"), &b"packed"[..])
    );
    let uploaded = upload(at, "/no/folder.gif", b"GIF89a").await.unwrap();
    assert_eq!(
        (uploaded.status, get(at, "/no/folder.gif").await.status),
        (200, 404),
        "a bad path is a success too"
    );
}

#[tokio::test]
async fn nothing_is_said_to_an_empty_file_or_a_chunked_body() {
    let (_running, at) = device(Dialect::WLED, "").await;
    let (headers, body) = form("name=\"data\"; filename=\"/e.gif\"", b"");
    let mut empty = Client::to(at).await.unwrap();
    empty
        .send("POST /upload", &headers, body.len(), &body)
        .await;
    let mut chunked = Client::to(at).await.unwrap();
    chunked
        .send(
            "POST /upload",
            &[("Transfer-Encoding", "chunked".into())],
            0,
            b"1\r\nx\r\n0\r\n\r\n",
        )
        .await;
    for client in [&mut empty, &mut chunked] {
        let mut answer = Vec::new();
        let read = soon(client.stream.read_to_end(&mut answer)).await;
        assert!(read.is_err() || answer.is_empty(), "{answer:?}");
    }
    assert_eq!(get(at, "/e.gif").await.status, 404);
}

#[tokio::test]
async fn a_folder_holds_the_stored_files_and_a_restart_finds_them() {
    let dir = tempfile::tempdir().unwrap();
    let options = SimulatorOptions {
        dir: Some(dir.path().into()),
        ..one(Dialect::WLED, "")
    };
    let (running, at) = run(options.clone()).await;
    upload(at, "/a.gif", b"GIF89a").await.unwrap();
    say(
        at,
        &json!({"psave": 4, "o": true, "n": "kept", "bri": 77, "bootps": 4}),
    )
    .await;
    let folder = running.devices()[0].dir.clone().unwrap();
    running.stop().await;
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["a.gif", "presets.json"]);
    assert_eq!(std::fs::read(folder.join("a.gif")).unwrap(), b"GIF89a");
    let (_running, at) = run(options).await;
    assert_eq!(get(at, "/a.gif").await.body, b"GIF89a");
    assert_eq!(
        (&state(at).await["bri"], &state(at).await["ps"]),
        (&json!(77), &json!(4)),
        "the boot preset"
    );
}
