//! [`Caps`]: what a device can do, by its own word. Each capability has one text, which the store, JSON and reports keep.

use super::{DeviceError, Segment};
use crate::msg;
use crate::pattern::Finding;
use crate::problem::{Code, Remedy};
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// One thing that a device can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cap {
    /// Continues a broken upload where it stopped (native API).
    Resume,
    /// Lists stored patterns and gives them back (native API).
    Library,
    /// Starts a stored pattern (native API).
    Play,
    /// Renames a stored pattern in one step (native API).
    Rename,
    /// Reports and sets its brightness (native API).
    Brightness,
    /// Blinks (native API).
    Identify,
    /// Plays GIFs with the effect of this number (WLED).
    Gif(u64),
    /// Stores single pictures of up to this many JSON values (WLED).
    Still(usize),
    /// Receives WLED's realtime protocols at this UDP port.
    Realtime(u16),
    /// Has LEDs with a white channel.
    Rgbw,
    /// Has a segment with LEDs of its own.
    Segment(Segment),
    /// A capability that this app does not use, in the device's words.
    Other(String),
}

/// In front of the number of the effect that plays GIFs.
const GIF: &str = "gif:";
/// In front of the number of JSON values.
const STILL: &str = "still:";
/// In front of the UDP port.
const REALTIME: &str = "realtime:";

impl fmt::Display for Cap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resume => f.write_str("resume"),
            Self::Library => f.write_str("library"),
            Self::Play => f.write_str("play"),
            Self::Rename => f.write_str("rename"),
            Self::Brightness => f.write_str("brightness"),
            Self::Identify => f.write_str("identify"),
            Self::Gif(effect) => write!(f, "{GIF}{effect}"),
            Self::Still(values) => write!(f, "{STILL}{values}"),
            Self::Realtime(port) => write!(f, "{REALTIME}{port}"),
            Self::Rgbw => f.write_str("rgbw"),
            Self::Segment(segment) => f.write_str(&segment.cap()),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl FromStr for Cap {
    type Err = Infallible;

    /// Any text is a capability; [`fmt::Display`] gives exactly the same text back.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let numbered = |prefix: &str| text.strip_prefix(prefix);
        let known = match text {
            "resume" => Some(Self::Resume),
            "library" => Some(Self::Library),
            "play" => Some(Self::Play),
            "rename" => Some(Self::Rename),
            "brightness" => Some(Self::Brightness),
            "identify" => Some(Self::Identify),
            "rgbw" => Some(Self::Rgbw),
            _ => numbered(GIF)
                .and_then(|number| number.parse().ok().map(Self::Gif))
                .or_else(|| numbered(STILL)?.parse().ok().map(Self::Still))
                .or_else(|| numbered(REALTIME)?.parse().ok().map(Self::Realtime))
                .or_else(|| Segment::of_cap(text).map(Self::Segment)),
        };
        // a number may be written in another way than ours, like 053
        let same = known.filter(|cap| cap.to_string() == text);
        Ok(same.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

impl From<&str> for Cap {
    fn from(text: &str) -> Self {
        let Ok(cap) = text.parse();
        cap
    }
}

/// What one device can do: each capability once, in the order of their texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caps(Vec<Cap>);

impl Caps {
    /// Adds a capability.
    pub fn insert(&mut self, cap: Cap) {
        let text = cap.to_string();
        if let Err(at) = self.0.binary_search_by_key(&text, Cap::to_string) {
            self.0.insert(at, cap);
        }
    }

    /// Whether the device has this capability.
    #[must_use]
    pub fn has(&self, cap: &Cap) -> bool {
        self.0.contains(cap)
    }

    /// Whether the device reports no capabilities.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The capabilities, in the order of their texts.
    pub fn iter(&self) -> std::slice::Iter<'_, Cap> {
        self.0.iter()
    }

    /// The segments that have LEDs, by number.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment> {
        let segment = |cap: &Cap| match cap {
            Cap::Segment(segment) => Some(*segment),
            _ => None,
        };
        let mut all: Vec<_> = self.iter().filter_map(segment).collect();
        all.sort_by_key(|segment| segment.id);
        all
    }

    /// The segment of that number.
    ///
    /// # Errors
    /// Where the device has none, with those that it has.
    pub fn segment(&self, wanted: u16) -> Result<Segment, DeviceError> {
        let all = self.segments();
        if let Some(segment) = all.iter().find(|segment| segment.id == wanted) {
            return Ok(*segment);
        }
        let (fact, remedy) = if all.is_empty() {
            (
                msg!("unfit-no-segments", segment = wanted),
                Remedy::SendToAllLeds,
            )
        } else {
            let list: Vec<_> = all.into_iter().map(Segment::message).collect();
            (
                msg!("unfit-no-segment", segment = wanted, segments = list),
                Remedy::ChooseSegment,
            )
        };
        Err(DeviceError::from(Finding::blocks(
            Code::DeviceNoSegment,
            fact,
            remedy,
        )))
    }
}

impl<'a> IntoIterator for &'a Caps {
    type Item = &'a Cap;
    type IntoIter = std::slice::Iter<'a, Cap>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Extend<Cap> for Caps {
    fn extend<I: IntoIterator<Item = Cap>>(&mut self, caps: I) {
        caps.into_iter().for_each(|cap| self.insert(cap));
    }
}

impl FromIterator<Cap> for Caps {
    fn from_iter<I: IntoIterator<Item = Cap>>(caps: I) -> Self {
        let mut all = Self::default();
        all.extend(caps);
        all
    }
}

impl<T: Into<Cap>, const N: usize> From<[T; N]> for Caps {
    fn from(caps: [T; N]) -> Self {
        caps.into_iter().map(Into::into).collect()
    }
}

/// As people read them: `gif:53, rgbw`.
impl fmt::Display for Caps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, cap) in self.iter().enumerate() {
            let comma = if n > 0 { ", " } else { "" };
            write!(f, "{comma}{cap}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn capabilities_are_read_as_they_are_written() {
        let segment = Segment::new(2, (0, 16), Some((8, 16))).unwrap();
        let known = [
            (Cap::Resume, "resume"),
            (Cap::Identify, "identify"),
            (Cap::Gif(53), "gif:53"),
            (Cap::Still(600), "still:600"),
            (Cap::Realtime(21324), "realtime:21324"),
            (Cap::Segment(segment), "segment:2:0-16:8-16"),
        ];
        for (cap, text) in known {
            assert_eq!(cap.to_string(), text);
            assert_eq!(Cap::from(text), cap);
        }
        for other in ["gif:", "gif:x", "gif:053", "still:-1", "segment:3:5-5", "x"] {
            assert_eq!(Cap::from(other), Cap::Other(other.to_owned()));
        }
    }

    #[test]
    fn each_capability_is_listed_once_in_the_order_of_its_text() {
        let caps: Caps = ["rgbw", "gif:9", "gif:53", "rgbw"]
            .into_iter()
            .map(Cap::from)
            .collect();
        assert_eq!(caps.to_string(), "gif:53, gif:9, rgbw");
        assert!(caps.has(&Cap::Gif(9)) && !caps.has(&Cap::Gif(5)));
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(text in "(gif:|still:|realtime:|segment:)?[0-9a-z:-]{0,9}") {
            prop_assert_eq!(Cap::from(text.as_str()).to_string(), text);
        }
    }
}
