//! Replies as they come in: whole, short, too long, broken off, nonsense.

use super::*;
use sha2::{Digest, Sha256};

/// A device that answers one request a connection with `answer`, then closes it.
async fn answers(answer: impl Into<Vec<u8>>) -> Wire {
    let answer: Arc<Vec<u8>> = Arc::new(answer.into());
    let serve = move |_, mut socket: TcpStream| {
        let answer = answer.clone();
        async move {
            read_head(&mut socket).await;
            // the client hangs up before it has read all of a reply that is too long
            let _ = socket.write_all(&answer).await;
            let _ = socket.shutdown().await;
            drain(&mut socket).await;
        }
    };
    server(serve).await.0
}

async fn result(answer: impl Into<Vec<u8>>, expect: Expect) -> Result<Reply, LinkError> {
    answers(answer).await.send(Call { expect, ..get() }).await
}

fn page(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

const JSON: Expect = Expect::Json { max: 100 };

#[tokio::test]
async fn replies_that_are_whole_are_taken() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n3\r\n\":1\r\n1\r\n}\r\n0\r\n\r\n";
    for (answer, expected) in [
        (page("200 OK", "{\"a\":1}"), "{\"a\":1}"),
        (chunked.to_owned(), "{\"a\":1}"),
        ("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}".to_owned(), "{\"a\":1}"),
        (
            "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n[]".to_owned(),
            "[]",
        ),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
                .to_owned(),
            "[]",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]".to_owned(),
            "[]",
        ),
    ] {
        let reply = result(answer.clone(), JSON)
            .await
            .unwrap_or_else(|e| panic!("{answer}: {e}"));
        assert_eq!(reply.body.as_bytes(), expected.as_bytes(), "{answer}");
    }
}

#[tokio::test]
async fn replies_that_break_off_are_cut() {
    for answer in [
        "",                                                          // older WLED when it is overloaded
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n", // WLED 16 the same, without the blank line
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[]",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n",
    ] {
        let result = result(answer, JSON).await.unwrap_err();
        assert!(
            matches!(result, LinkError::Cut { .. }),
            "{answer}: {result:?}"
        );
    }
}

#[tokio::test]
async fn replies_that_are_no_http_or_no_json_are_unexpected() {
    let lines = "X: y\r\n".repeat(101);
    for answer in [
        "SSH-2.0-dropbear\r\n\r\n".to_owned(),
        "HTTP/1.1 abc\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n[]".to_owned(),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n".to_owned(),
        format!("HTTP/1.1 200 OK\r\n{lines}\r\n[]"),
        page("200 OK", ""),
        page("200 OK", "<html>"),
        page("200 OK", "{\"a\":1"),
        page("200 OK", "[] []"),
        page("200 OK", &"[".repeat(33)),
        page("200 OK", &format!("{}{}", "[".repeat(33), "]".repeat(33))),
    ] {
        let result = result(answer.clone(), JSON).await.unwrap_err();
        assert!(
            matches!(result, LinkError::Protocol { .. }),
            "{answer}: {result:?}"
        );
    }
    let deep = format!("{}\"[[\\\"[[\"{}", "[".repeat(32), "]".repeat(32));
    assert!(
        result(page("200 OK", &deep), JSON).await.is_ok(),
        "32 levels, and brackets in a string"
    );
}

#[tokio::test]
async fn replies_that_are_too_long_are_refused_declared_or_not() {
    let long = format!("\"{}\"", "x".repeat(99));
    let undeclared = format!("HTTP/1.1 200 OK\r\n\r\n{long}");
    for answer in [page("200 OK", &long), undeclared] {
        for expect in [
            JSON,
            Expect::Bytes { max: 100 },
            Expect::Digest { max: 100 },
        ] {
            let result = result(answer.clone(), expect).await.unwrap_err();
            assert_eq!(result, LinkError::TooLong { max: 100 }, "{expect:?}");
        }
    }
    let header = format!(
        "HTTP/1.1 200 OK\r\nX: {}\r\nContent-Length: 2\r\n\r\n[]",
        "y".repeat(33 << 10)
    );
    assert_eq!(
        result(header, JSON).await.unwrap_err(),
        LinkError::TooLong { max: 32 << 10 }
    );
}

