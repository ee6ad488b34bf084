//! The player against a clock that is made up, and once against a real socket.

use super::*;
use crate::net::Gate;
use crate::pattern::{FrameDuration, Frames};
use std::cell::RefCell;
use std::rc::Rc;

/// A clock that passes only while somebody rests, or as the test says.
#[derive(Clone, Default)]
struct Fake(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    now: Duration,
    stop_at: Option<Duration>,
}

impl Clock for Fake {
    fn now(&self) -> Duration {
        self.0.borrow().now
    }

    fn rest_until(&mut self, at: Duration) -> bool {
        let mut state = self.0.borrow_mut();
        state.now = state.now.max(at);
        state.stop_at.is_none_or(|stop| state.now < stop)
    }
}

impl Fake {
    fn pass(&self, time: Duration) {
        self.0.borrow_mut().now += time;
    }
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Frames of one colour each, 0, 1, 2 ..., 20 ms long.
fn plan(protocol: Protocol, leds: usize, frames: u8, time: Option<Duration>) -> StreamPlan {
    let rgb = (0..frames).flat_map(|n| vec![n; leds * 3]).collect();
    let durations = vec![FrameDuration::from_ms(20); usize::from(frames)];
    let frames = Frames::new(leds, rgb, durations).unwrap().into();
    StreamPlan {
        frames,
        protocol,
        max_fps: super::super::MAX_FPS,
        time,
    }
}

/// Plays it; when each packet went, and what it was.
fn play(
    plan: &StreamPlan,
    clock: &mut Fake,
    mut during: impl FnMut(&[u8]) -> io::Result<()>,
) -> (Ending, Vec<(Duration, Vec<u8>)>, Counters) {
    let tally = Counters::default();
    let mut sent = Vec::new();
    let time = clock.clone();
    let mut send = |packet: &[u8]| {
        during(packet)?;
        sent.push((time.now(), packet.to_owned()));
        Ok(packet.len())
    };
    let ending = Run {
        plan,
        tally: &tally,
        send: &mut send,
    }
    .play(clock);
    (ending, sent, tally)
}

#[test]
fn each_frame_goes_when_it_is_due_and_the_last_packet_says_goodbye() {
    let (ending, sent, tally) = play(
        &plan(Protocol::Dnrgb, 2, 3, Some(ms(100))),
        &mut Fake::default(),
        |_| Ok(()),
    );
    let times: Vec<_> = sent
        .iter()
        .map(|(at, packet)| (at.as_millis(), packet[4.min(packet.len() - 1)]))
        .collect();
    assert_eq!(
        times,
        [(0, 0), (20, 1), (40, 2), (60, 0), (80, 1), (100, 0)]
    );
    assert_eq!(
        (ending, sent.last().unwrap().1.as_slice()),
        (Ending::Over, &[4, 0, 0, 0][..])
    );
    assert_eq!(
        [&tally.frames, &tally.packets, &tally.bytes, &tally.late].map(|n| n.load(Relaxed)),
        [5, 6, 54, 0]
    );
}

#[test]
fn packets_of_one_frame_have_time_between_them() {
    let (_, sent, _) = play(
        &plan(Protocol::Ddp, 1200, 2, Some(ms(40))),
        &mut Fake::default(),
        |_| Ok(()),
    );
    let times: Vec<_> = sent
        .iter()
        .map(|(at, packet)| (at.as_millis(), packet[0], packet[1]))
        .collect();
    assert_eq!(
        times,
        [
            (0, 0x40, 1),
            (3, 0x40, 1),
            (6, 0x41, 1),
            (20, 0x40, 2),
            (23, 0x40, 2),
            (26, 0x41, 2)
        ]
    );
}

#[test]
fn after_a_stall_the_pattern_goes_on_where_it_is_by_then() {
    let mut clock = Fake::default();
    let stalls = clock.clone();
    let mut count = 0;
    let (_, sent, tally) = play(
        &plan(Protocol::Ddp, 1, 200, Some(ms(1200))),
        &mut clock,
        |_| {
            count += 1;
            match count {
                3 => stalls.pass(ms(505)), // frame 2, due at 40
                30 => stalls.pass(ms(28)), // the next is 8 ms late
                _ => {}
            }
            Ok(())
        },
    );
    let shown: Vec<_> = sent.iter().take(5).map(|(_, packet)| packet[10]).collect();
    assert_eq!(shown, [0, 1, 2, 27, 28]);
    assert_eq!(sent[3].0, ms(545));
    assert_eq!(sent[4].0, ms(560), "back in step");
    assert_eq!(tally.late.load(Relaxed), 24 + 1);
}

#[test]
fn a_slow_pattern_that_stalls_is_late_once() {
    let durations = vec![FrameDuration::from_ms(900); 2];
    let frames = Frames::new(1, vec![0, 0, 0, 1, 1, 1], durations)
        .unwrap()
        .into();
    let slow = StreamPlan {
        frames,
        time: Some(ms(4000)),
        ..plan(Protocol::Ddp, 1, 1, None)
    };
    let mut clock = Fake::default();
    let stalls = clock.clone();
    let mut count = 0;
    let (_, sent, tally) = play(&slow, &mut clock, |_| {
        count += 1;
        stalls.pass(if count == 1 { ms(1200) } else { Duration::ZERO });
        Ok(())
    });
    let times: Vec<_> = sent
        .iter()
        .map(|(at, packet)| (at.as_millis(), packet[10]))
        .collect();
    assert_eq!(
        times,
        [(1200, 0), (1200, 1), (1800, 0), (2700, 1), (3600, 0)]
    );
    assert_eq!(tally.late.load(Relaxed), 1);
}

#[test]
fn a_stream_is_stopped_between_two_frames_and_between_two_packets() {
    for stop in [ms(50), ms(43)] {
        let mut clock = Fake::default();
        clock.0.borrow_mut().stop_at = Some(stop);
        let (ending, sent, _) = play(
            &plan(Protocol::Dnrgb, 1000, 9, None),
            &mut clock,
            |_| Ok(()),
        );
        assert_eq!(
            (ending, sent.last().unwrap().1.as_slice()),
            (Ending::Stopped, &[4, 0, 0, 0][..])
        );
    }
}

#[test]
fn a_system_that_refuses_for_a_moment_is_borne_and_one_that_always_does_ends_it() {
    let refusing = || io::Error::from(io::ErrorKind::ConnectionRefused);
    let mut clock = Fake::default();
    let time = clock.clone();
    let moment = |_: &[u8]| {
        if (ms(1000)..ms(9000)).contains(&time.now()) {
            Err(refusing())
        } else {
            Ok(())
        }
    };
    let (ending, _, tally) = play(
        &plan(Protocol::Ddp, 1, 9, Some(ms(20_000))),
        &mut clock,
        moment,
    );
    assert_eq!(ending, Ending::Over);
    assert_eq!(
        (tally.refused.load(Relaxed), tally.packets.load(Relaxed)),
        (400, 600)
    );
    // every other call succeeds, as a system tells of a port that nobody listens at
    let mut odd = false;
    let mut clock = Fake::default();
    let (ending, ..) = play(&plan(Protocol::Ddp, 1, 9, None), &mut clock, |_| {
        odd = !odd;
        if odd { Err(refusing()) } else { Ok(()) }
    });
    assert_eq!(ending, Ending::Refused(io::ErrorKind::ConnectionRefused));
    assert!(clock.now() < GIVE_UP + ms(100));
}

#[tokio::test]
async fn a_real_thread_sends_to_a_real_socket_until_it_is_stopped() {
    let receiver = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let socket = Gate::loopback()
        .sender(receiver.local_addr().unwrap())
        .unwrap();
    let plan = plan(Protocol::Dnrgb, 2, 3, None);
    let (player, ending) = Player::start(plan, move |packet| socket.send(packet)).unwrap();
    let mut buffer = [0; 2000];
    for _ in 0..4 {
        // which frame comes is a matter of time: a busy machine leaves some out
        let size = receiver.recv(&mut buffer).unwrap();
        let frame = buffer[4];
        assert_eq!(
            (&buffer[..size], frame < 3),
            (
                &[4, 3, 0, 0, frame, frame, frame, frame, frame, frame][..],
                true
            )
        );
    }
    player.stop();
    assert_eq!(ending.await, Ok(Ending::Stopped));
    let stats = player.stats();
    assert!(
        stats.frames >= 4
            && stats.packets == stats.frames + 1
            && stats.bytes == stats.frames * 10 + 4,
        "{stats:?}"
    );
    let last = (0..stats.packets - 4)
        .map(|_| receiver.recv(&mut buffer).unwrap())
        .last();
    assert_eq!((last, &buffer[..4]), (Some(4), &[4, 0, 0, 0][..]));
}
