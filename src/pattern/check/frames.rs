//! How many frames of a pattern a device gets, and why not all of them. In one place for the notes of a job, the device's
//! card and the preview's facts.

use super::{Finding, Limits};
use crate::message::Message;
use crate::msg;
use crate::pattern::{LeftOut, WhyFewer, byte_text};
use crate::problem::{Code, Remedy};

/// The limit of a device for which equal frames were merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Maximum number of frames.
    Frames(u64),
    /// Most bytes of a pattern.
    Bytes(u64),
    /// Bytes that are free.
    Free(u64),
}

impl Demand {
    /// The limit that a finding is about.
    #[must_use]
    pub fn of(finding: &Finding, limits: &Limits) -> Option<Self> {
        match finding.code? {
            Code::PatternTooManyFrames => limits.max_frames.map(Self::Frames),
            Code::PatternTooLarge => limits.max_bytes.map(Self::Bytes),
            Code::DeviceFull => limits.free_bytes.map(Self::Free),
            _ => None,
        }
    }

    fn message(self) -> Message {
        match self {
            Self::Frames(frames) => msg!("finding-merged-for-frames", max = frames),
            Self::Bytes(bytes) => msg!("finding-merged-for-bytes", max = byte_text(bytes)),
            Self::Free(bytes) => msg!("finding-merged-for-space", free = byte_text(bytes)),
        }
    }
}

/// How many frames of a pattern a device gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameCount {
    /// Frames of the pattern.
    pub of: usize,
    /// Those that it does not get one by one; never empty.
    pub left_out: Vec<LeftOut>,
    /// The limit for which equal ones were merged, where one demanded it.
    pub demand: Option<Demand>,
}

impl FrameCount {
    /// Frames that it gets one by one.
    #[must_use]
    pub fn kept(&self) -> usize {
        let left_out: usize = self.left_out.iter().map(|part| part.frames).sum();
        self.of.saturating_sub(left_out)
    }

    /// The main reason in a few words: "at most 33 per second"; nothing where all frames are kept.
    #[must_use]
    pub fn reason(&self) -> Option<Message> {
        let main = self.left_out.iter().max_by_key(|part| part.frames)?;
        Some(match main.why {
            WhyFewer::Still => msg!("fewer-still"),
            WhyFewer::Rate { tenths } => msg!("fewer-rate", fps = fps(tenths)),
            WhyFewer::Cut => msg!("fewer-cut"),
            WhyFewer::Equal => match self.demand {
                None => msg!("fewer-equal"),
                Some(Demand::Frames(max)) => msg!("fewer-equal-frames", max = max),
                Some(Demand::Bytes(bytes) | Demand::Free(bytes)) => {
                    msg!("fewer-equal-bytes", max = byte_text(bytes))
                }
            },
            WhyFewer::TooShort { min_ms } => msg!("fewer-rate", fps = rate(min_ms)),
        })
    }

    /// The same as a finding, with every reason.
    #[must_use]
    pub(super) fn finding(self) -> Finding {
        let fact = msg!("finding-frames-kept", kept = self.kept(), all = self.of);
        let parts = self.left_out.iter().map(|part| {
            let why = self.message(part.why);
            msg!("finding-left-out", frames = part.frames, why = why)
        });
        let parts = parts.reduce(|first, then| msg!("finding-and", first = first, then = then));
        let keeps_time = |part: &LeftOut| !matches!(part.why, WhyFewer::Still | WhyFewer::Cut);
        let parts = parts.unwrap_or_else(|| Message::verbatim(""));
        let remedy = if self.left_out.iter().all(keeps_time) {
            Remedy::FewerFramesSameSpeed { parts }
        } else {
            Remedy::FewerFrames { parts }
        };
        Finding {
            frames: Some(Box::new(self)),
            ..Finding::note(fact, remedy)
        }
    }

    fn message(&self, why: WhyFewer) -> Message {
        match why {
            WhyFewer::Still => msg!("finding-why-still"),
            WhyFewer::Rate { tenths } => msg!("finding-why-rate", fps = fps(tenths)),
            WhyFewer::Cut => msg!("finding-why-cut"),
            WhyFewer::Equal => match self.demand {
                None => msg!("finding-why-equal"),
                Some(demand) => msg!("finding-why-equal-for", demand = demand.message()),
            },
            WhyFewer::TooShort { min_ms } => {
                msg!("finding-why-too-short", fps = rate(min_ms))
            }
        }
    }
}

/// Frames per second of frames that show so long each.
fn rate(min_ms: u32) -> u32 {
    1000 / min_ms.max(1)
}

fn fps(tenths: u32) -> f64 {
    f64::from(tenths) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(left_out: &[(usize, WhyFewer)], demand: Option<Demand>) -> FrameCount {
        let parts = left_out
            .iter()
            .filter_map(|&(frames, why)| LeftOut::of(frames, why));
        FrameCount {
            of: 103,
            left_out: parts.collect(),
            demand,
        }
    }

    #[test]
    fn every_reason_is_reported_with_its_number_and_that_the_speed_stays() {
        let wled = count(&[(52, WhyFewer::TooShort { min_ms: 30 })], None);
        assert_eq!(
            (wled.kept(), wled.reason().unwrap().to_string().as_str()),
            (51, "at most 33 per second")
        );
        assert_eq!(
            wled.finding().sentence().to_string(),
            "51 of 103 frames are kept. 52 left out: the device shows at most 33 frames per second. The speed stays the \
             same."
        );
        let parts = [
            (40, WhyFewer::Rate { tenths: 125 }),
            (1, WhyFewer::Equal),
            (12, WhyFewer::TooShort { min_ms: 30 }),
        ];
        let several = count(&parts, Some(Demand::Bytes(40_000)));
        assert_eq!(
            several.reason().unwrap().to_string(),
            "at most 12.5 per second"
        );
        assert_eq!(
            several.finding().sentence().to_string(),
            "50 of 103 frames are kept. 40 left out: you set at most 12.5 frames per second; 1 left out: equal frames are \
             merged, because the device takes at most 40 KB; 12 left out: the device shows at most 33 frames per second. \
             The speed stays the same."
        );
    }

    #[test]
    fn what_is_cut_off_does_not_keep_the_time() {
        for why in [WhyFewer::Cut, WhyFewer::Still] {
            let words = count(&[(102, why)], None).finding().sentence().to_string();
            assert!(!words.contains("speed"), "{words}");
        }
    }

    #[test]
    fn a_limit_that_demands_merging_is_named() {
        let merged = |demand| count(&[(9, WhyFewer::Equal)], Some(demand));
        assert_eq!(
            merged(Demand::Frames(94)).reason().unwrap().to_string(),
            "equal frames merged for at most 94"
        );
        assert_eq!(
            merged(Demand::Free(38_000)).reason().unwrap().to_string(),
            "equal frames merged to fit 38 KB"
        );
        let words = merged(Demand::Free(38_000)).finding().remedy.to_string();
        assert!(
            words.contains("because the device has 38 KB free"),
            "{words}"
        );
    }
}
