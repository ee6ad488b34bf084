//! What is in the file, without unpacking a pixel: header, layers, palettes and where the pictures of each frame are.

use super::super::share;
use super::palette;
use crate::message::Message;
use crate::msg;
use crate::pattern::{Cancel, FrameDuration, Matrix, PatternError};

/// Bytes in front of the frames, and in front of the chunks of a frame.
const HEADER: usize = 128;
const FRAME: usize = 16;
/// Bytes in front of the data of a chunk.
const CHUNK: usize = 6;
/// Marks of the file and of each frame.
const MAGIC: u16 = 0xA5E0;
const FRAME_MAGIC: u16 = 0xF1FA;
/// Kinds of chunks.
const LAYER: u16 = 0x2004;
const CEL: u16 = 0x2005;
/// Flags of the file: layers and groups have an opacity.
const LAYER_OPACITY: u32 = 1;
const GROUP_OPACITY: u32 = 2;
/// Flags of layers.
const VISIBLE: u16 = 1;
const BACKGROUND: u16 = 8;
const REFERENCE: u16 = 64;
/// What files say whose frames and whose header give no duration.
const DEFAULT_MS: u32 = 100;

/// How pixels are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    Rgba,
    Grey,
    Indexed,
}

impl Depth {
    fn of(bits: u16) -> Option<Self> {
        match bits {
            32 => Some(Self::Rgba),
            16 => Some(Self::Grey),
            8 => Some(Self::Indexed),
            _ => None,
        }
    }

    /// Bytes of a pixel.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Rgba => 4,
            Self::Grey => 2,
            Self::Indexed => 1,
        }
    }
}

/// A whole project.
pub(super) struct Sprite<'a> {
    pub(super) matrix: Matrix,
    pub(super) depth: Depth,
    /// The index that is transparent on all layers but the background.
    pub(super) transparent: Option<u8>,
    pub(super) layers: Vec<Layer>,
    pub(super) frames: Vec<Frame<'a>>,
    /// Whether a palette is there in the newer form: then those in the older one count for nothing.
    pub(super) has_new_palette: bool,
}

/// What counts of a layer.
pub(super) struct Layer {
    /// With all groups that it is in.
    pub(super) is_visible: bool,
    pub(super) is_background: bool,
    /// Whether it is mixed otherwise than by laying it over.
    pub(super) is_blended: bool,
    pub(super) opacity: u8,
    level: u16,
}

pub(super) struct Frame<'a> {
    pub(super) duration: FrameDuration,
    /// Kind and data of each change of the palette.
    pub(super) palettes: Vec<(u16, &'a [u8])>,
    pub(super) cels: Vec<Cel<'a>>,
}

/// The picture of a layer in a frame.
pub(super) struct Cel<'a> {
    pub(super) layer: usize,
    pub(super) x: i16,
    pub(super) y: i16,
    pub(super) w: u16,
    pub(super) h: u16,
    pub(super) opacity: u8,
    /// How many layers higher it is drawn.
    rise: i16,
    pub(super) image: Image<'a>,
    /// Where it stands in the file.
    pub(super) at: u64,
}

pub(super) enum Image<'a> {
    Plain(&'a [u8]),
    Packed(&'a [u8]),
    /// That of the same layer in another frame.
    Link(usize),
    Tiles,
    Unknown,
}

/// Reads numbers, low byte first, one after the other.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take().map(u8::from_le_bytes)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn i16(&mut self) -> Option<i16> {
        self.take().map(i16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }
}

/// Whether bytes begin as a project does, with its first frame.
pub(super) fn begins(bytes: &[u8]) -> bool {
    let word = |at: usize| Reader(bytes.get(at..).unwrap_or_default()).u16();
    word(4) == Some(MAGIC)
        && word(12).and_then(Depth::of).is_some()
        && word(HEADER + 4) == Some(FRAME_MAGIC)
}

fn corrupt(at: usize, detail: Message) -> PatternError {
    let offset = at as u64;
    PatternError::Corrupt { offset, detail }
}

/// What the header says.
struct Header {
    matrix: Matrix,
    depth: Depth,
    frames: usize,
    flags: u32,
    speed: u16,
    transparent: u8,
}

impl Header {
    fn parse(bytes: &[u8]) -> Result<Self, PatternError> {
        let has = bytes.len() as u64;
        let needs = HEADER as u64;
        let head = bytes.get(..HEADER).unwrap_or_default();
        let read = |at: usize| Reader(head.get(at..).unwrap_or_default());
        let word = |at: usize| read(at).u16().ok_or(PatternError::Truncated { needs, has });
        if word(4)? != MAGIC {
            return Err(PatternError::UnknownFormat {
                what: msg!("pattern-aseprite-none"),
            });
        }
        let matrix = Matrix::new(word(8)?, word(10)?).ok_or_else(|| PatternError::Empty {
            what: msg!("pattern-picture-empty"),
        })?;
        let depth = Depth::of(word(12)?);
        Ok(Self {
            matrix,
            depth: depth.ok_or_else(|| corrupt(12, msg!("pattern-aseprite-depth")))?,
            frames: word(6)?.into(),
            flags: read(14).u32().unwrap_or(0),
            speed: word(18)?,
            transparent: read(28).u8().unwrap_or(0),
        })
    }
}

