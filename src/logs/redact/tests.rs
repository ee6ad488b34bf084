//! Every kind, in every spelling, for every place; and what must stay.

use super::*;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

const HOME: &str = "/home/anna.b";
/// A secret with everything that an encoding changes.
const TOKEN: &str = "Zo\"ë/7+x %41\\q&=ß";

/// Sentences with data of each kind, and the part that must not be found.
const PLANTED: &[(Kind, &str, &str)] = &[
    (Kind::Pin, "the device took 739146 at once", "739146"),
    (Kind::Pin, "opened with pin=8264, ok", "8264"),
    (Kind::Pin, r#"POST {"pin":"8265","name":"Porch"}"#, "8265"),
    (Kind::Pin, r#"POST {"pin":8266}"#, "8266"),
    (Kind::Pin, "the wrong PIN is 8267.", "8267"),
    (
        Kind::Token,
        "sent with Zo\"ë/7+x %41\\q&=ß there",
        "Zo\"ë/7",
    ),
    (
        Kind::Token,
        "Authorization: Bearer abc.DEF-1 end",
        "abc.DEF-1",
    ),
    (
        Kind::Token,
        "Authorization: Digest username=\"x\", response=f00",
        "f00",
    ),
    (
        Kind::Token,
        "authorization: Basic YW5uOnB3MTIz",
        "YW5uOnB3MTIz",
    ),
    (Kind::Token, "GET /x?access_token=q1w2e3&y=1", "q1w2e3"),
    (Kind::Token, r#"{"mqtt":{"psk":"p s k 9"}}"#, "p s k 9"),
    (Kind::Token, "settings { token: Some(\"t0k3n\") }", "t0k3n"),
    (Kind::Token, "api-key=K9K9K9K9", "K9K9K9K9"),
    (
        Kind::UrlPassword,
        "http://ann:hunter2@192.168.1.40/",
        "hunter2",
    ),
    (
        Kind::UrlPassword,
        "mqtt://ann:hun@ter2@broker.local:1883",
        "ter2",
    ),
    (
        Kind::WifiName,
        r#"{"ssid":"Green House 5G","rssi":-60}"#,
        "Green House 5G",
    ),
    (
        Kind::WifiName,
        "joined ssid=Green House channel=6",
        "Green House",
    ),
    (
        Kind::WifiName,
        r#"{"bssid":"f4:92:bf:11:22:33"}"#,
        "f4:92:bf:11:22:33",
    ),
    (
        Kind::Email,
        "by Anna <anna.b+led@example.co.uk>.",
        "anna.b+led",
    ),
    (Kind::Email, "mailto:ännä@müller.example", "ännä@"),
    (Kind::Home, "reads /home/anna.b/Pictures/x", "anna.b"),
    (Kind::Home, "file:///home/anna.b", "anna.b"),
    (
        Kind::PublicAddress,
        "device at 93.184.216.34:80.",
        "93.184.216.34",
    ),
    (
        Kind::PublicAddress,
        "http://[2606:2800:220:1::1946]/",
        "2606:2800",
    ),
    (
        Kind::PublicAddress,
        "from fe80::a2b1:c2ff:fed3:e4f5",
        "fed3:e4f5",
    ),
    (Kind::Mac, "device a0:b1:c2:d3:e4:f5 answers", "d3:e4:f5"),
    (Kind::Mac, "A0-B1-C2-D3-E4-F5", "D3-E4-F5"),
    (Kind::Mac, r#"{"id":"a0b1c2d3e4f5"}"#, "d3e4f5"),
    (Kind::Mac, "WLED-d3e4f6.local", "d3e4f6"),
    (
        Kind::FileName,
        "opened wedding-kiss.gif (12 frames)",
        "wedding-kiss",
    ),
    (
        Kind::FileName,
        "/media/usb/Our Wedding/first dance.gif",
        "dance",
    ),
    (
        Kind::FileName,
        "Sending “first dance” to Porch",
        "first dance",
    ),
    (
        Kind::FileName,
        r#"ended pattern="My Boat" code=1"#,
        "My Boat",
    ),
    (Kind::FileName, "reads \"/data/secret plan.leds\"", "plan"),
];

#[derive(Clone, Copy, Debug)]
enum Spelling {
    Plain,
    Base64,
    UrlSafeBase64,
    Url,
    EveryByteInUrl,
    Json,
    EveryUnitInJson,
    JsonInJson,
    UrlInJson,
    Debug,
}

const ALL: [Spelling; 10] = [
    Spelling::Plain,
    Spelling::Base64,
    Spelling::UrlSafeBase64,
    Spelling::Url,
    Spelling::EveryByteInUrl,
    Spelling::Json,
    Spelling::EveryUnitInJson,
    Spelling::JsonInJson,
    Spelling::UrlInJson,
    Spelling::Debug,
];

fn percent(text: &str, keep: impl Fn(u8) -> bool) -> String {
    let one = |b: u8| {
        if keep(b) {
            char::from(b).to_string()
        } else {
            format!("%{b:02X}")
        }
    };
    text.bytes().map(one).collect()
}

fn spell(text: &str, spelling: Spelling) -> String {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let url = |text: &str| percent(text, |b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    match spelling {
        Spelling::Plain => text.into(),
        Spelling::Base64 => BASE64_STANDARD.encode(text),
        Spelling::UrlSafeBase64 => base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(text),
        Spelling::Url => url(text),
        Spelling::EveryByteInUrl => percent(text, |_| false),
        Spelling::Json => json(text),
        Spelling::EveryUnitInJson => {
            let units: String = text.encode_utf16().map(|u| format!("\\u{u:04x}")).collect();
            format!("\"{units}\"")
        }
        Spelling::JsonInJson => json(&json(text)),
        Spelling::UrlInJson => json(&url(&json(text))),
        Spelling::Debug => format!("{text:?}"),
    }
}

/// Takes the spelling away again: what a reader of the place can do.
fn read(text: &str, spelling: Spelling) -> String {
    let json =
        |text: &str| serde_json::from_str::<String>(text).unwrap_or_else(|e| panic!("{e}: {text}"));
    let url = |text: &str| {
        let pairs = format!("x={text}");
        let mut pairs = url::form_urlencoded::parse(pairs.as_bytes());
        pairs.next().unwrap().1.into_owned()
    };
    match spelling {
        Spelling::Plain | Spelling::Debug => text.into(),
        Spelling::Base64 => String::from_utf8(BASE64_STANDARD.decode(text).unwrap()).unwrap(),
        Spelling::UrlSafeBase64 => {
            let bytes = base64::prelude::BASE64_URL_SAFE_NO_PAD
                .decode(text)
                .unwrap();
            String::from_utf8(bytes).unwrap()
        }
        Spelling::Url | Spelling::EveryByteInUrl => url(text),
        Spelling::Json | Spelling::EveryUnitInJson => json(text),
        Spelling::JsonInJson => json(&json(text)),
        Spelling::UrlInJson => json(&url(&json(text))),
    }
}

fn redactor(place: Place) -> Redactor {
    secret("739146");
    secret(TOKEN);
    Redactor {
        files: FileNames::alone(&["/media/usb/Our Wedding/first dance.gif"]),
        home: Some(HOME.into()),
        ..Redactor::new(place)
    }
}

#[test]
fn what_a_place_must_not_hold_is_found_there_in_no_spelling_and_the_rest_stays() {
    for place in Place::ALL {
        for (kind, sentence, needle) in PLANTED {
            for spelling in ALL {
                let planted = spell(sentence, spelling);
                let kept = redactor(place).clean(&planted);
                let what = format!("{kind:?} for {place:?} as {spelling:?}: {planted} -> {kept}");
                let is_there = read(&kept, spelling).contains(needle) || kept.contains(needle);
                assert_eq!(is_there, !place.forbids(*kind), "{what}");
                if !matches!(spelling, Spelling::EveryUnitInJson) {
                    assert_eq!(redactor(place).clean(&kept), kept, "cleaned twice: {what}");
                }
            }
        }
    }
}

#[test]
fn each_kind_is_planted_and_each_place_forbids_what_the_design_says() {
    for kind in Kind::ALL {
        assert!(PLANTED.iter().any(|(k, ..)| *k == kind), "{kind:?}");
    }
    let forbidden = |place: Place| Kind::ALL.into_iter().filter(|k| place.forbids(*k)).count();
    let counts = Place::ALL.map(forbidden);
    assert_eq!(counts, [6, 6, 4, 9, 9, 3]);
}

#[test]
fn what_helps_a_reader_stays() {
    for line in [
        "2026-11-30T18:36:54.123456Z  INFO upload{job=7}: upload_bridge::link: trying again wait=1.25s",
        "WLED 0.15.0.1 at 192.168.1.40:80, 10.0.0.7, 127.0.0.1:34567, 169.254.1.1, 100.64.0.1",
        "firmware=1.2.3.4 version 0.14.1.2 v1.2.3.4 WLED/1.2.3.4 1.2.3.4-beta",
        "from ::1, fe80::1 and fd00::12, 224.0.0.251:5353, ff02::fb",
        "sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 commit 3b8402e",
        "tokens: 5, spin=3, pinned=true, pin=null, \"pin\":[16,17], led_pin=4, gpio-pin=12",
        "The device wants its PIN or token. A wrong PIN: try again. Basic settings, token ring",
        "error code device.unreachable in src/link/retry.rs:141:13, std::fmt::Display, a::b::c",
        "12 of 37 KB, 1764527814 s, 1764527814123 ms, 50%, a+b, C:\\x, settings.toml, @front",
        "rust/1.95.0 egui 0.37.0 libGL.so.1 presets.json /json/info ledmap.json",
        "icon@2x.png is drawn",
    ] {
        for place in Place::ALL {
            let kept = redactor(place).clean(line);
            let files = line.contains(".png") && place.forbids(Kind::FileName);
            assert!(kept == line || files, "{place:?}: {line} -> {kept}");
        }
    }
}

#[test]
fn what_takes_the_place_says_which_is_which() {
    let mut bundle = redactor(Place::Bundle);
    for (text, clean) in [
        (
            "/home/anna.b/a/boat.gif and boat.gif, boat",
            "file-2.gif and file-2.gif, file-2",
        ),
        ("tree.PNG, then “first dance”", "file-3.png, then “file-1”"),
        (
            "a0:b1:c2:d3:e4:f5 is a0b1c2d3e4f5",
            "a0:b1:c2:xx:xx:01 is a0b1c2xxxx01",
        ),
        ("WLED-d3e4f5 and WLED-112233", "WLED-xxxx01 and WLED-xxxx02"),
        (
            "8.8.8.8:80 9.9.9.9 8.8.8.8",
            "public-address-1:80 public-address-2 public-address-1",
        ),
        ("http://u:p@8.8.8.8/", "http://***@public-address-1/"),
        (
            "/home/anna.b/.local, /home/anna.bc",
            "~/.local, /home/anna.bc",
        ),
        ("pin=1234 PIN=2345 Token=x", "pin=*** PIN=*** Token=***"),
        (
            "\u{1b}[3mpin\u{1b}[0m\u{1b}[2m=\u{1b}[0m1234\u{1b}[0m",
            "\u{1b}[3mpin\u{1b}[0m\u{1b}[2m=\u{1b}[0m***\u{1b}[0m",
        ),
    ] {
        assert_eq!(bundle.clean(text), clean);
    }
}

#[test]
fn fields_of_json_say_what_their_values_are() {
    let mut value = serde_json::json!({
        "pin": 1234, "locked": true, "token": "", "ssid": "Green House",
        "a0b1c2d3e4f5": {"file": "/data/boat trip.gif", "pattern": "boat trip", "at": "10.0.0.7"},
        "list": ["Porch", "boat trip"], "token_name": "x",
    });
    redactor(Place::Bundle).clean_json(&mut value);
    let clean = serde_json::json!({
        "pin": "***", "locked": true, "token": "", "ssid": "***",
        "a0b1c2xxxx01": {"file": "file-2.gif", "pattern": "file-2", "at": "10.0.0.7"},
        "list": ["Porch", "file-2"], "token_name": "x",
    });
    assert_eq!(value, clean);
}

#[test]
fn files_that_the_program_knows_are_recognised_without_an_extension() {
    user_file("/media/usb/grandma sings.gif");
    let kept = clean("Sending grandma sings to Porch", Place::Bundle);
    assert!(
        kept.starts_with("Sending file-") && kept.ends_with(" to Porch"),
        "{kept}"
    );
}
