//! [`Fault`]: a fault of a simulated device, as `--fault` spells it. `fault_state.rs` counts how often each has happened.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The spelling and the help text of a kind of fault.
#[derive(Clone, Copy)]
pub struct FaultSpelling {
    /// The word before the colon.
    pub name: &'static str,
    /// The value after the colon; empty for faults without a value.
    pub value: &'static str,
    /// What the device does.
    pub about: &'static str,
    /// Parses the value; `None` if it is not valid.
    read: fn(&str) -> Option<FaultKind>,
}

/// The suffix that every fault may have.
pub const TIMES: &str = "xN";

/// All faults. A new one is a [`FaultKind`], and an entry here.
pub static FAULTS: &[FaultSpelling] = &[
    plain("refuse", "resets every connection", |_| {
        Some(FaultKind::Refuse)
    }),
    valued(
        "busy",
        "N",
        "answers the first N requests with the family's \"busy\"",
        busy,
    ),
    valued("silent", "S", "waits S seconds before every answer", |s| {
        seconds(s).map(FaultKind::Silent)
    }),
    valued(
        "slow",
        "IN[/OUT]",
        "receives IN kB/s, and sends OUT kB/s",
        slow,
    ),
    valued(
        "stall",
        "S@BYTES",
        "stops reading for S seconds at that byte of the file",
        stall,
    ),
    valued(
        "reset-at",
        "BYTES",
        "resets the connection at that byte of the file",
        |at| at.parse().ok().map(FaultKind::ResetAt),
    ),
    valued(
        "reboot-at",
        "BYTES",
        "reboots at that byte of the file: 2 seconds offline, memory lost, disk kept",
        |at| at.parse().ok().map(FaultKind::RebootAt),
    ),
    plain(
        "early-reply",
        "reports success after the first kilobyte, and drops the rest",
        |_| Some(FaultKind::EarlyReply),
    ),
    plain("lie", "reports success, but stores nothing", |_| {
        Some(FaultKind::Lie)
    }),
    valued(
        "truncate",
        "BYTES",
        "reports success, but stores only that many bytes",
        |at| at.parse().ok().map(FaultKind::Truncate),
    ),
    plain(
        "flip",
        "reports success, but stores the file with one bit flipped",
        |_| Some(FaultKind::Flip),
    ),
    plain("full-disk", "has no room for patterns", |_| {
        Some(FaultKind::FullDisk)
    }),
    plain(
        "bad-json",
        "answers status requests with text that is not JSON",
        |_| Some(FaultKind::BadJson),
    ),
    valued("pin", "NNNN", "is locked with that PIN", pin),
];

const fn plain(
    name: &'static str,
    about: &'static str,
    read: fn(&str) -> Option<FaultKind>,
) -> FaultSpelling {
    valued(name, "", about, read)
}

const fn valued(
    name: &'static str,
    value: &'static str,
    about: &'static str,
    read: fn(&str) -> Option<FaultKind>,
) -> FaultSpelling {
    FaultSpelling {
        name,
        value,
        about,
        read,
    }
}

impl FaultSpelling {
    fn kind(&self, value: Option<&str>) -> Option<FaultKind> {
        match (self.value, value) {
            ("", None) => (self.read)(""),
            ("", Some(_)) | (_, None) => None,
            (_, Some(value)) => (self.read)(value),
        }
    }
}

impl fmt::Display for FaultSpelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.value.is_empty() { "" } else { ":" };
        write!(f, "{}{colon}{}", self.name, self.value)
    }
}

/// Lists all faults in one line, for error texts.
fn spellings() -> String {
    let all: Vec<String> = FAULTS.iter().map(ToString::to_string).collect();
    format!(
        "{}; add {TIMES} to make one happen only N times",
        all.join(", ")
    )
}

/// A fault, and how often it happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    /// How often it happens, counted per device; `None` = always.
    pub times: Option<u32>,
}

/// A kind of fault. Offsets are bytes of the uploaded file, not of the request. Each upload triggers a place once, so a resumed
/// upload gets past it.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// Resets every connection.
    Refuse,
    /// Answers the first N requests with the family's "busy".
    Busy(u32),
    /// Waits that long before every answer.
    Silent(Duration),
    /// Receives and sends at limited rates.
    Slow {
        /// Bytes per second of request bodies.
        take: f64,
        /// Bytes per second of reply bodies, if limited.
        give: Option<f64>,
    },
    /// Stops reading for a while.
    Stall {
        /// Duration.
        pause: Duration,
        /// Offset in the file.
        at: u64,
    },
    /// Resets the connection at this offset.
    ResetAt(u64),
    /// Reboots at this offset: two seconds offline, memory lost, disk kept.
    RebootAt(u64),
    /// Reports success after the first kilobyte, and drops the rest.
    EarlyReply,
    /// Reports success, stores nothing.
    Lie,
    /// Reports success, stores only that many bytes.
    Truncate(u64),
    /// Reports success, stores the upload with one bit flipped.
    Flip,
    /// Has no room.
    FullDisk,
    /// Answers status requests with text that is not JSON.
    BadJson,
    /// Is locked with this PIN.
    Pin(String),
}

