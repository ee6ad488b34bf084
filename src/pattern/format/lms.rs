//! LED Matrix Studio projects (`.leds`): text blocks `{name ... }`, a frame in each `{anim...` block, rows from the top,
//! cells in hexadecimal. The files store no durations. (Layout verified on real files and their exports.)

mod project;

use super::{
    Confidence, Decoded, Format, Info, Sink, Source, grid, put, readable, text, text_limits,
    without_durations,
};
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    FrameDuration, Frames, Matrix, Pattern, PatternError, PixelOrder, ReadOptions,
};
use std::fmt::Write as _;

/// First bytes of every project.
const MAGIC: &[u8] = b"{header";
/// Largest side LED Matrix Studio or any LED matrix has; a bound for damaged files.
const MAX_SIDE: u16 = 1024;

/// See the module.
pub(super) struct Lms;

static INFO: Info = Info {
    name: "lms",
    read_as: "lms",
    title: msg!("format-lms"),
    extensions: &["leds"],
    order: PixelOrder::Grid,
    writes: &["leds"],
    writes_streams: false,
};

impl Format for Lms {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        let text = bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(bytes)
            .trim_ascii_start();
        let starts = text.starts_with(MAGIC) || text.starts_with(b"{anim");
        if starts {
            Confidence::Exact
        } else {
            Confidence::No
        }
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let text = text(source.bytes)?;
        project::Project::parse(
            text.strip_prefix('\u{feff}').unwrap_or(&text),
            &options.cancel,
        )?
        .decoded()
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        let matrix = grid::of(pattern, MAX_SIDE)?;
        let frames = pattern.frames.hold()?;
        text_limits((frames.rgb().len() / 3).saturating_mul(7))?; // before it is written
        put(&readable(write(&frames, matrix).into_bytes())?, to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        let durations = without_durations(pattern.frames.durations(), FrameDuration::DEFAULT);
        Ok(durations.into_iter().chain(grid::losses(pattern)).collect())
    }
}

