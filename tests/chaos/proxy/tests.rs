//! The proxy itself, before a device that says who it is and what came.

use super::*;
use crate::schedule::Kind;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// A device that answers "NAME METHOD PATH BODY" and keeps connections alive; it logs the same lines.
fn device(name: &'static str) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let log = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&log);
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let seen = Arc::clone(&seen);
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                let mut piece = [0; 4096];
                loop {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    if let Some((head, body)) = text.split_once("\r\n\r\n")
                        && body.len() >= http::length(head.as_bytes()).unwrap_or(0)
                    {
                        let line = head.lines().next().unwrap_or("").replace(" HTTP/1.1", "");
                        let said = format!("{name} {line} {body}");
                        seen.lock().unwrap().push(said.clone());
                        let reply = format!(
                            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{said}",
                            said.len()
                        );
                        let _ = stream.write_all(reply.as_bytes());
                        let _ = stream.shutdown(Shutdown::Write);
                        return;
                    }
                    match stream.read(&mut piece) {
                        Ok(n) if n > 0 => bytes.extend_from_slice(&piece[..n]),
                        _ => return,
                    }
                }
            });
        }
    });
    (address, log)
}

struct Rig {
    proxy: Proxy,
    logs: [Arc<Mutex<Vec<String>>>; 2],
}

impl Rig {
    async fn new(faults: &str) -> Self {
        let text = format!(
            "native leds=8 frames=3 ms=20 play=1 force=0 before=nothing other=nothing keep=1 | {faults}"
        );
        let (a, log_a) = device("A");
        let (b, log_b) = device("B");
        let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let proxy = Proxy::start(ip, vec![a, b], &text.parse().unwrap(), false).await;
        Self {
            proxy,
            logs: [log_a, log_b],
        }
    }

    fn log(&self, device: usize) -> Vec<String> {
        self.logs[device].lock().unwrap().clone()
    }

    /// Sends requests one after another over one connection, and gives all that came back until it closed, or said
    /// nothing for a while.
    async fn ask(&self, requests: &[&str]) -> String {
        let mut all = Vec::new();
        let Ok(mut stream) = TcpStream::connect(self.proxy.address).await else {
            return "refused".into();
        };
        for request in requests {
            if stream.write_all(request.as_bytes()).await.is_err() {
                break;
            }
            let mut piece = [0; 4096];
            while let Ok(Ok(n)) =
                tokio::time::timeout(Duration::from_millis(300), stream.read(&mut piece)).await
            {
                if n == 0 {
                    return String::from_utf8_lossy(&all).into_owned();
                }
                all.extend_from_slice(&piece[..n]);
            }
        }
        String::from_utf8_lossy(&all).into_owned()
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")
}

fn patch(body: &str) -> String {
    let len = body.len();
    format!("PATCH /api/files/1 HTTP/1.1\r\nHost: x\r\nContent-Length: {len}\r\n\r\n{body}")
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_replies_pass_unchanged_over_a_kept_connection() {
    let rig = Rig::new("").await;
    let answer = rig.ask(&[&get("/api/status"), &patch("abc")]).await;
    assert!(answer.contains("A GET /api/status ") && answer.contains("A PATCH /api/files/1 abc"));
    assert_eq!(answer.matches("Connection: keep-alive").count(), 2);
    let kinds: Vec<Kind> = rig
        .proxy
        .records()
        .iter()
        .map(|record| record.kind)
        .collect();
    assert_eq!(kinds, [Kind::Status, Kind::Patch]);
    assert!(rig.proxy.last_byte().is_some() && rig.proxy.fired().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_passes_to_another_device_and_back() {
    let rig = Rig::new("address-back:1:0@2").await;
    let status = get("/api/status");
    rig.ask(&[&status, &status, &status]).await;
    assert_eq!((rig.log(0).len(), rig.log(1).len()), (2, 1));
    let devices: Vec<usize> = rig.proxy.records().iter().map(|r| r.device).collect();
    assert_eq!(devices, [0, 1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_are_doubled_stale_cut_and_flipped() {
    let (one, two) = (get("/one"), get("/two"));
    let answer = Rig::new("doubled:0:0@1").await.ask(&[&one]).await;
    assert_eq!(answer.matches("A GET /one").count(), 2);
    let answer = Rig::new("doubled:1:0@1").await.ask(&[&one, &two]).await;
    assert_eq!(answer.matches("A GET /one").count(), 2);
    assert!(answer.rfind("/one").unwrap() < answer.find("/two").unwrap());
    let answer = Rig::new("stale:0:0@2").await.ask(&[&one, &two]).await;
    assert_eq!(
        (
            answer.matches("/one").count(),
            answer.matches("/two").count()
        ),
        (2, 0)
    );
    let answer = Rig::new("truncated:50:0@1").await.ask(&[&one]).await;
    assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains("/one"));
    let answer = Rig::new("flip-reply:0:0@1").await.ask(&[&one]).await;
    assert!(answer.ends_with("@ GET /one "), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_flipped_and_the_rest_of_one_arrives_late() {
    let rig = Rig::new("flip-request:500:0@1").await;
    rig.ask(&[&patch("aaaa")]).await;
    assert_eq!(rig.log(0), ["A PATCH /api/files/1 aa`a"]);
    let rig = Rig::new("late:50:700@patch#1").await;
    rig.ask(&[&patch("abcd")]).await;
    rig.ask(&[&get("/api/status")]).await;
    rig.proxy.quiet().await;
    assert_eq!(
        rig.log(0),
        ["A GET /api/status ", "A PATCH /api/files/1 abcd"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_given_up_reaches_the_device_all_the_same() {
    let rig = Rig::new("abandoned:0:400@patch#1").await;
    assert_eq!(rig.ask(&[&patch("abcd")]).await, "");
    rig.ask(&[&get("/api/status")]).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    rig.proxy.quiet().await;
    let expected = ["A GET /api/status ", "A PATCH /api/files/1 abcd"];
    assert_eq!(rig.log(0), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_busy_silent_or_refuses_for_a_while() {
    let rig = Rig::new("busy:2:1@1").await;
    let status = get("/api/status");
    let answer = rig.ask(&[&status, &status, &status]).await;
    assert_eq!(answer.matches("503 Service").count(), 2);
    assert_eq!(answer.matches("Retry-After: 1").count(), 2);
    assert_eq!(rig.log(0).len(), 1);
    let rig = Rig::new("silence:800:0@1").await;
    assert_eq!(rig.ask(&[&status]).await, "", "nothing within 300 ms");
    for how in [0, 1] {
        let rig = Rig::new(&format!("refuse:400:{how}@1")).await;
        rig.ask(&[&status]).await;
        assert!(!rig.ask(&[&status]).await.contains("200 OK"));
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(rig.ask(&[&status]).await.contains("200 OK"));
        assert_eq!(rig.proxy.fired().len(), 1);
    }
}
