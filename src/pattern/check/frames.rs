//! How many frames of a pattern a device gets, and why not all of them. Told in one place for the notes of a job, the device's
//! card and the preview's facts.

use super::{Finding, Limits};
use crate::pattern::{LeftOut, WhyFewer, byte_text};
use crate::problem::Code;

/// The limit of a device for which equal frames were merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Most frames.
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

    fn words(self) -> String {
        match self {
            Self::Frames(frames) => format!("the device takes at most {frames} frames"),
            Self::Bytes(bytes) => format!("the device takes at most {}", byte_text(bytes)),
            Self::Free(bytes) => format!("the device has {} free", byte_text(bytes)),
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

    /// The main reason in a few words: "at most 33 a second".
    #[must_use]
    pub fn reason(&self) -> String {
        let main = self.left_out.iter().max_by_key(|part| part.frames);
        match main.map(|part| part.why) {
            None => String::new(),
            Some(WhyFewer::Still) => "a still picture".into(),
            Some(WhyFewer::Rate { tenths }) => format!("at most {} a second", decimal(tenths)),
            Some(WhyFewer::Cut) => "the end is cut off".into(),
            Some(WhyFewer::Equal) => match self.demand {
                None => "equal ones merged".into(),
                Some(Demand::Frames(max)) => format!("equal ones merged for at most {max}"),
                Some(Demand::Bytes(bytes) | Demand::Free(bytes)) => {
                    format!("equal ones merged to fit {}", byte_text(bytes))
                }
            },
            Some(WhyFewer::TooShort { min_ms }) => {
                format!("at most {} a second", rate(min_ms))
            }
        }
    }

    /// The same in one finding, with every reason.
    #[must_use]
    pub(super) fn finding(self) -> Finding {
        let fact = format!("{} of {} frames are kept", self.kept(), self.of);
        let mut parts: Vec<String> = match self.left_out.as_slice() {
            [one] => vec![capital(&self.words(one.why))],
            several => several
                .iter()
                .map(|part| format!("{} left out: {}", part.frames, self.words(part.why)))
                .collect(),
        };
        let keeps_time = |part: &LeftOut| !matches!(part.why, WhyFewer::Still | WhyFewer::Cut);
        if self.left_out.iter().all(keeps_time) {
            parts.push("the speed stays the same".into());
        }
        Finding {
            frames: Some(Box::new(self)),
            ..Finding::note(fact, parts.join("; "))
        }
    }

    fn words(&self, why: WhyFewer) -> String {
        match why {
            WhyFewer::Still => "a still picture was asked for".into(),
            WhyFewer::Rate { tenths } => {
                format!("at most {} a second were asked for", decimal(tenths))
            }
            WhyFewer::Cut => "the end is cut off, as asked for".into(),
            WhyFewer::Equal => {
                let because = self
                    .demand
                    .map(|demand| format!(", because {}", demand.words()));
                format!("equal ones are merged{}", because.unwrap_or_default())
            }
            WhyFewer::TooShort { min_ms } => {
                format!("the device shows at most {} a second", rate(min_ms))
            }
        }
    }
}

/// With a capital at the start.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// Frames a second that show so long each.
fn rate(min_ms: u32) -> u32 {
    1000 / min_ms.max(1)
}

/// "25", "12.5".
fn decimal(tenths: u32) -> String {
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
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
            (wled.kept(), wled.reason().as_str()),
            (51, "at most 33 a second")
        );
        assert_eq!(
            wled.finding().sentence().to_string(),
            "51 of 103 frames are kept. The device shows at most 33 a second; the speed stays the same."
        );
        let parts = [
            (40, WhyFewer::Rate { tenths: 125 }),
            (1, WhyFewer::Equal),
            (12, WhyFewer::TooShort { min_ms: 30 }),
        ];
        let several = count(&parts, Some(Demand::Bytes(40_000)));
        assert_eq!(several.reason(), "at most 12.5 a second");
        assert_eq!(
            several.finding().sentence().to_string(),
            "50 of 103 frames are kept. 40 left out: at most 12.5 a second were asked for; 1 left out: equal ones are \
             merged, because the device takes at most 40 KB; 12 left out: the device shows at most 33 a second; the speed \
             stays the same."
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
            merged(Demand::Frames(94)).reason(),
            "equal ones merged for at most 94"
        );
        assert_eq!(
            merged(Demand::Free(38_000)).reason(),
            "equal ones merged to fit 38 KB"
        );
        let words = merged(Demand::Free(38_000)).finding().remedy.to_string();
        assert!(
            words.contains("because the device has 38 KB free"),
            "{words}"
        );
    }
}
