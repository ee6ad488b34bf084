//! Uploads that end before all of their bytes are sent: answered, cut, given up.

use super::*;

#[tokio::test]
async fn a_success_that_comes_before_the_body_is_sent_is_none() {
    let (wire, _) = server(|_, mut socket| async move {
        read_head(&mut socket).await;
        socket
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .await
            .unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    let result = wire.send(upload(64 << 20)).await.unwrap_err();
    assert!(
        matches!(&result, LinkError::Protocol { detail } if detail.to_string().contains("before")),
        "{result:?}"
    );
}

#[tokio::test]
async fn a_refusal_that_comes_before_the_body_is_sent_counts() {
    let (wire, _) = server(|_, mut socket| async move {
        read_head(&mut socket).await;
        socket
            .write_all(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\ntoo large")
            .await
            .unwrap();
        socket.shutdown().await.unwrap();
        // a polite device drains what was under way, so that its answer is not lost to a reset
        drain(&mut socket).await;
    })
    .await;
    let reply = wire.send(upload(8 << 20)).await.unwrap();
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(reply.body.as_bytes(), b"too large");
}

#[tokio::test]
async fn a_call_that_is_given_up_ends_its_connection() {
    let (ended, seen) = tokio::sync::oneshot::channel();
    let ended = Mutex::new(Some(ended));
    let (wire, _) = server(move |_, mut socket| {
        let ended = ended.lock().unwrap().take();
        async move {
            read_head(&mut socket).await;
            ended.unwrap().send(drain(&mut socket).await).unwrap();
        }
    })
    .await;
    let (begun, underway) = tokio::sync::oneshot::channel();
    let begun = Mutex::new(Some(begun));
    let mut call = upload(256 << 20);
    call.on_sent = Some(Arc::new(move |sent| {
        if sent > 1 << 20
            && let Some(begun) = begun.lock().unwrap().take()
        {
            begun.send(()).unwrap();
        }
    }));
    tokio::select! {
        result = wire.send(call) => panic!("{result:?}"),
        _ = underway => {}
    }
    assert!(seen.await.unwrap() < 256 << 20);
}

#[tokio::test]
async fn nothing_more_is_sent_after_a_refusal() {
    let (ended, seen) = tokio::sync::oneshot::channel();
    let ended = Mutex::new(Some(ended));
    let (wire, _) = server(move |_, mut socket| {
        let ended = ended.lock().unwrap().take();
        async move {
            read_head(&mut socket).await;
            socket
                .write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
                .await
                .unwrap();
            ended.unwrap().send(drain(&mut socket).await).unwrap();
        }
    })
    .await;
    assert_eq!(
        wire.send(upload(256 << 20)).await.unwrap().status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert!(seen.await.unwrap() < 200 << 20);
}

#[tokio::test]
async fn a_connection_that_is_reset_in_mid_upload_is_cut() {
    let (wire, _) = server(|_, mut socket| async move {
        read_head(&mut socket).await;
        reset(socket);
    })
    .await;
    let result = wire.send(upload(64 << 20)).await.unwrap_err();
    assert!(
        matches!(
            &result,
            LinkError::Cut {
                stage: crate::link::CutWhile::Sending
            }
        ),
        "{result:?}"
    );
}

#[tokio::test]
async fn a_refusal_that_is_lost_to_a_reset_is_cut_and_never_a_success() {
    // answers without reading, then closes: whether the answer survives the reset is up to the network
    let (wire, _) = server(|_, mut socket| async move {
        read_head(&mut socket).await;
        socket
            .write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
            .await
            .unwrap();
    })
    .await;
    for _ in 0..20 {
        match wire.send(upload(8 << 20)).await {
            Ok(reply) => assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE),
            Err(error) => assert!(matches!(error, LinkError::Cut { .. }), "{error:?}"),
        }
    }
}
