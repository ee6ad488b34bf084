//! Level 2 without faults: the life of an upload, and its refusals.

use crate::client::*;
use serde_json::json;
use upload_bridge::simulator::Dialect;

#[tokio::test]
async fn a_pattern_goes_up_in_pieces_is_listed_given_back_played_and_deleted() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 2000, 20);
    let file = location(&create(at, "wave", &bytes).await.unwrap());
    let mut offset = 0;
    let mut client = Client::to(at).await.unwrap();
    for piece in bytes.chunks(32 * 1024) {
        let answer = client
            .call(&format!("PATCH {file}"), &piece_headers(offset), piece)
            .await
            .unwrap();
        assert_eq!(
            (answer.status, answer.header("tus-resumable")),
            (204, Some("1.0.0"))
        );
        offset = answer.offset();
    }
    assert_eq!(offset, bytes.len() as u64);
    assert_eq!(
        head(at, &file).await.unwrap().status,
        404,
        "a finished id is gone"
    );
    let listed = get(at, "/api/patterns").await.json();
    let expected = json!({"patterns": [
        {"name": "wave", "bytes": bytes.len(), "sha256": sha256(&bytes), "leds": 8, "frames": 2000}
    ]});
    assert_eq!(listed, expected);
    assert_eq!(stored(at, "wave").await.unwrap(), bytes);
    let played = post(at, "/api/play", r#"{"name":"wave"}"#).await.json();
    assert_eq!(
        (&played["playing"], &played["num_frames"]),
        (&"wave".into(), &2000.into())
    );
    assert_eq!(
        (&played["sha256"], &played["pattern_size"]),
        (&sha256(&bytes).into(), &bytes.len().into())
    );
    let delete = "DELETE /api/patterns/wave";
    assert_eq!(
        call(at, delete, &[], b"").await.unwrap().status,
        409,
        "it plays"
    );
    assert_eq!(
        post(at, "/api/stop", "").await.json()["playing"],
        json!(null)
    );
    assert_eq!(call(at, delete, &[], b"").await.unwrap().status, 204);
    assert_eq!(call(at, delete, &[], b"").await.unwrap().status, 404);
    assert_eq!(
        post(at, "/api/play", r#"{"name":"wave"}"#).await.error(),
        "not_found"
    );
}

#[tokio::test]
async fn what_is_wrong_with_an_announcement_is_said() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let hash = sha256(b"");
    let tus = ("Tus-Resumable", "1.0.0".to_owned());
    let announce = async |length: &str, metadata: String| {
        let headers = [
            tus.clone(),
            ("Upload-Length", length.to_owned()),
            ("Upload-Metadata", metadata),
        ];
        call(at, "POST /api/files", &headers, b"").await.unwrap()
    };
    for name in ["", ".a", "a b", "a/b", "../a", "\u{e4}", &"x".repeat(33)] {
        let answer = announce("100", metadata(name, &hash)).await;
        assert_eq!(
            (answer.status, answer.error().as_str()),
            (400, "bad_name"),
            "{name}"
        );
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
        assert_eq!(
            (answer.status, answer.header("tus-version")),
            (412, Some("1.0.0"))
        );
    }
    let options = call(at, "OPTIONS /api/files", &[], b"").await.unwrap();
    let says = |name| options.header(name).unwrap();
    assert_eq!(says("tus-version"), "1.0.0");
    assert_eq!(
        (says("tus-extension"), says("tus-max-size")),
        ("creation,termination", "1500000")
    );
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
    assert_eq!(
        patch(at, &file, 0, &bytes[..100]).await.unwrap().offset(),
        100
    );
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
    assert_eq!(
        patch(at, "/api/files/other", 100, b"")
            .await
            .unwrap()
            .status,
        404
    );
    let asked = head(at, &file).await.unwrap();
    assert_eq!(
        (asked.offset(), asked.header("upload-length").unwrap()),
        (100, "264")
    );
    assert_eq!(asked.header("cache-control"), Some("no-store"));
    assert_eq!(
        patch(at, &file, 100, &bytes[100..]).await.unwrap().offset(),
        264
    );
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
}

#[tokio::test]
async fn a_cut_piece_counts_and_the_upload_goes_on_from_there() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 500, 1);
    let file = location(&create(at, "a", &bytes).await.unwrap());
    let mut cut = Client::to(at).await.unwrap();
    cut.send(
        &format!("PATCH {file}"),
        &piece_headers(0),
        bytes.len(),
        &bytes[..5000],
    )
    .await;
    drop(cut);
    // a HEAD takes the upload from the connection whose bytes are still on their way: so first wait for them
    until_offset(at, 5000).await;
    let status = status(at).await;
    assert_eq!(
        (&status["upload"]["length"], &status["paused"]),
        (&json!(bytes.len()), &json!("upload"))
    );
    assert_eq!(head(at, &file).await.unwrap().offset(), 5000);
    assert_eq!(
        patch(at, &file, 5000, &bytes[5000..]).await.unwrap().status,
        204
    );
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
}

