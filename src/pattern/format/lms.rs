//! LED Matrix Studio projects (`.leds`): text blocks `{name ... }`, a frame in each `{anim...` block, rows from the top,
//! cells of RGB frames written BBGGRR. The files store no durations. (Layout verified on real files and their exports.)

use super::{Confidence, Decoded, Format, Source, default_durations, grid, without_durations};
use crate::pattern::{FrameDuration, Frames, Matrix, Pattern, PatternError, PixelOrder, ReadOptions};
use std::fmt::Write as _;

/// First bytes of every project.
const MAGIC: &[u8] = b"{header";
/// First bytes of another program's text files under the same extension.
const OTHER_DIALECT: &[u8] = b"{LED Matrix Pattern";
/// Largest side LED Matrix Studio or any LED matrix has; a bound for damaged files.
const MAX_SIDE: u16 = 1024;

/// See the module.
pub(super) struct Lms;

impl Format for Lms {
    fn name(&self) -> &'static str {
        "lms"
    }

    fn title(&self) -> &'static str {
        "LED Matrix Studio"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["leds"]
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let starts = text.starts_with(MAGIC) || text.starts_with(b"{anim") || text.starts_with(OTHER_DIALECT);
        if starts { Confidence::Exact } else { Confidence::No }
    }

    fn decode(&self, source: Source<'_>, _options: &ReadOptions) -> Result<Decoded, PatternError> {
        // Comments may be Latin-1; everything that we read is ASCII.
        let text = String::from_utf8_lossy(source.bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if text.trim_start().as_bytes().starts_with(OTHER_DIALECT) {
            let what = "this is ESP01 matrix text, not a LED Matrix Studio project; it cannot be read yet".into();
            return Err(PatternError::UnknownFormat { what });
        }
        Project::parse(text)?.decoded()
    }

    fn order(&self) -> PixelOrder {
        PixelOrder::Grid
    }

    fn writes(&self) -> &'static [&'static str] {
        &["leds"]
    }

    fn encode(&self, pattern: &Pattern) -> Option<Result<Vec<u8>, PatternError>> {
        Some(grid::of(pattern, MAX_SIDE).map(|matrix| write(&pattern.frames, matrix).into_bytes()))
    }

    fn losses(&self, pattern: &Pattern) -> Vec<String> {
        let durations = without_durations(pattern, FrameDuration::DEFAULT);
        durations.into_iter().chain(grid::losses(pattern)).collect()
    }
}

/// What a project says, as far as it was read.
#[derive(Default)]
struct Project {
    matrix: Option<Matrix>,
    rgb: Vec<u8>,
    frames: usize,
    layers: usize,
    /// How many layers had opened before the first frame, and the line of that frame.
    first: Option<(usize, usize)>,
    declared: Option<usize>,
}

/// The block that the parser is in.
enum Block {
    Outside,
    /// One whose lines do not matter here.
    Other,
    Header,
    Frame(FrameBlock),
}

/// A frame as its lines come.
struct FrameBlock {
    opened: usize,
    w: Option<u16>,
    h: Option<u16>,
    rows: usize,
    keep: bool,
}

impl Project {
    fn parse(text: &str) -> Result<Self, PatternError> {
        let mut project = Self::default();
        let mut block = Block::Outside;
        let mut last = 0;
        for (number, line) in text.lines().enumerate().map(|(i, line)| (i + 1, line.trim())) {
            last = number;
            block = match (block, line) {
                (Block::Frame(frame), "}" | "]") => project.close(&frame, number)?,
                (_, "}" | "]") => Block::Outside,
                (Block::Frame(_), _) if line.starts_with(['{', '[']) => {
                    return Err(corrupt(number, "a block opens inside a frame that was not closed"));
                }
                (_, "{header") => Block::Header,
                (_, _) if line.starts_with("{anim") => project.open_frame(line, number)?,
                (_, _) if line.starts_with("[layer") => {
                    project.layers += 1;
                    Block::Other
                }
                (_, _) if line.starts_with(['{', '[']) => Block::Other,
                (Block::Frame(mut frame), _) => {
                    project.frame_line(&mut frame, line, number)?;
                    Block::Frame(frame)
                }
                (Block::Header, _) => {
                    project.header_line(line);
                    Block::Header
                }
                (same, _) => same,
            };
        }
        match block {
            Block::Frame(frame) => {
                Err(corrupt(last, &format!("the frame that opens in line {} does not end", frame.opened)))
            }
            _ => Ok(project),
        }
    }

