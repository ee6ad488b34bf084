//! The HTTP wire against hand-written servers on loopback: requests as they go out. Uploads
//! that end early are in `tests/endings.rs`, replies in `tests/replies.rs`.

mod endings;
mod numbered;
mod replies;

use super::*;
use crate::link::{Attempts, CallClass, Expect, ReplyBody};
use bytes::Bytes;
use http::StatusCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that hands each accepted connection, with its number, to `serve`.
async fn server<F>(
    serve: impl Fn(usize, TcpStream) -> F + Send + Sync + 'static,
) -> (Wire, Arc<AtomicUsize>)
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
    Wire::Http {
        http: Http::new(Gate::loopback()).unwrap(),
        addr,
        host: None,
        kept: allowed(),
    }
}

/// Connections are kept: the device numbers its answers.
fn allowed() -> Kept {
    let kept = Kept::default();
    kept.allow(true);
    kept
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
    let head = body.slice(..len / 3);
    let tail = body.slice(len / 3..);
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
            socket
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone")
                .await
                .unwrap();
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
    assert!(
        head.to_ascii_lowercase()
            .contains("content-length: 100000\r\n"),
        "{head}"
    );
    assert!(!head.to_ascii_lowercase().contains("chunked"), "{head}");
    assert_eq!(body, vec![7; 100_000]);
    let counts = counts.lock().unwrap().clone();
    assert_eq!(counts.last(), Some(&100_000));
    let mut steps = counts
        .iter()
        .scan(0, |before, now| Some(now - std::mem::replace(before, *now)));
    assert!(steps.all(|step| step > 0 && step <= 16 << 10), "{counts:?}");
}

#[tokio::test]
async fn a_refused_connection_is_told_from_an_address_outside_the_gate() {
    let gone = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    assert_eq!(
        wire_to(gone).send(get()).await.unwrap_err(),
        LinkError::Refused
    );
    let outside = wire_to("192.0.2.1:80".parse().unwrap())
        .send(get())
        .await
        .unwrap_err();
    assert!(matches!(outside, LinkError::Forbidden(_)), "{outside:?}");
}

#[tokio::test]
async fn the_host_header_is_the_address_or_the_given_name() {
    let echo = |_, mut socket: TcpStream| async move {
        let (head, _) = read_head(&mut socket).await;
        let host = head.lines().find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("host: ")
                .map(str::to_owned)
        });
        let host = host.unwrap_or_default();
        let reply = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{host}",
            host.len()
        );
        socket.write_all(reply.as_bytes()).await.unwrap();
    };
    let (wire, _) = server(echo).await;
    let Wire::Http { http, addr, .. } = wire else {
        panic!("an HTTP wire")
    };
    for (host, expected) in [
        (None, addr.to_string()),
        (Some("porch.local"), "porch.local".to_owned()),
    ] {
        let wire = Wire::Http {
            http: http.clone(),
            addr,
            host: host.map(HeaderValue::from_static),
            kept: Kept::default(),
        };
        let reply = wire
            .send(Call {
                expect: Expect::SHORT,
                ..get()
            })
            .await
            .unwrap();
        assert_eq!(reply.body.as_bytes(), expected.as_bytes());
    }
}

#[test]
fn the_length_is_always_the_wires_own() {
    let wrong = HeaderMap::from_iter([
        (header::CONTENT_LENGTH, HeaderValue::from_static("5")),
        (
            header::TRANSFER_ENCODING,
            HeaderValue::from_static("chunked"),
        ),
    ]);
    for (method, len, expected) in [
        (Method::GET, 0, None),
        (Method::POST, 0, Some("0")),
        (Method::PATCH, 9, Some("9")),
        (Method::DELETE, 0, None),
    ] {
        let headers = request_headers(wrong.clone(), &method, None, len);
        let length = headers
            .get(header::CONTENT_LENGTH)
            .map(|v| v.to_str().unwrap());
        assert_eq!(
            (length, headers.len()),
            (expected, expected.iter().len()),
            "{method}"
        );
    }
}