impl Fault {
    /// Makes a fault that always happens.
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, times: None }
    }

    /// Limits the fault to its first `times` times.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }
}

/// A text that is not a fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a fault; the faults are {}", spellings())]
pub struct ParseFaultError {
    /// The text that was given.
    pub text: String,
}

impl FromStr for Fault {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (spec, times) = match text
            .rsplit_once('x')
            .map(|(spec, times)| (spec, times.parse::<u32>()))
        {
            Some((spec, Ok(times))) => (spec, Some(times)),
            _ => (text, None),
        };
        let kind = kind(spec).filter(|_| times != Some(0));
        kind.map(|kind| Self { kind, times })
            .ok_or_else(|| ParseFaultError { text: text.into() })
    }
}

fn kind(spec: &str) -> Option<FaultKind> {
    let (name, value) = spec
        .split_once(':')
        .map_or((spec, None), |(name, value)| (name, Some(value)));
    FAULTS.iter().find(|fault| fault.name == name)?.kind(value)
}

fn busy(requests: &str) -> Option<FaultKind> {
    let requests = requests.parse().ok().filter(|n| *n > 0)?;
    Some(FaultKind::Busy(requests))
}

fn slow(rates: &str) -> Option<FaultKind> {
    let (take, give) = rates
        .split_once('/')
        .map_or((rates, None), |(take, give)| (take, Some(give)));
    let give = match give {
        Some(give) => Some(rate(give)?),
        None => None,
    };
    Some(FaultKind::Slow {
        take: rate(take)?,
        give,
    })
}

fn stall(stall: &str) -> Option<FaultKind> {
    let (pause, at) = stall.split_once('@')?;
    Some(FaultKind::Stall {
        pause: seconds(pause)?,
        at: at.parse().ok()?,
    })
}

fn pin(pin: &str) -> Option<FaultKind> {
    (!pin.is_empty() && pin.bytes().all(|b| b.is_ascii_alphanumeric()))
        .then(|| FaultKind::Pin(pin.into()))
}

/// Parses seconds, with a fraction, up to a day (a `Duration` cannot hold every float).
fn seconds(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    (0.0..=86_400.0)
        .contains(&seconds)
        .then(|| Duration::from_secs_f64(seconds))
}

/// Parses kB/s (1000 bytes) into bytes per second; at least 1.
fn rate(text: &str) -> Option<f64> {
    let rate = text.parse::<f64>().ok()? * 1000.0;
    (1.0..=1e12).contains(&rate).then_some(rate)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::Refuse => f.write_str("refuse"),
            FaultKind::Busy(n) => write!(f, "busy:{n}"),
            FaultKind::Silent(pause) => write!(f, "silent:{}", pause.as_secs_f64()),
            FaultKind::Slow { take, give: None } => write!(f, "slow:{}", take / 1000.0),
            FaultKind::Slow {
                take,
                give: Some(give),
            } => write!(f, "slow:{}/{}", take / 1000.0, give / 1000.0),
            FaultKind::Stall { pause, at } => write!(f, "stall:{}@{at}", pause.as_secs_f64()),
            FaultKind::ResetAt(at) => write!(f, "reset-at:{at}"),
            FaultKind::RebootAt(at) => write!(f, "reboot-at:{at}"),
            FaultKind::EarlyReply => f.write_str("early-reply"),
            FaultKind::Lie => f.write_str("lie"),
            FaultKind::Truncate(at) => write!(f, "truncate:{at}"),
            FaultKind::Flip => f.write_str("flip"),
            FaultKind::FullDisk => f.write_str("full-disk"),
            FaultKind::BadJson => f.write_str("bad-json"),
            FaultKind::Pin(pin) => write!(f, "pin:{pin}"),
        }?;
        self.times.map_or(Ok(()), |times| write!(f, "x{times}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_reads_back_as_it_is_shown() {
        let all = "refuse busy:3 silent:2.5 slow:20 slow:20/5 stall:12@4096 reset-at:0 reboot-at:70000 early-reply \
             lie truncate:100 flip full-disk bad-json pin:1234";
        for text in all
            .split_whitespace()
            .flat_map(|f| [f.to_owned(), format!("{f}x2")])
        {
            let fault: Fault = text.parse().unwrap();
            assert_eq!(fault.to_string(), text);
            assert_eq!(fault.times, text.ends_with("x2").then_some(2));
        }
        let named = |one: &FaultSpelling| all.split([' ', ':']).any(|word| word == one.name);
        assert!(FAULTS.iter().all(named), "a fault is missing here");
    }

    #[test]
    fn nonsense_is_refused_with_the_list_of_faults() {
        for text in [
            "",
            "x3",
            "explode",
            "busy",
            "busy:0",
            "busy:-1",
            "refuse:1",
            "silent:soon",
            "silent:-1",
            "silent:nan",
            "slow:0",
            "slow:5/",
            "stall:5",
            "stall:@5",
            "reset-at",
            "reset-at:",
            "liex0",
            "pin:",
            "truncate:1e3",
        ] {
            let error = text.parse::<Fault>().unwrap_err();
            assert!(error.to_string().contains("stall:S@BYTES"), "{text}");
        }
    }
}
