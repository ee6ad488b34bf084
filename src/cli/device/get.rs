//! `device get`: saves a stored file on this computer, if it has the size that the device lists.

use super::Asking;
use crate::cli::ended;
use crate::engine::{Answer, Ask, AuditEntry, AuditKind, Command, NewFile, Target};
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::text::path_text;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Saves a stored file. It is written beside its place first, and moved there when its size is right.
///
/// # Errors
/// `output.exists`, `output.unwritable`; `verify.mismatch` if the device sends another number of bytes than it lists.
pub(super) async fn get(
    asking: &mut Asking<'_>,
    name: &str,
    out: &Path,
    replace: bool,
) -> Result<Answer, Problem> {
    let unwritten = |error: io::Error| unwritten(out, &error);
    if !replace && out.try_exists().map_err(unwritten)? {
        return Err(unwritten(ErrorKind::AlreadyExists.into()));
    }
    let replaces = out.exists();
    let listed = listed(asking, name).await?;
    let (part, file) = NewFile::beside(out).map_err(unwritten)?;
    drop(file); // the engine puts another one in its place
    let fetch = Ask::Fetch {
        name: name.to_owned(),
        to: part.path().to_owned(),
        replace: true,
    };
    let Answer::Saved { bytes, .. } = asking.ask(fetch).await? else {
        return Err(ended());
    };
    match listed {
        Some(listed) if listed != bytes => return Err(other_size(name, listed, bytes)),
        Some(_) => {}
        None => asking
            .context
            .out
            .message("The device does not list this file, so its size was not checked."),
    }
    let file = std::fs::File::options().write(true).open(part.path());
    let settled = file.and_then(|file| part.settle(&file, replace));
    settled.map_err(unwritten)?;
    if replaces {
        let detail = msg!("audit-local-file", file = out.display().to_string());
        let subject = match &asking.target {
            Target::Address(address) => address.to_string(),
            Target::Device(id) => id.to_string(),
        };
        let entry = AuditEntry::new(AuditKind::Overwritten, subject, detail);
        asking.engine.send(Command::Audit(Box::new(entry)));
    }
    Ok(Answer::Saved {
        path: out.to_owned(),
        bytes,
    })
}

/// Returns the size that the device lists for a file.
async fn listed(asking: &mut Asking<'_>, name: &str) -> Result<Option<u64>, Problem> {
    let Answer::Files(shelf) = asking.ask(Ask::Files).await? else {
        return Err(ended());
    };
    let plain = |name: &str| name.trim_start_matches('/').to_owned();
    let mut files = shelf.files.iter();
    let file = files.find(|file| plain(&file.name) == plain(name));
    Ok(file.map(|file| file.bytes))
}

fn other_size(name: &str, listed: u64, bytes: u64) -> Problem {
    let name = path_text(name);
    Problem::new(
        Code::VerifyMismatch,
        msg!(
            "cli-file-differs",
            name = name,
            listed = listed,
            bytes = bytes
        ),
        Remedy::TryAgainOrDamaged,
    )
}

pub(super) fn unwritten(out: &Path, error: &io::Error) -> Problem {
    let file = path_text(&out.display().to_string());
    match error.kind() {
        ErrorKind::AlreadyExists => Problem::new(
            Code::OutputExists,
            msg!("cli-file-exists", file = file),
            Remedy::OtherNameOrForce,
        ),
        _ => Problem::new(
            Code::OutputUnwritable,
            msg!(
                "cli-file-unwritable",
                file = file,
                error = error.to_string()
            ),
            Remedy::CheckOutputFolder,
        ),
    }
}
