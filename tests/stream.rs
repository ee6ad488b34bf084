//! Streams over real sockets: a simulated device to be identified, and a plain UDP receiver in its place for the frames.
//! Protocol and port are both named, which is taken at its word: the simulated family takes no live frames itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{Bench, PATIENCE, addresses, devices, end, request, wire};
use serde_json::Value;
use std::net::UdpSocket;
use std::time::Duration;
use upload_bridge::device::{AddrSpec, Device, DeviceId, DeviceSettings, Protocol, StreamWay};
use upload_bridge::engine::{
    Command, ConnectOptions, Event, PatternId, StreamPreference, StreamRequest, StreamState,
    StreamView, Target,
};
use upload_bridge::pattern::{ColorOrder, Fit};
use upload_bridge::simulator::{Dialect, Lights, Simulator};

/// Where the frames come.
struct Receiver(UdpSocket);

impl Receiver {
    fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(socket)
    }

    fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    fn next(&self) -> Vec<u8> {
        let mut buffer = [0; 2000];
        let size = self.0.recv(&mut buffer).expect("no packet came");
        buffer[..size].to_owned()
    }

    /// Everything that waits here now.
    fn rest(&self) -> Vec<Vec<u8>> {
        self.0.set_nonblocking(true).unwrap();
        let mut buffer = [0; 2000];
        std::iter::from_fn(|| {
            self.0
                .recv(&mut buffer)
                .ok()
                .map(|size| buffer[..size].to_owned())
        })
        .collect()
    }
}

fn asked(pattern: PatternId, sims: &Simulator, protocol: Protocol, port: u16) -> StreamRequest {
    StreamRequest {
        pattern,
        targets: addresses(sims)
            .into_iter()
            .map(|at| Target::Address(AddrSpec::from(at)))
            .collect(),
        fit: Fit::default(),
        settings: DeviceSettings::default(),
        connect: ConnectOptions::default(),
        wish: StreamPreference {
            protocol: Some(protocol),
            port: Some(port),
        },
        time: None,
    }
}

async fn until(bench: &Bench, mut wanted: impl FnMut(&StreamView) -> bool) -> StreamView {
    bench
        .wait(|event| match event {
            Event::Stream(view) if wanted(&view) => Some(*view),
            _ => None,
        })
        .await
}

