//! The HTTP wire against hand-written servers on loopback.

use super::*;
use crate::link::{Attempts, CallClass, Expect, ReplyBody};
use bytes::Bytes;
use http::{Method, StatusCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that hands each accepted connection, with its number, to `serve`.
async fn server<F>(serve: impl Fn(usize, TcpStream) -> F + Send + Sync + 'static) -> (Wire, Arc<AtomicUsize>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let accepted = Arc::new(AtomicUsize::new(0));
    let count = accepted.clone();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let number = count.fetch_add(1, SeqCst);
            tokio::spawn(serve(number, socket));
        }
    });
    (wire_to(addr), accepted)
}

fn wire_to(addr: SocketAddr) -> Wire {
    Wire::Http { http: Http::new(Gate::loopback()).unwrap(), addr, host: None }
}

/// Reads up to the blank line; gives the head and what of the body came with it.
async fn read_head(socket: &mut TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return (String::from_utf8(bytes).unwrap(), rest);
        }
        if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return (String::from_utf8(bytes).unwrap(), Vec::new());
        }
    }
}

fn get() -> Call {
    Call::get("/x", &Attempts::new())
}

fn upload(len: usize) -> Call {
    let body = Bytes::from(vec![7; len]);
    let (head, tail) = (body.slice(..len / 3), body.slice(len / 3..));
    Call {
        method: Method::POST,
        body: vec![head, tail],
        class: CallClass::Transfer,
        expect: Expect::SHORT,
        idempotent: false,
        ..get()
    }
}

#[tokio::test]
async fn a_body_goes_out_whole_with_its_length_and_is_counted() {
    let seen = Arc::new(Mutex::new((String::new(), Vec::new())));
    let there = seen.clone();
    let (wire, _) = server(move |_, mut socket| {
        let there = there.clone();
        async move {
            let (head, mut body) = read_head(&mut socket).await;
            while body.len() < 100_000 {
                assert_ne!(socket.read_buf(&mut body).await.unwrap(), 0);
            }
            *there.lock().unwrap() = (head, body);
            socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone").await.unwrap();
        }
    })
    .await;
    let counts = Arc::new(Mutex::new(Vec::new()));
    let listener = counts.clone();
    let mut call = upload(100_000);
    call.on_sent = Some(Arc::new(move |sent| listener.lock().unwrap().push(sent)));
    let reply = wire.send(call).await.unwrap();
    assert_eq!(reply.body, ReplyBody::Bytes("done".into()));
    let (head, body) = seen.lock().unwrap().clone();
    assert!(head.to_ascii_lowercase().contains("content-length: 100000\r\n"), "{head}");
    assert!(!head.to_ascii_lowercase().contains("chunked"), "{head}");
    assert_eq!(body, vec![7; 100_000]);
    let counts = counts.lock().unwrap().clone();
    assert_eq!(counts.last(), Some(&100_000));
    let mut steps = counts.iter().scan(0, |before, now| Some(now - std::mem::replace(before, *now)));
    assert!(steps.all(|step| step > 0 && step <= 16 << 10), "{counts:?}");
}

#[tokio::test]
async fn a_refused_connection_is_told_from_an_address_outside_the_gate() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(wire_to(gone).send(get()).await.unwrap_err(), LinkError::Refused);
    let outside = wire_to("192.0.2.1:80".parse().unwrap()).send(get()).await.unwrap_err();
    assert!(matches!(outside, LinkError::Forbidden(_)), "{outside:?}");
}

#[tokio::test]
async fn a_success_that_comes_before_the_body_is_sent_is_none() {
    let (wire, _) = server(|_, mut socket| async move {
        read_head(&mut socket).await;
        socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    let result = wire.send(upload(64 << 20)).await.unwrap_err();
    assert!(matches!(&result, LinkError::Protocol { detail } if detail.contains("before")), "{result:?}");
}

#[tokio::test]
async fn a_refusal_that_comes_before_the_body_is_sent_counts() {
    let (wire, _) = server(|_, mut socket| async move {
        read_head(&mut socket).await;
        socket.write_all(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\ntoo large").await.unwrap();
        socket.shutdown().await.unwrap();
        // a polite device drains what was under way, so that its answer is not lost to a reset
        let mut rest = vec![0; 64 << 10];
        while socket.read(&mut rest).await.is_ok_and(|n| n > 0) {}
    })
    .await;
    let reply = wire.send(upload(8 << 20)).await.unwrap();
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(reply.body.as_bytes(), b"too large");
}
