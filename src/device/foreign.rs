//! Recognises firmware of other makes by the requests in which it names itself, so that a person reads "Tasmota" instead of
//! "not supported". Asked only where no family recognised the device; each answer is bounded in size and time.

use crate::link::{Attempts, Call, DeviceLink, Expect, Reply, Transport as _};
use crate::problem::Remedy;
use crate::text::display_text;
use flate2::read::MultiGzDecoder;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, SERVER};
use serde_json::Value;
use std::fmt;
use std::io::Read as _;
use std::time::Duration;
use tokio::time::timeout;

/// Maximum number of bytes of an answer that are read.
const MAX_ANSWER: usize = 64 << 10;
/// Maximum number of bytes of a compressed page that are read.
const MAX_PAGE: u64 = 256 << 10;
/// Timeout of one question: slow controllers answer within seconds, and five of them must not take a minute.
const ONE: Duration = Duration::from_secs(5);
/// Timeout of all questions together.
const ALL: Duration = Duration::from_secs(12);
/// Maximum length of a version that is shown, in characters.
const MAX_VERSION: usize = 24;

/// A make of firmware that is recognised, but not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Make {
    Fpp,
    EspixelStick,
    Awtrix,
    PixelIt,
    Esphome,
    Tasmota,
}

impl Make {
    fn title(self) -> &'static str {
        match self {
            Self::Fpp => "Falcon Player (FPP)",
            Self::EspixelStick => "ESPixelStick",
            Self::Awtrix => "AWTRIX",
            Self::PixelIt => "PixelIt",
            Self::Esphome => "ESPHome",
            Self::Tasmota => "Tasmota",
        }
    }

    fn remedy(self) -> Remedy {
        match self {
            Self::Fpp => Remedy::UploadFseqToPlayer,
            Self::EspixelStick => Remedy::UploadFseqToStick,
            Self::Awtrix => Remedy::AddAsIcon,
            Self::Esphome => Remedy::ConfigureEsphome,
            Self::PixelIt | Self::Tasmota => Remedy::UseOtherFirmware,
        }
    }
}

/// A firmware that named itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firmware {
    make: Make,
    version: Option<String>,
}

impl Firmware {
    fn new(make: Make, version: Option<&str>) -> Self {
        let clean =
            |version: &str| -> String { display_text(version).chars().take(MAX_VERSION).collect() };
        let version = version.map(clean).filter(|version| !version.is_empty());
        Self { make, version }
    }

    /// What to do instead.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        self.make.remedy()
    }

    /// Falcon Player, where an answer to WLED's `/json/info` is its imitation: brand "FPP", product "FalconPlayer" (FPP,
    /// `src/WLEDAPIResponder.cpp`), under which it announces itself as a WLED by mDNS too.
    #[must_use]
    pub fn imitating_wled(info: &Value) -> Option<Self> {
        let is_fpp = info.get("brand").and_then(Value::as_str) == Some("FPP");
        is_fpp.then(|| Self::new(Make::Fpp, None))
    }
}

impl fmt::Display for Firmware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.make.title())?;
        match &self.version {
            Some(version) => write!(f, " {version}"),
            None => Ok(()),
        }
    }
}

/// One question, and how an answer to it names a firmware.
struct Question {
    path: &'static str,
    read: fn(&Reply) -> Option<Firmware>,
    /// Whether firmware names itself there even where it keeps the rest behind a password.
    is_open: bool,
}

/// The questions, those that name most first.
const QUESTIONS: &[Question] = &[
    Question {
        path: "/",
        read: by_page,
        is_open: true,
    },
    Question {
        path: "/api/system/info",
        read: by_system_info,
        is_open: false,
    },
    Question {
        path: "/api/stats",
        read: by_stats,
        is_open: false,
    },
    Question {
        path: "/api/matrixinfo",
        read: by_matrix_info,
        is_open: false,
    },
    // part 2 of its status is the version of the firmware; nothing is changed by asking
    Question {
        path: "/cm?cmnd=Status%202",
        read: by_command,
        is_open: true,
    },
];

/// Asks which firmware answers there; `None` where it is not recognised, or nothing answers.
pub async fn name(link: &DeviceLink) -> Option<Firmware> {
    timeout(ALL, ask(link)).await.ok().flatten()
}

async fn ask(link: &DeviceLink) -> Option<Firmware> {
    let mut is_locked = false;
    for question in QUESTIONS.iter() {
        if is_locked && !question.is_open {
            continue;
        }
        // not repeated: firmware that does not name itself at once stays unnamed
        let call = Call {
            idempotent: false,
            fresh: true,
            expect: Expect::Start { max: MAX_ANSWER },
            ..Call::get(question.path, &Attempts::new())
        };
        let reply = timeout(ONE, link.send(call)).await.ok()?.ok()?;
        let named = by_server(&reply).or_else(|| (question.read)(&reply));
        if named.is_some() {
            return named;
        }
        is_locked |= reply.status == StatusCode::UNAUTHORIZED;
    }
    None
}

