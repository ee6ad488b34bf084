//! A stream to a family that takes live frames: its ways are used, it is asked whether it shows them, and told the end.

use super::*;
use crate::device::{
    DeviceAddr, DeviceId, Family, FirmwareCache, Form, Payload, Playing as Plays, Protocol,
    Receipt, Session, StoredName, Streams, Traces, Transfer, Verification,
};
use crate::engine::api::{ConnectOptions, PatternId, StreamId};
use crate::engine::keep::Shared;
use crate::engine::note::Remembered;
use crate::engine::task::Context;
use crate::link::{
    Attempts, DeviceLink, Http, LinkError, LinkSettings, Reply, Script, scripted_link,
};
use crate::live::StreamPreference;
use crate::net::Gate;
use crate::pattern::{Fit, FittedPattern, ReadOptions, read_bytes};
use crate::problem::Code;
use crate::store::Store;
use futures_util::future::{BoxFuture, FutureExt as _};
use std::path::Path;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering::SeqCst};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A family that stores nothing and takes DNRGB at one port.
#[derive(Default)]
struct Live {
    port: AtomicU16,
    asked: AtomicU32,
    left: AtomicU32,
}

fn never<'a, T: Send + 'a>() -> BoxFuture<'a, Result<T, DeviceError>> {
    std::future::ready(Err(DeviceError::Incapable {
        what: crate::msg!("device-cannot-play"),
    }))
    .boxed()
}

impl Family for Live {
    fn name(&self) -> &'static str {
        "live"
    }
    fn title(&self) -> &'static str {
        "Live frames only"
    }
    fn identify<'a>(
        &'a self,
        _: &'a DeviceAddr,
        _: &'a DeviceLink,
        _: &'a Attempts,
        _: &'a FirmwareCache,
    ) -> BoxFuture<'a, Result<Option<Device>, DeviceError>> {
        never()
    }
    fn probe<'a>(&'a self, _: &'a DeviceLink) -> BoxFuture<'a, Result<(), LinkError>> {
        std::future::ready(Ok(())).boxed()
    }
    fn encode(&self, _: Form, _: &FittedPattern, _: &StoredName) -> Result<Payload, DeviceError> {
        Err(DeviceError::Incapable {
            what: crate::msg!("device-cannot-play"),
        })
    }
    fn form(&self, _: &Device) -> Form {
        Form::Nothing
    }
    fn confirm<'a>(
        &'a self,
        _: &'a Session,
    ) -> BoxFuture<'a, Result<Option<Duration>, DeviceError>> {
        std::future::ready(Ok(None)).boxed()
    }
    fn transfer(&self, session: Session) -> Arc<dyn Transfer> {
        Arc::new(Never(session))
    }
    fn plays(&self, _: &Device, _: &StoredName) -> Plays {
        Plays::Unknown
    }
    fn streams(&self) -> Option<&dyn Streams> {
        Some(self)
    }
}

impl Streams for Live {
    fn ways(&self, _: &Device) -> Vec<StreamWay> {
        vec![StreamWay {
            protocol: Protocol::Dnrgb,
            port: self.port.load(SeqCst),
        }]
    }
    fn shows<'a>(
        &'a self,
        _: &'a Session,
        way: StreamWay,
    ) -> BoxFuture<'a, Result<Option<bool>, DeviceError>> {
        self.asked.fetch_add(1, SeqCst);
        std::future::ready(Ok(Some(way.port == self.port.load(SeqCst)))).boxed()
    }
    fn leave<'a>(
        &'a self,
        _: &'a Session,
        _: StreamWay,
        _: Option<&'a BeforeLive>,
    ) -> BoxFuture<'a, Result<(), DeviceError>> {
        self.left.fetch_add(1, SeqCst);
        // it does not hear that: the stream ends well all the same
        std::future::ready(Err(DeviceError::Locked)).boxed()
    }
}

/// An upload that stores nothing.
struct Never(Session);

impl Transfer for Never {
    fn session(&self) -> &Session {
        &self.0
    }
    fn reopen(&self, _: &str) {}
    fn traces(&self) -> Traces {
        Traces::default()
    }
    fn start_over(&self) {}
    fn forget_sent(&self) {}
    fn find<'a>(&'a self, _: &'a Payload) -> BoxFuture<'a, Result<Option<Receipt>, DeviceError>> {
        never()
    }
    fn send<'a>(&'a self, _: &'a Payload) -> BoxFuture<'a, Result<Receipt, DeviceError>> {
        never()
    }
    fn verify<'a>(
        &'a self,
        _: &'a Payload,
        _: &'a Receipt,
    ) -> BoxFuture<'a, Result<Verification, DeviceError>> {
        never()
    }
    fn discard<'a>(
        &'a self,
        _: &'a Payload,
        _: &'a Receipt,
    ) -> BoxFuture<'a, Option<crate::message::Message>> {
        std::future::ready(None).boxed()
    }
    fn play<'a>(
        &'a self,
        _: &'a Receipt,
        _: (&'a Payload, &'a FittedPattern),
    ) -> BoxFuture<'a, Result<Plays, DeviceError>> {
        never()
    }
    fn withdraw<'a>(&'a self, _: &'a Payload) -> BoxFuture<'a, Option<crate::message::Message>> {
        std::future::ready(None).boxed()
    }
}

