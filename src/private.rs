//! Files and folders that only their owner may read: store, settings, locks and logs. Used by `store`, `engine` and `logs`.
//!
//! On systems without Unix modes the account's own data folder is private already, and nothing is changed.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// Creates a folder, and those above it, for their owner only. One that exists stays as it is.
///
/// # Errors
/// What the system says.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Options that create files for their owner only, and open them for writing.
#[must_use]
pub fn writable() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Takes the rights of others from a file or folder; what belongs to another account stays as it is, and so does a folder
/// that many accounts share, like `/tmp`.
pub fn narrow(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let Ok(meta) = std::fs::metadata(path) else {
            return;
        };
        let mode = meta.permissions().mode();
        if mode & 0o077 != 0 && mode & 0o1000 == 0 {
            let narrowed = std::fs::Permissions::from_mode(mode & 0o700);
            if let Err(error) = std::fs::set_permissions(path, narrowed) {
                tracing::debug!(%error, path = %path.display(), "others may read this");
            }
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Takes the rights of others from every file in a folder whose name `is_ours`, and from the folder itself where nothing
/// else lies in it: a folder that the user shares with other programs stays open to them.
pub fn narrow_folder(folder: &Path, is_ours: impl Fn(&str) -> bool) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut is_all_ours = true;
    for entry in entries.flatten() {
        if !entry.file_name().to_str().is_some_and(&is_ours) {
            is_all_ours = false;
        } else if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            narrow(&entry.path());
        }
    }
    if is_all_ours {
        narrow(folder);
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_created_is_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("a/b");
        create_folder(&folder).unwrap();
        let file = folder.join("file");
        writable().create_new(true).open(&file).unwrap();
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
        create_folder(&folder).unwrap();
    }

    #[test]
    fn a_folder_that_holds_files_of_others_stays_open_and_ours_in_it_do_not() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("home");
        std::fs::create_dir(&folder).unwrap();
        let widen = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        widen(&folder, 0o755);
        for name in ["ours", "theirs"] {
            std::fs::write(folder.join(name), "").unwrap();
            widen(&folder.join(name), 0o644);
        }
        let modes = || {
            narrow_folder(&folder, |name| name == "ours");
            let of = |name: &str| mode(&folder.join(name));
            (mode(&folder), of("ours"))
        };
        assert_eq!(modes(), (0o755, 0o600));
        assert_eq!(mode(&folder.join("theirs")), 0o644);
        std::fs::remove_file(folder.join("theirs")).unwrap();
        assert_eq!(modes(), (0o700, 0o600));
        widen(&folder, 0o1777);
        assert_eq!(modes(), (0o777, 0o600), "as /tmp is");
    }
}