/// Tasmota names itself in every page's head: `Server: Tasmota/12.1.1 (ESP8285)` (Tasmota, `xdrv_01_9_webserver.ino`,
/// `WSHeaderSend`).
fn by_server(reply: &Reply) -> Option<Firmware> {
    let server = reply.headers.get(SERVER)?.to_str().ok()?;
    let version = server.strip_prefix("Tasmota/")?;
    Some(Firmware::new(
        Make::Tasmota,
        version.split_whitespace().next(),
    ))
}

/// Recognises firmware by the contents of its first page:
/// * Tasmota: a foot "Tasmota 8.1.0 by Theo Arends" (`HTTP_END`), older ones "Sonoff-Tasmota";
/// * ESPHome: version 1 links to its Web API, later ones are one element `<esp-app>` (`web_server_v1.cpp`, `build_index_html`);
/// * PixelIt: the title "PixelIt WebUI" (`include/Webinterface.h`);
/// * AWTRIX NG: the title "AWTRIX NG" (`webui/index.html`);
/// * ESPixelStick: its name in the bar at the top (`html/index.html`).
///
/// Small devices send the page compressed, whether that was asked for or not.
fn by_page(reply: &Reply) -> Option<Firmware> {
    if !reply.status.is_success() {
        return None;
    }
    let bytes = reply.body.as_bytes();
    let is_compressed = reply
        .headers
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"gzip"));
    let mut page = Vec::new();
    let page = if is_compressed {
        // the end is missing where the page is long; what came before is enough
        let _ = MultiGzDecoder::new(bytes)
            .take(MAX_PAGE)
            .read_to_end(&mut page);
        page.as_slice()
    } else {
        bytes
    };
    let page = String::from_utf8_lossy(page);
    let has = |text: &str| page.contains(text);
    let make = if has("Tasmota") && has("Theo Arends") {
        Make::Tasmota
    } else if has("<esp-app>") || has("https://esphome.io/web-api/") {
        Make::Esphome
    } else if has("<title>PixelIt WebUI</title>") {
        Make::PixelIt
    } else if has("<title>AWTRIX") {
        Make::Awtrix
    } else if has(">ESPixelStick<") {
        Make::EspixelStick
    } else {
        return None;
    };
    Some(Firmware::new(make, None))
}

/// Falcon Player and ESPixelStick answer alike: `Platform` is "ESPixelStick", or the computer that the player runs on. Others
/// imitate that too: the players' own have a `typeId` from 1 to 127 (FPP, `src/MultiSync.h`).
fn by_system_info(reply: &Reply) -> Option<Firmware> {
    const OWN_TYPES: std::ops::RangeInclusive<u64> = 1..=127;
    let info = json(reply)?;
    let platform = text(&info, "Platform")?;
    let version = text(&info, "Version")?;
    if platform == "ESPixelStick" {
        return Some(Firmware::new(Make::EspixelStick, Some(version)));
    }
    let is_own = info
        .get("typeId")
        .and_then(Value::as_u64)
        .is_none_or(|kind| OWN_TYPES.contains(&kind));
    let is_fpp = is_own && text(&info, "HostName").is_some() && text(&info, "Mode").is_some();
    is_fpp.then(|| Firmware::new(Make::Fpp, Some(version)))
}

/// AWTRIX 3: `uid`, `version`, `matrix`, `app` and `messages` among others (AWTRIX 3, `docs/api.md`; `getStats`).
fn by_stats(reply: &Reply) -> Option<Firmware> {
    let stats = json(reply)?;
    let version = text(&stats, "version")?;
    let is_awtrix = text(&stats, "uid").is_some()
        && text(&stats, "app").is_some()
        && stats.get("matrix").is_some_and(Value::is_boolean)
        && stats.get("messages").is_some_and(Value::is_number);
    is_awtrix.then(|| Firmware::new(Make::Awtrix, Some(version)))
}

/// PixelIt: `pixelitVersion` (PixelIt, `GetMatrixInfo`).
fn by_matrix_info(reply: &Reply) -> Option<Firmware> {
    let info = json(reply)?;
    Some(Firmware::new(
        Make::PixelIt,
        Some(text(&info, "pixelitVersion")?),
    ))
}

/// Tasmota: `{"StatusFWR":{"Version":"12.1.1(tasmota)",..}}` (its documentation, JSON Status Responses), or, where it has a
/// password, that it wants `user` and `password` in the request: since 8.2.3 with status 401.
fn by_command(reply: &Reply) -> Option<Firmware> {
    let parse = || serde_json::from_slice::<Value>(reply.body.as_bytes()).ok();
    let status =
        json(reply).or_else(|| (reply.status == StatusCode::UNAUTHORIZED).then(parse)?)?;
    if let Some(firmware) = status.get("StatusFWR") {
        return Some(Firmware::new(
            Make::Tasmota,
            Some(text(firmware, "Version")?),
        ));
    }
    let warning = text(&status, "WARNING")?;
    let is_locked = warning.contains("user=") && warning.contains("password=");
    is_locked.then(|| Firmware::new(Make::Tasmota, None))
}

/// The body of a success as JSON.
fn json(reply: &Reply) -> Option<Value> {
    let body = reply.body.as_bytes();
    reply
        .status
        .is_success()
        .then(|| serde_json::from_slice(body).ok())?
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

#[cfg(test)]
mod tests;
