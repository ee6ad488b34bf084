//! ZIP archives with one pattern inside (`.zip`, and `.xlz`, the packed sequences of xLights). The pattern is unpacked in
//! memory and read as the format that it is in; names in the archive are looked at, never used as paths.

use super::{Confidence, Decoded, FORMATS, Format, Info, Source, rivals};
use crate::message::Message;
use crate::msg;
use crate::pattern::cancel::Watched;
use crate::pattern::words::{excerpt, foreign};
use crate::pattern::{Cancel, PatternError, PixelOrder, ReadOptions, detect};
use std::io::Read as _;
use std::sync::Arc;
use zip::ZipArchive;
use zip::result::ZipError;

/// First bytes of an archive that has a file.
const MAGIC: &[u8] = b"PK\x03\x04";
/// What stands in archives of more than 4 GiB or 65,535 files, however small they are.
const ZIP64: &[u8] = b"PK\x06\x06";
/// Largest archive that is looked into, and largest file that is unpacked: 64 MiB.
const MAX_BYTES: usize = 64 << 20;
/// Most files of an archive.
const MAX_FILES: usize = 1024;
/// How many patterns are named.
const NAMED: usize = 5;
/// Files that only documents and programs have.
const MARKS: [&str; 3] = ["[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype"];
/// Files that systems put beside others.
const SIDES: [&str; 2] = ["Thumbs.db", "desktop.ini"];

/// See the module.
pub(super) struct Zip;

static INFO: Info = Info {
    name: "zip",
    read_as: "zip",
    title: msg!("format-zip"),
    extensions: &["xlz", "zip"],
    order: PixelOrder::Strip,
    writes: &[],
    writes_streams: false,
};

impl Format for Zip {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Confidence::exact_if(bytes.starts_with(MAGIC))
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        let mut archive = Archive::open(source.bytes, &options.cancel)?;
        let (index, others) = archive.choose()?;
        let (name, bytes) = archive.unpack(index)?;
        let inside = Source {
            // beside the archive: only its name and those of its neighbours are looked at
            path: &source.path.with_file_name(&name),
            bytes: &bytes,
        };
        let mut decoded = inner(inside, options)?;
        if others > 0 {
            decoded.warnings.push(msg!(
                "pattern-zip-others",
                name = excerpt(&name),
                count = others
            ));
        }
        Ok(decoded)
    }
}

/// Reads what was unpacked.
fn inner(source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
    let (formats, confidence) = rivals(source.bytes);
    let format = formats.first().filter(|_| confidence > Confidence::No);
    let unknown = || {
        let kind = detect::text::other_kind(source.bytes);
        let what = kind.unwrap_or_else(|| msg!("pattern-unknown-bytes", len = source.bytes.len()));
        PatternError::UnknownFormat { what }
    };
    let format = format.ok_or_else(unknown)?;
    match format.info().name {
        "zip" => Err(packed(msg!("pattern-zip-nested"))),
        // it is read by another program, from a file
        "video" => Err(packed(msg!("pattern-zip-video"))),
        _ => {
            let mut decoded = format.decode(source, options)?;
            decoded.certain &= formats.len() == 1;
            if format.info().name == "raw" {
                // for their preview: the bytes of the file are those of the archive
                let pixels: Arc<[u8]> = source.bytes.into();
                for candidate in &mut decoded.candidates {
                    candidate.pixels = Some(pixels.clone());
                }
            }
            Ok(decoded)
        }
    }
}

fn packed(what: Message) -> PatternError {
    PatternError::Packed { what }
}

fn too_large(name: &str) -> PatternError {
    let max = MAX_BYTES >> 20;
    packed(msg!("pattern-zip-large", name = excerpt(name), max = max))
}

/// What a library says of an archive.
fn broken(error: &ZipError, cancel: &Cancel) -> PatternError {
    match error {
        _ if cancel.is_cancelled() => PatternError::Cancelled,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            let detail = foreign(error);
            packed(msg!("pattern-zip-unsupported", detail = detail))
        }
        _ => PatternError::Corrupt {
            offset: 0,
            detail: foreign(error),
        },
    }
}

