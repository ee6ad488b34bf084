//! Answers to other requests: doubled, or late.

use super::*;

fn answer(number: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nUpload-Request: {number}\r\nContent-Length: 2\r\n\r\n{{}}")
}

fn number_of(head: &str) -> String {
    let line = |line: &str| {
        Some(
            line.to_ascii_lowercase()
                .strip_prefix("upload-request: ")?
                .to_owned(),
        )
    };
    head.lines().find_map(line).unwrap_or_default()
}

fn numbered(call: Call) -> Call {
    Call {
        numbered: true,
        ..call
    }
}

/// Gives the answer to the first request of a connection for the second one, too, as a doubled reply is taken.
async fn doubles(_: usize, mut socket: TcpStream) {
    let (head, _) = read_head(&mut socket).await;
    let first = number_of(&head);
    while !read_head_or_end(&mut socket, &first).await {}
}

async fn read_head_or_end(socket: &mut TcpStream, first: &str) -> bool {
    socket.write_all(answer(first).as_bytes()).await.unwrap();
    let (head, _) = read_head(socket).await;
    head.is_empty()
}

#[tokio::test]
async fn the_answer_to_another_request_is_none_and_is_asked_for_again_over_a_new_connection() {
    let (wire, accepted) = server(doubles).await;
    assert!(wire.send(numbered(get())).await.is_ok());
    assert_eq!(accepted.load(SeqCst), 1);
    // over the connection that was kept comes the first answer once more
    assert!(wire.send(numbered(get())).await.is_ok());
    assert_eq!(accepted.load(SeqCst), 2);
}

#[tokio::test]
async fn what_must_not_be_repeated_is_not_and_ends_as_stale() {
    let (wire, accepted) = server(doubles).await;
    assert!(wire.send(numbered(get())).await.is_ok());
    let error = wire.send(numbered(upload(9))).await.unwrap_err();
    assert_eq!((error, accepted.load(SeqCst)), (LinkError::Stale, 1));
    // and the next one goes over a connection of its own
    assert!(wire.send(numbered(get())).await.is_ok());
    assert_eq!(accepted.load(SeqCst), 2);
}

#[tokio::test]
async fn a_kept_connection_that_the_device_has_closed_is_no_failure() {
    // says that it keeps the connection, and closes it all the same
    let closes = |_, mut socket: TcpStream| async move {
        let (head, _) = read_head(&mut socket).await;
        socket
            .write_all(answer(&number_of(&head)).as_bytes())
            .await
            .unwrap();
        let (_, _) = read_head(&mut socket).await; // closed instead of an answer
    };
    let (wire, accepted) = server(closes).await;
    for n in 1..=3 {
        assert!(wire.send(numbered(get())).await.is_ok(), "{n}");
    }
    assert_eq!(accepted.load(SeqCst), 3);
}
