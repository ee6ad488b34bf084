//! TPM2 recordings (`.tp2`, `.tpm2`), as Jinx! and Glediator write them: each record is C9 and its kind (DA: a frame, C0: a
//! command), u16 BE length, the bytes, 36. TPM2.net packets stored one after the other are read as well: 9C, the kind, the
//! length, the number of the packet and how many make a frame, the bytes, 36. The files store no durations.
//! (Layout: the TPM2 protocol, and WLED's usermod that plays such files)

use super::{
    Confidence, Decoded, Format, Info, Source, default_durations, odd_channels, whole_leds,
};
use crate::msg;
use crate::pattern::{Cancel, Frames, PatternError, PixelOrder, ReadOptions};

/// First byte of a record, and of a packet of TPM2.net.
const RECORD: u8 = 0xC9;
const PACKET: u8 = 0x9C;
/// Kinds of records: a frame, a command, and what devices answer.
const FRAME: u8 = 0xDA;
const OTHERS: [u8; 3] = [0xC0, 0xAC, 0xAA];
/// Last byte of both.
const END: u8 = 0x36;

/// See the module.
pub(super) struct Tpm2;

static INFO: Info = Info {
    name: "tpm2",
    read_as: "tpm2",
    title: msg!("format-tpm2"),
    extensions: &["tp2", "tpm2"],
    order: PixelOrder::Strip,
    writes: &[],
    writes_streams: false,
};

impl Format for Tpm2 {
    fn info(&self) -> &'static Info {
        &INFO
    }

    /// Two records, or one that is all there is: by chance one pixel file in some billions begins so.
    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let Cut::Whole(first, rest) = cut(bytes) else {
            return Confidence::No;
        };
        let follows = |byte: u8| bytes.first() == Some(&byte);
        let known = |kind: u8| kind == FRAME || OTHERS.contains(&kind);
        let more = match *rest {
            [] => !first.data.is_empty(),
            [byte] => follows(byte),
            [byte, kind, ..] => follows(byte) && known(kind),
        };
        Confidence::exact_if(more)
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        Recording::read(source.bytes, &options.cancel)?.decoded()
    }
}

/// A record, or a packet of TPM2.net.
struct Record<'a> {
    kind: u8,
    data: &'a [u8],
    /// How many make a frame: some programs number them from 0, some from 1.
    packets: u8,
}

/// What bytes begin with.
enum Cut<'a> {
    Whole(Record<'a>, &'a [u8]),
    /// A record that is cut off: its bytes with those that are missing.
    Short(u64),
    Nothing,
}

fn cut(bytes: &[u8]) -> Cut<'_> {
    let (&[start, kind, high, low], rest) = match bytes.split_first_chunk::<4>() {
        Some(split) => split,
        None if bytes.first() == Some(&RECORD) => return Cut::Short(5),
        None => return Cut::Nothing,
    };
    if ![RECORD, PACKET].contains(&start) || kind != FRAME && !OTHERS.contains(&kind) {
        return Cut::Nothing;
    }
    let len = usize::from(u16::from_be_bytes([high, low]));
    let (packets, rest) = match rest {
        [_, count, rest @ ..] if start == PACKET => (*count, rest),
        _ => (1, rest),
    };
    match rest.split_at_checked(len) {
        Some((data, [END, rest @ ..])) => Cut::Whole(
            Record {
                kind,
                data,
                packets,
            },
            rest,
        ),
        Some((_, [])) | None => Cut::Short((bytes.len() - rest.len() + len + 1) as u64),
        Some(_) => Cut::Nothing,
    }
}

/// What was read so far.
#[derive(Default)]
struct Recording {
    /// Bytes of all frames, one after the other.
    data: Vec<u8>,
    /// Bytes of each frame.
    channels: usize,
    frames: usize,
    /// Bytes and packets of the frame that is being put together.
    open: usize,
    packets: u8,
    commands: usize,
    /// Whether the last frame is not all there.
    is_cut: bool,
}

impl Recording {
    fn read(bytes: &[u8], cancel: &Cancel) -> Result<Self, PatternError> {
        let mut recording = Self::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            cancel.check()?;
            let at = (bytes.len() - rest.len()) as u64;
            match cut(rest) {
                Cut::Whole(record, after) => {
                    recording.add(&record, at)?;
                    rest = after;
                }
                Cut::Short(needs) if recording.frames == 0 => {
                    let needs = at + needs;
                    let has = bytes.len() as u64;
                    return Err(PatternError::Truncated { needs, has });
                }
                Cut::Short(_) => {
                    recording.is_cut = true;
                    break;
                }
                Cut::Nothing => {
                    let detail = msg!("pattern-tpm2-no-record");
                    return Err(PatternError::Corrupt { offset: at, detail });
                }
            }
        }
        if recording.open > 0 {
            recording.is_cut = true;
            let whole = recording.data.len() - recording.open;
            recording.data.truncate(whole);
        }
        Ok(recording)
    }

    fn add(&mut self, record: &Record<'_>, at: u64) -> Result<(), PatternError> {
        if record.kind != FRAME {
            self.commands += 1;
            return Ok(());
        }
        self.data.extend_from_slice(record.data);
        self.open += record.data.len();
        self.packets += 1;
        if record.packets > self.packets {
            return Ok(());
        }
        self.packets = 0;
        let size = std::mem::take(&mut self.open);
        if self.frames == 0 {
            self.channels = size;
        }
        if size != self.channels || size == 0 {
            let detail = msg!("pattern-tpm2-differs", has = size, first = self.channels);
            return Err(PatternError::Corrupt { offset: at, detail });
        }
        self.frames += 1;
        Frames::budget(self.channels.div_ceil(3) as u64, self.frames as u64)?;
        Ok(())
    }

    fn decoded(self) -> Result<Decoded, PatternError> {
        if self.frames == 0 {
            return Err(PatternError::Empty {
                what: msg!("pattern-tpm2-empty"),
            });
        }
        let leds = self.channels.div_ceil(3);
        let rgb = whole_leds(self.data, self.channels);
        let frames = Frames::new(leds, rgb, default_durations(self.frames))?;
        let mut decoded = Decoded::exact(frames, None, PixelOrder::Strip);
        decoded.warnings.extend(odd_channels(self.channels));
        if self.is_cut {
            decoded
                .warnings
                .push(msg!("pattern-tpm2-cut", frames = self.frames));
        }
        if self.commands > 0 {
            decoded
                .warnings
                .push(msg!("pattern-tpm2-commands", count = self.commands));
        }
        Ok(decoded)
    }
}

#[cfg(test)]
mod tests;
