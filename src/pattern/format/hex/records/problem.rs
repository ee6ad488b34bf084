//! What can be wrong with a record of Intel HEX.

use super::MAX_RUNS;
use crate::message::Message;
use crate::msg;

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pattern::format::hex) enum Problem {
    /// Text of another kind.
    NoColon,
    /// A character that is no digit, or an odd number of digits.
    NoDigit,
    /// More or fewer bytes than the record says.
    Length {
        /// What its first byte says.
        says: usize,
        /// What is there.
        has: usize,
    },
    /// The checksum is another.
    Checksum {
        /// What stands there.
        is: u8,
        /// What belongs there.
        should: u8,
    },
    /// A type that does not exist.
    Type(u8),
    /// An address record that is not two bytes long.
    AddressLength,
    /// Beyond 64 KiB of a segment, or 4 GiB.
    TooFar,
    /// Data for an address that has data already.
    Twice(u32),
    /// No data for an address between others.
    Gap {
        /// First address without data.
        from: u32,
        /// Last one.
        to: u32,
    },
    /// In more pieces than real files have: each takes memory of its own.
    Scattered,
    /// No end record.
    NoEnd,
}

impl Problem {
    pub(in crate::pattern::format::hex) fn message(self) -> Message {
        match self {
            Self::NoColon => msg!("pattern-hex-colon"),
            Self::NoDigit => msg!("pattern-hex-digits"),
            Self::Length { says, has } => msg!("pattern-hex-length", says = says, has = has),
            Self::Checksum { is, should } => msg!(
                "pattern-hex-checksum",
                is = format!("{is:02X}"),
                should = format!("{should:02X}")
            ),
            Self::Type(kind) => msg!("pattern-hex-type", kind = format!("{kind:02X}")),
            Self::AddressLength => msg!("pattern-hex-address"),
            Self::TooFar => msg!("pattern-hex-too-far"),
            Self::Twice(address) => msg!("pattern-hex-twice", address = format!("{address:X}")),
            Self::Gap { from, to } => msg!(
                "pattern-hex-gap",
                from = format!("{from:X}"),
                to = format!("{to:X}")
            ),
            Self::Scattered => msg!("pattern-hex-scattered", max = MAX_RUNS),
            Self::NoEnd => msg!("pattern-hex-no-end"),
        }
    }
}
