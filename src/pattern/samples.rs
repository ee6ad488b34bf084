//! Patterns that come with the program, for the demo and for a first look; made by `tests/samples.rs`.

use super::{Pattern, PatternError, ReadOptions, read_bytes};
use std::path::Path;

/// One bundled pattern: a GIF of 16 x 16 pixels, so that it can be fitted to any matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What it is called, in lower case; also the name of its file.
    pub name: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

const SAMPLES: &[Sample] = &[
    Sample {
        name: "aurora",
        bytes: include_bytes!("../../assets/samples/aurora.gif"),
    },
    Sample {
        name: "heart",
        bytes: include_bytes!("../../assets/samples/heart.gif"),
    },
    Sample {
        name: "plasma",
        bytes: include_bytes!("../../assets/samples/plasma.gif"),
    },
    Sample {
        name: "snowfall",
        bytes: include_bytes!("../../assets/samples/snowfall.gif"),
    },
    Sample {
        name: "waves",
        bytes: include_bytes!("../../assets/samples/waves.gif"),
    },
];

impl Sample {
    /// The file's name.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.gif", self.name)
    }

    /// Decodes it.
    ///
    /// # Errors
    /// As [`read_bytes`]; never for a sample of [`samples`].
    pub fn pattern(&self) -> Result<Pattern, PatternError> {
        Ok(read_bytes(
            Path::new(&self.file_name()),
            self.bytes.into(),
            &ReadOptions::default(),
        )?
        .pattern)
    }
}

/// All bundled patterns, in the order in which they are shown.
#[must_use]
pub fn samples() -> &'static [Sample] {
    SAMPLES
}

/// The pattern that the demo sends.
///
/// # Panics
/// Never: a test decodes all of them.
#[must_use]
pub fn sample() -> Pattern {
    let first = SAMPLES.first().expect("there are bundled samples");
    first
        .pattern()
        .expect("bundled samples are valid: a test decodes every one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_small_moving_matrix() {
        for sample in samples() {
            let pattern = sample.pattern().unwrap();
            let frames = pattern.frames.hold().unwrap();
            assert_eq!((pattern.name.as_str(), frames.leds()), (sample.name, 256));
            assert!(
                (24..=60).contains(&frames.len()) && sample.bytes.len() <= 60_000,
                "{}",
                sample.name
            );
            assert!(frames.rgb().iter().any(|&c| c > 150), "{}", sample.name);
            let moves = (1..frames.len())
                .filter(|&i| frames.frame(i) != frames.frame(i - 1))
                .count();
            assert!(moves * 2 > frames.len(), "{}", sample.name);
        }
        assert_eq!(sample().name, "aurora");
    }
}