    /// `?:first,last` counts the frames.
    fn header_line(&mut self, line: &str) {
        if let Some((first, last)) = line.strip_prefix("?:").and_then(|range| range.split_once(','))
            && let (Ok(first), Ok(last)) = (first.trim().parse::<usize>(), last.trim().parse::<usize>())
        {
            self.declared = last.checked_sub(first).and_then(|n| n.checked_add(1));
        }
    }

    fn open_frame(&mut self, line: &str, number: usize) -> Result<Block, PatternError> {
        let kind = match line {
            "{anim4" => {
                // Each layer is followed by its frames: those behind a further layer are that layer's. Where all layers
                // come first, the frames of the first one do too, and the header tells how many these are.
                let (layers, _) = *self.first.get_or_insert((self.layers, number));
                let keep = self.layers == layers && (layers <= 1 || self.declared.is_some_and(|n| self.frames < n));
                return Ok(Block::Frame(FrameBlock { opened: number, w: None, h: None, rows: 0, keep }));
            }
            "{anim" => "single-colour",
            "{anim2" | "{anim3" => "two-colour",
            "{anim5" => "3-bit colour",
            _ => return Err(corrupt(number, "unknown kind of frame")),
        };
        Err(PatternError::UnknownFormat {
            what: format!(
                "this LED Matrix Studio project holds {kind} frames (line {number}); only RGB projects can be read"
            ),
        })
    }

