//! What a file of channels says besides colours and durations.

use std::ops::Range;

/// What a sequence (FSEQ) says that LEDs and durations do not: it goes along with the frames that were read from it, so that
/// a writer of sequences gives it back.
///
/// A channel is one byte: a lamp, or a third of an LED. Frames have LEDs, so the last LED of a sequence whose channels are no
/// multiple of 3 is filled up with 0, and [`Channels::count`] says how many channels there really are. Frames that are made
/// from others, as by a fit, no longer have the channels of the file: of it they keep what is not about channels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channels {
    /// Channels of each frame: three for each LED, or one or two fewer.
    pub count: usize,
    /// Which channels of a show these are, counted from 0. Empty: the first ones.
    pub ranges: Vec<Range<usize>>,
    /// The variable headers as they stand in the file: name of the sound, program that wrote it, and others.
    pub extras: Vec<u8>,
    /// How many pieces of data of other programs lie behind the frames; they are not kept.
    pub behind: usize,
    /// The second number of the version, as in 2.1.
    pub minor: u8,
    /// The two bytes of flags that no program uses yet.
    pub flags: [u8; 2],
    /// What players know the sequence by; 0 for none.
    pub id: u64,
    /// Whether the frames are compressed.
    pub is_packed: bool,
}

impl Channels {
    /// What remains for other frames of `leds` LEDs.
    pub(super) fn fitted(&self, leds: usize) -> Self {
        Self {
            count: leds * 3,
            ranges: Vec::new(),
            id: 0,
            ..self.clone()
        }
    }

    /// What remains for the same frames that show for another time.
    pub(super) fn retimed(&self) -> Self {
        Self {
            id: 0,
            ..self.clone()
        }
    }
}
