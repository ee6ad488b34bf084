//! Animation tables (`.csv`) of the Christmas tree projects: a column `R_0`, `G_0`, `B_0` and so on for each LED, in any
//! order, a row for each frame. `FRAME_ID` orders the rows, `FRAME_TIME` is in milliseconds; older files have seconds.
//! (Layout: README of the animation format, <https://github.com/GSD6338/XmasTree>, folder 02_sequencing)

mod columns;

use super::{Confidence, Decoded, Format, Info, Source, text};
use crate::message::Message;
use crate::msg;
use crate::pattern::words::excerpt;
use crate::pattern::{Cancel, FrameDuration, Frames, PatternError, PixelOrder, ReadOptions};
use columns::{Column, Table};

/// See the module.
pub(super) struct Csv;

static INFO: Info = Info {
    name: "csv",
    read_as: "csv",
    title: msg!("format-csv"),
    extensions: &["csv"],
    order: PixelOrder::Strip,
    writes: &[],
    writes_streams: false,
};

impl Format for Csv {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Confidence::exact_if(columns::are_named(bytes))
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let text = text(source.bytes)?;
        let mut lines = lines(&text);
        let (number, head) = lines.next().ok_or_else(empty)?;
        let table = Table::parse(head).map_err(|detail| PatternError::CorruptLine {
            line: number,
            detail,
        })?;
        Frames::budget(table.leds as u64, lines.clone().count() as u64)?;
        let mut rows = Rows::default();
        for (line, row) in lines {
            options.cancel.check()?;
            rows.read(row, &table)
                .map_err(|detail| PatternError::CorruptLine { line, detail })?;
        }
        rows.decoded(table.leds, &options.cancel)
    }
}

fn empty() -> PatternError {
    PatternError::Empty {
        what: msg!("pattern-csv-empty"),
    }
}

/// The lines that are neither empty nor comments, numbered from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> + Clone {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    (1..)
        .zip(lines)
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// What was read so far.
#[derive(Default)]
struct Rows {
    rgb: Vec<u8>,
    /// The number of each frame and its time, where the file has them.
    frames: Vec<(f64, Option<f64>)>,
}

impl Rows {
    fn read(&mut self, row: &str, table: &Table) -> Result<(), Message> {
        let start = self.rgb.len();
        self.rgb.resize(start + table.leds * 3, 0);
        let pixels = self.rgb.get_mut(start..).unwrap_or_default();
        let mut cells = table.cells(row);
        let mut frame = (0.0, None);
        for (read, column) in table.columns.iter().enumerate() {
            let cell = cells.next().ok_or_else(|| table.wrong_width(read))?;
            match *column {
                Column::Ignored => {}
                Column::Number => frame.0 = table.number(cell)?,
                Column::Time => frame.1 = time(cell, table)?,
                Column::Channel(at) => {
                    if let Some(channel) = pixels.get_mut(at) {
                        *channel = value(cell, table)?;
                    }
                }
            }
        }
        // a comma at the end of a row is usual
        let more = cells.filter(|cell| !cell.is_empty()).count();
        if more > 0 {
            return Err(table.wrong_width(table.columns.len() + more));
        }
        self.frames.push(frame);
        Ok(())
    }

    fn decoded(self, leds: usize, cancel: &Cancel) -> Result<Decoded, PatternError> {
        let Self { mut rgb, frames } = self;
        let mut order: Vec<usize> = (0..frames.len()).collect();
        let number = |&at: &usize| frames.get(at).map_or(0.0, |frame| frame.0);
        if !order.is_sorted_by(|a, b| number(a) <= number(b)) {
            order.sort_by(|a, b| number(a).total_cmp(&number(b)));
            let mut sorted = Vec::with_capacity(rgb.len());
            for at in &order {
                cancel.check()?;
                let start = at * leds * 3;
                sorted.extend_from_slice(rgb.get(start..start + leds * 3).unwrap_or_default());
            }
            rgb = sorted;
        }
        let times = || frames.iter().filter_map(|frame| frame.1);
        let seconds = times().next().is_some() && times().all(|time| time < 1.0);
        let unit = if seconds { 1000.0 } else { 1.0 };
        let duration = |at: &usize| match frames.get(*at).and_then(|frame| frame.1) {
            Some(time) => FrameDuration::from_ms((time * unit).round() as u32),
            None => FrameDuration::DEFAULT,
        };
        let durations = order.iter().map(duration).collect::<Vec<_>>();
        if durations.is_empty() {
            return Err(empty());
        }
        let frames = Frames::new(leds, rgb, durations)?;
        let mut decoded = Decoded::exact(frames, None, PixelOrder::Strip);
        if seconds {
            decoded.warnings.push(msg!("pattern-csv-seconds"));
        }
        Ok(decoded)
    }
}

/// A colour: 0 to 255, perhaps with a fraction.
fn value(cell: &str, table: &Table) -> Result<u8, Message> {
    if let Ok(value) = cell.parse() {
        return Ok(value);
    }
    match table.number(cell) {
        Ok(value) if (0.0..=255.0).contains(&value) => Ok(value.round() as u8),
        _ => Err(msg!("pattern-csv-value", text = excerpt(cell))),
    }
}

/// How long a frame shows. Nothing and 0 mean as fast as the player can, which is no time to show it for.
fn time(cell: &str, table: &Table) -> Result<Option<f64>, Message> {
    if cell.is_empty() {
        return Ok(None);
    }
    match table.number(cell) {
        Ok(time) if (0.0..=f64::from(u32::MAX)).contains(&time) => {
            Ok(Some(time).filter(|&time| time > 0.0))
        }
        _ => Err(msg!("pattern-csv-time", text = excerpt(cell))),
    }
}

#[cfg(test)]
mod tests;
