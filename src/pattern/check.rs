//! Checks a fitted pattern against the limits of a device: one rule, one function, one [`Finding`] with its fixes.

mod finding;
mod frames;

use super::fit::Ignored;
use super::fix::{Fix, amperes, fewer_frames};
use super::format::wire::MAX_DELAY_MS;
use super::units::{byte_text, needed_text};
use super::{Dimmed, Dither, FittedPattern, LeftOut};
use crate::msg;
use crate::problem::{Code, Remedy};

pub use finding::{Finding, Limits, Report, Severity};
pub use frames::{Demand, FrameCount};

/// What a rule examines.
struct CheckInput<'a> {
    fitted: &'a FittedPattern,
    sent: Sent<'a>,
    limits: &'a Limits,
}

/// Size of a fitted pattern in the format of a device.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent<'a> {
    pub bytes: u64,
    /// Frames of it that the format does not store one by one.
    pub left_out: &'a [LeftOut],
    /// The limit for which equal frames were merged.
    pub demand: Option<Demand>,
}

/// Rules about what a device takes, in no order: the report is sorted by severity.
const RULES: &[Rule] = &[
    leds_fit,
    frames_fit,
    bytes_fit,
    space_is_free,
    supply_suffices,
    durations_fit,
    strip_is_filled,
];

/// Rules about what the fit did.
const FIT_RULES: &[Rule] = &[
    alternation_is_fast,
    options_have_effect,
    dimming_is_reported,
    fewer_frames_are_reported,
];

