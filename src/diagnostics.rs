//! The diagnostics bundle: one zip file with what helps others to find a fault, readable without the app. It holds no secret,
//! and personal data only as far as [`Place::Bundle`] allows; the user sees each file before it is saved.

mod documents;
mod logs;
mod zip_file;

use crate::computer::Check;
use crate::engine::settings::Settings;
use crate::logs::redact::{Place, Redactor};
use crate::message::Message;
use crate::monitor::utc;
use crate::msg;
use crate::problem::Problem;
use crate::store::Store;
use std::path::{Path, PathBuf};

/// What a bundle is made from.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The folder of settings, store and logs; `None` if this account has none.
    pub home: Option<PathBuf>,
    /// The settings of this run.
    pub settings: Settings,
    /// The checks of this computer.
    pub checks: Vec<Check>,
}

/// A bundle that is not saved yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub files: Vec<BundleFile>,
    /// When it was made, in seconds since 1970.
    pub at: i64,
}

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq)]
pub struct BundleFile {
    /// Its name in the zip file, with its folder.
    pub name: String,
    /// What it holds.
    pub about: Message,
    text: String,
    /// Where its lines begin, in bytes.
    lines: Vec<usize>,
}

impl BundleFile {
    fn new(name: impl Into<String>, about: Message, text: String) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let begin = (!text.is_empty()).then_some(0);
        let lines = begin
            .into_iter()
            .chain(ends.filter(|at| *at < text.len()))
            .collect();
        Self {
            name: name.into(),
            about,
            text,
            lines,
        }
    }

    /// Its whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of its lines.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// One of its lines, counted from 0, without its end.
    #[must_use]
    pub fn line(&self, index: usize) -> &str {
        let Some(begin) = self.lines.get(index) else {
            return "";
        };
        let end = self.lines.get(index + 1).copied();
        let line = self.text.get(*begin..end.unwrap_or(self.text.len()));
        line.unwrap_or_default().trim_end_matches(['\n', '\r'])
    }
}

impl Bundle {
    /// Collects a bundle. What cannot be read is named in it; it is no reason to have none. Blocks.
    #[must_use]
    pub fn collect(sources: &Sources) -> Self {
        let at = jiff::Timestamp::now().as_second();
        let mut redactor = Redactor::new(Place::Bundle);
        let mut files = vec![
            documents::doctor(&sources.checks, &mut redactor),
            documents::versions(&mut redactor),
            documents::settings(&sources.settings, &mut redactor),
        ];
        // names of files are numbered in the order of the history, and the log then has the same numbers
        files.extend(documents::of_store(
            open_store(sources.home.as_deref(), &sources.settings),
            &mut redactor,
        ));
        let folder = sources
            .home
            .as_deref()
            .map(|home| home.join(crate::logs::FOLDER));
        files.extend(
            folder
                .map(|folder| logs::files(&folder, &mut redactor))
                .unwrap_or_default(),
        );
        files.insert(0, documents::readme(&files, at));
        Self { files, at }
    }

    /// The name that a new file gets unless the user gives another.
    #[must_use]
    pub fn file_name(&self) -> String {
        let time = utc(self.at).replace(':', "-");
        format!("upload-bridge-diagnostics-{time}.zip")
    }

    /// The file of that name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&BundleFile> {
        self.files.iter().find(|file| file.name == name)
    }

    /// Saves it as a zip file that only its owner may read, whole or not at all; returns its size in bytes. Blocks.
    ///
    /// # Errors
    /// `output.exists` unless `replace`, `output.unwritable`.
    pub fn save(&self, out: &Path, replace: bool) -> Result<u64, Problem> {
        zip_file::save(self, out, replace)
    }
}

/// Opens the store as commands do.
fn open_store(home: Option<&Path>, settings: &Settings) -> Result<Store, Message> {
    let Some(home) = home else {
        return Err(msg!("store-no-home"));
    };
    Store::open_with_notices(home, settings.history.keep())
        .map(|(store, _)| store)
        .map_err(|error| error.message())
}

#[cfg(test)]
mod tests;