/// A project with one layer and nothing but the frames; LED Matrix Studio fills in its own settings.
fn write(frames: &Frames, matrix: Matrix) -> String {
    let w = matrix.w();
    let h = matrix.h();
    let last = frames.len() - 1;
    let mut out = format!(
        "{{header\n-:()\nw:\nx:\nz:0\n?:0,{last}\n%:1\n}}\n[layer\nn:Bottom layer\nw:{w}\nh:{h}\nl:0\n]\n"
    );
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
    use crate::problem::Code;

    const HEAD: &str = "{header\n?:0,0\n%:1\n}\n[layer\nn:Bottom layer\nw:2\nh:1\nl:0\n]\n";

    fn decode(text: &str) -> Result<Decoded, PatternError> {
        let source = Source {
            path: std::path::Path::new("a.leds"),
            bytes: text.as_bytes(),
        };
        Lms.decode(source, &ReadOptions::default())
    }

    #[test]
    fn cells_are_blue_green_red_and_line_ends_do_not_matter() {
        let text = format!("{HEAD}{{anim4\nw:2\nh:1\nr:FF0001 00A000 \np:0\n}}\n");
        for text in [text.replace('\n', "\r\n"), text] {
            let read = decode(&text).unwrap();
            assert_eq!(read.frames.rgb(), [1, 0, 255, 0, 160, 0]);
            assert_eq!(
                (read.matrix, read.order, read.warnings.len()),
                (Matrix::new(2, 1), PixelOrder::Grid, 0)
            );
        }
    }

    #[test]
    fn a_short_row_is_an_error_with_its_line() {
        let error = decode(&format!("{HEAD}{{anim4\nw:2\nh:1\nr:FF0001\n}}\n")).unwrap_err();
        assert!(
            matches!(error, PatternError::CorruptLine { line: 14, .. }),
            "{error:?}"
        );
        for broken in [
            "{anim4\nw:2\nh:2\nr:0 0\n}\n",
            "{anim4\nw:2\nh:1\nr:0 x\n}\n",
            "{anim4\nw:2\nh:1\nr:0 0\n",
            "{anim4\nw:0\n}\n",
        ] {
            assert_eq!(
                decode(&format!("{HEAD}{broken}")).unwrap_err().code(),
                Code::PatternCorrupt,
                "{broken}"
            );
        }
    }

    #[test]
    fn every_kind_of_frames_has_its_colours() {
        let dark = [0; 3];
        let white = [255; 3];
        let red = [255, 0, 0];
        let green = [0, 255, 0];
        let blue = [0, 0, 255];
        let yellow = [255, 255, 0];
        let two = ("0 1 2 3", vec![dark, red, green, yellow]);
        for (kind, (cells, colours)) in [
            ("anim", ("0 1 000001 0", vec![dark, white, white, dark])),
            ("anim2", two.clone()),
            ("anim3", two),
            ("anim5", ("1 2 4 6", vec![blue, green, red, yellow])),
            (
                "anim5",
                ("0 3 5 7", vec![dark, [0, 255, 255], [255, 0, 255], white]),
            ),
        ] {
            // as old versions write: no layer, no count of frames
            let read = decode(&format!(
                "{{header\na: 0\nx: \n}}\n{{{kind}\nw:4\nh:1\nr:{cells} \n}}\n"
            ))
            .unwrap();
            assert_eq!(read.frames.rgb(), colours.concat(), "{kind} {cells}");
            assert_eq!(read.warnings.len(), 1, "{:?}", read.warnings);
        }
        for (kind, cell) in [
            ("anim2", "4"),
            ("anim3", "FF"),
            ("anim5", "8"),
            ("anim6", "1"),
            ("animation", "1"),
        ] {
            let error = decode(&format!("{HEAD}{{{kind}\nw:2\nh:1\nr:0 {cell}\n}}\n")).unwrap_err();
            assert_eq!(error.code(), Code::PatternCorrupt, "{kind} {cell}");
        }
        let mixed = format!("{HEAD}{{anim4\nw:2\nh:1\nr:0 0\n}}\n{{anim\nw:2\nh:1\nr:0 0\n}}\n");
        assert!(matches!(
            decode(&mixed).unwrap_err(),
            PatternError::CorruptLine { line: 16, .. }
        ));
        assert_eq!(decode(HEAD).unwrap_err().code(), Code::PatternEmpty);
    }

    #[test]
    fn ignored_pixels_stay_dark_and_that_is_said() {
        let frame = "{anim4\nw:2\nh:2\nr:1 2 \nr:3 4 \np:0\n}\n";
        let dead = |rows: &str| format!("{HEAD}{frame}{{deadpixel\n{rows}}}\n");
        let read = decode(&dead("p:0 1 \np:1 0 \n")).unwrap();
        assert_eq!(read.frames.rgb(), [1, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0]);
        assert!(
            read.warnings[0].to_string().starts_with("2 pixels"),
            "{:?}",
            read.warnings
        );
        let none = decode(&dead("p:0 0 \np:0 0 0 1 \np:1 1 \n")).unwrap();
        assert_eq!(
            (none.frames.pixel(0, 3), none.warnings.len()),
            (Some([4, 0, 0]), 0)
        );
    }

    #[test]
    fn of_several_layers_the_first_is_read_and_said() {
        let layer = "[layer\nn:x\nw:2\nh:1\nl:0\n]\n";
        let frame = |c: &str| format!("{{anim4\nw:2\nh:1\nr:{c} {c} \np:0\n}}\n");
        let read = decode(&format!("{HEAD}{}{layer}{}", frame("1"), frame("2"))).unwrap();
        assert_eq!(
            (read.frames.rgb(), read.warnings.len()),
            (&[1, 0, 0, 1, 0, 0][..], 1)
        );
    }

    #[test]
    fn frames_of_a_second_layer_are_never_taken_for_more_frames() {
        let layer = |name: &str| format!("[layer\nn:{name}\nw:1\nh:1\nl:0\n]\n");
        let frame = |c: &str| format!("{{anim4\nw:1\nh:1\nr:{c} \np:0\n}}\n");
        let a = layer("a");
        let b = layer("b");
        let one = frame("1");
        let two = frame("2");
        for header in [
            "",
            "{header\n%:2\n}\n",
            "{header\n?:x,y\n}\n",
            "{header\n?:0,9\n}\n",
        ] {
            let read = decode(&format!("{header}{a}{one}{one}{b}{two}{two}")).unwrap();
            assert_eq!(read.frames.rgb(), [1, 0, 0, 1, 0, 0], "{header}");
            assert!(
                read.warnings[0].to_string().contains("2 layers"),
                "{:?}",
                read.warnings
            );
        }
        let first = decode(&format!("{{header\n?:0,1\n}}\n{a}{b}{one}{one}{two}{two}")).unwrap();
        assert_eq!(first.frames.rgb(), [1, 0, 0, 1, 0, 0]);
        for header in ["", "{header\n?:0,3\n}\n"] {
            let error = decode(&format!("{header}{a}{b}{one}{one}{two}{two}")).unwrap_err();
            assert_eq!(error.code(), Code::PatternCorrupt, "{header}: {error}");
        }
    }

    #[test]
    fn a_byte_order_mark_does_not_hide_the_header() {
        let text = format!("\u{feff}{}", HEAD.replace("?:0,0", "?:0,6"))
            + "{anim4\nw:2\nh:1\nr:1 1 \np:0\n}\n";
        assert!(
            decode(&text).unwrap().warnings[0]
                .to_string()
                .contains("7 frames")
        );
    }

    #[test]
    fn a_wrong_frame_count_is_a_warning() {
        let text = format!("{HEAD}{0}{0}", "{anim4\nw:2\nh:1\nr:1 1 \np:0\n}\n");
        let read = decode(&text).unwrap();
        assert_eq!((read.frames.len(), read.warnings.len()), (2, 1));
    }
}
