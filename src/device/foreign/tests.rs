//! Every firmware by each answer in which it names itself, and who must not be taken for one. The answers are made from the
//! fields that the projects document; their values are our own.

use super::*;
use crate::link::{LinkError, LinkSettings, Script, scripted_link};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, StatusCode};
use std::sync::{Arc, Mutex};

type Answer = Result<Reply, LinkError>;

fn page(status: u16, body: impl Into<bytes::Bytes>) -> Answer {
    Ok(Reply::new(StatusCode::from_u16(status).unwrap(), body))
}

/// Asks what answers `path` with `answer` and everything else with 404, and which paths it was asked for.
async fn asked(
    answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
) -> (Option<String>, Vec<String>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let script = Script::new(move |call| {
        log.lock().unwrap().push(call.path.clone());
        std::future::ready(answer(&call.path))
    });
    let link = scripted_link(script, &LinkSettings::default());
    let named = name(&link).await.map(|firmware| firmware.to_string());
    let paths = seen.lock().unwrap().clone();
    (named, paths)
}

async fn one(path: &'static str, status: u16, body: &'static str) -> Option<String> {
    let (named, paths) = asked(move |asked| {
        if asked == path {
            page(status, body)
        } else {
            page(404, "File Not Found")
        }
    })
    .await;
    assert!(paths.len() <= QUESTIONS.len(), "{paths:?}");
    named
}

