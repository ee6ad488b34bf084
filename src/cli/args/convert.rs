//! The arguments of `convert`.

use super::{FitOptions, LayoutOptions, SourceOptions};
use crate::pattern::{MapFormat, format};
use clap::Args;
use clap::error::ErrorKind;
use std::path::{Path, PathBuf};

/// `convert`
#[derive(Debug, Args)]
pub struct Convert {
    /// Pattern file. To convert a map of LEDs, leave it out: convert --map IN OUT --to ledmap.
    pub file: PathBuf,
    /// New file, or - for standard output.
    pub out: Option<PathBuf>,
    /// Format of the new file (default: from its extension). An unknown name lists all formats. With --map and without a
    /// pattern: ledmap (WLED), pixelblaze or points-csv.
    #[arg(long, value_name = "FORMAT", value_parser = writable)]
    pub to: Option<&'static str>,
    /// Replace the file if it exists.
    #[arg(long)]
    pub force: bool,
    /// Layout of the target (default: the pattern's).
    #[command(flatten)]
    pub layout: LayoutOptions,
    /// Options for reading the file.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How to fit it.
    #[command(flatten)]
    pub fit: FitOptions,
}

impl Convert {
    /// The new file.
    pub(in crate::cli) fn out(&self) -> &Path {
        self.out.as_deref().unwrap_or(&self.file)
    }

    /// The map to convert, and its new format, where no pattern is converted.
    pub(in crate::cli) fn map(&self) -> Option<(&Path, MapFormat)> {
        let format = MapFormat::ALL
            .into_iter()
            .find(|f| Some(f.name()) == self.to)?;
        Some((self.layout.map.as_deref()?, format))
    }

    /// Says what is missing, or too much.
    pub(super) fn wrong_usage(&self) -> Option<(ErrorKind, &'static str)> {
        const MAP: &str =
            "to convert a map, use: convert --map IN OUT --to ledmap (or pixelblaze, points-csv)";
        let is_map = MapFormat::ALL
            .into_iter()
            .any(|f| Some(f.name()) == self.to);
        match (&self.out, is_map, &self.layout.map) {
            (Some(_), true, _) => Some((ErrorKind::ArgumentConflict, MAP)),
            (None, true, None) | (None, false, Some(_)) => {
                Some((ErrorKind::MissingRequiredArgument, MAP))
            }
            (None, false, None) => Some((
                ErrorKind::MissingRequiredArgument,
                "convert needs a pattern FILE and the new file OUT",
            )),
            (Some(_), false, _) | (None, true, Some(_)) => None,
        }
    }
}

/// Parses the name of a format that can be written.
fn writable(text: &str) -> Result<&'static str, String> {
    let written = || {
        format::FORMATS
            .iter()
            .chain(format::ALSO)
            .filter(|f| !f.info().writes.is_empty())
            .map(|f| f.info().name)
            .chain(MapFormat::ALL.map(MapFormat::name))
    };
    written()
        .find(|name| name.eq_ignore_ascii_case(text))
        .ok_or_else(|| {
            let all = written().collect::<Vec<_>>().join(", ");
            format!("not a format that can be written: choose one of {all}")
        })
}