#[tokio::test]
async fn a_connection_that_hangs_loses_the_upload_to_the_one_that_asks() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 500, 1);
    let file = location(&create(at, "a", &bytes).await.unwrap());
    let mut hangs = Client::to(at).await.unwrap();
    hangs
        .send(
            &format!("PATCH {file}"),
            &piece_headers(0),
            bytes.len(),
            &bytes[..3000],
        )
        .await;
    until_offset(at, 3000).await;
    assert_eq!(head(at, &file).await.unwrap().offset(), 3000);
    assert_eq!(
        patch(at, &file, 3000, &bytes[3000..6000])
            .await
            .unwrap()
            .offset(),
        6000
    );
    hangs.send("more", &[], 0, &[9; 100]).await;
    assert!(hangs.answer(false).await.is_err(), "it is cut off");
    assert_eq!(
        head(at, &file).await.unwrap().offset(),
        6000,
        "and wrote nothing"
    );
}

#[tokio::test]
async fn a_lost_answer_costs_nothing_and_another_upload_has_to_wait() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 10, 1);
    let other = pattern(8, 10, 2);
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
async fn only_who_gives_the_hash_of_the_open_upload_joins_it_again() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 10, 1);
    let announce = async |metadata: &str| {
        let headers = [
            ("Tus-Resumable", "1.0.0".to_owned()),
            ("Upload-Length", bytes.len().to_string()),
            ("Upload-Metadata", metadata.to_owned()),
        ];
        call(at, "POST /api/files", &headers, b"").await.unwrap()
    };
    let nameless = "filename YQ==,note bm90ZQ==";
    let file = location(&announce(nameless).await);
    assert_eq!(
        announce(nameless).await.status,
        503,
        "it may be another file of that name and length"
    );
    assert_eq!(create(at, "a", &bytes).await.unwrap().status, 503);
    assert_eq!(
        head(at, &file).await.unwrap().header("upload-metadata"),
        Some(nameless)
    );
    assert_eq!(delete_upload(at, &file).await.status, 204);
    let hashed = location(&create(at, "a", &bytes).await.unwrap());
    let again = metadata("a", &sha256(&bytes));
    assert_eq!(
        location(&announce(&format!("note bm90ZQ==,{again}")).await),
        hashed
    );
    assert_eq!(
        head(at, &hashed).await.unwrap().header("upload-metadata"),
        Some(again.as_str()),
        "as it was given first"
    );
}

#[tokio::test]
async fn bytes_that_are_not_the_announced_ones_or_no_pattern_are_refused_and_the_old_pattern_stays()
{
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = pattern(8, 10, 1);
    send(at, "a", &bytes).await.unwrap();
    let new = pattern(8, 10, 2);
    let file = location(&create(at, "a", &new).await.unwrap());
    let mut wrong = new.clone();
    wrong[200] ^= 1;
    let refused = patch(at, &file, 0, &wrong).await.unwrap();
    assert_eq!(
        (refused.status, refused.error().as_str()),
        (422, "hash_mismatch")
    );
    assert_eq!(head(at, &file).await.unwrap().status, 404);
    for no_pattern in [&new[..263], b"abc", &pattern(8, 0, 1), &pattern(1025, 1, 1)] {
        let refused = send(at, "a", no_pattern).await.unwrap();
        assert_eq!(
            (refused.status, refused.error().as_str()),
            (422, "bad_pattern")
        );
    }
    assert_eq!(stored(at, "a").await.unwrap(), bytes);
    assert_eq!(send(at, "a", &new).await.unwrap().status, 204);
    assert_eq!(stored(at, "a").await.unwrap(), new);
}

#[tokio::test]
async fn a_refusal_of_a_long_body_arrives() {
    let (_simulator, at) = device(Dialect::NATIVE, "").await;
    let bytes = vec![0; 1_000_000];
    let answer = soon(patch(at, "/api/files/none", 0, &bytes)).await.unwrap();
    assert_eq!(
        (answer.status, answer.header("connection")),
        (404, Some("close"))
    );
    let answer = soon(patch(at, "/api/files/none", 0, &bytes[..30_000]))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.header("connection")),
        (404, Some("keep-alive"))
    );
}
