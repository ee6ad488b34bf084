//! [`Schedule`]: one run as a plain value. Which device, which pattern, which faults at which requests; made from a seed,
//! printed as one line, read back from it. Knows nothing of the app.

mod generate;
mod kinds;
mod text;

pub(crate) use generate::{Mode, generate};
pub(crate) use kinds::{Fault, Kind, Position, What, can_occur};

/// Name of the pattern: the stem of the file that is loaded.
pub(crate) const NAME: &str = "chaos";

/// A dialect of simulated devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Dialect {
    Native,
    Native1,
    Wled,
    Wled15,
}

impl Dialect {
    pub(crate) const ALL: [Self; 4] = [Self::Native, Self::Native1, Self::Wled, Self::Wled15];

    /// As `--family` of `simulate` takes it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Native1 => "native1",
            Self::Wled => "wled",
            Self::Wled15 => "wled15",
        }
    }
}

/// What a device holds before the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    Nothing,
    /// An earlier pattern of the same name.
    Old,
    /// The very pattern that is sent.
    Same,
}

impl Before {
    const ALL: [Self; 3] = [Self::Nothing, Self::Old, Self::Same];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Old => "old",
            Self::Same => "same",
        }
    }
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Schedule {
    pub(crate) dialect: Dialect,
    pub(crate) leds: u16,
    pub(crate) frames: u16,
    /// Duration of a frame in milliseconds.
    pub(crate) ms: u16,
    pub(crate) play: bool,
    pub(crate) force: bool,
    /// What the device holds.
    pub(crate) before: Before,
    /// What the device holds that the address passes to.
    pub(crate) other: Before,
    /// Whether the proxy keeps connections alive towards the client that the device closes.
    pub(crate) keep: bool,
    pub(crate) faults: Vec<Fault>,
}

impl Schedule {
    /// The pattern's wire bytes, `u16 LE LEDs, u16 LE frames, frames x [u16 LE ms, LEDs x RGB]`; another salt makes
    /// another pattern of the same size.
    pub(crate) fn wire(&self, salt: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(self.leds.to_le_bytes());
        bytes.extend(self.frames.to_le_bytes());
        let mut seed = 1u32.wrapping_add(salt);
        for _ in 0..self.frames {
            bytes.extend(self.ms.to_le_bytes());
            for _ in 0..u32::from(self.leds) * 3 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                bytes.push((seed >> 24) as u8);
            }
        }
        bytes
    }

    /// Whether a fault of this kind is among the faults.
    pub(crate) fn has(&self, what: What) -> bool {
        self.faults.iter().any(|fault| fault.what == what)
    }

    /// Whether the address may pass to another device.
    pub(crate) fn changes_address(&self) -> bool {
        self.has(What::Address) || self.has(What::AddressBack)
    }

    /// Whether it is exactly one fault that passes by itself.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self.faults.as_slice(), [fault] if fault.what.is_transient())
    }
}

/// SplitMix64: small, and the same numbers everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    pub(crate) fn range(&mut self, low: u32, high: u32) -> u32 {
        low + (self.next() % u64::from(high - low + 1)) as u32
    }

    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.range(1, 100) <= percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.range(0, of.len() as u32 - 1) as usize]
    }
}