#[tokio::test(start_paused = true)]
async fn every_firmware_is_named_by_what_it_says() {
    for (path, status, body, expected) in [
        (
            "/api/system/info",
            200,
            r#"{"HostName":"roof","HostDescription":"","Platform":"Raspberry Pi","Variant":"Pi 4","Mode":"player",
                "Version":"8.4","typeId":19,"channelRanges":"0-1535"}"#,
            "Falcon Player (FPP) 8.4",
        ),
        (
            "/api/system/info",
            200,
            r#"{"HostName":"roof","Platform":"BeagleBone Black","Mode":"remote","Version":"6.3.3"}"#,
            "Falcon Player (FPP) 6.3.3",
        ),
        (
            "/api/system/info",
            200,
            r#"{"HostName":"esps-1","Platform":"ESPixelStick","Variant":"ESPixelStick-ESP32","Mode":"remote",
                "Version":"4.0.3","typeId":195,"zip":false}"#,
            "ESPixelStick 4.0.3",
        ),
        (
            "/",
            200,
            r##"<!DOCTYPE html><html><head><title id="title"></title></head><body><nav><a class="navbar-brand" href="#">ESPixelStick</a>"##,
            "ESPixelStick",
        ),
        (
            "/api/stats",
            200,
            r#"{"bat":90,"type":0,"lux":3,"ram":120000,"bri":40,"uptime":77,"wifi_signal":-60,"messages":0,"version":"0.96",
                "indicator1":false,"app":"Time","uid":"awtrix_112233","matrix":true,"ip_address":"10.0.0.9"}"#,
            "AWTRIX 0.96",
        ),
        (
            "/",
            200,
            "<html><head><title>AWTRIX NG</title></head>",
            "AWTRIX",
        ),
        (
            "/api/matrixinfo",
            200,
            r#"{"pixelitVersion":"2.5.0","hostname":"PixelIt","matrixsize":{"cols":32,"rows":8}}"#,
            "PixelIt 2.5.0",
        ),
        (
            "/",
            200,
            "<html><head><title>PixelIt WebUI</title></head>",
            "PixelIt",
        ),
        (
            "/",
            200,
            "<!DOCTYPE html><html><head></head><body><esp-app></esp-app><script src=\"https://example/www.js\"></script>",
            "ESPHome",
        ),
        (
            "/",
            200,
            "<h1>porch</h1><p>See <a href=\"https://esphome.io/web-api/index.html\">ESPHome Web API</a>",
            "ESPHome",
        ),
        (
            "/",
            200,
            "<h3>Porch</h3><a href='https://bit.ly/tasmota'>Tasmota 8.1.0 by Theo Arends</a>",
            "Tasmota",
        ),
        (
            "/cm?cmnd=Status%202",
            200,
            r#"{"StatusFWR":{"Version":"12.1.1(tasmota)","Core":"2_7_4_9"}}"#,
            "Tasmota 12.1.1(tasmota)",
        ),
        (
            "/cm?cmnd=Status%202",
            200,
            r#"{"WARNING":"Need user=<username>&password=<password>"}"#,
            "Tasmota",
        ),
        (
            "/cm?cmnd=Status%202",
            401,
            r#"{"WARNING":"Need user=<username>&password=<password>"}"#,
            "Tasmota",
        ),
    ] {
        let named = one(path, status, body).await;
        assert_eq!(named.as_deref(), Some(expected), "{path} {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_else_gets_a_name() {
    for (path, status, body) in [
        ("/", 200, "<title>Router</title>"),
        ("/", 200, "\u{0}\u{1}\u{2}"),
        ("/", 404, "<title>PixelIt WebUI</title>"),
        ("/", 200, "How to flash Tasmota"),
        (
            "/api/system/info",
            200,
            r#"{"Platform":"Genius","HostName":"g","Mode":"x","Version":"1","typeId":160}"#,
        ),
        ("/api/system/info", 200, r#"{"Platform":"x","Version":"1"}"#),
        ("/api/system/info", 200, "[1,2"),
        ("/api/stats", 200, r#"{"version":"1","uid":"x"}"#),
        (
            "/api/stats",
            200,
            r#"{"version":1,"uid":"x","app":"y","matrix":true,"messages":0}"#,
        ),
        ("/api/matrixinfo", 200, r#"{"pixelitVersion":2}"#),
        ("/cm?cmnd=Status%202", 200, r#"{"Command":"Unknown"}"#),
        ("/cm?cmnd=Status%202", 200, r#"{"WARNING":"hot"}"#),
    ] {
        assert_eq!(one(path, status, body).await, None, "{path} {body}");
    }
    let json = Some("null");
    for path in QUESTIONS.iter().map(|question| question.path) {
        for body in json
            .into_iter()
            .chain(["true", "7", "\"x\"", "[]", "{}", ""])
        {
            assert_eq!(one(path, 200, body).await, None, "{path} {body}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn tasmota_names_itself_in_every_head() {
    let (named, paths) = asked(|_| {
        let mut reply = Reply::new(StatusCode::NOT_FOUND, "File Not Found");
        reply
            .headers
            .insert(SERVER, HeaderValue::from_static("Tasmota/12.1.1 (ESP8285)"));
        Ok(reply)
    })
    .await;
    assert_eq!(named.as_deref(), Some("Tasmota 12.1.1"));
    assert_eq!(paths, ["/"], "no more is asked than must be");
}

#[tokio::test(start_paused = true)]
async fn what_wants_a_password_is_asked_only_where_a_name_is_given_without() {
    let (named, paths) = asked(|_| {
        let mut reply = Reply::new(StatusCode::UNAUTHORIZED, "");
        reply
            .headers
            .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
        Ok(reply)
    })
    .await;
    assert_eq!(named, None);
    assert_eq!(paths, ["/", "/cm?cmnd=Status%202"]);
}

#[tokio::test(start_paused = true)]
async fn who_breaks_off_or_is_silent_is_asked_no_further() {
    let (named, paths) = asked(|_| {
        Err(LinkError::Cut {
            stage: crate::link::CutWhile::Waiting,
        })
    })
    .await;
    assert_eq!((named, paths.len()), (None, 1));
    let script = Script::new(|_| std::future::pending());
    let link = scripted_link(script, &LinkSettings::default());
    let start = tokio::time::Instant::now();
    assert_eq!(name(&link).await, None);
    assert_eq!(start.elapsed(), ONE);
    // slow, but alive
    let script = Script::new(|_| async {
        tokio::time::sleep(Duration::from_secs(4)).await;
        page(404, "")
    });
    let link = scripted_link(script, &LinkSettings::default());
    let start = tokio::time::Instant::now();
    assert_eq!(name(&link).await, None);
    assert_eq!(start.elapsed(), ALL);
}

#[tokio::test(start_paused = true)]
async fn compressed_pages_are_read_as_far_as_they_come() {
    use std::io::Write as _;
    let text = "<title>PixelIt WebUI</title>".to_owned() + &"x".repeat(9_000_000);
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(text.as_bytes()).unwrap();
    let whole = writer.finish().unwrap();
    for bytes in [
        whole.clone(),
        whole[..200].to_vec(),
        b"no gzip".to_vec(),
        Vec::new(),
    ] {
        let expected = bytes.starts_with(&[0x1f, 0x8b]).then_some("PixelIt");
        let (named, _) = asked(move |path| {
            let mut reply = Reply::new(StatusCode::OK, bytes.clone());
            reply
                .headers
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            if path == "/" {
                Ok(reply)
            } else {
                page(404, "")
            }
        })
        .await;
        assert_eq!(named.as_deref(), expected);
    }
}

#[test]
fn a_version_is_shown_short_and_clean() {
    let shown = |version| Firmware::new(Make::Tasmota, Some(version)).to_string();
    assert_eq!(shown("1.2\u{202e}\n3"), "Tasmota 1.2 3");
    assert_eq!(shown(""), "Tasmota");
    let long = "9".repeat(500);
    let named = Firmware::new(Make::Tasmota, Some(&long)).to_string();
    assert_eq!(named.chars().count(), "Tasmota ".len() + MAX_VERSION);
}
