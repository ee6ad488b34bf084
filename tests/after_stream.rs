//! After a stream a WLED shows what it showed before: seen in its state and on its LEDs, through its own WebSocket, before
//! and after, however the stream ended.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::wled::{say, state};
use common::{Bench, addresses, devices, end, request};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command as Program, Stdio};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;
use upload_bridge::device::{AddrSpec, DeviceSettings, Protocol};
use upload_bridge::engine::{
    Command, ConnectOptions, Event, StreamPreference, StreamRequest, StreamState, StreamView,
    Target,
};
use upload_bridge::pattern::Fit;
use upload_bridge::simulator::{Dialect, Lights, Simulator, UdpPorts};

const LEDS: u16 = 12;
/// What is streamed: nothing else here has this colour.
const LIVE: [u8; 3] = [1, 2, 250];
const LIVE_TOO: [u8; 3] = [1, 2, 249];
const REDS: [u8; 3] = [60, 130, 200];

fn wire(colors: &[[u8; 3]], ms: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(LEDS.to_le_bytes());
    bytes.extend((colors.len() as u16).to_le_bytes());
    for color in colors {
        bytes.extend(ms.to_le_bytes());
        bytes.extend(color.repeat(usize::from(LEDS)));
    }
    bytes
}

/// Every colour that the first LED has within that time.
async fn seen(at: SocketAddr, time: Duration) -> BTreeSet<[u8; 3]> {
    let stream = TcpStream::connect(at).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(format!("ws://{at}/ws"), stream)
        .await
        .unwrap();
    socket.send(Message::text(r#"{"lv":true}"#)).await.unwrap();
    let mut colors = BTreeSet::new();
    let until = Instant::now() + time;
    while let Ok(Some(Ok(message))) = tokio::time::timeout_at(until, socket.next()).await {
        if let Message::Binary(frame) = message {
            colors.insert(*frame[2..].first_chunk().unwrap());
        }
    }
    colors
}

/// Waits until the LEDs show only those colours for a while.
async fn shows(at: SocketAddr, colors: &BTreeSet<[u8; 3]>) {
    let start = Instant::now();
    loop {
        let now = seen(at, Duration::from_millis(600)).await;
        if now.is_subset(colors) && !now.is_empty() {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(8), "it shows {now:?}");
    }
}

struct Stage {
    sims: Simulator,
    bench: Bench,
    at: SocketAddr,
    udp: UdpPorts,
}

impl Stage {
    async fn new() -> Self {
        Self::of(Dialect::WLED).await
    }

    async fn of(dialect: Dialect) -> Self {
        let sims = devices(dialect, Lights::Leds(LEDS as usize), &[&[]], None).await;
        let at = addresses(&sims)[0];
        let udp = sims.devices()[0].udp.unwrap();
        Self {
            sims,
            bench: Bench::new(),
            at,
            udp,
        }
    }

    /// Three shades of red, stored and played.
    async fn play(&mut self) -> BTreeSet<[u8; 3]> {
        let colors = REDS.map(|red| [red, 0, 0]);
        let id = self.bench.load("reds.bin", &wire(&colors, 100)).await;
        let jobs = self
            .bench
            .deliver(request(id, &addresses(&self.sims)))
            .await;
        assert_eq!(end(&jobs[0]), "verified", "{:?}", jobs[0].outcome);
        colors.into()
    }

    /// Begins to stream, and waits until it is seen.
    async fn stream(&mut self, protocol: Protocol, time: Option<Duration>) -> StreamView {
        // one frame that stays, or two that change quickly: then the last one has just been sent when it is stopped
        let bytes = if time.is_some() {
            wire(&[LIVE], 1000)
        } else {
            wire(&[LIVE, LIVE_TOO], 50)
        };
        let id = self.bench.load("live.bin", &bytes).await;
        let port = match protocol {
            Protocol::Ddp => self.udp.ddp,
            Protocol::Dnrgb => self.udp.realtime,
        };
        self.bench.handle.send(Command::Stream(StreamRequest {
            pattern: id,
            targets: vec![Target::Address(AddrSpec::from(self.at))],
            fit: Fit::default(),
            settings: DeviceSettings::default(),
            connect: ConnectOptions::default(),
            wish: StreamPreference {
                protocol: Some(protocol),
                port: Some(port),
            },
            time,
        }));
        let view = self
            .until(|view| view.state == StreamState::Streaming)
            .await;
        shows(self.at, &BTreeSet::from([LIVE, LIVE_TOO])).await;
        view
    }

    async fn until(&self, mut wanted: impl FnMut(&StreamView) -> bool) -> StreamView {
        self.bench
            .wait(|event| match event {
                Event::Stream(view) if wanted(&view) => Some(*view),
                _ => None,
            })
            .await
    }

    async fn over(&self) -> StreamView {
        self.until(|view| view.state.is_over()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gif_goes_on_when_the_stream_is_over_or_stopped() {
    let mut stage = Stage::new().await;
    let reds = stage.play().await;
    let before = state(stage.at).await;
    for protocol in Protocol::ALL {
        // one frame alone, sent again and again, for longer than the device waits for the next
        for time in [Some(Duration::from_secs(5)), None] {
            stage.stream(protocol, time).await;
            let stopped = Instant::now();
            if time.is_none() {
                stage.bench.handle.send(Command::StopStreams);
            } else {
                let longer = seen(stage.at, Duration::from_millis(1500)).await;
                assert_eq!(longer, BTreeSet::from([LIVE]), "{protocol}");
            }
            assert_eq!(stage.over().await.state, StreamState::Ended);
            shows(stage.at, &reds).await;
            if time.is_none() {
                // sooner than the device finds out by itself
                let took = stopped.elapsed();
                assert!(took < Duration::from_secs(2), "{protocol}: {took:?}");
            }
            assert_eq!(state(stage.at).await, before, "{protocol}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_off_is_off_again_and_a_preset_is_still_loaded() {
    let mut stage = Stage::new().await;
    let at = stage.at;
    let green = json!({"psave": 3, "o": true, "n": "Green", "on": true, "seg": [{"id": 0, "fx": 0, "col": [[0, 90, 0]]}]});
    say(at, &green).await;
    say(at, &json!({"ps": 3})).await;
    let greens = BTreeSet::from([[0, 90, 0]]);
    shows(at, &greens).await;
    let before = state(at).await;
    assert_eq!(before["ps"], 3);
    stage.stream(Protocol::Ddp, None).await;
    stage.bench.handle.send(Command::StopStreams);
    stage.over().await;
    shows(at, &greens).await;
    assert_eq!(state(at).await, before);

    say(at, &json!({"on": false})).await;
    let before = state(at).await;
    stage
        .stream(Protocol::Ddp, Some(Duration::from_secs(4)))
        .await;
    stage.over().await;
    shows(at, &BTreeSet::from([[0; 3]])).await;
    assert_eq!(
        (state(at).await, &before["on"]),
        (before.clone(), &json!(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_an_old_firmware_cannot_draw_again_is_loaded_again() {
    let mut stage = Stage::of(Dialect::WLED15).await;
    let at = stage.at;
    let id = stage.bench.load("red.bin", &wire(&[[77, 0, 0]], 100)).await;
    let jobs = stage.bench.deliver(request(id, &[at])).await;
    assert_eq!(end(&jobs[0]), "verified", "{:?}", jobs[0].outcome);
    let before = state(at).await;
    stage.stream(Protocol::Ddp, None).await;
    stage.bench.handle.send(Command::StopStreams);
    stage.over().await;
    shows(at, &BTreeSet::from([[77, 0, 0]])).await;
    assert_eq!(state(at).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_playlist_goes_on() {
    let mut stage = Stage::new().await;
    let at = stage.at;
    for (number, color) in [(3, [0, 90, 0]), (4, [90, 90, 0])] {
        let preset = json!({"psave": number, "o": true, "n": "p", "on": true, "seg": [{"id": 0, "fx": 0, "col": [color]}]});
        say(at, &preset).await;
    }
    let list = json!({"psave": 7, "n": "Show", "playlist": {"ps": [3, 4], "dur": [5, 5], "transition": 0, "repeat": 0, "end": 0}});
    say(at, &list).await;
    sleep(Duration::from_secs(1)).await;
    say(at, &json!({"ps": 7})).await;
    let both = BTreeSet::from([[0, 90, 0], [90, 90, 0]]);
    let runs = async || {
        let deadline = Instant::now() + Duration::from_secs(8);
        while seen(at, Duration::from_millis(1500)).await != both {
            assert!(Instant::now() < deadline);
        }
        state(at).await["pl"].clone()
    };
    assert_eq!(runs().await, 7);
    stage
        .stream(Protocol::Dnrgb, Some(Duration::from_secs(4)))
        .await;
    stage.over().await;
    assert_eq!(runs().await, 7);

    // and is taken up again by a device that has forgotten it
    stage.stream(Protocol::Ddp, None).await;
    sleep(Duration::from_secs(2)).await;
    say(at, &json!({"rb": true})).await;
    sleep(Duration::from_secs(3)).await;
    stage.bench.handle.send(Command::StopStreams);
    stage.over().await;
    assert_eq!(runs().await, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_starts_again_in_the_middle_gets_back_what_it_showed() {
    let mut stage = Stage::new().await;
    let reds = stage.play().await;
    let at = stage.at;
    say(at, &json!({"bri": 99})).await;
    let before = state(at).await;
    for protocol in Protocol::ALL {
        stage.stream(protocol, None).await;
        sleep(Duration::from_secs(2)).await;
        say(at, &json!({"rb": true})).await;
        sleep(Duration::from_secs(3)).await; // it is away for 2 s
        shows(at, &BTreeSet::from([LIVE, LIVE_TOO])).await;
        stage.bench.handle.send(Command::StopStreams);
        stage.over().await;
        shows(at, &reds).await;
        assert_eq!(state(at).await, before, "{protocol}");
    }
}

/// `stream` as a person runs it, for ever.
fn program(home: &std::path::Path, stage: &Stage, protocol: Protocol, port: u16) -> Child {
    let file = home.join("live.bin");
    std::fs::write(&file, wire(&[LIVE], 1000)).unwrap();
    let mut child = Program::new(assert_cmd::cargo::cargo_bin("upload-bridge"))
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .arg("stream")
        .arg(&file)
        .args(["--json", "--protocol", protocol.word(), "--seconds", "60"])
        .args([
            "--udp-port",
            &port.to_string(),
            "--to",
            &stage.at.to_string(),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("\"state\":\"streaming\""), "{first}");
    child
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_stopped_or_killed_leaves_the_device_as_it_was() {
    let mut stage = Stage::new().await;
    let reds = stage.play().await;
    let before = state(stage.at).await;
    let home = tempfile::tempdir().unwrap();
    for (protocol, port) in [
        (Protocol::Ddp, stage.udp.ddp),
        (Protocol::Dnrgb, stage.udp.realtime),
    ] {
        for (signal, code) in [("-INT", Some(130)), ("-TERM", Some(143)), ("-KILL", None)] {
            let mut child = program(home.path(), &stage, protocol, port);
            shows(stage.at, &BTreeSet::from([LIVE])).await;
            let killed = Program::new("kill")
                .args([signal, &child.id().to_string()])
                .status();
            assert!(killed.unwrap().success());
            let status = tokio::task::spawn_blocking(move || child.wait()).await;
            assert_eq!(status.unwrap().unwrap().code(), code, "{signal}");
            // whoever is killed says nothing: the device finds out by itself
            shows(stage.at, &reds).await;
            assert_eq!(state(stage.at).await, before, "{protocol} {signal}");
        }
    }
}
