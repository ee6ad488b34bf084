//! The family against scripted answers: what no simulated device does, and what must not be believed.

use super::*;
use crate::device::{Digest, Receipt, Verification};
use crate::link::{LinkSettings, Reply, Script, scripted_link};
use crate::pattern::Limits;
use crate::problem::Code;
use bytes::Bytes;
use http::{Method, StatusCode};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};

/// What a script sees of each call.
type Seen = Arc<Mutex<Vec<String>>>;

/// What the device says of itself.
fn status(id: &str) -> Reply {
    let caps = r#"["resume","library","play"]"#;
    let body = format!(r#"{{"pattern_loaded":false,"num_leds":1,"id":"{id}","caps":{caps}}}"#);
    Reply::new(StatusCode::OK, body)
}

fn session(
    answer: impl Fn(usize, &Call) -> Result<Reply, LinkError> + Send + Sync + 'static,
) -> (Upload, Seen) {
    session_of("a0b1c2d3e4f5", answer)
}

/// A session with a device; who answers later says that it is `id`. That question is not among the calls seen.
fn session_of(
    id: &'static str,
    answer: impl Fn(usize, &Call) -> Result<Reply, LinkError> + Send + Sync + 'static,
) -> (Upload, Seen) {
    let seen: Seen = Arc::default();
    let log = seen.clone();
    let script = Script::new(move |call: Call| {
        let mut log = log.lock().unwrap();
        let reply = if call.path == "/api/status" {
            Ok(status(id))
        } else {
            log.push(format!("{} {}", call.method, call.path));
            answer(log.len() - 1, &call)
        };
        if let Some(on_sent) = &call.on_sent {
            on_sent(call.body_len());
        }
        async move { reply }
    });
    let link = Arc::new(scripted_link(
        script,
        &LinkSettings {
            seed: Some(1),
            ..LinkSettings::default()
        },
    ));
    let device = Device {
        id: crate::device::DeviceId::from_mac("a0b1c2d3e4f5").unwrap(),
        name: "Porch".into(),
        family: "native",
        kind: crate::msg!("kind-native"),
        chip: None,
        firmware: None,
        address: DeviceAddr::from_socket("127.0.0.1:80".parse().unwrap()),
        leds: Some(1),
        matrix: None,
        limits: Limits::default(),
        caps: [Cap::Resume, Cap::Library, Cap::Play].into(),
        playing: None,
        uptime: None,
    };
    (
        Upload::new(Session::new(
            link,
            device,
            Attempts::new(),
            Arc::new(|_, _, _| {}),
        )),
        seen,
    )
}

fn payload(len: usize) -> Payload {
    Payload::new(
        StoredName::from_text("fire"),
        Bytes::from(vec![7; len]),
        1,
        1,
    )
}

fn reply(status: u16) -> Reply {
    Reply::new(StatusCode::from_u16(status).unwrap(), "")
}

fn with(mut reply: Reply, name: &'static str, value: &str) -> Result<Reply, LinkError> {
    reply.headers.insert(name, value.parse().unwrap());
    Ok(reply)
}

/// Creates, says the offset to HEAD, and has nothing.
fn usual(call: &Call, offset: u64) -> Result<Reply, LinkError> {
    match call.method {
        Method::POST => with(reply(201), "location", "/api/files/9"),
        Method::HEAD => with(reply(200), "upload-offset", &offset.to_string()),
        _ if call.path == "/api/patterns" => Ok(Reply::new(StatusCode::OK, r#"{"patterns":[]}"#)),
        _ => Ok(reply(204)),
    }
}

async fn upload(session: &Upload, payload: &Payload) -> Result<Receipt, DeviceError> {
    session.send(payload).await
}

#[tokio::test(start_paused = true)]
async fn a_lost_last_answer_is_left_to_reading_back() {
    // the piece arrives, its answer does not; afterwards the device no longer knows the upload
    let (session, seen) = session(|n, call| match (n, &call.method) {
        (0 | 1, _) => usual(call, 0),
        (2, _) => Err(LinkError::Cut {
            stage: crate::link::CutWhile::Waiting,
        }),
        _ => Ok(reply(404)),
    });
    assert!(upload(&session, &payload(100)).await.is_ok());
    assert_eq!(seen.lock().unwrap().last().unwrap(), "HEAD /api/files/9");
    assert_eq!(session.attempts.total(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_the_device_forgot_in_the_middle_is_begun_anew() {
    let (session, seen) = session(|n, call| match (n, &call.method) {
        (2, _) => with(reply(204), "upload-offset", "32768"),
        (3, _) => Ok(reply(410)),
        (_, &Method::PATCH) => {
            let end = call.headers["upload-offset"]
                .to_str()
                .unwrap()
                .parse::<u64>()
                .unwrap()
                + call.body_len();
            with(reply(204), "upload-offset", &end.to_string())
        }
        _ => usual(call, 0),
    });
    assert!(upload(&session, &payload(100_000)).await.is_ok());
    assert_eq!(
        seen.lock()
            .unwrap()
            .iter()
            .filter(|call| call.starts_with("POST"))
            .count(),
        2
    );
}

/// A list with exactly this payload in it.
fn listing(payload: &Payload) -> Reply {
    let name = payload.name();
    let len = payload.len();
    let digest = payload.digest();
    let entry =
        format!(r#"{{"name":"{name}","bytes":{len},"sha256":"{digest}","leds":1,"frames":1}}"#);
    Reply::new(StatusCode::OK, format!(r#"{{"patterns":[{entry}]}}"#))
}

/// A device on which a former run left an upload open; what its dead connection still brought finishes it when the request
/// number `finishes` comes.
fn left_open(sent: &Payload, finishes: usize) -> (Upload, Seen) {
    let sent = sent.clone();
    let (session, seen) = session(move |n, call| match (call.path.as_str(), n < finishes) {
        ("/api/files/7", true) => {
            let half = (sent.len() / 2).to_string();
            with(
                with(reply(200), "upload-offset", &half)?,
                "upload-length",
                &sent.len().to_string(),
            )
        }
        ("/api/files/7", false) => Ok(reply(404)),
        ("/api/patterns", false) => Ok(listing(&sent)),
        ("/api/patterns", true) => Ok(Reply::new(StatusCode::OK, r#"{"patterns":[]}"#)),
        ("/api/patterns/fire", false) => {
            Ok(Reply::new(StatusCode::OK, sent.held().unwrap().clone()))
        }
        _ => with(reply(201), "location", "/api/files/8"),
    });
    session.reopen("/api/files/7");
    (session, seen)
}

#[tokio::test(start_paused = true)]
async fn what_finishes_an_upload_of_a_former_run_at_any_moment_is_not_sent_again() {
    let sent = payload(100);
    for finishes in 0..3 {
        let (session, seen) = left_open(&sent, finishes);
        if session.find(&sent).await.unwrap().is_none() {
            let receipt = upload(&session, &sent).await.unwrap();
            let proof = session.verify(&sent, &receipt).await.unwrap();
            assert!(matches!(proof, Verification::Matched(_)), "{proof:?}");
        }
        let seen = seen.lock().unwrap();
        assert_eq!(
            seen[0], "HEAD /api/files/7",
            "the place that is known is asked first"
        );
        assert!(
            seen.iter().all(|call| !call.starts_with("POST")),
            "finished at {finishes}: {seen:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_of_a_former_run_is_gone_on_with_where_it_stands() {
    let sent = payload(100);
    let (session, seen) = session(|_, call| match call.method {
        Method::PATCH => {
            assert_eq!(
                (
                    call.headers["upload-offset"].to_str().unwrap(),
                    call.body_len()
                ),
                ("40", 60)
            );
            with(reply(204), "upload-offset", "100")
        }
        _ => usual(call, 40),
    });
    session.reopen("/api/files/7");
    assert_eq!(session.find(&sent).await, Ok(None));
    assert!(upload(&session, &sent).await.is_ok());
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "HEAD /api/files/7",
            "HEAD /api/files/7",
            "PATCH /api/files/7"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_place_that_means_another_upload_by_now_is_left_alone() {
    // after a restart the device counts its uploads anew, and somebody else's has the number of ours
    let theirs = [
        ("upload-length", "99".to_owned()),
        ("upload-metadata", format!("sha256 {}", "Zm9v")),
    ];
    for (header, value) in theirs {
        let (session, seen) = session(move |_, call| match (&call.method, call.path.as_str()) {
            (&Method::HEAD, "/api/files/7") => {
                with(with(reply(200), "upload-offset", "40")?, header, &value)
            }
            (&Method::PATCH, _) => with(reply(204), "upload-offset", "100"),
            _ => usual(call, 0),
        });
        session.reopen("/api/files/7");
        assert_eq!(session.find(&payload(100)).await, Ok(None));
        assert!(upload(&session, &payload(100)).await.is_ok());
        let seen = seen.lock().unwrap();
        assert_eq!(
            seen.last().unwrap(),
            "PATCH /api/files/9",
            "{header}: {seen:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn another_device_that_answers_after_a_cut_is_sent_nothing() {
    let (session, seen) = session_of("0123456789ab", |n, call| match n {
        0 | 1 => usual(call, 0),
        _ => Err(LinkError::Cut {
            stage: crate::link::CutWhile::Waiting,
        }),
    });
    assert_eq!(
        upload(&session, &payload(100)).await.unwrap_err().code(),
        Code::DeviceIdentityChanged
    );
    assert_eq!(seen.lock().unwrap().len(), 3, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wrong_offset_is_asked_for_and_gone_on_from() {
    let (session, _) = session(|n, call| match (n, &call.method) {
        (2, _) => Ok(reply(409)),
        (3, _) => with(reply(200), "upload-offset", "40"),
        (4, _) => {
            assert_eq!(
                (
                    call.headers["upload-offset"].to_str().unwrap(),
                    call.body_len()
                ),
                ("40", 60)
            );
            with(reply(204), "upload-offset", "100")
        }
        _ => usual(call, 0),
    });
    assert!(upload(&session, &payload(100)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_offset_that_never_grows_ends_after_the_attempts() {
    let (session, _) = session(|_, call| match call.method {
        Method::PATCH => with(reply(204), "upload-offset", "0"),
        _ => usual(call, 0),
    });
    let error = upload(&session, &payload(100)).await.unwrap_err();
    assert_eq!(
        (error.code(), session.attempts.total()),
        (Code::DeviceUnexpected, 5)
    );
}

#[tokio::test(start_paused = true)]
async fn attempts_after_which_the_device_holds_more_do_not_count() {
    // every fourth piece is cut in half: each time the device holds more, so eight of them are none too many
    let state = Arc::new(Mutex::new((0u64, 0u64)));
    let (session, _) = session(move |_, call| {
        let (held, pieces) = &mut *state.lock().unwrap();
        if call.method != Method::PATCH {
            return usual(call, *held);
        }
        *pieces += 1;
        let cut = *pieces % 4 == 0;
        *held += if cut {
            call.body_len() / 2
        } else {
            call.body_len()
        };
        if cut {
            Err(LinkError::Cut {
                stage: crate::link::CutWhile::Waiting,
            })
        } else {
            with(reply(204), "upload-offset", &held.to_string())
        }
    });
    assert!(upload(&session, &payload(1 << 20)).await.is_ok());
    assert!(session.attempts.total() > 8, "{}", session.attempts.total());
}

#[tokio::test(start_paused = true)]
async fn damage_that_the_device_found_itself_is_told_as_such() {
    let (session, _) = session(|_, call| match call.method {
        Method::PATCH => {
            let body = r#"{"success":false,"error":"hash_mismatch","message":"The hash differs"}"#;
            Ok(Reply::new(StatusCode::UNPROCESSABLE_ENTITY, body))
        }
        _ => usual(call, 0),
    });
    assert_eq!(
        upload(&session, &payload(100)).await.unwrap_err(),
        DeviceError::Damaged
    );
    assert_eq!(session.place(), None, "the device has deleted it");
}

#[tokio::test(start_paused = true)]
async fn a_place_outside_the_device_is_not_followed() {
    let (session, seen) = session(|_, _| with(reply(201), "location", "https://elsewhere/x"));
    assert_eq!(
        upload(&session, &payload(100)).await.unwrap_err().code(),
        Code::DeviceUnexpected
    );
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn withdrawing_while_the_place_is_unknown_finds_it_by_opening_the_same_again() {
    let (session, seen) = session(|_, call| usual(call, 0));
    session.withdraw(&payload(100)).await;
    assert_eq!(
        *seen.lock().unwrap(),
        ["POST /api/files", "DELETE /api/files/9"]
    );
}

#[tokio::test(start_paused = true)]
async fn the_devices_own_word_is_never_the_proof() {
    // its list names exactly these bytes, but what it gives back is something else
    let sent = payload(3);
    let listed = format!(
        r#"{{"patterns":[{{"name":"fire","bytes":3,"sha256":"{}","leds":1,"frames":1}}]}}"#,
        sent.digest()
    );
    let (session, _) = session(move |_, call| match call.path.as_str() {
        "/api/patterns" => Ok(Reply::new(StatusCode::OK, listed.clone())),
        _ => Ok(Reply::new(StatusCode::OK, "abc")),
    });
    assert_eq!(session.find(&sent).await, Ok(None));
    let receipt = Receipt {
        stored_as: sent.name().clone(),
    };
    assert!(matches!(
        session.verify(&sent, &receipt).await,
        Ok(Verification::Mismatch { .. })
    ));
}

/// A device that lists nothing and is locked, or not; how each call was authorized.
fn locked(pin: Option<&'static str>) -> (Upload, Seen) {
    let log: Seen = Arc::default();
    let seen = log.clone();
    let (session, _) = session(move |_, call| {
        let token = call
            .headers
            .get("authorization")
            .map(|value| value.to_str().unwrap().to_owned());
        seen.lock().unwrap().push(token.clone().unwrap_or_default());
        let is_open = pin.is_none_or(|pin| token == Some(format!("Bearer {pin}")));
        Ok(if is_open {
            Reply::new(StatusCode::OK, r#"{"patterns":[]}"#)
        } else {
            reply(401)
        })
    });
    (session, log)
}

fn with_pin(session: Upload, pin: &str) -> Upload {
    assert!(session.unlock(Secret::new(pin)));
    session
}

async fn has(session: &Upload) -> Result<bool, DeviceError> {
    session.find(&payload(3)).await.map(|there| there.is_some())
}

#[tokio::test(start_paused = true)]
async fn a_token_goes_only_to_a_device_that_asked_and_from_then_on_unasked() {
    let (open, seen) = locked(None);
    assert_eq!(has(&with_pin(open, "1234")).await, Ok(false));
    assert_eq!(*seen.lock().unwrap(), [""], "nobody asked for it");
    let (session, seen) = locked(Some("1234"));
    let session = with_pin(session, "1234");
    assert_eq!(
        (has(&session).await, has(&session).await),
        (Ok(false), Ok(false))
    );
    assert_eq!(*seen.lock().unwrap(), ["", "Bearer 1234", "Bearer 1234"]);
    assert_eq!(session.attempts.total(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_web_server_that_wants_a_password_gets_no_token() {
    let log: Seen = Arc::default();
    let seen = log.clone();
    let (session, _) = session(move |_, call| {
        seen.lock()
            .unwrap()
            .push(format!("{:?}", call.headers.get("authorization")));
        with(reply(401), "www-authenticate", "Basic realm=\"leds\"")
    });
    let error = has(&with_pin(session, "1234")).await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string()),
        (
            Code::DeviceUnsupported,
            "The web server asks for a user name and password (HTTP Basic), which is not supported"
                .into()
        )
    );
    assert_eq!(*log.lock().unwrap(), ["None"]);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_token_or_one_that_no_header_carries_is_tried_once() {
    for pin in ["4321", "12\n34"] {
        let (session, seen) = locked(Some("1234"));
        assert_eq!(has(&with_pin(session, pin)).await, Err(DeviceError::Locked));
        assert_eq!(seen.lock().unwrap().len(), 2);
    }
    let (session, seen) = locked(Some("1234"));
    assert_eq!(
        (has(&session).await, seen.lock().unwrap().len()),
        (Err(DeviceError::Locked), 1)
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_device_gives_back_or_does_is_compared_with_what_it_said() {
    let listed = format!(
        r#"{{"patterns":[{{"name":"fire","bytes":3,"sha256":"{}"}}]}}"#,
        Digest::of(b"abc")
    );
    let (session, seen) = session(move |_, call| {
        Ok(match (&call.method, call.path.as_str()) {
            (&Method::GET, "/api/patterns") => Reply::new(StatusCode::OK, listed.clone()),
            (&Method::GET, "/api/brightness") => Reply::new(StatusCode::OK, r#"{"brightness":3}"#),
            (&Method::GET, _) => Reply::new(StatusCode::OK, "abd"),
            (&Method::POST, "/api/play") => {
                Reply::new(StatusCode::OK, r#"{"pattern_loaded":true,"num_leds":1}"#)
            }
            _ => Reply::new(StatusCode::OK, "{}"),
        })
    });
    let code = |error: DeviceError| error.code();
    assert_eq!(
        controls::NativeControls
            .fetch(&session, "fire", 100)
            .await
            .map_err(code),
        Err(Code::DeviceUnexpected)
    );
    assert_eq!(
        controls::NativeControls
            .delete(&session, "fire")
            .await
            .map_err(code),
        Err(Code::DeviceUnexpected),
        "still there"
    );
    assert_eq!(
        controls::NativeControls
            .show(&session, "fire")
            .await
            .map_err(code),
        Err(Code::DeviceUnexpected)
    );
    let light = crate::device::Light {
        on: None,
        brightness: Some(9),
    };
    assert_eq!(
        controls::NativeControls
            .set_light(&session, light)
            .await
            .map_err(code),
        Err(Code::DeviceUnexpected)
    );
    seen.lock().unwrap().clear();
    assert_eq!(
        controls::NativeControls
            .delete(&session, "../fire")
            .await
            .map_err(code),
        Err(Code::DeviceSaidNo)
    );
    assert_eq!(
        *seen.lock().unwrap(),
        ["GET /api/patterns"],
        "no path is made of such a name"
    );
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_grows_by_a_byte_at_a_time_is_given_up() {
    let stored = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let has = stored.clone();
    let (session, seen) = session(move |_, call| {
        let now = has.load(Relaxed);
        match call.method {
            Method::PATCH => {
                has.store(now + 1, Relaxed);
                with(reply(204), "upload-offset", &(now + 1).to_string())
            }
            _ => usual(call, now),
        }
    });
    let error = upload(&session, &payload(100_000)).await.unwrap_err();
    assert!(error.to_string().contains("hardly any"), "{error}");
    let sent = seen.lock().unwrap().len();
    assert!(sent < 40, "{sent} requests");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_another_device_signed_ends_the_upload_and_nothing_more_is_sent() {
    let (session, seen) = session(|n, call| match n {
        2 => with(
            with(reply(204), "upload-offset", "32768")?,
            "upload-device",
            "0123456789ab",
        ),
        _ => usual(call, 0),
    });
    let error = upload(&session, &payload(100_000)).await.unwrap_err();
    assert_eq!(error.code(), Code::DeviceIdentityChanged);
    assert_eq!(seen.lock().unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn requests_say_whom_they_are_meant_for_and_which_they_are() {
    let whom = Arc::new(Mutex::new(Vec::new()));
    let heard = whom.clone();
    let (session, _) = session(move |_, call| {
        let device = call.headers["upload-device"].to_str().unwrap();
        heard
            .lock()
            .unwrap()
            .push((device.to_owned(), call.numbered));
        usual(call, 0)
    });
    let _ = session.find(&payload(100)).await;
    let _ = upload(&session, &payload(100)).await;
    let whom = whom.lock().unwrap();
    assert!(whom.len() > 2);
    assert!(
        whom.iter()
            .all(|said| *said == ("a0b1c2d3e4f5".into(), true))
    );
}
