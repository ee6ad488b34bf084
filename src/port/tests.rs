//! The port as other programs see it: raw bytes over real sockets, in and out.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout};

/// Says what it is given, and counts how often it is asked.
struct Fixed {
    metrics: String,
    is_ready: bool,
    asked: AtomicUsize,
}

impl Content for Fixed {
    fn metrics(&self) -> String {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.metrics.clone()
    }

    fn readiness(&self) -> Readiness {
        Readiness {
            is_ready: self.is_ready,
            uptime: Duration::from_millis(61_250),
            parts: vec![("store", PartState::Degraded), ("ffmpeg", PartState::Off)],
        }
    }
}

struct Running {
    at: SocketAddr,
    content: Arc<Fixed>,
    cancel: CancellationToken,
    served: tokio::task::JoinHandle<()>,
}

fn start_with(limits: Limits, metrics: String, is_ready: bool) -> Running {
    let listener = bind(Gate::loopback(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let content = Arc::new(Fixed {
        metrics,
        is_ready,
        asked: AtomicUsize::new(0),
    });
    let cancel = CancellationToken::new();
    let at = listener.local_addr().unwrap();
    let served = serve_with(listener, content.clone(), limits, cancel.clone());
    Running {
        at,
        content,
        cancel,
        served: tokio::spawn(served),
    }
}

fn start() -> Running {
    start_with(Limits::default(), "ub_up 1\n".into(), true)
}

impl Running {
    /// Sends bytes, and reads until the port closes the connection.
    async fn say(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.at).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
        if read.expect("the connection is closed").is_err() {
            answer.extend(b" (reset)");
        }
        String::from_utf8(answer).unwrap()
    }

    /// Asks for a path, with more header lines.
    async fn ask(&self, method: &str, path: &str, more: &str) -> String {
        let host = self.at;
        self.say(
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n")
                .as_bytes(),
        )
        .await
    }
}

#[track_caller]
fn expect_status(answer: &str, status: u16) {
    let start = format!("HTTP/1.1 {status} ");
    assert!(answer.starts_with(&start), "not {status}: {answer}");
}

#[tokio::test]
async fn what_is_asked_for_is_answered_and_hardened() {
    let port = start();
    let answer = port.ask("GET", "/metrics", "").await;
    expect_status(&answer, 200);
    assert!(answer.ends_with("\r\n\r\nub_up 1\n"), "{answer}");
    let answer = answer.to_lowercase();
    for line in [
        "content-type: text/plain; version=0.0.4; charset=utf-8",
        "x-content-type-options: nosniff",
        "content-security-policy: default-src 'none'",
        "cache-control: no-store",
        "content-length: 8",
    ] {
        assert!(
            answer.contains(&format!("\r\n{line}\r\n")),
            "{line}: {answer}"
        );
    }
    assert!(!answer.contains("access-control"), "no CORS");
    let head = port.ask("HEAD", "/metrics", "").await;
    expect_status(&head, 200);
    assert!(
        head.contains("content-length: 8") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    expect_status(&port.ask("GET", "/livez", "").await, 200);
    expect_status(&port.ask("GET", "/metrics/", "").await, 404);
    expect_status(&port.ask("GET", "/", "").await, 404);
}

#[tokio::test]
async fn readiness_names_each_part() {
    let answer = start().ask("GET", "/readyz", "").await;
    expect_status(&answer, 200);
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let expected = serde_json::json!({
        "status": "degraded", "uptime_seconds": 61.25,
        "checks": { "store": "degraded", "ffmpeg": "off" }
    });
    assert_eq!(body, expected);
    let port = start_with(Limits::default(), String::new(), false);
    let answer = port.ask("GET", "/readyz", "").await;
    expect_status(&answer, 503);
    assert!(answer.contains("\"unavailable\""), "{answer}");
}

#[tokio::test]
async fn methods_that_could_change_something_are_refused() {
    let port = start();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let answer = port.ask(method, "/metrics", "Content-Length: 0\r\n").await;
        expect_status(&answer, 405);
        assert!(answer.contains("allow: GET, HEAD\r\n"), "{answer}");
    }
    // a body that never comes is not waited for
    let answer = port
        .ask("POST", "/metrics", "Content-Length: 1000000000\r\n")
        .await;
    expect_status(&answer, 405);
    assert_eq!(port.content.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_host_that_is_not_this_computer_is_refused() {
    let port = start();
    let number = port.at.port();
    for host in [
        format!("evil.example:{number}"),
        "evil.example".into(),
        format!("192.168.1.4:{number}"),
        "127.0.0.1:1".into(),
    ] {
        let head = format!("GET /metrics HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        expect_status(&port.say(head.as_bytes()).await, 403);
    }
    let head = format!(
        "GET http://evil.example/metrics HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        port.at
    );
    expect_status(&port.say(head.as_bytes()).await, 403);
    let none = port
        .say(b"GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n")
        .await;
    expect_status(&none, 400);
    let head =
        format!("GET /metrics HTTP/1.1\r\nHost: localhost:{number}\r\nConnection: close\r\n\r\n");
    expect_status(&port.say(head.as_bytes()).await, 200);
    assert_eq!(port.content.asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn oversized_heads_and_nonsense_are_refused() {
    let port = start();
    for size in [33 * 1024, 100 * 1024, 200 * 1024] {
        let more = format!("X-Long: {}\r\n", "a".repeat(size));
        expect_status(&port.ask("GET", "/metrics", &more).await, 431);
        let many = "X-Many: abcdefgh\r\n".repeat(size / 18);
        expect_status(&port.ask("GET", "/metrics", &many).await, 431);
    }
    let path = format!("/metrics?{}", "a".repeat(20 * 1024));
    expect_status(&port.ask("GET", &path, "").await, 200);
    for nonsense in [
        "\x16\x03\x01\x02\x00\x01\r\n\r\n",
        "hello\r\n\r\n",
        "GET\r\n\r\n",
    ] {
        let answer = port.say(nonsense.as_bytes()).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    expect_status(&port.ask("GET", "/metrics", "").await, 200);
    assert_eq!(port.content.asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn more_requests_than_the_limit_wait() {
    let limits = Limits {
        requests: 5,
        ..Limits::default()
    };
    let port = start_with(limits, String::new(), true);
    for _ in 0..20 {
        let head = "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        expect_status(&port.say(head.as_bytes()).await, 403);
    }
    for _ in 0..5 {
        expect_status(&port.ask("GET", "/metrics", "").await, 200);
    }
    let answer = port.ask("GET", "/metrics", "").await;
    expect_status(&answer, 429);
    let wait = answer.split("retry-after: ").nth(1).unwrap();
    let wait: u64 = wait.split("\r\n").next().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{answer}");
    assert_eq!(port.content.asked.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn a_thousand_connections_do_no_harm() {
    let limits = Limits {
        head: Duration::from_secs(2),
        ..Limits::default()
    };
    let port = start_with(limits, "ub_up 1\n".into(), true);
    let mut held = Vec::new();
    for _ in 0..1000 {
        held.push(TcpStream::connect(port.at).await.unwrap());
    }
    let mut refused = 0;
    for stream in &mut held {
        let mut answer = [0; 200];
        let read = timeout(Duration::from_millis(20), stream.read(&mut answer)).await;
        if let Ok(Ok(n)) = read {
            refused += usize::from(answer.get(..n).unwrap().starts_with(b"HTTP/1.1 503 "));
        }
    }
    assert!((900..=968).contains(&refused), "{refused} of 1000 refused");
    // those that were let in and said nothing are closed, and make room
    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        if port
            .ask("GET", "/metrics", "")
            .await
            .starts_with("HTTP/1.1 200 ")
        {
            break;
        }
        assert!(Instant::now() < patience, "the port is lost");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(held);
}

#[tokio::test]
async fn slow_writers_and_readers_lose_their_connection() {
    let limits = Limits {
        head: Duration::from_millis(800),
        answer: Duration::from_millis(800),
        ..Limits::default()
    };
    // more than the system's buffers hold
    let port = start_with(limits, "x".repeat(32 * 1024 * 1024), true);
    let began = Instant::now();
    let mut writer = TcpStream::connect(port.at).await.unwrap();
    let mut reader = TcpStream::connect(port.at).await.unwrap();
    let head = format!("GET /metrics HTTP/1.1\r\nHost: {}\r\n\r\n", port.at);
    reader.write_all(head.as_bytes()).await.unwrap();
    let trickle = async {
        // a byte now and then prolongs nothing
        loop {
            if writer.write_all(b"G").await.is_err() {
                break;
            }
            let mut byte = [0];
            if let Ok(Ok(0) | Err(_)) =
                timeout(Duration::from_millis(100), writer.read(&mut byte)).await
            {
                break;
            }
        }
        began.elapsed()
    };
    let slow_read = async {
        let mut piece = vec![0; 64 * 1024];
        let mut read = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            match reader.read(&mut piece).await {
                Ok(0) | Err(_) => break,
                Ok(n) => read += n,
            }
        }
        (began.elapsed(), read)
    };
    let both = async { tokio::join!(trickle, slow_read) };
    let (writer_lasted, (reader_lasted, read)) = timeout(Duration::from_secs(60), both)
        .await
        .expect("both end");
    assert!(writer_lasted < Duration::from_secs(5), "{writer_lasted:?}");
    assert!(
        read < 32 * 1024 * 1024,
        "cut: {read} bytes after {reader_lasted:?}"
    );
    // meanwhile and afterwards, others are served
    expect_status(&port.ask("GET", "/livez", "").await, 200);
}

#[tokio::test]
async fn a_connection_serves_several_requests() {
    let port = start();
    let mut stream = TcpStream::connect(port.at).await.unwrap();
    let head = format!("GET /livez HTTP/1.1\r\nHost: {}\r\n\r\n", port.at);
    for _ in 0..3 {
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 1000];
        let n = stream.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(answer.get(..n).unwrap()).into_owned();
        expect_status(&answer, 200);
    }
    port.cancel.cancel();
    timeout(Duration::from_secs(5), port.served)
        .await
        .expect("it ends")
        .unwrap();
    assert!(
        TcpStream::connect(port.at).await.is_err(),
        "the port is closed"
    );
}

#[tokio::test]
async fn other_computers_cannot_reach_it_whatever_the_gate_allows() {
    for address in ["0.0.0.0:0", "192.168.1.4:9184", "[::]:0"] {
        let refused = bind(Gate::new(false), address.parse().unwrap()).unwrap_err();
        assert_eq!(refused.code, Code::PortUnavailable, "{address}");
        assert_eq!(refused.remedy, Remedy::ChooseLoopbackPort);
    }
    let first = bind(Gate::loopback(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let taken = bind(Gate::loopback(), first.local_addr().unwrap()).unwrap_err();
    assert_eq!(taken.remedy, Remedy::ChooseOtherPort);
}
