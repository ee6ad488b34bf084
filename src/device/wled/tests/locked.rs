//! The PIN: sent only after a 401, once where it is refused, and never seen anywhere.

use super::*;
use crate::problem::Code;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// The same with the device's PIN.
fn with_pin(session: GifUpload, pin: Option<&str>) -> GifUpload {
    if let Some(pin) = pin {
        assert!(session.unlock(Secret::new(pin)));
    }
    session
}

/// A locked device that opens at the `opens`-th PIN (never for 0).
fn locked(opens: usize, secret: Option<&str>) -> (GifUpload, Seen) {
    let pins = AtomicUsize::new(0);
    let open = AtomicUsize::new(0);
    let (session, seen) = session(move |_, call| match call.path.as_str() {
        "/json/state" if body(call).contains("pin") => {
            assert_eq!(body(call), r#"{"pin":"1234"}"#);
            if pins.fetch_add(1, SeqCst) + 1 == opens {
                open.store(1, SeqCst);
            }
            ok(r#"{"success":true}"#) // right or wrong
        }
        "/edit?list=/" if open.load(SeqCst) == 0 => {
            Ok(Reply::new(StatusCode::UNAUTHORIZED, "<html>PIN</html>"))
        }
        "/edit?list=/" => listing(&[("ub_fire_1a2b3c4d.gif", 100)]),
        "/upload" if open.load(SeqCst) == 0 => status(401),
        "/ub_fire_1a2b3c4d.gif" => status(404),
        _ => usual(call),
    });
    (with_pin(session, secret), seen)
}

#[tokio::test(start_paused = true)]
async fn without_a_pin_it_is_locked_and_nothing_is_sent() {
    let (session, seen) = locked(1, None);
    assert_eq!(session.send(&payload()).await, Err(DeviceError::Locked));
    assert_eq!((said(&seen, "POST"), seen.lock().unwrap().len()), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn the_pin_goes_out_only_after_it_was_asked_for() {
    let (session, seen) = locked(1, Some("1234"));
    assert!(session.send(&payload()).await.is_ok());
    assert_eq!(said(&seen, "POST /json/state"), 1);
    assert_eq!(
        seen.lock().unwrap()[..2],
        ["GET /json/info", "GET /edit?list=/"]
    );
    let (open, seen) = super::session(|_, call| usual(call));
    let open = with_pin(open, Some("1234"));
    assert!(open.send(&payload()).await.is_ok());
    assert_eq!(
        said(&seen, "POST /json/state"),
        0,
        "an open device is not told it"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_pin_is_tried_once() {
    let (session, seen) = locked(2, Some("1234"));
    for _ in 0..2 {
        assert_eq!(session.send(&payload()).await, Err(DeviceError::Locked));
    }
    assert_eq!(said(&seen, "POST /json/state"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_locked_device_still_says_whether_it_has_the_file() {
    // giving files out needs no PIN
    let (session, seen) = locked(0, Some("1234"));
    assert_eq!(session.find(&payload()).await, Ok(None));
    assert_eq!(said(&seen, "POST"), 0);
}

#[tokio::test(start_paused = true)]
async fn the_lock_of_old_firmwares_is_a_500_and_no_reason_to_try_again() {
    let (session, seen) = session(|_, call| match call.path.as_str() {
        "/upload" => Ok(Reply::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Please unlock OTA in security settings!",
        )),
        _ => usual(call),
    });
    assert_eq!(session.send(&payload()).await, Err(DeviceError::Locked));
    assert_eq!(said(&seen, "POST /upload"), 1);
}

#[test]
fn the_pin_is_in_no_text() {
    let (session, _) = session(|_, call| usual(call));
    let call = reply::post_json(&session, "/json/state", &json!({ "pin": "1234" }));
    assert!(!format!("{call:?}").contains("1234"));
    assert!(!format!("{:?}", Secret::new("1234")).contains("1234"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_pin_is_not_sent_again_by_any_later_step_of_the_job() {
    let (session, seen) = locked(0, Some("1234"));
    session.reopen("ub_fire_1a2b3c4d.gif");
    for _ in 0..3 {
        assert_eq!(session.send(&payload()).await, Err(DeviceError::Locked));
    }
    // taking back what was sent would have to ask for the list, too
    assert!(
        session
            .withdraw(&payload())
            .await
            .unwrap()
            .to_string()
            .contains("is locked")
    );
    assert_eq!(said(&seen, "POST /json/state"), 1, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_device_that_repeats_the_pin_does_not_get_it_into_an_error() {
    let (session, _) = session(|_, call| match call.path.as_str() {
        "/edit?list=/" => status(401),
        "/json/state" => Ok(Reply::new(StatusCode::BAD_REQUEST, "cannot read pin 1234")),
        _ => usual(call),
    });
    let error = with_pin(session, Some("1234"))
        .send(&payload())
        .await
        .unwrap_err();
    assert!(!format!("{error} {error:?}").contains("1234"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn another_device_at_the_address_is_told_neither_the_pin_nor_the_file() {
    let (session, seen) = session(|_, call| match call.path.as_str() {
        "/json/info" => ok(info_of("0123456789ab").to_string()),
        "/edit?list=/" => status(401),
        _ => usual(call),
    });
    let session = with_pin(session, Some("1234"));
    assert_eq!(
        session.send(&payload()).await.unwrap_err().code(),
        Code::DeviceIdentityChanged
    );
    assert_eq!(said(&seen, "POST"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_web_server_that_wants_a_password_or_redirects_gets_no_pin_at_any_request() {
    for path in ["/json/info", "/edit?list=/", "/upload"] {
        for (code, header, value, words) in [
            (
                401,
                "www-authenticate",
                "Basic realm=\"leds\"",
                "HTTP Basic",
            ),
            (
                308,
                "location",
                "https://leds/x",
                "redirects to https://leds/x",
            ),
        ] {
            let (session, seen) = session(move |_, call| {
                if call.path != path {
                    return usual(call);
                }
                let mut reply = Reply::new(StatusCode::from_u16(code).unwrap(), "");
                reply.headers.insert(header, value.parse().unwrap());
                Ok(reply)
            });
            let session = with_pin(session, Some("1234"));
            let error = session.send(&payload()).await.unwrap_err();
            assert_eq!(error.code(), Code::DeviceUnsupported, "{path}: {error}");
            assert!(error.to_string().contains(words), "{path}: {error}");
            assert_eq!(said(&seen, "POST /json/state"), 0, "{path}: {seen:?}");
        }
    }
}
