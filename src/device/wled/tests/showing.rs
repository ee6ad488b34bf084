//! Starting a pattern, keeping it, going back, and what a person can do with the device.

use super::*;
use crate::device::{Keep, Light};
use crate::pattern::{Fit, FrameDuration, Frames, Layout, Pattern, PixelOrder, fit};
use crate::problem::Code;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

const FILE: &str = "ub_fire_1a2b3c4d.gif";

fn frames() -> FittedPattern {
    let frames = Frames::new(4, vec![9; 12], vec![FrameDuration::DEFAULT])
        .unwrap()
        .into();
    let order = PixelOrder::Strip;
    let warnings = vec![];
    let pattern = Pattern {
        name: "p".into(),
        format: "test",
        frames,
        matrix: None,
        order,
        warnings,
    };
    fit(&pattern, &Layout::strip(4).unwrap(), &Fit::default()).unwrap()
}

/// The file of these frames; of another form, so that only the frames are compared with.
fn stored() -> Payload {
    Payload::new(StoredName::from_text(FILE), Bytes::from_static(b"{}"), 4, 2)
}

async fn play(session: &GifUpload) -> Result<Playing, DeviceError> {
    let receipt = Receipt {
        stored_as: StoredName::from_text(FILE),
    };
    session.play(&receipt, (&stored(), &frames())).await
}

fn showing(file: &str) -> Value {
    json!({ "on": true, "bri": 128, "seg": [{ "id": 0, "fx": 53, "n": file, "on": true, "frz": false }] })
}

/// A device that does as it is told.
fn obedient(call: &Call) -> Answer {
    if call.path == "/json/state" && call.method == Method::POST {
        ok(showing(FILE).to_string())
    } else {
        usual(call)
    }
}