fn problem(view: &StreamView) -> &'static str {
    match &view.state {
        StreamState::Failed(problem) => problem.code.as_str(),
        other => other.word(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pattern_is_played_frame_by_frame_for_as_long_as_asked() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(500), &[&[]], None).await;
    let receiver = Receiver::new();
    let mut bench = Bench::new();
    let bytes = wire(500, 5, 20);
    let id = bench.load("fire.bin", &bytes).await;
    let time = Some(Duration::from_millis(200));
    bench.handle.send(Command::Stream(StreamRequest {
        time,
        ..asked(id, &sims, Protocol::Ddp, receiver.port())
    }));
    let begun = until(&bench, |view| view.state == StreamState::Streaming).await;
    let way = StreamWay {
        protocol: Protocol::Ddp,
        port: receiver.port(),
    };
    assert_eq!(
        (
            begun.way,
            begun.why.map(|why| why.to_string()),
            begun.fps_wanted
        ),
        (
            Some(way),
            Some("DDP, because you chose it".to_owned()),
            50.0
        )
    );
    assert_eq!(begun.device.family, Some("native"));
    let over = until(&bench, |view| view.state.is_over()).await;
    assert_eq!(over.state, StreamState::Ended);
    // a machine that is very busy leaves frames out, and says so
    assert!(
        over.frames >= 1 && over.frames + over.late >= 10,
        "{over:?}"
    );
    assert_eq!(over.packets, over.frames * 2);
    assert!(
        over.elapsed >= Duration::from_millis(200) && over.fps_sent > 0.0 && over.since.is_some()
    );
    let packets = receiver.rest();
    assert_eq!(packets.len() as u64, over.packets);
    let frame = |n: usize| &bytes[4 + n * 1502 + 2..4 + (n + 1) * 1502];
    assert_eq!(
        packets[0],
        [
            &[0x40, 1, 0x0B, 1, 0, 0, 0, 0, 0x05, 0xA0],
            &frame(0)[..1440]
        ]
        .concat()
    );
    assert_eq!(
        packets[1],
        [
            &[0x41, 1, 0x0B, 1, 0, 0, 0x05, 0xA0, 0, 60],
            &frame(0)[1440..]
        ]
        .concat()
    );
    let shown = packets
        .chunks(2)
        .map(|pair| [&pair[0][10..], &pair[1][10..]].concat());
    assert!(shown.into_iter().all(|rgb| (0..5).any(|n| rgb == frame(n))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_stopped_tells_the_device_and_colours_are_in_its_order() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(2), &[&[]], None).await;
    let receiver = Receiver::new();
    let mut bench = Bench::new();
    let id = bench
        .load("one.bin", &[2, 0, 1, 0, 20, 0, 1, 2, 3, 4, 5, 6])
        .await;
    let settings = DeviceSettings {
        color_order: Some(ColorOrder::Grb),
        ..DeviceSettings::default()
    };
    let ask = StreamRequest {
        settings: settings.clone(),
        ..asked(id, &sims, Protocol::Dnrgb, receiver.port())
    };
    bench.handle.send(Command::Stream(ask));
    let begun = until(&bench, |view| view.state == StreamState::Streaming).await;
    assert_eq!(receiver.next(), [4, 3, 0, 0, 2, 1, 3, 5, 4, 6]);
    bench.handle.send(Command::StopStream(begun.id));
    let over = until(&bench, |view| view.state.is_over()).await;
    assert_eq!((over.id, over.state), (begun.id, StreamState::Ended));
    assert_eq!(receiver.rest().last().unwrap(), &[4, 0, 0, 0]);
    bench.handle.send(Command::Shutdown);
    while bench.events.next().await.is_some() {}
    let known = bench
        .store
        .device(&DeviceId::from_mac(&sims.devices()[0].id).unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(known.settings, settings);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_beside_a_stream_is_refused_and_goes_when_the_stream_is_over() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let receiver = Receiver::new();
    let mut bench = Bench::new();
    let id = bench.load("fire.bin", &wire(8, 5, 20)).await;
    bench.handle.send(Command::Stream(asked(
        id,
        &sims,
        Protocol::Ddp,
        receiver.port(),
    )));
    until(&bench, |view| view.state == StreamState::Streaming).await;
    let jobs = bench.deliver(request(id, &addresses(&sims))).await;
    assert_eq!(end(&jobs[0]), "device.streaming");
    bench.handle.send(Command::StopStreams);
    until(&bench, |view| view.state.is_over()).await;
    let jobs = bench.deliver(request(id, &addresses(&sims))).await;
    assert_eq!(end(&jobs[0]), "verified");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_stream_takes_the_device_over() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let first = Receiver::new();
    let second = Receiver::new();
    let mut bench = Bench::new();
    let id = bench.load("fire.bin", &wire(8, 5, 20)).await;
    bench.handle.send(Command::Stream(asked(
        id,
        &sims,
        Protocol::Dnrgb,
        first.port(),
    )));
    let one = until(&bench, |view| view.state == StreamState::Streaming).await;
    bench.handle.send(Command::Stream(asked(
        id,
        &sims,
        Protocol::Dnrgb,
        second.port(),
    )));
    let mut ended = None;
    let two = until(&bench, |view| {
        if view.state.is_over() {
            ended = Some(view.clone());
        }
        view.state == StreamState::Streaming && view.id != one.id
    })
    .await;
    let ended = ended.expect("the first ends before the second begins");
    assert_eq!((ended.id, ended.state), (one.id, StreamState::Ended));
    assert_eq!(first.rest().last().unwrap(), &[4, 0, 0, 0]);
    assert_eq!(second.next()[..4], [4, 3, 0, 0]);
    bench.handle.send(Command::Shutdown);
    assert_eq!(
        until(&bench, |view| view.state.is_over()).await.id,
        two.id,
        "the end of the engine ends it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_played_to_fails_each_with_its_own_code() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let mut bench = Bench::new();
    let id = bench.load("a.bin", &wire(8, 3, 20)).await;
    let large = bench.load("b.bin", &wire(9, 3, 20)).await;
    let named = asked(id, &sims, Protocol::Ddp, 4048);
    let unknown = StreamRequest {
        wish: StreamPreference::default(),
        ..named.clone()
    };
    let to = |text: &str| StreamRequest {
        targets: vec![Target::Address(text.parse().unwrap())],
        ..named.clone()
    };
    let large = StreamRequest {
        pattern: large,
        ..named.clone()
    };
    for (ask, code) in [
        (unknown, "device.incapable"),
        (large, "pattern.too_many_leds"),
        (to("8.8.8.8"), "address.public"),
        (to("192.168.200.1"), "address.forbidden"),
        (to("127.0.0.1:1"), "device.refused"),
    ] {
        bench.handle.send(Command::Stream(ask));
        assert_eq!(
            problem(&until(&bench, |view| view.state.is_over()).await),
            code
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_device_at_a_known_address_is_played_nothing() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let receiver = Receiver::new();
    let first = Bench::new();
    let address = AddrSpec::from(addresses(&sims)[0]);
    first.handle.send(Command::Connect {
        address,
        options: ConnectOptions::default(),
    });
    let view = first
        .wait(|event| match event {
            Event::Device(view) => Some(*view),
            _ => None,
        })
        .await;
    let mut bench = Bench::new();
    bench
        .store
        .record_seen(&Device {
            id: DeviceId::from_mac("0123456789ab").unwrap(),
            ..view.device
        })
        .unwrap();
    let id = bench.load("a.bin", &wire(8, 3, 20)).await;
    bench.handle.send(Command::Stream(asked(
        id,
        &sims,
        Protocol::Ddp,
        receiver.port(),
    )));
    assert_eq!(
        problem(&until(&bench, |view| view.state.is_over()).await),
        "device.identity_changed"
    );
    assert!(receiver.rest().is_empty());
}

/// Runs the binary: exit code, objects on stdout, stderr.
fn run(home: &std::path::Path, args: &[String]) -> (i32, Vec<Value>, String) {
    let mut command = assert_cmd::Command::cargo_bin("upload-bridge").unwrap();
    command
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home)
        .timeout(PATIENCE);
    let output = command.arg("stream").args(args).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let objects = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or(Value::String(line.into())))
        .collect();
    (
        output.status.code().unwrap(),
        objects,
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_plays_and_tells_every_second() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let receiver = Receiver::new();
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("fire.bin");
    std::fs::write(&file, wire(8, 5, 40)).unwrap();
    let words = |more: &[&str]| {
        let mut words = vec![
            file.display().to_string(),
            "--to".into(),
            addresses(&sims)[0].to_string(),
        ];
        words.extend(more.iter().map(ToString::to_string));
        words
    };
    let folder = home.path().to_owned();
    let port = receiver.port().to_string();
    let args = words(&[
        "--protocol",
        "ddp",
        "--udp-port",
        &port,
        "--seconds",
        "1.3",
        "--json",
    ]);
    let (code, objects, _) = tokio::task::spawn_blocking(move || run(&folder, &args))
        .await
        .unwrap();
    assert_eq!(code, 0);
    let states: Vec<_> = objects
        .iter()
        .map(|object| object["state"].as_str().unwrap_or("summary"))
        .collect();
    assert_eq!(states, ["streaming", "streaming", "ended", "summary"]);
    let last = &objects[2];
    for key in [
        "event", "device", "protocol", "fps", "frames", "late", "seconds", "port", "why", "seen",
        "error",
    ] {
        assert!(last.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&last["event"], &last["protocol"]),
        (&"stream".into(), &"ddp".into())
    );
    assert_eq!(last["device"], sims.devices()[0].id.as_str());
    assert!(
        last["frames"].as_u64().unwrap() + last["late"].as_u64().unwrap() >= 32,
        "{last}"
    );
    assert_eq!(
        receiver.rest().len() as u64,
        last["frames"].as_u64().unwrap()
    );
    assert_eq!(
        (&objects[3]["ended"], &objects[3]["failed"]),
        (&1.into(), &0.into())
    );
    // people get a line at the beginning and one at the end
    let folder = home.path().to_owned();
    let args = words(&["--protocol", "ddp", "--udp-port", &port, "--seconds", "0.2"]);
    let (code, lines, _) = tokio::task::spawn_blocking(move || run(&folder, &args))
        .await
        .unwrap();
    let starts = lines
        .iter()
        .map(|line| line.as_str().unwrap().split(' ').next().unwrap())
        .collect::<Vec<_>>();
    assert_eq!((code, starts), (0, vec!["streaming", "ended"]));
    // and are told what to do about a device that takes no frames
    let folder = home.path().to_owned();
    let args = words(&["--seconds", "1"]);
    let (code, lines, _) = tokio::task::spawn_blocking(move || run(&folder, &args))
        .await
        .unwrap();
    assert_eq!(code, 1);
    assert!(
        lines[0].as_str().unwrap().starts_with("failed")
            && lines[1].as_str().unwrap().contains("hint: Upload")
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_ends_the_stream_and_says_goodbye() {
    let sims = devices(Dialect::NATIVE, Lights::Leds(8), &[&[]], None).await;
    let receiver = Receiver::new();
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("fire.bin");
    std::fs::write(&file, wire(8, 5, 40)).unwrap();
    let child = std::process::Command::new(assert_cmd::cargo::cargo_bin("upload-bridge"))
        .env_clear()
        .env("UPLOAD_BRIDGE_LOOPBACK", "1")
        .env("UPLOAD_BRIDGE_HOME", home.path())
        .arg("stream")
        .arg(&file)
        .args([
            "--json",
            "--protocol",
            "dnrgb",
            "--udp-port",
            &receiver.port().to_string(),
        ])
        // the end of a run that the interrupt does not reach
        .args(["--to", &addresses(&sims)[0].to_string(), "--seconds", "60"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let (receiver, output) = tokio::task::spawn_blocking(move || {
        receiver.next();
        let interrupt = std::process::Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap();
        assert!(interrupt.success());
        (receiver, child.wait_with_output().unwrap())
    })
    .await
    .unwrap();
    assert_eq!(output.status.code(), Some(130));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.lines()
            .any(|line| line.contains("\"state\":\"ended\"")),
        "{text}"
    );
    assert_eq!(receiver.rest().last().unwrap(), &[4, 0, 0, 0]);
}
