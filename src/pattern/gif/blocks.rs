//! The blocks of a GIF89a file (sections 17 to 27 of its specification), as bytes. The parent module and `picture` put them
//! together.

use super::delta::Rect;
use super::palette::{Colour, channels};

/// Bytes of the data of one sub-block.
const SUB_BLOCK: usize = 255;
/// Ends the file; WLED never reads the last byte, so nothing may follow and this must stand.
pub(super) const TRAILER: u8 = 0x3B;
/// Plays for ever: application extension, three bytes of data, kind 1, 0 rounds.
const LOOPS: &[u8] = b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\x00\x00\x00";
/// Graphic control extension of 4 bytes: leave the picture where it is (1, in bits 2 to 4), nothing is transparent.
const CONTROL: [u8; 4] = [0x21, 0xF9, 4, 1 << 2];
/// Announces a table of colours in the flags of a screen or of a picture.
const HAS_TABLE: u8 = 0x80;
/// The screen's flags claim 8 bits a channel for the original.
const EIGHT_BITS: u8 = 0x70;

/// Bytes of a picture's block besides its table and its codes: place, size, flags, code size, end.
pub(super) const PICTURE_BYTES: usize = 12;

/// What stands in front of the pictures.
pub(super) fn head(out: &mut Vec<u8>, w: usize, h: usize, table: &[Colour]) {
    out.extend_from_slice(b"GIF89a");
    sides(out, [w, h]);
    out.extend_from_slice(&[HAS_TABLE | EIGHT_BITS | table_flags(table), 0, 0]);
    colours(out, table);
    out.extend_from_slice(LOOPS);
}

/// How long the next picture shows, in hundredths of a second.
pub(super) fn control(out: &mut Vec<u8>, delay: u16) {
    out.extend_from_slice(&CONTROL);
    out.extend_from_slice(&delay.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
}

/// A picture: not interlaced, with a table of its own where there is one.
pub(super) fn picture(
    out: &mut Vec<u8>,
    place: Rect,
    table: Option<&[Colour]>,
    min_bits: u32,
    codes: &[u8],
) {
    out.push(0x2C);
    sides(out, [place.x, place.y, place.w, place.h]);
    out.push(table.map_or(0, |table| HAS_TABLE | table_flags(table)));
    colours(out, table.unwrap_or_default());
    out.push(min_bits as u8);
    for part in codes.chunks(SUB_BLOCK) {
        out.push(part.len() as u8);
        out.extend_from_slice(part);
    }
    out.push(0);
}

/// Bytes of a table for so many colours: a power of two of them, at least two.
pub(super) fn table_bytes(colours: usize) -> usize {
    if colours == 0 {
        0
    } else {
        3 * colours.max(2).next_power_of_two()
    }
}

/// The size of a table as flags say it: the power of two, less one.
fn table_flags(table: &[Colour]) -> u8 {
    (table.len().max(2).next_power_of_two().trailing_zeros() - 1) as u8
}

/// The table, filled up with black.
fn colours(out: &mut Vec<u8>, table: &[Colour]) {
    let end = out.len() + table_bytes(table.len());
    out.extend(table.iter().flat_map(|&colour| channels(colour)));
    out.resize(end, 0);
}

/// Numbers of 16 bits: sides of a matrix, and places in it.
fn sides<const N: usize>(out: &mut Vec<u8>, numbers: [usize; N]) {
    for number in numbers {
        let side = u16::try_from(number).expect("a side of a matrix has 16 bits");
        out.extend_from_slice(&side.to_le_bytes());
    }
}