#[tokio::test(start_paused = true)]
async fn a_device_that_says_it_plays_is_believed_as_far_as_that() {
    // a script has no WebSocket: nothing is seen, and that is no error
    let (session, seen) = session(|_, call| obedient(call));
    assert_eq!(play(&session).await, Ok(Playing::Said));
    let calls = seen.lock().unwrap();
    let start = calls
        .iter()
        .find(|call| call.starts_with("POST /json/state"))
        .unwrap();
    assert!(
        start.contains(r#""udpn":{"nn":true}"#) && start.contains(r#""v":true"#),
        "{start}"
    );
}

#[tokio::test(start_paused = true)]
async fn success_without_the_file_in_its_state_is_not_playing() {
    let (session, _) = session(|_, call| match call.method {
        // older firmwares say "success" even where nothing matched
        Method::POST => ok(r#"{"success":true}"#),
        _ => usual(call),
    });
    assert_eq!(
        play(&session).await.unwrap_err().code(),
        Code::DeviceUnexpected
    );
    let (session, _) = super::session(|_, call| match call.method {
        Method::POST => ok(json!({ "on": true, "error": 7, "seg": [] }).to_string()),
        _ => usual(call),
    });
    assert!(
        play(&session)
            .await
            .unwrap_err()
            .to_string()
            .contains("not enough memory")
    );
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_hides_the_pattern_is_named() {
    let (session, _) = session(|_, call| {
        let mut info = info_of(MAC);
        json::merge(
            &mut info,
            json!({ "live": true, "lm": "DDP", "lip": "10.0.0.5" }),
        );
        if call.path == "/json/info" {
            ok(info.to_string())
        } else {
            obedient(call)
        }
    });
    let error = play(&session).await.unwrap_err();
    assert_eq!(
        (
            error.code(),
            error.to_string().contains("DDP from 10.0.0.5")
        ),
        (Code::DeviceStreamed, true)
    );
}

#[tokio::test(start_paused = true)]
async fn a_file_stored_anew_is_let_go_of_before_it_is_started() {
    // the device reads a file again only when its name changes
    let run = async |sent: u64| {
        let (session, seen) = session(|_, call| match (&call.method, call.path.as_str()) {
            (_, "/json/state") => ok(showing(FILE).to_string()),
            _ => usual(call),
        });
        if sent > 0 {
            session.hand_over();
        }
        play(&session).await.unwrap();
        let calls = seen.lock().unwrap();
        calls
            .iter()
            .filter(|call| call.contains(r#"{"id":0,"fx":0,"n":""}"#))
            .count()
    };
    assert_eq!((run(100).await, run(0).await), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn earlier_versions_go_unless_something_uses_them() {
    let names = [
        "ub_fire_00000000.gif",
        "ub_fire_11111111.gif",
        "ub_fire_22222222.gif",
        "ub_fire_33333333.gif",
    ];
    let gone = Arc::new(AtomicUsize::new(0));
    let flag = gone.clone();
    let (session, seen) = session(move |_, call| match (&call.method, call.path.as_str()) {
        (_, "/edit?list=/") => {
            let mut files = vec![
                (FILE, 1),
                ("fire.gif", 1),
                ("ub_other_00000000.gif", 1),
                ("ub_fire.gif", 1),
            ];
            files.extend(
                names[flag.load(SeqCst).min(1)..]
                    .iter()
                    .map(|name| (*name, 1)),
            );
            listing(&files)
        }
        (_, "/presets.json") => ok(format!(
            r#"{{"0":{{}},"4":{{"seg":[{{"n":"{}"}}]}}}}"#,
            names[2]
        )),
        (&Method::GET, path) if path.starts_with("/edit?func=delete") => {
            flag.fetch_add(1, SeqCst);
            ok("File deleted")
        }
        (&Method::GET, "/json/state") => {
            let segments = [(0, FILE), (1, names[1]), (2, names[3])]
                .map(|(id, n)| json!({ "id": id, "fx": 53, "n": n }));
            ok(json!({ "on": true, "seg": segments }).to_string())
        }
        _ => obedient(call),
    });
    assert_eq!(play(&session).await, Ok(Playing::Said));
    let calls = seen.lock().unwrap();
    let deleted: Vec<_> = calls
        .iter()
        .filter(|call| call.contains("func=delete"))
        .collect();
    assert_eq!(
        deleted,
        [&format!("GET /edit?func=delete&path=/{}", names[0])],
        "one shows, one is in a preset, one shows"
    );
}

#[tokio::test(start_paused = true)]
async fn files_of_others_are_never_deleted_or_played() {
    let (session, seen) = session(|_, call| obedient(call));
    let controls = controls::WledControls;
    for name in [
        "cfg.json",
        "mine.gif",
        "presets.json",
        "ub_x.gif",
        "../ub_fire_1a2b3c4d.gif",
    ] {
        assert_eq!(
            controls.delete(&session, name).await.unwrap_err().code(),
            Code::DeviceIncapable
        );
        assert_eq!(
            controls.show(&session, name).await.unwrap_err().code(),
            Code::DeviceIncapable
        );
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn blinking_touches_nothing_but_power_and_ends_as_it_began() {
    for was_on in [true, false] {
        let on = Arc::new(Mutex::new(was_on));
        let flag = on.clone();
        let (session, seen) = session(move |_, call| match call.path.as_str() {
            "/json/state" => {
                let mut on = flag.lock().unwrap();
                if call.method == Method::POST {
                    *on = serde_json::from_str::<Value>(&body(call)).unwrap()["on"]
                        .as_bool()
                        .unwrap();
                }
                let mut state = state();
                state["on"] = json!(*on);
                ok(state.to_string())
            }
            _ => usual(call),
        });
        assert_eq!(controls::WledControls.blink(&session).await, Ok(()));
        assert_eq!((*on.lock().unwrap(), said(&seen, "POST")), (was_on, 6));
        assert!(
            seen.lock()
                .unwrap()
                .iter()
                .all(|call| !call.contains("seg") && !call.contains("bri"))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn brightness_alone_does_not_switch_a_dark_device_on() {
    let (session, seen) = session(|_, call| match call.path.as_str() {
        "/json/state" => ok(json!({ "on": false, "bri": 9, "seg": [] }).to_string()),
        _ => usual(call),
    });
    let dim = Light {
        brightness: Some(9),
        on: None,
    };
    let now = controls::WledControls
        .set_light(&session, dim)
        .await
        .unwrap();
    assert_eq!(
        now,
        Light {
            on: Some(false),
            brightness: Some(9)
        }
    );
    assert!(
        seen.lock()
            .unwrap()
            .iter()
            .any(|call| call.contains(r#""bri":9,"on":false"#)),
        "{seen:?}"
    );
}

/// A device with presets that `save` changes, given the text of the file and what is asked.
fn with_presets(save: impl Fn(&mut String, &Value) + Send + Sync + 'static) -> (GifUpload, Seen) {
    let file = Mutex::new(r#"{"0":{},"1":{"n":"Sea"}}"#.to_owned());
    session(move |_, call| {
        let mut file = file.lock().unwrap();
        match (
            call.path.as_str(),
            serde_json::from_str::<Value>(&body(call)),
        ) {
            ("/presets.json", _) => ok(file.clone()),
            ("/json/state", Ok(asked)) if asked.get("psave").is_some() => {
                save(&mut file, &asked);
                ok(r#"{"success":true}"#)
            }
            ("/upload", _) => {
                let body = body(call);
                let start = body.find("\r\n\r\n").unwrap() + 4;
                *file = body[start..body.rfind("\r\n--").unwrap()].to_owned();
                ok("File Uploaded!")
            }
            ("/json/state", _) => ok(showing(FILE).to_string()),
            _ => usual(call),
        }
    })
}

#[tokio::test(start_paused = true)]
async fn what_plays_is_kept_under_a_free_number() {
    let (session, seen) = with_presets(|file, asked| {
        assert_eq!(asked["psave"], 2);
        *file = format!(
            r#"{{"0":{{}},"1":{{"n":"Sea"}},"2":{{"n":{}}}}}"#,
            asked["n"]
        );
    });
    let keep = Keep {
        name: None,
        at_start: false,
    };
    assert_eq!(
        controls::WledControls.keep(&session, &keep).await,
        Ok(crate::msg!("kept-as-preset", number = 2_u64))
    );
    assert!(
        seen.lock()
            .unwrap()
            .iter()
            .any(|call| call.contains(r#""n":"fire","ib":true,"sb":true"#)),
        "{seen:?}"
    );
    assert_eq!(
        said(&seen, r#"POST /json/cfg"#),
        0,
        "its settings are not touched"
    );
}

#[tokio::test(start_paused = true)]
async fn a_preset_for_power_up_is_set_the_old_way_where_the_new_one_did_nothing() {
    let (session, seen) = with_presets(|file, asked| {
        *file = format!(
            r#"{{"0":{{}},"1":{{"n":"Sea"}},"2":{{"n":{}}}}}"#,
            asked["n"]
        );
    });
    let keep = Keep {
        name: Some("Fire".into()),
        at_start: true,
    };
    // the script answers 404 to it: what is not kept is told
    assert!(controls::WledControls.keep(&session, &keep).await.is_err());
    assert_eq!(
        said(&seen, r#"POST /json/cfg {"def":{"ps":2}}"#),
        1,
        "{seen:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn presets_that_a_save_of_ours_damaged_are_put_back() {
    for damaged in [r#"{"0":{},"2":{"n":"fire"}}"#, r#"{"0":{},"1":{"n":"S"#] {
        let (session, _) = with_presets(|file, _| *file = damaged.to_owned());
        let keep = Keep {
            name: Some("fire".into()),
            at_start: false,
        };
        let error = controls::WledControls
            .keep(&session, &keep)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("were restored"), "{error}");
        assert_eq!(
            presets::bytes(&session).await.unwrap(),
            r#"{"0":{},"1":{"n":"Sea"}}"#
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_backup_is_minified_and_only_a_backup_is_put_back() {
    let (session, seen) = with_presets(|file, _| file.clear());
    let backup = controls::WledControls.backup(&session).await.unwrap();
    assert_eq!(&backup[..], br#"{"0":{},"1":{"n":"Sea"}}"#);
    for other in [
        b"{}".as_slice(),
        b"[]",
        b"{\"wifi\":{}}",
        b"\xff",
        b"{\"1\":{",
    ] {
        assert!(
            controls::WledControls
                .restore(&session, other)
                .await
                .is_err()
        );
    }
    assert_eq!(said(&seen, "POST"), 0);
    assert_eq!(
        controls::WledControls
            .restore(&session, b"{ \"0\": {}, \"7\": { \"n\": \"Old\" } }")
            .await,
        Ok(())
    );
    assert_eq!(
        presets::bytes(&session).await.unwrap(),
        r#"{"0":{},"7":{"n":"Old"}}"#
    );
}

#[tokio::test(start_paused = true)]
async fn going_back_restores_segments_light_and_preset_in_this_order() {
    let before = json!({ "on": false, "bri": 40, "ps": 3, "mainseg": 0, "seg": [
        { "id": 0, "start": 0, "stop": 4, "len": 4, "fx": 9 }, { "id": 1, "start": 4, "stop": 8, "fx": 53, "n": "x.gif" },
    ] });
    let answer = before.to_string();
    let (session, seen) = session(move |_, call| {
        if call.path == "/json/state" {
            ok(answer.clone())
        } else {
            usual(call)
        }
    });
    let snapshot = controls::WledControls.snapshot(&session).await.unwrap();
    assert_eq!(
        controls::WledControls.undo(&session, &snapshot).await,
        Ok(())
    );
    let mut posts = seen.lock().unwrap().clone();
    posts.retain(|call| call.starts_with("POST"));
    assert!(
        posts[0].contains(r#""n":"""#) && posts[0].contains("x.gif") && !posts[0].contains("len")
    );
    assert!(
        posts[1].contains(r#""on":false,"bri":40"#) && posts[2].contains(r#""ps":3"#),
        "{posts:?}"
    );
    assert!(
        controls::WledControls
            .undo(&session, b"nonsense")
            .await
            .is_err()
    );
}

#[tokio::test(start_paused = true)]
async fn a_preset_file_that_is_just_being_written_frees_no_version_for_deletion() {
    // cut off in front of the preset that names the old version
    let reads = AtomicUsize::new(0);
    let old = "ub_fire_00000000.gif";
    let (session, seen) = session(move |_, call| match call.path.as_str() {
        "/edit?list=/" => listing(&[(FILE, 1), (old, 1)]),
        "/presets.json" if reads.fetch_add(1, SeqCst) < 2 => ok(r#"{"0":{},"1":{"n":"Se"#),
        "/presets.json" => ok(format!(
            r#"{{"0":{{}},"1":{{"n":"Sea","seg":[{{"n":"{old}"}}]}}}}"#
        )),
        _ => obedient(call),
    });
    assert_eq!(play(&session).await, Ok(Playing::Said));
    assert_eq!(said(&seen, "GET /edit?func=delete"), 0, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn another_device_at_the_address_is_not_told_to_play() {
    let (session, seen) = session(|_, call| match call.path.as_str() {
        "/json/info" => ok(info_of("0123456789ab").to_string()),
        _ => obedient(call),
    });
    assert_eq!(
        play(&session).await.unwrap_err().code(),
        Code::DeviceIdentityChanged
    );
    assert_eq!(said(&seen, "POST"), 0);
}

#[tokio::test(start_paused = true)]
async fn segments_of_a_person_over_the_pattern_are_left_alone_and_told() {
    let with = |others: &[Value]| {
        let mut state = showing(FILE);
        state["seg"]
            .as_array_mut()
            .unwrap()
            .extend_from_slice(others);
        state
    };
    let over = json!({ "id": 2, "start": 2, "stop": 4, "fx": 9, "on": true, "bri": 255 });
    let silent = [
        json!({ "id": 3, "start": 4, "stop": 9, "fx": 9, "on": true }),
        json!({ "id": 4, "start": 0, "stop": 0, "on": true }),
        json!({ "id": 5, "start": 0, "stop": 4, "on": false }),
        json!({ "id": 6, "start": 0, "stop": 4, "on": true, "bri": 0 }),
    ];
    let all: Vec<Value> = silent.iter().cloned().chain([over]).collect();
    for (others, remarks) in [(&all[..], 1), (&silent[..], 0)] {
        let state = with(others).to_string();
        let (session, seen) = session(move |_, call| {
            if call.path == "/json/state" {
                ok(state.clone())
            } else {
                obedient(call)
            }
        });
        assert_eq!(play(&session).await, Ok(Playing::Said));
        let told = session.take_remarks();
        assert_eq!(told.len(), remarks, "{told:?}");
        assert!(
            told.iter().all(|text| text
                .to_string()
                .starts_with("Segment 2 of the device covers")),
            "{told:?}"
        );
        assert!(
            seen.lock()
                .unwrap()
                .iter()
                .all(|call| !call.contains(r#""id":2"#)),
            "it is the person's"
        );
    }
}
