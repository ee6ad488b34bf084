//! The records of Intel HEX: `:LLAAAATT`, data, checksum. Knows nothing of patterns and needs nothing but the standard
//! library and `thiserror`, so that the benchmark takes this very file. (Source: Intel's Hexadecimal Object File Format
//! Specification, revision A of 1988.)
mod problem;

use problem::Problem;

/// Data bytes of a record that we write: what most programs do.
const PER_RECORD: usize = 16;
/// Most runs of data that do not follow each other: a million records in any order.
const MAX_RUNS: usize = 1 << 20;
/// Value of each character as a hexadecimal digit; 255 for all others.
const DIGITS: [u8; 256] = digits();
/// What [`DIGITS`] gives for no digit: bits that no digit has.
const NO_DIGIT: u8 = 0xF0;

/// What a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Image {
    /// The data, from its lowest address on.
    pub(super) bytes: Vec<u8>,
    /// Line of the first record with the start address of a program.
    pub(super) start_address: Option<usize>,
    /// First line with text behind the end record; 0 for none.
    pub(super) after_end: usize,
}

/// A line that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RecordError {
    /// Line, from 1.
    pub(super) line: usize,
    /// What is wrong with it.
    pub(super) problem: Problem,
}

/// A run of data that lies in one piece, in the file and in memory.
#[derive(Clone, Copy)]
struct DataRun {
    /// Where it belongs; 64 bits because its end may be 4 GiB.
    address: u64,
    /// Where its bytes are.
    start: usize,
    len: usize,
    /// Line where it begins.
    line: usize,
}

/// Reads a file, line by line.
///
/// # Errors
/// The first line that is wrong; gaps and doubles name the line where the data goes on.
pub(super) fn parse(text: &[u8]) -> Result<Image, RecordError> {
    let mut image = Image {
        bytes: Vec::with_capacity(text.len() / 2),
        ..Image::default()
    };
    let mut runs = Vec::new();
    let mut base = Base::Linear(0);
    let mut line = 0;
    let mut rest = text;
    while !rest.is_empty() {
        line += 1;
        let whole = rest;
        let (record, after) = rest.split_at(said_end(rest).unwrap_or_else(|| line_end(rest)));
        rest = after.get(1..).unwrap_or_default();
        let record = record.trim_ascii();
        if record.is_empty() {
            continue;
        }
        let wrong = |problem| RecordError { line, problem };
        let kept = image.bytes.len();
        let Head { kind, address } =
            take(record, &mut image.bytes).map_err(|_| wrong(fault(whole)))?;
        if kind == 0 {
            place(&mut runs, base, address, kept..image.bytes.len(), line).map_err(wrong)?;
            continue;
        }
        let data = image
            .bytes
            .get(kept..)
            .unwrap_or_default()
            .first_chunk::<2>()
            .copied();
        let length = image.bytes.len() - kept;
        image.bytes.truncate(kept);
        match (kind, data) {
            (1, _) => {
                image.after_end = text_behind(rest, line);
                return in_order(image, runs);
            }
            (2, Some(high)) if length == 2 => {
                base = Base::Segment(u32::from(u16::from_be_bytes(high)) << 4);
            }
            (4, Some(high)) if length == 2 => {
                base = Base::Linear(u32::from(u16::from_be_bytes(high)) << 16);
            }
            (2 | 4, _) => return Err(wrong(Problem::AddressLength)),
            (3 | 5, _) => image.start_address = image.start_address.or(Some(line)),
            (other, _) => return Err(wrong(Problem::Type(other))),
        }
    }
    Err(RecordError {
        line: line.max(1),
        problem: Problem::NoEnd,
    })
}

/// Where the first line of `rest` ends if it is as long as it says and nothing follows: that saves the search.
fn said_end(rest: &[u8]) -> Option<usize> {
    let &[b':', high, low] = rest.first_chunk::<3>()? else {
        return None;
    };
    let mut bad = 0;
    let length = two([high, low], &mut bad);
    let end = 11 + 2 * usize::from(length);
    match rest.get(end..)? {
        [b'\n', ..] => Some(end),
        [b'\r', b'\n', ..] => Some(end + 1),
        _ => None,
    }
}

/// What is wrong with the first line of `rest`, searched to its real end.
fn fault(rest: &[u8]) -> Problem {
    let line = rest.get(..line_end(rest)).unwrap_or(rest);
    take(line.trim_ascii(), &mut Vec::new())
        .err()
        .unwrap_or(Problem::NoDigit)
}

/// Where the first line of `rest` ends. Records are short: a plain loop is faster here than a general search.
fn line_end(rest: &[u8]) -> usize {
    rest.iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(rest.len())
}

/// First line behind line `end` that has text; 0 for none.
fn text_behind(rest: &[u8], end: usize) -> usize {
    let mut lines = (end + 1..).zip(rest.split(|&byte| byte == b'\n'));
    lines
        .find(|(_, text)| !text.trim_ascii().is_empty())
        .map_or(0, |(line, _)| line)
}

/// What addresses are counted from.
#[derive(Clone, Copy)]
enum Base {
    /// A segment of 64 KiB.
    Segment(u32),
    /// All of 4 GiB.
    Linear(u32),
}

/// What a record says of its data.
struct Head {
    kind: u8,
    address: u16,
}