static LISTENING: Live = Live {
    port: AtomicU16::new(0),
    asked: AtomicU32::new(0),
    left: AtomicU32::new(0),
};
static SILENT: Live = Live {
    port: AtomicU16::new(0),
    asked: AtomicU32::new(0),
    left: AtomicU32::new(0),
};

fn reached(family: &'static Live) -> Reached {
    let device = Device {
        id: DeviceId::from_mac("a0b1c2d3e4f5").unwrap(),
        name: "Porch".into(),
        family: "live",
        kind: crate::msg!("kind-wled"),
        chip: None,
        firmware: None,
        address: DeviceAddr::from_socket("127.0.0.1:80".parse().unwrap()),
        leds: Some(2),
        matrix: None,
        limits: Limits::default(),
        caps: crate::device::Caps::default(),
        playing: None,
        uptime: None,
    };
    let script = Script::new(|_| async { Ok(Reply::new(http::StatusCode::OK, "{}")) });
    let link = Arc::new(scripted_link(script, &LinkSettings::default()));
    Reached {
        link,
        device,
        family,
        remembered: Remembered::default(),
    }
}

fn streaming() -> (Streaming, UnboundedReceiver<Note>) {
    let gate = Gate::loopback();
    let bytes: Arc<[u8]> = Arc::new([2, 0, 1, 0, 20, 0, 1, 2, 3, 4, 5, 6]);
    let opened = read_bytes(Path::new("one.bin"), bytes, &ReadOptions::default()).unwrap();
    let request = StreamRequest {
        pattern: PatternId(1),
        targets: Vec::new(),
        fit: Fit::default(),
        settings: DeviceSettings::default(),
        connect: ConnectOptions::default(),
        wish: StreamPreference::default(),
        time: None,
    };
    let device = JobDevice {
        id: None,
        name: None,
        family: None,
        address: "127.0.0.1".into(),
    };
    let (notes, inbox) = unbounded_channel();
    let streaming = Streaming {
        view: StreamView::new(StreamId::example(1), PatternId(1), "one".into(), device),
        visit: Visit {
            context: Context::new(
                Arc::new(Shared::new(
                    gate,
                    Store::in_memory().unwrap(),
                    Http::new(gate).unwrap(),
                    Arc::new(|_, _| {}),
                    crate::engine::Facts::default(),
                )),
                notes,
            ),
            address: "127.0.0.1".parse().unwrap(),
            expected: None,
            connect: ConnectOptions::default(),
        },
        request: Arc::new(request),
        pattern: Arc::new(opened),
        stop: CancellationToken::new(),
    };
    (streaming, inbox)
}

#[tokio::test]
async fn a_device_is_asked_whether_it_shows_the_frames_and_told_when_they_end() {
    let receiver = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    LISTENING
        .port
        .store(receiver.local_addr().unwrap().port(), SeqCst);
    let (mut streaming, mut notes) = streaming();
    let stop = streaming.stop.clone();
    let play =
        tokio::spawn(async move { (streaming.take_turn(reached(&LISTENING)).await, streaming) });
    let seen = loop {
        match notes.recv().await {
            Some(Note::Stream(view)) if view.seen.is_some() => break view,
            note => assert!(note.is_some()),
        }
    };
    assert_eq!(
        (
            seen.seen,
            seen.why
                .map(|why| why.to_string())
                .unwrap_or_default()
                .as_str()
        ),
        (Some(true), "DNRGB, because the device does not receive DDP")
    );
    assert_eq!(LISTENING.left.load(SeqCst), 0);
    stop.cancel();
    let (state, streaming) = play.await.unwrap();
    assert_eq!(
        (
            state,
            LISTENING.asked.load(SeqCst),
            LISTENING.left.load(SeqCst)
        ),
        (StreamState::Ended, 1, 1)
    );
    assert!(
        !streaming
            .visit
            .context
            .keep
            .stream_owners
            .is_taken(&DeviceId::from_mac("a0b1c2d3e4f5").unwrap())
    );
}

#[tokio::test]
async fn a_port_that_nobody_listens_at_is_told_as_such() {
    let closed = std::net::UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let way = StreamWay {
        protocol: Protocol::Ddp,
        port: closed,
    };
    let problem = unsent(
        way,
        ([127, 0, 0, 1], closed).into(),
        std::io::ErrorKind::ConnectionRefused,
    );
    assert_eq!(problem.code, Code::DeviceRefused);
    assert!(
        problem
            .message
            .to_string()
            .starts_with("Nothing accepts DDP frames at 127.0.0.1:"),
        "{problem}"
    );
    // stopped while another has the turn: it never began, so there is nothing to end
    let (mut streaming, _notes) = streaming();
    let device = DeviceId::from_mac("a0b1c2d3e4f5").unwrap();
    let keep = streaming.visit.context.keep.clone();
    let request = TurnRequest {
        device: &device,
        purpose: TurnUse::Upload,
        forgettable: false,
    };
    let _turn = keep.turns.take_within(Duration::ZERO, request).await;
    streaming.stop.cancel();
    assert_eq!(
        streaming.take_turn(reached(&SILENT)).await,
        StreamState::Ended
    );
    assert_eq!((SILENT.left.load(SeqCst), streaming.view.frames), (0, 0));
}
