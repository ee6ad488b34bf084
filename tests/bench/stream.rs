//! Live frames over loopback to a receiver that counts: what the sender costs, how many frames are late, how even they come.

use std::net::UdpSocket;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;
use upload_bridge::device::Protocol;
use upload_bridge::live::{Player, StreamPlan, packets_of};
use upload_bridge::net::Gate;
use upload_bridge::pattern::{FrameDuration, Frames};

const LEDS: usize = 100_000;
const FPS: f32 = 60.0;
const FRAMES: usize = 600;

/// Seconds on a processor: ours, the system's for us, and both by the scheduler's finer count.
#[derive(Clone, Copy)]
struct Cpu {
    user: f64,
    system: f64,
    exact: f64,
}

/// What the thread of that name has spent so far; `None` where the system does not say.
fn cpu_of(name: &str) -> Option<Cpu> {
    let mut tasks = std::fs::read_dir("/proc/self/task")
        .ok()?
        .flatten()
        .map(|task| task.path());
    let task = tasks.find(|task| {
        std::fs::read_to_string(task.join("comm")).is_ok_and(|comm| comm.trim() == name)
    })?;
    let stat = std::fs::read_to_string(task.join("stat")).ok()?;
    // behind the name in brackets: state, then 10 fields, then ticks of 10 ms in user and in system mode
    let mut ticks = stat
        .rsplit_once(')')?
        .1
        .split_whitespace()
        .skip(11)
        .map_while(|ticks| ticks.parse::<f64>().ok());
    let user = ticks.next()? / 100.0;
    let system = ticks.next()? / 100.0;
    let spent = std::fs::read_to_string(task.join("schedstat")).ok()?;
    Some(Cpu {
        user,
        system,
        exact: spent.split(' ').next()?.parse::<f64>().ok()? / 1e9,
    })
}

/// Counts frames that were shown, and packets, until nothing comes any more.
fn receive(socket: &UdpSocket) -> (u64, u64) {
    let mut buffer = [0; 2000];
    let mut shown = 0;
    let mut packets = 0;
    while socket.recv(&mut buffer).is_ok() {
        packets += 1;
        shown += u64::from(buffer[0] == 0x41);
    }
    (shown, packets)
}

/// How far each time is from the next tick of the rate, in milliseconds, smallest first. Frames that were left out leave
/// no mark here: they are counted as late.
fn jitter(times: &[f64]) -> Vec<f64> {
    let period = 1.0 / f64::from(FPS);
    let first = times.first().copied().unwrap_or_default();
    let mut off: Vec<f64> = times
        .iter()
        .map(|at| at - first - ((at - first) / period).round() * period)
        .collect();
    off.sort_by(f64::total_cmp);
    let middle = off.get(off.len() / 2).copied().unwrap_or_default();
    let mut off: Vec<f64> = off
        .iter()
        .map(|off| (off - middle).abs() * 1000.0)
        .collect();
    off.sort_by(f64::total_cmp);
    off
}

#[test]
#[ignore = "a benchmark"]
fn ddp_to_loopback() {
    let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
    receiver
        .set_read_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    let socket = Gate::loopback()
        .sender(receiver.local_addr().unwrap())
        .unwrap();
    // 16 ms is faster than 60 a second, so the rate alone decides
    let rgb: Vec<u8> = (0..4 * LEDS * 3).map(|n| (n / 7) as u8).collect();
    let frames = Frames::new(LEDS, rgb, vec![FrameDuration::from_ms(16); 4]).unwrap();
    let time = Some(Duration::from_secs_f32(FRAMES as f32 / FPS));
    let plan = StreamPlan {
        frames: frames.into(),
        protocol: Protocol::Ddp,
        max_fps: FPS,
        time,
    };
    let counting = std::thread::spawn(move || receive(&receiver));
    let start = Instant::now();
    let sent = Arc::new(Mutex::new(Vec::with_capacity(FRAMES)));
    let times = sent.clone();
    let send = move |packet: &[u8]| {
        if packet[0] == 0x41 {
            times.lock().unwrap().push(start.elapsed().as_secs_f64());
        }
        socket.send(packet)
    };
    let (player, mut ending) = Player::start(plan, send).unwrap();
    let mut cpu = None;
    while ending.try_recv().is_err() {
        cpu = cpu_of("live").or(cpu);
        std::thread::park_timeout(Duration::from_millis(50));
    }
    let stats = player.stats();
    let (shown, packets) = counting.join().unwrap();
    let off = jitter(&sent.lock().unwrap());
    let at = |pct: usize| {
        off.get((off.len() * pct / 100).min(off.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "{LEDS} LEDs at {FPS} frames a second, {} packets a frame",
        packets_of(Protocol::Ddp, LEDS)
    );
    println!(
        "sent      {} frames, {} packets, late {} (goal: 0 of {FRAMES})",
        stats.frames, stats.packets, stats.late
    );
    println!("received  {shown} frames, {packets} packets");
    println!(
        "jitter    p50 {:.3} ms, p99 {:.3} ms, most {:.3} ms (goal: p99 <= 1 ms)",
        at(50),
        at(99),
        at(100)
    );
    let per_core = |seconds: f64| seconds * 100.0 * f64::from(FPS) / FRAMES as f64;
    if let Some(Cpu {
        user,
        system,
        exact,
    }) = cpu
    {
        let all = per_core(exact);
        let user = per_core(user);
        let system = per_core(system);
        println!(
            "cpu       {all:.1} % of a core, {user:.1} ours, {system:.1} the system's (goal: <= 6 %)"
        );
    }
    println!("load      {}", load.trim());
}
