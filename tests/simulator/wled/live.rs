//! What the LEDs show: files that play, streams, and the WebSocket that tells it.

use super::*;
use crate::client::{device, soon};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::net::{TcpStream, UdpSocket};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use upload_bridge::pattern::Matrix;

type Socket = WebSocketStream<TcpStream>;

async fn socket(device: SocketAddr) -> Socket {
    let stream = TcpStream::connect(device).await.unwrap();
    tokio_tungstenite::client_async(format!("ws://{device}/ws"), stream)
        .await
        .unwrap()
        .0
}

/// The next message that is text, as JSON.
async fn told(socket: &mut Socket) -> Value {
    soon(async {
        loop {
            if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
                break serde_json::from_str(&text).unwrap_or(Value::String(text.to_string()));
            }
        }
    })
    .await
}

/// The next live frame.
async fn frame(socket: &mut Socket) -> Vec<u8> {
    soon(async {
        loop {
            if let Message::Binary(frame) = socket.next().await.unwrap().unwrap() {
                break frame.to_vec();
            }
        }
    })
    .await
}

async fn watch(device: SocketAddr) -> Socket {
    let mut socket = socket(device).await;
    socket.send(Message::text(r#"{"lv":true}"#)).await.unwrap();
    socket
}

/// A GIF whose frames are of one colour each and stay for a tenth of a second.
fn gif(w: u16, h: u16, reds: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let palette: Vec<u8> = reds.iter().flat_map(|red| [*red, 0, 0]).collect();
    let mut encoder = gif::Encoder::new(&mut bytes, w, h, &palette).unwrap();
    for index in 0..reds.len() {
        let buffer = vec![index as u8; usize::from(w) * usize::from(h)].into();
        encoder
            .write_frame(&gif::Frame {
                width: w,
                height: h,
                delay: 10,
                buffer,
                ..Default::default()
            })
            .unwrap();
    }
    drop(encoder);
    bytes
}

fn play(name: &str) -> Value {
    json!({"on": true, "tt": 0, "lor": 0, "seg": [{"id": 0, "n": name, "fx": 53, "sx": 128, "ix": 0, "frz": false}]})
}

#[tokio::test]
async fn an_uploaded_gif_plays_frame_after_frame() {
    let (_running, at) = with_lights(
        Dialect::WLED,
        Lights::Matrix(Matrix::new(3, 2).unwrap()),
        "",
    )
    .await;
    upload(at, "/a.gif", &gif(3, 2, &[50, 60, 70]))
        .await
        .unwrap();
    say(at, &play("a.gif")).await;
    let mut viewer = watch(at).await;
    let mut seen = Vec::new();
    while seen.len() < 4 {
        let frame = frame(&mut viewer).await;
        assert_eq!((&frame[..4], frame.len()), (&[b'L', 2, 3, 2][..], 4 + 18));
        assert!(
            frame[4..]
                .as_chunks::<3>()
                .0
                .iter()
                .all(|rgb| *rgb == [frame[4], 0, 0]),
            "one colour"
        );
        // dark until the first picture is decoded
        if seen.last() != Some(&frame[4]) && !(seen.is_empty() && frame[4] == 0) {
            seen.push(frame[4]);
        }
    }
    let start = [50, 60, 70, 50, 60, 70];
    assert!(start.windows(4).any(|w| w == seen), "{seen:?}");
    say(at, &json!({"on": false})).await;
    soon(async { while frame(&mut viewer).await[4] != 0 {} }).await;
}

#[tokio::test]
async fn the_same_name_is_not_loaded_again_until_the_effect_changes() {
    let (_running, at) = device(Dialect::WLED, "").await;
    upload(at, "/a.gif", &gif(8, 1, &[50])).await.unwrap();
    say(at, &play("a.gif")).await;
    let mut viewer = watch(at).await;
    soon(async { while frame(&mut viewer).await[2] != 50 {} }).await;
    upload(at, "/a.gif", &gif(8, 1, &[60])).await.unwrap();
    say(at, &play("a.gif")).await;
    for _ in 0..4 {
        assert_eq!(frame(&mut viewer).await[2], 50, "the old one");
    }
    say(at, &json!({"seg": [{"id": 0, "fx": 0}]})).await;
    say(at, &play("a.gif")).await;
    soon(async { while frame(&mut viewer).await[2] != 60 {} }).await;
}

#[tokio::test]
async fn what_cannot_be_played_stays_black_and_only_one_segment_plays() {
    let (_running, at) = device(Dialect::WLED, "").await;
    upload(at, "/bad.gif", b"no gif at all, though it is called so")
        .await
        .unwrap();
    say(at, &play("bad.gif")).await;
    assert_eq!(state(at).await["error"], json!(7));
    say(at, &play("missing.gif")).await;
    assert!(state(at).await.get("error").is_none(), "silent");
    let mut viewer = watch(at).await;
    assert_eq!(frame(&mut viewer).await[2..], [0; 24]);
    upload(at, "/a.gif", &gif(4, 1, &[50])).await.unwrap();
    let both = json!({"seg": [
        {"id": 0, "stop": 4, "n": "a.gif", "fx": 53, "ix": 0},
        {"id": 1, "start": 4, "stop": 8, "n": "a.gif", "fx": 53, "ix": 0},
    ]});
    say(at, &both).await;
    soon(async { while frame(&mut viewer).await[2] != 50 {} }).await;
    assert_eq!(
        frame(&mut viewer).await[2 + 12..],
        [0; 12],
        "the second stays dark"
    );
    say(at, &json!({"seg": [{"id": 0, "fx": 0, "col": ["000000"]}]})).await;
    soon(async { while frame(&mut viewer).await[2 + 12] != 50 {} }).await;
}

#[tokio::test]
async fn an_image_waits_until_a_transition_is_over() {
    let (_running, at) = device(Dialect::WLED, "").await;
    upload(at, "/a.gif", &gif(8, 1, &[50])).await.unwrap();
    let mut slow = play("a.gif");
    slow["tt"] = json!(600);
    say(at, &slow).await;
    let mut viewer = watch(at).await;
    for _ in 0..5 {
        assert_eq!(frame(&mut viewer).await[2], 0);
    }
    say(at, &json!({"seg": [{"id": 0, "fx": 0}]})).await;
    say(at, &play("a.gif")).await;
    soon(async { while frame(&mut viewer).await[2] != 50 {} }).await;
}

#[tokio::test]
async fn a_socket_tells_changes_and_hears_the_same_words() {
    let (_running, at) = device(Dialect::WLED, "").await;
    let mut socket = socket(at).await;
    let first = told(&mut socket).await;
    assert_eq!(
        (&first["state"]["bri"], &first["info"]["ws"]),
        (&json!(128), &json!(1))
    );
    socket.send(Message::text("p")).await.unwrap();
    soon(async { while told(&mut socket).await != json!("pong") {} }).await;
    say(at, &json!({"bri": 33})).await;
    soon(async { while told(&mut socket).await["state"]["bri"] != json!(33) {} }).await;
    socket.send(Message::text(r#"{"bri":44}"#)).await.unwrap();
    soon(async { while told(&mut socket).await["state"]["bri"] != json!(44) {} }).await;
    assert_eq!(state(at).await["bri"], json!(44));
    let long = format!(r#"{{"x":"{}"}}"#, "x".repeat(1500));
    socket.send(Message::text(long)).await.unwrap();
    soon(async { while told(&mut socket).await["error"] != json!(9) {} }).await;
}

#[tokio::test]
async fn there_is_one_viewer_and_many_leds_are_thinned_out() {
    let (_running, at) = with_lights(
        Dialect::WLED,
        Lights::Matrix(Matrix::new(64, 32).unwrap()),
        "",
    )
    .await;
    let mut first = watch(at).await;
    let thinned = frame(&mut first).await;
    assert_eq!(
        (&thinned[..4], thinned.len()),
        (&[b'L', 2, 32, 16][..], 4 + 1024 * 3)
    );
    assert_eq!(thinned[4..7], [255, 160, 0], "not scaled by the brightness");
    assert_eq!(thinned[4 + 512 * 3..][..3], [0; 3], "half of it is padding");
    let mut second = watch(at).await;
    frame(&mut second).await;
    let stolen = tokio::time::timeout(std::time::Duration::from_millis(300), async {
        for _ in 0..50 {
            frame(&mut first).await;
        }
    });
    assert!(stolen.await.is_err(), "the first sees no more");
    let (_running, at) = with_lights(Dialect::WLED13, Lights::Leds(600), "").await;
    assert_eq!(
        frame(&mut watch(at).await).await.len(),
        2 + 200 * 3,
        "every third"
    );
}

#[tokio::test]
async fn a_stream_hides_the_effect_for_a_while() {
    let (running, at) = device(Dialect::WLED, "").await;
    let udp = running.devices()[0].udp.unwrap();
    assert_eq!(info(at).await["udpport"], json!(udp.realtime));
    let sender = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut viewer = watch(at).await;
    let ddp = [&[0x41, 1, 0x0b, 1, 0, 0, 0, 0, 0, 24][..], &[9; 24]].concat();
    sender.send_to(&ddp, ("127.0.0.1", udp.ddp)).await.unwrap();
    soon(async { while frame(&mut viewer).await[2..] != [9; 24] {} }).await;
    let told = info(at).await;
    assert_eq!(
        (&told["live"], &told["lm"], &told["lip"]),
        (&json!(true), &json!("DDP"), &json!("127.0.0.1"))
    );
    say(at, &json!({"lor": 1})).await;
    // overridden: frames from before may still be on their way
    soon(async { while frame(&mut viewer).await[2..5] != [255, 160, 0] {} }).await;
    say(at, &json!({"lor": 0})).await;
    sender
        .send_to(
            &[4, 255, 0, 1, 7, 7, 7, 8, 8, 8],
            ("127.0.0.1", udp.realtime),
        )
        .await
        .unwrap();
    soon(async { while frame(&mut viewer).await[5..8] != [7; 3] {} }).await;
    sender
        .send_to(&[2, 0], ("127.0.0.1", udp.realtime))
        .await
        .unwrap();
    soon(async { while frame(&mut viewer).await[2..5] != [255, 160, 0] {} }).await;
    assert_eq!(info(at).await["live"], json!(false));
}

#[tokio::test]
async fn only_the_oldest_release_tells_its_colours_by_http() {
    let (_running, at) = device(Dialect::WLED13, "").await;
    assert_eq!(
        get(at, "/json/live").await.json(),
        json!({"leds": vec!["FFA000"; 8], "n": 1})
    );
}