/// A file in the archive.
struct Entry {
    index: usize,
    /// What stands behind the last slash of its name.
    name: String,
}

impl Entry {
    /// The format by the ending of its name.
    fn format(&self) -> Option<&'static dyn Format> {
        let (_, ending) = self.name.rsplit_once('.')?;
        let mut formats = FORMATS.iter().copied();
        formats.find(|format| {
            let mut known = format.info().extensions.iter();
            known.any(|known| known.eq_ignore_ascii_case(ending))
        })
    }
}

struct Archive<'a> {
    zip: ZipArchive<Watched<'a>>,
    cancel: &'a Cancel,
}

impl<'a> Archive<'a> {
    fn open(bytes: &'a [u8], cancel: &'a Cancel) -> Result<Self, PatternError> {
        let wide = bytes.windows(ZIP64.len()).any(|window| window == ZIP64);
        if bytes.len() > MAX_BYTES || wide {
            return Err(packed(msg!(
                "pattern-zip-archive-large",
                max = MAX_BYTES >> 20
            )));
        }
        let zip = ZipArchive::new(Watched::new(bytes, cancel));
        let zip = zip.map_err(|error| broken(&error, cancel))?;
        if zip.len() > MAX_FILES {
            return Err(packed(msg!("pattern-zip-many", max = MAX_FILES)));
        }
        Ok(Self { zip, cancel })
    }

    /// The file that is a pattern by its name, or the only one; and how many others there are.
    fn choose(&mut self) -> Result<(usize, usize), PatternError> {
        let entries = self.entries()?;
        let patterns: Vec<&Entry> = entries.iter().filter(|e| e.format().is_some()).collect();
        let one = match (patterns.as_slice(), entries.as_slice()) {
            (&[one], _) | ([], [one]) => one,
            ([], _) => return Err(packed(msg!("pattern-zip-none", count = entries.len()))),
            (several, _) => {
                let names = several.iter().take(NAMED).map(|e| excerpt(&e.name));
                let names: Vec<String> = names.collect();
                let count = several.len();
                return Err(packed(msg!(
                    "pattern-zip-several",
                    count = count,
                    names = names
                )));
            }
        };
        Ok((one.index, entries.len() - 1))
    }

    /// The files that people put there.
    fn entries(&mut self) -> Result<Vec<Entry>, PatternError> {
        let mut entries = Vec::new();
        for index in 0..self.zip.len() {
            self.cancel.check()?;
            let file = self.zip.by_index_raw(index);
            let file = file.map_err(|error| broken(&error, self.cancel))?;
            let path = String::from_utf8_lossy(file.name_raw()).into_owned();
            if MARKS.contains(&path.as_str()) {
                return Err(PatternError::UnknownFormat {
                    what: msg!("pattern-zip-document"),
                });
            }
            let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
            let aside = name.starts_with('.') || SIDES.contains(&name);
            if name.is_empty() || aside || path.starts_with("__MACOSX/") {
                continue;
            }
            let name = name.to_owned();
            entries.push(Entry { index, name });
        }
        Ok(entries)
    }

    /// The name and the bytes of a file, which are no more than is allowed, whatever the archive says.
    fn unpack(&mut self, index: usize) -> Result<(String, Vec<u8>), PatternError> {
        let cancel = self.cancel;
        let file = self.zip.by_index(index);
        let file = file.map_err(|error| broken(&error, cancel))?;
        let path = String::from_utf8_lossy(file.name_raw()).into_owned();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        if file.size() > MAX_BYTES as u64 {
            return Err(too_large(name));
        }
        let mut bytes = Vec::new();
        let read = file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| broken(&error.into(), cancel))?;
        if bytes.len() > MAX_BYTES {
            return Err(too_large(name));
        }
        if bytes.is_empty() {
            return Err(PatternError::Empty {
                what: msg!("pattern-zip-empty", name = excerpt(name)),
            });
        }
        Ok((name.to_owned(), bytes))
    }
}

#[cfg(test)]
mod tests;
