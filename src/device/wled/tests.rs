//! The family against scripted answers: what no simulated device does, and what must not be believed.

mod identify;
mod locked;
mod sending;
mod showing;

use super::*;
use crate::device::{FirmwareCache, Receipt, Secret, Verification};
use crate::link::{LinkSettings, Reply, Script, scripted_link};
use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// Calls that a script saw: `GET /path`, with the body of those that have one.
type Seen = Arc<Mutex<Vec<String>>>;
type Answer = Result<Reply, LinkError>;

const MAC: &str = "8813bf0455f0";

fn ok(body: impl Into<Bytes>) -> Answer {
    Ok(Reply::new(StatusCode::OK, body))
}

fn status(code: u16) -> Answer {
    Ok(Reply::new(StatusCode::from_u16(code).unwrap(), ""))
}

fn cut() -> Answer {
    Err(LinkError::Cut {
        stage: crate::link::CutWhile::Waiting,
    })
}

fn info_of(mac: &str) -> Value {
    json!({
        "ver": "16.0.1", "vid": 2_606_300, "brand": "WLED", "mac": mac, "name": "Porch", "arch": "esp32", "ip": "10.0.0.9",
        "leds": { "count": 4 }, "fs": { "u": 20, "t": 983 }, "fxcount": 220, "palcount": 72, "live": false,
    })
}

/// One segment with nothing special.
fn state() -> Value {
    json!({ "on": true, "bri": 128, "ps": -1, "seg": [{ "id": 0, "start": 0, "stop": 4, "fx": 9, "on": true, "frz": false }] })
}

/// What a healthy, empty WLED answers to small questions.
fn usual(call: &Call) -> Answer {
    match call.path.as_str() {
        "/json/info" => ok(info_of(MAC).to_string()),
        "/json/state" => ok(state().to_string()),
        "/edit?list=/" => ok("[]"),
        "/presets.json" => ok(r#"{"0":{}}"#),
        "/upload" => ok("File Uploaded!"),
        _ => status(404),
    }
}

fn body(call: &Call) -> String {
    String::from_utf8_lossy(&call.body.concat()).into_owned()
}

fn link(answer: impl Fn(usize, &Call) -> Answer + Send + Sync + 'static) -> (DeviceLink, Seen) {
    let seen: Seen = Arc::default();
    let log = seen.clone();
    let script = Script::new(move |mut call: Call| {
        // a change is answered by the state alone: then who is there is asked
        if call.method == Method::POST && call.path == "/json/si" {
            call.path = "/json/state".to_owned();
        }
        let mut log = log.lock().unwrap();
        let said = if call.class == crate::link::CallClass::Probe {
            body(&call)
        } else {
            // of an upload, its head
            body(&call).chars().take(200).collect()
        };
        log.push(
            format!("{} {} {said}", call.method, call.path)
                .trim_end()
                .to_owned(),
        );
        let reply = answer(log.len() - 1, &call);
        if let Some(on_sent) = &call.on_sent {
            on_sent(call.body_len());
        }
        async move { reply }
    });
    (
        scripted_link(
            script,
            &LinkSettings {
                seed: Some(1),
                ..LinkSettings::default()
            },
        ),
        seen,
    )
}

fn device() -> Device {
    let info = info::Info::parse(&info_of(MAC)).unwrap();
    let address = DeviceAddr::from_socket("127.0.0.1:80".parse().unwrap());
    Device {
        id: info.mac.clone().unwrap(),
        name: "Porch".into(),
        family: "wled",
        kind: crate::msg!("kind-wled"),
        chip: None,
        firmware: None,
        address,
        leds: Some(4),
        matrix: None,
        limits: crate::pattern::Limits::default(),
        caps: caps::of(&info, Some(53)),
        playing: None,
        uptime: None,
    }
}

fn session_over(link: Arc<DeviceLink>) -> Session {
    Session::new(link, device(), Attempts::new(), Arc::new(|_, _, _| {}))
}

fn session(answer: impl Fn(usize, &Call) -> Answer + Send + Sync + 'static) -> (GifUpload, Seen) {
    let (link, seen) = link(answer);
    link.busy_sign().set_cut(true);
    (GifUpload::new(session_over(Arc::new(link))), seen)
}

/// A GIF of four LEDs, as far as the family looks into one.
fn payload() -> Payload {
    let bytes = [b"GIF89a\x04\0\x01\0".as_slice(), &[7; 90]].concat();
    Payload::new(
        StoredName::from_text("ub_fire_1a2b3c4d.gif"),
        bytes.into(),
        4,
        1,
    )
}

fn listing(files: &[(&str, u64)]) -> Answer {
    let entry = |(name, size): &(&str, u64)| json!({ "name": name, "type": "file", "size": size });
    ok(Value::from(files.iter().map(entry).collect::<Vec<_>>()).to_string())
}

fn said(seen: &Seen, start: &str) -> usize {
    seen.lock()
        .unwrap()
        .iter()
        .filter(|call| call.starts_with(start))
        .count()
}
