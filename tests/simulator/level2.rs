//! Level 2 without faults: the life of an upload, the library, what survives a restart.

use crate::client::*;
use upload_bridge::simulator::{Dialect, SimulatorOptions, start};

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
    let expected = serde_json::json!({"patterns": [
        {"name": "wave", "bytes": bytes.len(), "sha256": sha256(&bytes), "leds": 8, "frames": 2000}
    ]});
    assert_eq!(listed, expected);
    assert_eq!(stored(at, "wave").await.unwrap(), bytes);
    let played = post(at, "/api/play", r#"{"name":"wave"}"#).await.json();
    assert_eq!((&played["playing"], &played["num_frames"]), (&"wave".into(), &2000.into()));
    assert_eq!((&played["sha256"], &played["pattern_size"]), (&sha256(&bytes).into(), &bytes.len().into()));
    let delete = "DELETE /api/patterns/wave";
    assert_eq!(call(at, delete, &[], b"").await.unwrap().status, 409, "it plays");
    assert_eq!(post(at, "/api/stop", "").await.json()["playing"], serde_json::Value::Null);
    assert_eq!(call(at, delete, &[], b"").await.unwrap().status, 204);
    assert_eq!(call(at, delete, &[], b"").await.unwrap().status, 404);
    assert_eq!(post(at, "/api/play", r#"{"name":"wave"}"#).await.error(), "not_found");
}