#[tokio::test]
async fn a_status_that_is_no_success_is_known_whatever_its_page() {
    let long = "x".repeat(100 << 10);
    for (answer, code, kept) in [
        (page("404 Not Found", "<html>"), 404, 6),
        (
            "HTTP/1.1 507 Full\r\nContent-Length: 99\r\n\r\ndisk".to_owned(),
            507,
            4,
        ),
        (page("500 Oops", &long), 500, 64 << 10),
        (
            "HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"
                .to_owned(),
            302,
            0,
        ),
    ] {
        let reply = result(answer, JSON).await.unwrap();
        assert_eq!(
            (reply.status.as_u16(), reply.body.as_bytes().len()),
            (code, kept)
        );
    }
}

#[tokio::test]
async fn a_body_is_hashed_and_counted_as_it_comes() {
    let body: Vec<u8> = (0..300_000u32).map(|n| n as u8).collect();
    let mut answer =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend(&body);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = heard.clone();
    let mut call = Call {
        expect: Expect::Digest { max: 300_000 },
        ..get()
    };
    call.on_received = Some(Arc::new(move |n| listener.lock().unwrap().push(n)));
    let reply = answers(answer).await.send(call).await.unwrap();
    assert_eq!(
        reply.body,
        ReplyBody::Digest {
            len: 300_000,
            sha256: Sha256::digest(&body).into()
        }
    );
    let heard = heard.lock().unwrap().clone();
    assert!(
        heard.len() > 1 && heard.is_sorted() && heard.last() == Some(&300_000),
        "{heard:?}"
    );
}

#[tokio::test]
async fn a_reset_while_the_reply_comes_is_cut() {
    let (wire, _) = server(|_, mut socket| async move {
        read_head(&mut socket).await;
        socket
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[")
            .await
            .unwrap();
        reset(socket);
    })
    .await;
    let result = wire.send(get()).await.unwrap_err();
    assert!(matches!(result, LinkError::Cut { .. }), "{result:?}");
}

#[tokio::test]
async fn a_whole_link_gets_through_to_a_device_that_hangs_up_at_first() {
    let (wire, accepted) = server(|number, mut socket| async move {
        read_head(&mut socket).await;
        if number > 0 {
            socket
                .write_all(page("200 OK", "{}").as_bytes())
                .await
                .unwrap();
        }
    })
    .await;
    let Wire::Http { http, addr, .. } = wire else {
        panic!("an HTTP wire")
    };
    let link = crate::link::device_link(&http, addr, &crate::link::fixture::seeded());
    let call = get();
    assert_eq!(
        link.send(call.clone()).await.unwrap().status,
        StatusCode::OK
    );
    assert_eq!((accepted.load(SeqCst), call.attempts.total()), (2, 2));
}

#[tokio::test]
async fn a_script_is_read_as_http_is() {
    let script = Wire::Scripted(Script::new(|_| async {
        Ok(Reply::new(StatusCode::OK, "[1]"))
    }));
    let digest = Call {
        expect: Expect::Digest { max: 9 },
        ..get()
    };
    let hashed = ReplyBody::Digest {
        len: 3,
        sha256: Sha256::digest("[1]").into(),
    };
    assert_eq!(script.send(digest).await.unwrap().body, hashed);
    assert_eq!(
        script.send(get()).await.unwrap().body,
        ReplyBody::Bytes("[1]".into())
    );
    let short = Call {
        expect: Expect::Bytes { max: 2 },
        ..get()
    };
    assert_eq!(
        script.send(short).await.unwrap_err(),
        LinkError::TooLong { max: 2 }
    );
}
