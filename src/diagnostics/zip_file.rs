//! Writes a bundle as a zip file.

use super::Bundle;
use crate::engine::write_owner_only;
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use jiff::tz::TimeZone;
use std::io::{Cursor, ErrorKind, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub(super) fn save(bundle: &Bundle, out: &Path, replace: bool) -> Result<u64, Problem> {
    let bytes = bytes(bundle).map_err(|error| unwritable(out, &error))?;
    write_owner_only(out, &bytes, replace).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            let file = out.display().to_string();
            let message = msg!("output-exists", file = file);
            return Problem::new(Code::OutputExists, message, Remedy::OtherNameOrForce);
        }
        unwritable(out, &error)
    })?;
    Ok(bytes.len() as u64)
}

fn unwritable(out: &Path, error: &std::io::Error) -> Problem {
    let file = out.display().to_string();
    let reason = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => msg!("store-reason-full"),
        _ => Message::verbatim(error.to_string()),
    };
    let message = msg!("output-unwritable", file = file, reason = reason);
    Problem::new(Code::OutputUnwritable, message, Remedy::CheckOutput)
}

/// The bytes of the zip file.
fn bytes(bundle: &Bundle) -> std::io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600)
        .last_modified_time(time(bundle.at));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in &bundle.files {
        zip.start_file(&file.name, options)?;
        zip.write_all(file.text().as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The local time, as zip files have it.
fn time(at: i64) -> DateTime {
    let now = jiff::Timestamp::from_second(at)
        .unwrap_or_default()
        .to_zoned(TimeZone::system());
    let number = |n: i8| u8::try_from(n).unwrap_or(0);
    let year = u16::try_from(now.year()).unwrap_or(1980);
    let [month, day, hour, minute, second] = [
        now.month(),
        now.day(),
        now.hour(),
        now.minute(),
        now.second(),
    ]
    .map(number);
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}
