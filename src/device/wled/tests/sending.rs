//! Storing and reading back: the reply is never the proof.

use super::*;
use crate::device::Doing;
use crate::link::Verdict;
use crate::problem::Code;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

async fn upload(session: &GifUpload) -> Result<Receipt, DeviceError> {
    session.send(&payload()).await
}

#[tokio::test(start_paused = true)]
async fn a_file_goes_out_as_every_parser_reads_it() {
    let form = Arc::new(Mutex::new(Vec::new()));
    let kept = form.clone();
    let (session, _) = session(move |n, call| match (call.path.as_str(), n) {
        ("/upload", _) => {
            kept.lock().unwrap().extend(call.body.concat());
            let kind = call.headers["content-type"].to_str().unwrap();
            assert!(
                kind.starts_with("multipart/form-data; boundary=") && !kind.contains('"'),
                "{kind}"
            );
            ok("File Uploaded!")
        }
        ("/edit?list=/", 5..) => listing(&[("/ub_fire_1a2b3c4d.gif", 100)]),
        _ => usual(call),
    });
    assert!(upload(&session).await.is_ok());
    let form = form.lock().unwrap();
    let text = String::from_utf8_lossy(&form);
    // a slash before the name, which nothing adds before 0.14; no other part, no `filename*`
    assert!(text.contains(
        "form-data; name=\"data\"; filename=\"/ub_fire_1a2b3c4d.gif\"\r\nContent-Type: image/gif\r\n\r\nGIF89a"
    ));
    assert!(
        text.starts_with("------UploadBridge")
            && text.ends_with("--\r\n")
            && text.matches("filename").count() == 1
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_for_an_empty_file() {
    // it would never be answered
    let (session, seen) = session(|_, call| usual(call));
    let empty = Payload::new(
        StoredName::from_text("ub_a_00000000.gif"),
        Bytes::new(),
        4,
        1,
    );
    assert!(session.send(&empty).await.is_err());
    assert_eq!(said(&seen, "POST /upload"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_is_told_with_numbers_before_anything_is_sent() {
    let (session, seen) = session(|_, call| {
        let mut info = info_of(MAC);
        info["fs"] = json!({ "u": 970, "t": 983 });
        if call.path == "/json/info" {
            ok(info.to_string())
        } else {
            usual(call)
        }
    });
    let error = upload(&session).await.unwrap_err();
    assert_eq!(error.code(), Code::DeviceFull);
    assert!(
        error.to_string().contains("1 KB needed, 0 KB free"),
        "{error}"
    );
    assert_eq!(said(&seen, "POST /upload"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_its_own_count_calls_empty_is_full_by_its_list() {
    // before 16 `fs.u` stays as it was at start
    let (session, seen) = session(|_, call| match call.path.as_str() {
        "/edit?list=/" => listing(&[("/a.gif", 500_000), ("/b.gif", 460_000)]),
        _ => usual(call),
    });
    assert_eq!(upload(&session).await.unwrap_err().code(), Code::DeviceFull);
    assert_eq!(said(&seen, "POST /upload"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_200_with_a_short_file_on_a_full_disk_is_full_and_leaves_nothing() {
    let uploads = Arc::new(AtomicUsize::new(0));
    let deleted = Arc::new(AtomicUsize::new(0));
    let sent = uploads.clone();
    let gone = deleted.clone();
    let (session, _) = session(move |_, call| match call.path.as_str() {
        "/upload" => {
            sent.fetch_add(1, SeqCst);
            ok("File Uploaded!")
        }
        "/json/info" => {
            let mut info = info_of(MAC);
            info["fs"]["u"] = json!(if sent.load(SeqCst) > 0 { 983 } else { 20 });
            ok(info.to_string())
        }
        "/edit?list=/" if sent.load(SeqCst) > gone.load(SeqCst) => {
            listing(&[("ub_fire_1a2b3c4d.gif", 40)])
        }
        "/edit?func=delete&path=/ub_fire_1a2b3c4d.gif" => {
            gone.fetch_add(1, SeqCst);
            ok("File deleted")
        }
        _ => usual(call),
    });
    assert_eq!(upload(&session).await.unwrap_err().code(), Code::DeviceFull);
    assert_eq!((uploads.load(SeqCst), deleted.load(SeqCst)), (1, 1));
    assert_eq!(
        session.traces().open,
        None,
        "nothing of it is left to be taken back"
    );
}

#[tokio::test(start_paused = true)]
async fn a_success_without_the_file_is_found_out_by_reading_back() {
    let (session, _) = session(|_, call| usual(call));
    let receipt = upload(&session).await.unwrap();
    assert_eq!(
        session.verify(&payload(), &receipt).await,
        Ok(Verification::Missing)
    );
    assert!(session.traces().open.is_some(), "it may be there in part");
}

#[tokio::test(start_paused = true)]
async fn only_the_very_bytes_match_and_one_flipped_bit_does_not() {
    let mut flipped = payload().held().unwrap().to_vec();
    flipped[50] ^= 1;
    for (bytes, matches) in [
        (payload().held().unwrap().to_vec(), true),
        (flipped, false),
        (payload().held().unwrap()[..60].to_vec(), false),
    ] {
        let size = bytes.len() as u64;
        let (session, _) = session(move |_, call| match call.path.as_str() {
            "/edit?list=/" => listing(&[("ub_fire_1a2b3c4d.gif", size)]),
            "/ub_fire_1a2b3c4d.gif" => ok(bytes.clone()),
            _ => usual(call),
        });
        let there = session.find(&payload()).await;
        assert_eq!(there.map(|there| there.is_some()), Ok(matches));
        let receipt = Receipt {
            stored_as: payload().name().clone(),
        };
        let found = session.verify(&payload(), &receipt).await.unwrap();
        assert_eq!(matches!(found, Verification::Matched(_)), matches);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_closed_without_an_answer_is_busy_and_the_circuit_stays_closed() {
    // the canned 503 of an overloaded WLED lacks its blank line: the client sees no answer at all
    let (session, seen) = session(|n, call| if n < 4 { cut() } else { usual(call) });
    assert!(session.find(&payload()).await.is_ok());
    assert_eq!(
        (session.attempts.total(), session.link.circuit()),
        (5, crate::link::Circuit::Closed)
    );
    assert_eq!(session.link.failures_in_a_row(), 0, "{seen:?}");
}

/// The file names of the uploads that were seen.
fn names_sent(seen: &Seen) -> Vec<String> {
    let calls = seen.lock().unwrap();
    let uploads = calls.iter().filter(|call| call.starts_with("POST /upload"));
    let name = |call: &String| {
        Some(
            call.split_once("filename=\"/")?
                .1
                .split_once('"')?
                .0
                .to_owned(),
        )
    };
    uploads.filter_map(name).collect()
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_breaks_off_starts_anew_under_another_name_after_asking_who_is_there() {
    // the rest of the first may still arrive, and would be written over the second
    let (session, seen) = session(|n, call| match call.path.as_str() {
        "/upload" if n < 5 => cut(),
        _ => usual(call),
    });
    let receipt = upload(&session).await.unwrap();
    let names = names_sent(&seen);
    assert_eq!((names.len(), &names[0][..]), (2, "ub_fire_1a2b3c4d.gif"));
    assert_eq!(receipt.stored_as.as_str(), names[1]);
    assert_ne!(names[0], names[1]);
    assert_eq!(session.abandoned(), names[..1]);
    let calls = seen.lock().unwrap();
    for (at, call) in calls.iter().enumerate() {
        if call.starts_with("POST /upload") {
            assert_eq!(calls[at - 1], "GET /json/info", "right before: {calls:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_whose_answer_alone_was_lost_is_not_sent_again() {
    let (session, seen) = session(|n, call| match call.path.as_str() {
        "/upload" => cut(),
        "/edit?list=/" if n > 5 => listing(&[("ub_fire_1a2b3c4d.gif", 100)]),
        _ => usual(call),
    });
    assert!(upload(&session).await.is_ok());
    assert_eq!(said(&seen, "POST /upload"), 1);
}

#[tokio::test(start_paused = true)]
async fn another_device_that_answers_after_a_cut_is_sent_nothing() {
    let (session, seen) = session(|n, call| match call.path.as_str() {
        "/upload" => cut(),
        "/json/info" if n > 4 => ok(info_of("0123456789ab").to_string()),
        _ => usual(call),
    });
    assert_eq!(
        upload(&session).await.unwrap_err().code(),
        Code::DeviceIdentityChanged
    );
    assert_eq!(said(&seen, "POST /upload"), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_written_over_a_file_that_is_there() {
    let (session, seen) = session(|_, call| match call.path.as_str() {
        "/edit?list=/" => listing(&[("ub_fire_1a2b3c4d.gif", 40)]),
        _ => usual(call),
    });
    upload(&session).await.unwrap();
    let names = names_sent(&seen);
    assert_eq!(names.len(), 1);
    assert_ne!(names[0], "ub_fire_1a2b3c4d.gif");
}

#[tokio::test(start_paused = true)]
async fn where_two_have_no_room_a_damaged_file_is_taken_from_the_leds_and_deleted_first() {
    let deleted = AtomicBool::new(false);
    let (session, seen) = session(move |_, call| match call.path.as_str() {
        "/edit?list=/" if !deleted.load(SeqCst) => listing(&[("ub_fire_1a2b3c4d.gif", 40)]),
        "/json/state" => {
            ok(json!({ "seg": [{ "id": 3, "fx": 53, "n": "ub_fire_1a2b3c4d.gif" }] }).to_string())
        }
        "/json/info" => {
            let mut info = info_of(MAC);
            let used = if deleted.load(SeqCst) { 900 } else { 965 };
            info["fs"] = json!({ "u": used, "t": 983 });
            ok(info.to_string())
        }
        path if path.starts_with("/edit?func=delete") => {
            deleted.store(true, SeqCst);
            ok("File deleted")
        }
        _ => usual(call),
    });
    upload(&session).await.unwrap();
    let calls = seen.lock().unwrap();
    let at = |what: &str| calls.iter().position(|call| call.contains(what)).unwrap();
    let stop = at(r#"{"id":3,"fx":0,"n":""}"#);
    let delete = at("/edit?func=delete&path=/ub_fire_1a2b3c4d.gif");
    assert!(stop < delete && delete < at("POST /upload"), "{calls:?}");
}

#[tokio::test(start_paused = true)]
async fn deleting_speaks_the_dialect_that_works() {
    // since 16 a function of `/edit`; before, that question gives a page, and the verb counts
    for new in [true, false] {
        let gone = Arc::new(AtomicUsize::new(0));
        let flag = gone.clone();
        let (session, seen) = session(move |_, call| match (&call.method, call.path.as_str()) {
            (_, "/edit?list=/") if flag.load(SeqCst) == 0 => listing(&[("x.gif", 1)]),
            (&Method::GET, "/edit?func=delete&path=/x.gif") => {
                flag.fetch_add(usize::from(new), SeqCst);
                ok(if new {
                    "File deleted"
                } else {
                    "<html>the editor</html>"
                })
            }
            (&Method::DELETE, "/edit") => {
                assert_eq!(body(call), "path=/x.gif");
                flag.fetch_add(1, SeqCst);
                ok("DELETE: /x.gif")
            }
            _ => usual(call),
        });
        assert_eq!(files::delete(&session, "x.gif").await, Ok(()));
        assert_eq!(
            (gone.load(SeqCst), said(&seen, "DELETE")),
            (1, usize::from(!new))
        );
    }
    let (session, _) = session(|_, call| {
        if call.path == "/edit?list=/" {
            listing(&[("x.gif", 1)])
        } else {
            ok("DELETE")
        }
    });
    assert!(
        files::delete(&session, "x.gif").await.is_err(),
        "its word is not enough"
    );
}

#[tokio::test(start_paused = true)]
async fn what_an_unfinished_upload_left_is_taken_back_and_nothing_else() {
    let (session, seen) = session(|n, call| match call.path.as_str() {
        "/edit?list=/" if n < 3 => listing(&[("ub_fire_1a2b3c4d.gif", 40), ("mine.gif", 9)]),
        _ => usual(call),
    });
    assert_eq!(session.withdraw(&payload()).await, None);
    assert!(seen.lock().unwrap().is_empty(), "nothing had been sent");
    session.reopen("ub_fire_1a2b3c4d.gif");
    assert_eq!(session.withdraw(&payload()).await, None);
    assert_eq!(said(&seen, "GET /edit?func=delete"), 1);
    assert_eq!(
        said(&seen, "GET /edit?func=delete&path=/ub_fire_1a2b3c4d.gif"),
        1
    );
    let (gone, _) = super::session(|_, _| Err(LinkError::Refused));
    gone.reopen("ub_fire_1a2b3c4d.gif");
    assert!(
        gone.withdraw(&payload())
            .await
            .unwrap()
            .to_string()
            .contains("may stay on the device it was sent to until")
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_device_has_of_a_failed_upload_is_taken_back_once_it_has_started_again() {
    let start = tokio::time::Instant::now();
    let deleted = AtomicBool::new(false);
    let (session, seen) = session(move |_, call| match call.path.as_str() {
        // more failed tries than its circuit lets pass
        _ if start.elapsed() < std::time::Duration::from_secs(4) => Err(LinkError::Refused),
        "/edit?list=/" if !deleted.load(SeqCst) => listing(&[("ub_fire_1a2b3c4d.gif", 40)]),
        path if path.starts_with("/edit?func=delete") => {
            deleted.store(true, SeqCst);
            ok("deleted")
        }
        _ => usual(call),
    });
    while session
        .link
        .policy()
        .next(&Verdict::Transient, &session.attempts)
        .is_some()
    {}
    session.reopen("ub_fire_1a2b3c4d.gif");
    assert_eq!(session.withdraw(&payload()).await, None, "{seen:?}");
    // the clock is the test's own: as soon as the device answers, not when its circuit would have let a call pass
    assert!(
        start.elapsed() < std::time::Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(said(&seen, "GET /edit?func=delete"), 1, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_device_that_every_upload_brings_down_is_not_sent_it_for_ever() {
    let (session, seen) = session(|_, call| {
        if call.path == "/upload" {
            cut()
        } else {
            usual(call)
        }
    });
    for _ in 0..9 {
        assert!(upload(&session).await.is_err());
        session.attempts.progressed(); // as it is noted each time when the device is back
        if session.is_spent() {
            break;
        }
    }
    assert!(session.is_spent());
    assert_eq!(said(&seen, "POST /upload"), 5, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_another_device_answers_is_found_out_by_its_own_answer() {
    for (mac, expected) in [
        (MAC, Ok(())),
        ("0123456789ab", Err(Code::DeviceIdentityChanged)),
    ] {
        let script = crate::link::Script::new(move |call: Call| async move {
            if call.path == "/json/si" {
                return ok(json!({ "state": state(), "info": info_of(mac) }).to_string());
            }
            usual(&call) // there and back: it is the right one before and after
        });
        let link = Arc::new(scripted_link(script, &LinkSettings::default()));
        let session = session_over(link);
        let changed =
            requests::change_state(&session, Doing::Starting, &json!({ "on": true })).await;
        assert_eq!(changed.map(|_| ()).map_err(|e| e.code()), expected);
    }
}