#[tokio::test]
async fn an_upload_of_nothing_says_so_once() {
    let (wire, _) = server(|_, mut socket| async move {
        let head = read_head(&mut socket).await.0.to_ascii_lowercase();
        let code = if head.matches("content-length: 0\r\n").count() == 1 {
            200
        } else {
            400
        };
        socket
            .write_all(format!("HTTP/1.1 {code} X\r\n\r\n").as_bytes())
            .await
            .unwrap();
    })
    .await;
    assert_eq!(wire.send(upload(0)).await.unwrap().status, StatusCode::OK);
}

#[test]
fn no_path_leads_to_another_address() {
    let addr: SocketAddr = "127.0.0.1:80".parse().unwrap();
    for path in [
        "",
        "x",
        "@192.0.2.1/",
        ":81/",
        "http://192.0.2.1/",
        ".example/",
    ] {
        assert!(
            matches!(url(addr, path), Err(LinkError::Protocol { .. })),
            "{path}"
        );
    }
    for path in [
        "/",
        "//192.0.2.1/",
        "/\\192.0.2.1",
        "/a?b=c#d",
        "/a\r\nHost: b",
        "/../..",
        "/http://x@y/",
    ] {
        assert_eq!(
            url(addr, path).unwrap().socket_addrs(|| None).unwrap(),
            [addr],
            "{path}"
        );
    }
    assert!(url("[::1]:8080".parse().unwrap(), "/x").is_ok());
}

#[tokio::test]
async fn one_connection_serves_calls_that_follow_each_other() {
    let (wire, accepted) = server(|_, mut socket| async move {
        loop {
            if read_head(&mut socket).await.0.is_empty() {
                return;
            }
            socket
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                .await
                .unwrap();
        }
    })
    .await;
    for _ in 0..5 {
        wire.send(get()).await.unwrap();
    }
    assert_eq!(accepted.load(SeqCst), 1);
}

#[tokio::test]
async fn a_pooled_connection_that_the_device_has_closed_is_no_failure() {
    // says nothing of closing, then closes: what many controllers do
    let (wire, accepted) = server(|_, mut socket| async move {
        let (head, mut body) = read_head(&mut socket).await;
        let len = if head.starts_with("POST") { 30_000 } else { 0 };
        while body.len() < len {
            assert_ne!(socket.read_buf(&mut body).await.unwrap(), 0);
        }
        socket
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            .await
            .unwrap();
    })
    .await;
    for n in 1..=4 {
        wire.send(if n % 2 == 0 { upload(30_000) } else { get() })
            .await
            .unwrap();
        assert_eq!(accepted.load(SeqCst), n);
        tokio::task::yield_now().await;
    }
}

/// Reads to the end of the connection; gives the number of bytes.
async fn drain(socket: &mut TcpStream) -> usize {
    let mut rest = vec![0; 64 << 10];
    let mut got = 0;
    while let Ok(n @ 1..) = socket.read(&mut rest).await {
        got += n;
    }
    got
}

#[tokio::test]
#[ignore = "takes the 5 s of the connect timeout"]
async fn a_host_that_takes_no_connection_times_out() {
    let listener =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    listener
        .bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into())
        .unwrap();
    listener.listen(0).unwrap();
    let addr = listener.local_addr().unwrap().as_socket().unwrap();
    // fills the queue of the listener, which never accepts: the next SYN is dropped, as by a black hole
    let _queued = TcpStream::connect(addr).await.unwrap();
    let result = wire_to(addr).send(get()).await.unwrap_err();
    assert_eq!(
        result,
        LinkError::TimedOut {
            after: CONNECT_TIMEOUT
        }
    );
}

/// Ends a connection by a reset, as a device does that reboots.
fn reset(socket: TcpStream) {
    let socket = socket2::Socket::from(socket.into_std().unwrap());
    socket.set_linger(Some(Duration::ZERO)).unwrap();
}