    fn frame_line(&mut self, frame: &mut FrameBlock, line: &str, number: usize) -> Result<(), PatternError> {
        let side = |text: &str| match text.trim().parse::<u16>() {
            Ok(n) if (1..=MAX_SIDE).contains(&n) => Ok(Some(n)),
            _ => Err(corrupt(number, &format!("'{text}' is no side of a matrix (1 to {MAX_SIDE})"))),
        };
        match line.split_once(':') {
            Some(("w", text)) => frame.w = side(text)?,
            Some(("h", text)) => frame.h = side(text)?,
            Some(("r", text)) => self.row(frame, text, number)?,
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self, frame: &mut FrameBlock, text: &str, number: usize) -> Result<(), PatternError> {
        let (Some(w), Some(h)) = (frame.w, frame.h) else {
            return Err(corrupt(number, "a row before the width and height of its frame"));
        };
        let matrix = Matrix::new(w, h).ok_or_else(|| corrupt(number, "a frame without cells"))?;
        match self.matrix {
            Some(first) if first != matrix => {
                return Err(corrupt(number, &format!("this frame is {matrix}, those before are {first}")));
            }
            _ => self.matrix = Some(matrix),
        }
        frame.rows += 1;
        let cells = text.split_ascii_whitespace().count();
        if cells != matrix.w() {
            return Err(corrupt(number, &format!("the row has {cells} cells, the frame is {} wide", matrix.w())));
        }
        if !frame.keep {
            return Ok(());
        }
        Frames::budget(matrix.leds() as u64, self.frames as u64 + 1)?;
        for cell in text.split_ascii_whitespace() {
            let bgr = (cell.len() <= 6).then(|| u32::from_str_radix(cell, 16).ok()).flatten();
            let [_, b, g, r] = bgr.ok_or_else(|| corrupt(number, &format!("'{cell}' is no colour")))?.to_be_bytes();
            self.rgb.extend_from_slice(&[r, g, b]);
        }
        Ok(())
    }

    fn close(&mut self, frame: &FrameBlock, number: usize) -> Result<Block, PatternError> {
        let rows = frame.h.map_or(0, usize::from);
        if rows == 0 || frame.rows != rows {
            return Err(corrupt(number, &format!("the frame has {} rows of {rows}", frame.rows)));
        }
        // Frames of hidden layers are counted, though not kept, for the warning.
        self.frames += 1;
        Ok(Block::Outside)
    }

    fn decoded(self) -> Result<Decoded, PatternError> {
        let none = || PatternError::Empty { what: "the LED Matrix Studio project has no frames".into() };
        let matrix = self.matrix.ok_or_else(none)?;
        let kept = self.rgb.len() / (matrix.leds() * 3);
        let mut warnings = Vec::new();
        if let Some((layers @ 2.., line)) = self.first
            && self.declared.and_then(|n| n.checked_mul(layers)) != Some(self.frames)
        {
            let detail = format!("{} frames follow {layers} layers, and nothing says whose they are", self.frames);
            return Err(corrupt(line, &detail));
        }
        if self.layers > 1 {
            warnings.push(format!("the project has {} layers; only the first one was read", self.layers));
        }
        match self.declared {
            Some(declared) if declared != kept => {
                warnings.push(format!("the project says that it has {declared} frames, but {kept} are there"));
            }
            _ => {}
        }
        let frames = Frames::new(matrix.leds(), self.rgb, default_durations(kept))?;
        Ok(Decoded { warnings, ..Decoded::exact(frames, Some(matrix), PixelOrder::Grid) })
    }
}

fn corrupt(line: usize, detail: &str) -> PatternError {
    PatternError::CorruptLine { line, detail: detail.into() }
}

/// A project with one layer and nothing but the frames; LED Matrix Studio fills in its own settings.
fn write(frames: &Frames, matrix: Matrix) -> String {
    let (w, h) = (matrix.w(), matrix.h());
    let last = frames.len() - 1;
    let mut out =
        format!("{{header\n-:()\nw:\nx:\nz:0\n?:0,{last}\n%:1\n}}\n[layer\nn:Bottom layer\nw:{w}\nh:{h}\nl:0\n]\n");
    for (rgb, _) in frames.iter() {
        let _ = writeln!(out, "{{anim4\nw:{w}\nh:{h}");
        for row in rgb.chunks_exact(w * 3) {
            out.push_str("r:");
            for cell in row.chunks_exact(3) {
                if let &[r, g, b] = cell {
                    let _ = write!(out, "{b:02X}{g:02X}{r:02X} ");
                }
            }
            out.push('\n');
        }
        out.push_str("p:0\n}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "{header\n?:0,0\n%:1\n}\n[layer\nn:Bottom layer\nw:2\nh:1\nl:0\n]\n";

    fn decode(text: &str) -> Result<Decoded, PatternError> {
        let source = Source { path: std::path::Path::new("a.leds"), bytes: text.as_bytes() };
        Lms.decode(source, &ReadOptions::default())
    }

    #[test]
    fn cells_are_blue_green_red_and_line_ends_do_not_matter() {
        let text = format!("{HEAD}{{anim4\nw:2\nh:1\nr:FF0001 00A000 \np:0\n}}\n");
        for text in [text.replace('\n', "\r\n"), text] {
            let read = decode(&text).unwrap();
            assert_eq!(read.frames.rgb(), [1, 0, 255, 0, 160, 0]);
            assert_eq!((read.matrix, read.order, read.warnings.len()), (Matrix::new(2, 1), PixelOrder::Grid, 0));
        }
    }

    #[test]
    fn a_short_row_is_an_error_with_its_line() {
        let error = decode(&format!("{HEAD}{{anim4\nw:2\nh:1\nr:FF0001\n}}\n")).unwrap_err();
        assert!(matches!(error, PatternError::CorruptLine { line: 14, .. }), "{error:?}");
        for broken in [
            "{anim4\nw:2\nh:2\nr:0 0\n}\n",
            "{anim4\nw:2\nh:1\nr:0 x\n}\n",
            "{anim4\nw:2\nh:1\nr:0 0\n",
            "{anim4\nw:0\n}\n",
        ] {
            assert_eq!(decode(&format!("{HEAD}{broken}")).unwrap_err().code(), "pattern.corrupt", "{broken}");
        }
    }

    #[test]
    fn other_kinds_of_frames_are_refused_by_name() {
        for kind in ["anim", "anim2", "anim3", "anim5"] {
            let error = decode(&format!("{HEAD}{{{kind}\nw:2\nh:1\nr:0 0\n}}\n")).unwrap_err();
            assert_eq!((error.code(), error.to_string().contains("RGB projects")), ("pattern.unknown_format", true));
        }
        assert_eq!(decode("{LED Matrix Pattern - Heart\n}\n").unwrap_err().code(), "pattern.unknown_format");
        assert_eq!(decode(HEAD).unwrap_err().code(), "pattern.empty");
    }

    #[test]
    fn of_several_layers_the_first_is_read_and_said() {
        let layer = "[layer\nn:x\nw:2\nh:1\nl:0\n]\n";
        let frame = |c: &str| format!("{{anim4\nw:2\nh:1\nr:{c} {c} \np:0\n}}\n");
        let read = decode(&format!("{HEAD}{}{layer}{}", frame("1"), frame("2"))).unwrap();
        assert_eq!((read.frames.rgb(), read.warnings.len()), (&[1, 0, 0, 1, 0, 0][..], 1));
    }

    #[test]
    fn frames_of_a_second_layer_are_never_taken_for_more_frames() {
        let layer = |name: &str| format!("[layer\nn:{name}\nw:1\nh:1\nl:0\n]\n");
        let frame = |c: &str| format!("{{anim4\nw:1\nh:1\nr:{c} \np:0\n}}\n");
        let (a, b, one, two) = (layer("a"), layer("b"), frame("1"), frame("2"));
        for header in ["", "{header\n%:2\n}\n", "{header\n?:x,y\n}\n", "{header\n?:0,9\n}\n"] {
            let read = decode(&format!("{header}{a}{one}{one}{b}{two}{two}")).unwrap();
            assert_eq!(read.frames.rgb(), [1, 0, 0, 1, 0, 0], "{header}");
            assert!(read.warnings[0].contains("2 layers"), "{:?}", read.warnings);
        }
        let first = decode(&format!("{{header\n?:0,1\n}}\n{a}{b}{one}{one}{two}{two}")).unwrap();
        assert_eq!(first.frames.rgb(), [1, 0, 0, 1, 0, 0]);
        for header in ["", "{header\n?:0,3\n}\n"] {
            let error = decode(&format!("{header}{a}{b}{one}{one}{two}{two}")).unwrap_err();
            assert_eq!(error.code(), "pattern.corrupt", "{header}: {error}");
        }
    }

    #[test]
    fn a_byte_order_mark_hides_neither_the_header_nor_the_other_dialect() {
        let text = format!("\u{feff}{}", HEAD.replace("?:0,0", "?:0,6")) + "{anim4\nw:2\nh:1\nr:1 1 \np:0\n}\n";
        assert!(decode(&text).unwrap().warnings[0].contains("7 frames"));
        assert_eq!(decode("\u{feff}{LED Matrix Pattern - Heart\n}\n").unwrap_err().code(), "pattern.unknown_format");
    }

    #[test]
    fn a_wrong_frame_count_is_a_warning() {
        let text = format!("{HEAD}{0}{0}", "{anim4\nw:2\nh:1\nr:1 1 \np:0\n}\n");
        let read = decode(&text).unwrap();
        assert_eq!((read.frames.len(), read.warnings.len()), (2, 1));
    }
}