type Rule = fn(&CheckInput<'_>) -> Option<Finding>;

/// Checks a fitted pattern of `encoded_bytes` against a device's limits.
#[must_use]
pub fn check(fitted: &FittedPattern, encoded_bytes: u64, limits: &Limits) -> Report {
    let sent = Sent {
        bytes: encoded_bytes,
        ..Sent::default()
    };
    check_sent(fitted, sent, limits)
}

/// Checks a pattern whose format leaves out frames, or whose equal frames were merged for a limit.
#[must_use]
pub fn check_sent(fitted: &FittedPattern, sent: Sent<'_>, limits: &Limits) -> Report {
    let asked = CheckInput {
        fitted,
        sent,
        limits,
    };
    let mut findings: Vec<Finding> = RULES
        .iter()
        .chain(FIT_RULES)
        .filter_map(|rule| rule(&asked))
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Report { findings }
}

/// Returns notes about a fit that hold for any device.
#[must_use]
pub fn remarks(fitted: &FittedPattern) -> Vec<Finding> {
    let asked = CheckInput {
        fitted,
        sent: Sent::default(),
        limits: &Limits::default(),
    };
    FIT_RULES.iter().filter_map(|rule| rule(&asked)).collect()
}

fn leds_fit(asked: &CheckInput<'_>) -> Option<Finding> {
    let has = asked.fitted.frames().leds() as u64;
    let max = asked.limits.max_leds?;
    let fact = msg!("finding-too-many-leds", has = has, max = max);
    let fewer = usize::try_from(max)
        .ok()
        .filter(|max| *max > 0)
        .map(Fix::Leds);
    (has > max).then(|| {
        Finding::blocks(Code::PatternTooManyLeds, fact, Remedy::SetSizeOfDevice).fixed_by(fewer)
    })
}

fn frames_fit(asked: &CheckInput<'_>) -> Option<Finding> {
    let has = asked.fitted.frames().len() as u64;
    let max = asked.limits.max_frames?;
    let fact = msg!("finding-too-many-frames", has = has, max = max);
    (has > max).then(|| {
        Finding::blocks(Code::PatternTooManyFrames, fact, Remedy::ShortenPattern)
            .fixed_by(fewer_frames(asked.fitted, max))
    })
}

fn bytes_fit(asked: &CheckInput<'_>) -> Option<Finding> {
    let max = asked.limits.max_bytes?;
    let fact = msg!(
        "finding-too-large",
        has = needed_text(asked.sent.bytes),
        max = byte_text(max)
    );
    let remedy = Remedy::ShortenPattern;
    (asked.sent.bytes > max).then(|| {
        Finding::blocks(Code::PatternTooLarge, fact, remedy).fixed_by(fewer_bytes(asked, max))
    })
}

fn space_is_free(asked: &CheckInput<'_>) -> Option<Finding> {
    let free = asked.limits.free_bytes?;
    let fact = msg!(
        "finding-no-space",
        needs = needed_text(asked.sent.bytes),
        free = byte_text(free)
    );
    let remedy = Remedy::DeletePatterns;
    (asked.sent.bytes > free)
        .then(|| Finding::blocks(Code::DeviceFull, fact, remedy).fixed_by(fewer_bytes(asked, free)))
}

/// As many frames as come out at `room` bytes if all take the same, less a little for what every file has besides.
fn fewer_bytes(asked: &CheckInput<'_>, room: u64) -> Vec<Fix> {
    let usable = u128::from(room.saturating_sub(room / 128 + 8));
    let frames = asked.fitted.frames().len() as u128 * usable / u128::from(asked.sent.bytes.max(1));
    fewer_frames(asked.fitted, u64::try_from(frames).unwrap_or(0))
}

fn supply_suffices(asked: &CheckInput<'_>) -> Option<Finding> {
    let cap = asked.limits.supply?;
    let draw = asked.fitted.draw(cap.led)?;
    let idle = cap.led.frame_ma(asked.fitted.layout().leds(), 0);
    let fact = msg!("finding-current", current = amperes(draw.worst_ma));
    let max = amperes(cap.max_ma);
    let remedy = if idle > cap.max_ma {
        Remedy::SupplyTooWeak { max }
    } else {
        Remedy::SupplyGives { max }
    };
    let dim = (idle <= cap.max_ma).then_some(Fix::CapCurrent(cap));
    (draw.worst_ma > cap.max_ma).then(|| Finding::of(Severity::Warning, fact, remedy).fixed_by(dim))
}

/// Fewer frames a second than this are seen one by one.
const SEEN_FPS: f64 = 25.0;

/// Dithering in time is never silent, and a flicker where frames are slow.
fn alternation_is_fast(asked: &CheckInput<'_>) -> Option<Finding> {
    if asked.fitted.dither() != Some(Dither::Temporal) {
        return None;
    }
    let frames = asked.fitted.frames();
    let fps = frames.len() as f64 * 1000.0 / frames.total_ms().max(1) as f64;
    Some(if fps >= SEEN_FPS {
        Finding::note(msg!("finding-dithered"), Remedy::LedsAlternate)
    } else {
        let fact = msg!("finding-dithered-slowly", fps = fps.round());
        Finding::of(Severity::Warning, fact, Remedy::UseOrderedDithering)
    })
}

fn durations_fit(asked: &CheckInput<'_>) -> Option<Finding> {
    let long = asked.fitted.frames().durations().longer_than(MAX_DELAY_MS);
    (long > 0).then(|| {
        Finding::note(
            msg!("finding-long-frames", frames = long),
            Remedy::FramesRepeated,
        )
    })
}

/// Dark LEDs at the end: a strip file for fewer LEDs than the device has.
fn strip_is_filled(asked: &CheckInput<'_>) -> Option<Finding> {
    let has = asked.fitted.source_leds();
    let fitted = asked.fitted.frames().leds();
    let dark = fitted.checked_sub(has?).filter(|&n| n > 0)?;
    Some(Finding::note(
        msg!("finding-dark-leds", dark = dark, leds = fitted),
        Remedy::CheckPatternSize,
    ))
}

fn options_have_effect(asked: &CheckInput<'_>) -> Option<Finding> {
    Some(match asked.fitted.ignored()? {
        Ignored::PictureOptions => Finding::note(
            msg!("finding-picture-options-ignored"),
            Remedy::FileHasNoRows,
        ),
        Ignored::Line => Finding::note(msg!("finding-line-ignored"), Remedy::MatrixShowsAll),
    })
}

fn dimming_is_reported(asked: &CheckInput<'_>) -> Option<Finding> {
    let cap = asked.fitted.cap()?;
    let all = asked.fitted.frames().len();
    let max = amperes(cap.max_ma);
    Some(match asked.fitted.dimmed() {
        Some(Dimmed { frames: 0, .. }) => return None,
        Some(Dimmed { frames, min_pct }) => Finding::note(
            msg!("finding-dimmed", frames = frames, all = all),
            Remedy::DimmedTo {
                max,
                percent: min_pct.into(),
            },
        ),
        None => Finding::note(msg!("finding-bright-dimmed"), Remedy::Dimmed { max }),
    })
}

fn fewer_frames_are_reported(asked: &CheckInput<'_>) -> Option<Finding> {
    let mut left_out = asked.fitted.left_out();
    left_out.extend(asked.sent.left_out);
    let count = FrameCount {
        of: asked.fitted.source_frames(),
        left_out,
        demand: asked.sent.demand,
    };
    (!count.left_out.is_empty()).then(|| count.finding())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{
        Cap, Fit, FrameDuration, Frames, Layout, LedPower, Pattern, PixelOrder, fit,
    };

    fn fitted(leds: usize, target: usize, durations: &[u32]) -> FittedPattern {
        let durations: Vec<_> = durations
            .iter()
            .map(|&ms| FrameDuration::from_ms(ms))
            .collect();
        let frames = Frames::new(leds, vec![1; leds * 3 * durations.len()], durations)
            .unwrap()
            .into();
        let format = "test";
        let order = PixelOrder::Strip;
        let warnings = vec![];
        let pattern = Pattern {
            name: "p".into(),
            format,
            frames,
            matrix: None,
            order,
            warnings,
        };
        fit(&pattern, &Layout::strip(target).unwrap(), &Fit::default()).unwrap()
    }

    #[test]
    fn what_fits_is_not_spoken_of() {
        let supply = Some(Cap {
            led: LedPower::default(),
            max_ma: 500,
        });
        let limits = Limits {
            max_leds: Some(8),
            max_frames: Some(2),
            max_bytes: Some(60),
            free_bytes: Some(60),
            supply,
        };
        assert_eq!(
            check(&fitted(8, 8, &[20, 20]), 60, &limits),
            Report::default()
        );
        assert_eq!(
            check(&fitted(8, 8, &[20, 20]), u64::MAX, &Limits::default()),
            Report::default()
        );
    }

    #[test]
    fn every_limit_has_its_code() {
        let max_leds = Some(7);
        let max_frames = Some(1);
        let max_bytes = Some(59);
        let free_bytes = Some(59);
        let limits = Limits {
            max_leds,
            max_frames,
            max_bytes,
            free_bytes,
            supply: None,
        };
        let report = check(&fitted(8, 8, &[20, 20]), 60, &limits);
        let mut codes: Vec<&str> = report
            .findings
            .iter()
            .filter_map(|f| f.code)
            .map(Code::as_str)
            .collect();
        codes.sort_unstable();
        let all = [
            Code::DeviceFull,
            Code::PatternTooLarge,
            Code::PatternTooManyFrames,
            Code::PatternTooManyLeds,
        ];
        assert_eq!(codes, all.map(Code::as_str));
    }

    #[test]
    fn the_fact_says_what_is_needed_and_what_is_there() {
        let limits = Limits {
            free_bytes: Some(114_000),
            ..Limits::default()
        };
        let report = check(&fitted(8, 8, &[20]), 229_500, &limits);
        assert_eq!(
            report.blocker().unwrap().fact.to_string(),
            "Needs 229.5 KB, 114 KB free"
        );
    }

    #[test]
    fn notes_come_after_what_blocks() {
        let limits = Limits {
            max_frames: Some(1),
            ..Limits::default()
        };
        let report = check(&fitted(6, 8, &[20, 70_000]), 60, &limits);
        let facts: Vec<String> = report.findings.iter().map(|f| f.fact.to_string()).collect();
        assert_eq!(
            facts,
            [
                "Pattern has 2 frames, device stores 1",
                "1 frame lasts longer than 65.5 s",
                "2 of 8 LEDs stay dark"
            ]
        );
    }
}