/// Appends the data of one record to `out`; on an error `out` may hold more than before.
fn take(record: &[u8], out: &mut Vec<u8>) -> Result<Head, Problem> {
    let (&[b':'], digits) = record.split_first_chunk::<1>().ok_or(Problem::NoColon)? else {
        return Err(Problem::NoColon);
    };
    let (pairs, odd) = digits.as_chunks::<2>();
    let (Some((head, pairs)), []) = (pairs.split_first_chunk::<4>(), odd) else {
        return Err(Problem::NoDigit);
    };
    let Some((last, pairs)) = pairs.split_last() else {
        return Err(Problem::NoDigit);
    };
    let mut bad = 0;
    let [length, high, low, kind] = head.map(|pair| two(pair, &mut bad));
    let checksum = two(*last, &mut bad);
    let mut sum = length
        .wrapping_add(high)
        .wrapping_add(low)
        .wrapping_add(kind);
    out.extend(pairs.iter().map(|&pair| {
        let byte = two(pair, &mut bad);
        sum = sum.wrapping_add(byte);
        byte
    }));
    if bad & NO_DIGIT != 0 {
        return Err(Problem::NoDigit);
    }
    if usize::from(length) != pairs.len() {
        return Err(Problem::Length {
            says: length.into(),
            has: pairs.len(),
        });
    }
    let should = sum.wrapping_neg();
    if checksum != should {
        return Err(Problem::Checksum {
            is: checksum,
            should,
        });
    }
    Ok(Head {
        kind,
        address: u16::from_be_bytes([high, low]),
    })
}

/// The byte that two digits spell; marks `bad` where one of them is no digit.
fn two([high, low]: [u8; 2], bad: &mut u8) -> u8 {
    let digit = |c: u8| DIGITS.get(usize::from(c)).copied().unwrap_or(u8::MAX);
    let high = digit(high);
    let low = digit(low);
    *bad |= high | low;
    high << 4 | low & 0x0F
}

/// Notes where data belongs: mostly right behind the data before it.
fn place(
    runs: &mut Vec<DataRun>,
    base: Base,
    address: u16,
    bytes: std::ops::Range<usize>,
    line: usize,
) -> Result<(), Problem> {
    let len = bytes.len();
    let offset = u64::from(address);
    let (start, max) = match base {
        Base::Segment(base) => (u64::from(base), 1 << 16),
        Base::Linear(base) => (u64::from(base), (1 << 32) - u64::from(base)),
    };
    if len == 0 {
        return Ok(());
    }
    if offset + len as u64 > max {
        return Err(Problem::TooFar);
    }
    let address = start + offset;
    let full = runs.len() >= MAX_RUNS;
    match runs.last_mut() {
        Some(run) if run.address + run.len as u64 == address => run.len += len,
        _ if full => return Err(Problem::Scattered),
        _ => runs.push(DataRun {
            address,
            start: bytes.start,
            len,
            line,
        }),
    }
    Ok(())
}

/// Puts the runs in the order of their addresses, which must leave no gap.
fn in_order(mut image: Image, mut runs: Vec<DataRun>) -> Result<Image, RecordError> {
    if runs.len() <= 1 {
        return Ok(image);
    }
    runs.sort_by_key(|run| run.address);
    for (before, run) in runs.iter().zip(runs.iter().skip(1)) {
        let end = before.address + before.len as u64;
        let problem = match run.address.cmp(&end) {
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Less => Problem::Twice(run.address as u32),
            std::cmp::Ordering::Greater => Problem::Gap {
                from: end as u32,
                to: (run.address - 1) as u32,
            },
        };
        return Err(RecordError {
            line: run.line.max(before.line),
            problem,
        });
    }
    let mut sorted = Vec::with_capacity(image.bytes.len());
    for run in &runs {
        sorted.extend_from_slice(
            image
                .bytes
                .get(run.start..run.start + run.len)
                .unwrap_or_default(),
        );
    }
    image.bytes = sorted;
    Ok(image)
}

/// Writes `bytes` from address 0 on.
#[must_use]
pub(super) fn write(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / PER_RECORD * 44 + 100);
    for (at, chunk) in (0_u32..).step_by(PER_RECORD).zip(bytes.chunks(PER_RECORD)) {
        let [first, second, high, low] = at.to_be_bytes();
        if at > 0 && [high, low] == [0, 0] {
            record(&mut out, [0, 0], 4, &[first, second]);
        }
        record(&mut out, [high, low], 0, chunk);
    }
    record(&mut out, [0, 0], 1, &[]);
    out
}

fn record(out: &mut Vec<u8>, [high, low]: [u8; 2], kind: u8, data: &[u8]) {
    let head = [data.len() as u8, high, low, kind];
    let sum = head
        .iter()
        .chain(data)
        .fold(0_u8, |sum, &byte| sum.wrapping_add(byte));
    out.push(b':');
    for byte in head.iter().chain(data).chain(&[sum.wrapping_neg()]) {
        let digit = |n: u8| if n < 10 { b'0' + n } else { b'A' + n - 10 };
        out.extend([digit(byte >> 4), digit(byte & 0x0F)]);
    }
    out.push(b'\n');
}

const fn digits() -> [u8; 256] {
    let mut table = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        let upper = if value < 10 {
            b'0' + value
        } else {
            b'A' + value - 10
        };
        let lower = if value < 10 { upper } else { upper + 32 };
        #[allow(
            clippy::indexing_slicing,
            reason = "a byte is below 256; evaluated by the compiler"
        )]
        {
            table[upper as usize] = value;
            table[lower as usize] = value;
        }
        value += 1;
    }
    table
}

#[cfg(test)]
mod tests;
