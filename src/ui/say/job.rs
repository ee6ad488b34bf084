//! Words uploads: chip, bar, and the sentence beside them.

use super::{bytes, bytes_parts, decimal, message, remedy, sentence, time};
use crate::app::State;
use crate::device::Playing;
use crate::engine::{JobView, LimitKind, Outcome, Phase};
use crate::t;
use crate::ui::theme::PhaseLook;

/// Stands between facts about a transfer.
const FACT: &str = " · ";

/// The words of a job: chip, bar, and the sentence beside it.
pub(in crate::ui) struct JobWords {
    /// Look of its chip.
    pub(in crate::ui) look: PhaseLook,
    /// Word of its chip.
    pub(in crate::ui) word: String,
    /// Part done, while bytes move.
    pub(in crate::ui) part: Option<f32>,
    /// Cause of a failure.
    pub(in crate::ui) lead: String,
    /// The rest.
    pub(in crate::ui) detail: String,
}

/// Words a job.
pub(in crate::ui) fn job(state: &State, job: &JobView) -> JobWords {
    match &job.outcome {
        Some(outcome) => ended(job, outcome),
        None if job.network_dropped => words(
            PhaseLook::Paused,
            t!("job-paused"),
            t!("job-network-dropped"),
        ),
        None => match job.phase {
            Phase::Waiting if job.limited.is_some() => limited(job),
            Phase::Waiting => words(
                PhaseLook::Waiting,
                t!("job-waiting"),
                match &job.waits_for {
                    Some(ahead) => sentence(&message(ahead)),
                    None => t!("job-waiting-about").to_owned(),
                },
            ),
            Phase::Connecting => words(
                PhaseLook::Sending,
                t!("job-connecting"),
                t!("job-connecting-about", address = &job.device.address),
            ),
            Phase::Preparing => words(
                PhaseLook::Sending,
                t!("job-preparing"),
                t!("job-preparing-about"),
            ),
            Phase::Sending => moving(state, job, &Transfer::SENDING),
            Phase::Answer => words(
                PhaseLook::Sending,
                t!("job-storing"),
                t!("job-storing-about"),
            ),
            Phase::Absent => words(
                PhaseLook::Paused,
                t!("job-paused"),
                match job.waiting {
                    Some(waiting) => t!("job-paused-about-until", seconds = waiting.left.as_secs()),
                    None => t!("job-paused-about").to_owned(),
                },
            ),
            Phase::Verifying => moving(state, job, &Transfer::VERIFYING),
            Phase::Starting | Phase::Done => words(
                PhaseLook::Verifying,
                t!("job-starting"),
                t!("job-starting-about"),
            ),
        },
    }
}

fn words(look: PhaseLook, word: &str, detail: impl Into<String>) -> JobWords {
    JobWords {
        look,
        word: word.into(),
        part: None,
        lead: String::new(),
        detail: detail.into(),
    }
}

/// Words an upload that a limit holds back.
fn limited(job: &JobView) -> JobWords {
    let Some(limited) = job.limited else {
        return words(PhaseLook::Waiting, t!("job-waiting"), "");
    };
    let at = limited.clock();
    let about = match limited.which {
        LimitKind::Uploads | LimitKind::File => t!("job-limited-uploads", at = at),
        LimitKind::Bytes => t!("job-limited-bytes", at = at),
        LimitKind::DeviceUploads => t!("job-limited-device-uploads", at = at),
        LimitKind::DeviceBytes => t!("job-limited-device-bytes", at = at),
    };
    words(PhaseLook::Waiting, t!("job-limited"), about)
}

/// A direction in which bytes move.
struct Transfer {
    look: PhaseLook,
    word: fn() -> &'static str,
    word_and_percent: fn(u32) -> String,
    progress: fn(done: String, total: String, unit: &'static str) -> String,
}

impl Transfer {
    const SENDING: Self = Self {
        look: PhaseLook::Sending,
        word: || t!("job-sending"),
        word_and_percent: |percent| t!("job-sending-part", percent = percent),
        progress: |done, total, unit| {
            t!("job-acknowledged", done = done, total = total, unit = unit)
        },
    };
    const VERIFYING: Self = Self {
        look: PhaseLook::Verifying,
        word: || t!("job-verifying"),
        word_and_percent: |percent| t!("job-verifying-part", percent = percent),
        progress: |done, total, unit| t!("job-read-back", done = done, total = total, unit = unit),
    };
}

/// Words a transfer: progress, bytes, speed, remaining time, as far as they were measured.
fn moving(state: &State, job: &JobView, transfer: &Transfer) -> JobWords {
    let mut facts = Vec::new();
    if job.attempts > 1 {
        facts.push(t!("job-attempt", n = job.attempts));
    }
    if job.total == 0 {
        return words(transfer.look, (transfer.word)(), facts.join(FACT));
    }
    let part = (job.done as f32 / job.total as f32).min(1.0);
    let (total, unit) = bytes_parts(job.total);
    let scale = job.total as f64 / total.parse::<f64>().unwrap_or(1.0).max(f64::MIN_POSITIVE);
    let now = if unit == "B" {
        job.done.to_string()
    } else {
        decimal(job.done as f64 / scale)
    };
    facts.push((transfer.progress)(now, total, unit));
    if let Some(pace) = state.paces.get(&job.id) {
        if let Some(speed) = pace.bytes_per_second() {
            facts.push(t!("job-speed", bytes = bytes(speed as u64)));
        }
        if let Some(left) = pace.seconds_left() {
            facts.push(t!("job-seconds-left", seconds = left.ceil()));
        }
    }
    let word = (transfer.word_and_percent)((part * 100.0) as u32);
    JobWords {
        part: Some(part),
        ..words(transfer.look, &word, facts.join(FACT))
    }
}

fn ended(job: &JobView, outcome: &Outcome) -> JobWords {
    let playing = match job.playing {
        Playing::Seen => t!("job-playing-seen"),
        Playing::Said => t!("job-playing"),
        Playing::No | Playing::Unknown => "",
    };
    let note = job.notes.first().map(message).unwrap_or_default();
    let sentences = |first: &str| {
        let all = [first, playing, &note];
        let said: Vec<&str> = all.into_iter().filter(|text| !text.is_empty()).collect();
        said.join(" ")
    };
    match outcome {
        Outcome::Verified => {
            let text = t!("job-verified-about", time = time(job.elapsed));
            words(PhaseLook::Verified, t!("job-verified"), sentences(&text))
        }
        Outcome::Skipped => words(
            PhaseLook::AlreadyThere,
            t!("job-already-there"),
            sentences(t!("job-already-there-about")),
        ),
        Outcome::SentUnverified => words(
            PhaseLook::NotVerifiable,
            t!("job-unverified"),
            sentences(t!("job-unverified-about")),
        ),
        Outcome::Failed(problem) => JobWords {
            lead: message(&problem.message),
            ..words(PhaseLook::Failed, t!("job-failed"), remedy(&problem.remedy))
        },
        Outcome::Cancelled => {
            let text = format!("{} {note}", t!("job-cancelled-about"));
            words(PhaseLook::Cancelled, t!("job-cancelled"), text.trim_end())
        }
    }
}
