//! What a device would not take of a fitted pattern: one rule, one function, one [`Finding`].

use super::FittedPattern;
use super::format::wire::MAX_DELAY_MS;

/// What a device accepts; `None` is "not said".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Limits {
    /// Most LEDs of a frame.
    pub max_leds: Option<u64>,
    /// Most frames.
    pub max_frames: Option<u64>,
    /// Most bytes of a stored pattern.
    pub max_bytes: Option<u64>,
    /// Bytes free on the device now.
    pub free_bytes: Option<u64>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Note,
    /// Works, but look.
    Warning,
    /// Cannot be sent so.
    Blocks,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// Code of the command line's contract, where the finding blocks; else empty.
    pub code: &'static str,
    /// The fact, one short sentence.
    pub fact: String,
    /// What follows, or what to do.
    pub remedy: String,
}

/// Everything found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Report {
    /// Worst first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The first finding that blocks sending.
    #[must_use]
    pub fn blocker(&self) -> Option<&Finding> {
        self.findings.iter().find(|f| f.severity == Severity::Blocks)
    }
}

/// What a rule looks at.
struct Asked<'a> {
    fitted: &'a FittedPattern,
    bytes: u64,
    limits: &'a Limits,
}

/// Every rule, in no order: the report is sorted by severity.
const RULES: &[fn(&Asked<'_>) -> Option<Finding>] =
    &[leds_fit, frames_fit, bytes_fit, space_is_free, durations_fit, strip_is_filled];

/// Checks a fitted pattern of `encoded_bytes` against a device's limits.
#[must_use]
pub fn check(fitted: &FittedPattern, encoded_bytes: u64, limits: &Limits) -> Report {
    let asked = Asked { fitted, bytes: encoded_bytes, limits };
    let mut findings: Vec<Finding> = RULES.iter().filter_map(|rule| rule(&asked)).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Report { findings }
}

fn blocks(code: &'static str, fact: String, remedy: &str) -> Finding {
    Finding { severity: Severity::Blocks, code, fact, remedy: remedy.into() }
}

fn note(fact: String, remedy: &str) -> Finding {
    Finding { severity: Severity::Note, code: "", fact, remedy: remedy.into() }
}

fn leds_fit(asked: &Asked<'_>) -> Option<Finding> {
    let (has, most) = (asked.fitted.frames().leds() as u64, asked.limits.max_leds?);
    let fact = format!("Has {has} LEDs, the device drives {most}");
    (has > most).then(|| blocks("pattern.too_many_leds", fact, "Set the size to what the device drives"))
}

fn frames_fit(asked: &Asked<'_>) -> Option<Finding> {
    let (has, most) = (asked.fitted.frames().len() as u64, asked.limits.max_frames?);
    let fact = format!("Has {has} frames, the device takes {most}");
    (has > most).then(|| blocks("pattern.too_many_frames", fact, "Lower the frame rate, or shorten the pattern"))
}

fn bytes_fit(asked: &Asked<'_>) -> Option<Finding> {
    let most = asked.limits.max_bytes?;
    let fact = format!("Has {}, the device takes {}", size(asked.bytes), size(most));
    let remedy = "Lower the frame rate, or shorten the pattern";
    (asked.bytes > most).then(|| blocks("pattern.too_large", fact, remedy))
}

fn space_is_free(asked: &Asked<'_>) -> Option<Finding> {
    let free = asked.limits.free_bytes?;
    let fact = format!("Needs {}, {} free", size(asked.bytes), size(free));
    let remedy = "Delete patterns on the device, or lower the frame rate";
    (asked.bytes > free).then(|| blocks("device.full", fact, remedy))
}

fn durations_fit(asked: &Asked<'_>) -> Option<Finding> {
    let long = asked.fitted.frames().durations().longer_than(MAX_DELAY_MS);
    let fact = match long {
        1 => "1 frame shows longer than 65.5 s".to_owned(),
        n => format!("{n} frames show longer than 65.5 s"),
    };
    let remedy = "Controllers count to 65.5 s: such a frame is stored several times over, the timing stays";
    (long > 0).then(|| note(fact, remedy))
}

/// Dark LEDs at the end: a strip file for fewer LEDs than the device has.
fn strip_is_filled(asked: &Asked<'_>) -> Option<Finding> {
    let (has, fitted) = (asked.fitted.source_leds(), asked.fitted.frames().leds());
    let dark = fitted.checked_sub(has?).filter(|&n| n > 0)?;
    let fact = format!("{dark} of {fitted} LEDs stay dark");
    Some(note(fact, "The pattern was made for fewer LEDs; check its size if that is not meant"))
}

/// Bytes for people: "114 KB", "2.4 MB", thousands as file managers count them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Fit, FrameDuration, Frames, Layout, Pattern, PixelOrder, fit};

    fn fitted(leds: usize, target: usize, durations: &[u32]) -> FittedPattern {
        let durations: Vec<_> = durations.iter().map(|&ms| FrameDuration::from_ms(ms)).collect();
        let frames = Frames::new(leds, vec![1; leds * 3 * durations.len()], durations).unwrap().into();
        let (format, order, warnings) = ("test", PixelOrder::Strip, vec![]);
        let pattern = Pattern { name: "p".into(), format, frames, matrix: None, order, warnings };
        fit(&pattern, &Layout::strip(target).unwrap(), &Fit::default()).unwrap()
    }

    #[test]
    fn what_fits_is_not_spoken_of() {
        let limits = Limits { max_leds: Some(8), max_frames: Some(2), max_bytes: Some(60), free_bytes: Some(60) };
        assert_eq!(check(&fitted(8, 8, &[20, 20]), 60, &limits), Report::default());
        assert_eq!(check(&fitted(8, 8, &[20, 20]), u64::MAX, &Limits::default()), Report::default());
    }

    #[test]
    fn every_limit_has_its_code() {
        let limits = Limits { max_leds: Some(7), max_frames: Some(1), max_bytes: Some(59), free_bytes: Some(59) };
        let report = check(&fitted(8, 8, &[20, 20]), 60, &limits);
        let mut codes: Vec<&str> = report.findings.iter().map(|f| f.code).collect();
        codes.sort_unstable();
        let all = ["device.full", "pattern.too_large", "pattern.too_many_frames", "pattern.too_many_leds"];
        assert_eq!(codes, all);
    }

    #[test]
    fn the_fact_says_what_is_needed_and_what_is_there() {
        let limits = Limits { free_bytes: Some(114_000), ..Limits::default() };
        let report = check(&fitted(8, 8, &[20]), 229_500, &limits);
        assert_eq!(report.blocker().unwrap().fact, "Needs 230 KB, 114 KB free");
    }

    #[test]
    fn notes_come_after_what_blocks() {
        let limits = Limits { max_frames: Some(1), ..Limits::default() };
        let report = check(&fitted(6, 8, &[20, 70_000]), 60, &limits);
        let facts: Vec<&str> = report.findings.iter().map(|f| f.fact.as_str()).collect();
        assert_eq!(
            facts,
            ["Has 2 frames, the device takes 1", "1 frame shows longer than 65.5 s", "2 of 8 LEDs stay dark"]
        );
    }
}