impl<'a> Sprite<'a> {
    pub(super) fn parse(bytes: &'a [u8], cancel: &Cancel) -> Result<Self, PatternError> {
        let header = Header::parse(bytes)?;
        let mut sprite = Self {
            matrix: header.matrix,
            depth: header.depth,
            transparent: (header.depth == Depth::Indexed).then_some(header.transparent),
            layers: Vec::new(),
            frames: Vec::new(),
            has_new_palette: false,
        };
        let mut at = HEADER;
        for _ in 0..header.frames {
            cancel.check()?;
            at = sprite.frame(bytes, at, &header)?;
        }
        if sprite.frames.is_empty() {
            return Err(PatternError::Empty {
                what: msg!("pattern-aseprite-empty"),
            });
        }
        Ok(sprite)
    }

    /// Reads the frame that begins at `at`; returns where it ends.
    fn frame(
        &mut self,
        bytes: &'a [u8],
        at: usize,
        header: &Header,
    ) -> Result<usize, PatternError> {
        let rest = bytes.get(at..).unwrap_or_default();
        let mut reader = Reader(rest);
        let size = reader.u32().unwrap_or(0) as usize;
        let has = bytes.len() as u64;
        let needs = at as u64 + size.max(FRAME) as u64;
        if needs > has {
            return Err(PatternError::Truncated { needs, has });
        }
        if reader.u16() != Some(FRAME_MAGIC) || size < FRAME {
            return Err(corrupt(at, msg!("pattern-aseprite-frame")));
        }
        let old = reader.u16().unwrap_or(0);
        let ms = reader.u16().filter(|&ms| ms > 0).unwrap_or(header.speed);
        let ms = if ms > 0 { ms.into() } else { DEFAULT_MS };
        let _ = reader.skip(2);
        // the newer count is 0 in older files
        let count = match reader.u32() {
            Some(count) if count > 0 => count,
            _ => old.into(),
        };
        self.frames.push(Frame {
            duration: FrameDuration::from_ms(ms),
            palettes: Vec::new(),
            cels: Vec::new(),
        });
        let mut chunk = at + FRAME;
        for _ in 0..count {
            let data = bytes.get(chunk..at + size).unwrap_or_default();
            let mut reader = Reader(data);
            let len = reader.u32().unwrap_or(0) as usize;
            let kind = reader.u16();
            let (Some(kind), Some(data)) = (kind, data.get(CHUNK..len)) else {
                return Err(corrupt(chunk, msg!("pattern-aseprite-chunk")));
            };
            self.chunk(kind, data, header.flags, chunk)
                .ok_or_else(|| corrupt(chunk, msg!("pattern-aseprite-chunk")))?;
            chunk += len;
        }
        Ok(at + size)
    }

    fn chunk(&mut self, kind: u16, data: &'a [u8], flags: u32, at: usize) -> Option<()> {
        match kind {
            LAYER => {
                let layer = self.layer(Reader(data), flags)?;
                self.layers.push(layer);
            }
            CEL => {
                let cel = Cel::parse(Reader(data), at)?;
                self.frames.last_mut()?.cels.push(cel);
            }
            kind if palette::is_one(kind) => {
                self.has_new_palette |= kind == palette::NEW;
                self.frames.last_mut()?.palettes.push((kind, data));
            }
            _ => {}
        }
        Some(())
    }

    fn layer(&self, mut data: Reader<'_>, file: u32) -> Option<Layer> {
        let flags = data.u16()?;
        let kind = data.u16()?;
        let level = data.u16()?;
        data.skip(4)?;
        let blend = data.u16()?;
        let opacity = data.u8()?;
        let is_group = kind == 1;
        let counts = if is_group {
            file & GROUP_OPACITY != 0
        } else {
            file & LAYER_OPACITY != 0
        };
        let own = if counts { opacity } else { u8::MAX };
        // the group that it is in is the last one of a lower level
        let group = self.layers.iter().rev().find(|layer| layer.level < level);
        let is_blended = blend != 0 && (!is_group || counts);
        Some(Layer {
            is_visible: flags & VISIBLE != 0
                && flags & REFERENCE == 0
                && group.is_none_or(|group| group.is_visible),
            is_background: flags & BACKGROUND != 0,
            is_blended: is_blended || group.is_some_and(|group| group.is_blended),
            opacity: share(own, group.map_or(u8::MAX, |group| group.opacity)),
            level,
        })
    }

    /// The pictures of a frame, from the lowest to the highest.
    pub(super) fn cels(&self, frame: usize) -> Vec<&Cel<'a>> {
        let cels = self.frames.get(frame).map(|frame| &frame.cels);
        let mut cels: Vec<_> = cels.into_iter().flatten().collect();
        cels.sort_by_key(|cel| (cel.layer as i64 + i64::from(cel.rise), cel.rise));
        cels
    }
}

impl<'a> Cel<'a> {
    fn parse(mut data: Reader<'a>, at: usize) -> Option<Self> {
        let layer = data.u16()?.into();
        let x = data.i16()?;
        let y = data.i16()?;
        let opacity = data.u8()?;
        let kind = data.u16()?;
        let rise = data.i16()?;
        data.skip(5)?;
        let (mut w, mut h) = (0, 0);
        let image = match kind {
            0 | 2 => {
                (w, h) = (data.u16()?, data.u16()?);
                match kind {
                    0 => Image::Plain(data.0),
                    _ => Image::Packed(data.0),
                }
            }
            1 => Image::Link(data.u16()?.into()),
            3 => Image::Tiles,
            _ => Image::Unknown,
        };
        let at = at as u64;
        Some(Self {
            layer,
            x,
            y,
            w,
            h,
            opacity,
            rise,
            image,
            at,
        })
    }
}
