//! Reads file paths as people paste them: quoted, or as `file:` addresses.

use std::path::PathBuf;
use url::Url;

/// What every `file:` address begins with; one slash or three, depending on the program that copied it.
const FILE: &str = "file:/";

/// Reads one path a line.
pub(super) fn paths_in(text: &str) -> Vec<PathBuf> {
    text.lines().filter_map(path_of).collect()
}

/// Reads one path, in quotes or as a `file:` address. `None` for no text, and for an address that is not a path on this
/// system, such as one with a host on Unix.
pub(super) fn path_of(text: &str) -> Option<PathBuf> {
    let text = text.trim().trim_matches(['"', '\'']);
    let is_address = text
        .get(..FILE.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(FILE));
    if is_address {
        return Url::parse(text).ok()?.to_file_path().ok();
    }
    (!text.is_empty()).then(|| PathBuf::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copied_paths_lose_their_quotes() {
        assert_eq!(path_of("  \"/a/b c.gif\" "), Some("/a/b c.gif".into()));
        assert_eq!(path_of("/a/100%.gif"), Some("/a/100%.gif".into()));
        assert_eq!(path_of("file.gif"), Some("file.gif".into()));
        assert_eq!(path_of("   "), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_address_becomes_the_path_it_names() {
        for (address, path) in [
            ("file:///a/b%20c%C3%A9.gif", "/a/b cé.gif"),
            ("file:///a/b cé.gif", "/a/b cé.gif"),
            ("file:///a/100%.gif", "/a/100%.gif"),
            ("file:///a/%23%3F.gif", "/a/#?.gif"),
            ("file://localhost/x.gif", "/x.gif"),
            ("file:/x.gif", "/x.gif"),
            ("FILE:///x.gif", "/x.gif"),
            ("'file:///x.gif'", "/x.gif"),
            // an absolute path that nothing has, not one in the current folder
            ("file:///C:/x.gif", "/C:/x.gif"),
        ] {
            assert_eq!(path_of(address), Some(path.into()), "{address}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_on_another_host_is_no_path_here() {
        for address in ["file://host/x.gif", "file://10.0.0.4/share/x.gif"] {
            assert_eq!(path_of(address), None, "{address}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn a_file_address_names_a_drive_or_a_share() {
        for (address, path) in [
            ("file:///C:/a%20b/%C3%A9.gif", r"C:\a b\é.gif"),
            ("file://localhost/C:/x.gif", r"C:\x.gif"),
            ("file://host/share/x.gif", r"\\host\share\x.gif"),
        ] {
            assert_eq!(path_of(address), Some(path.into()), "{address}");
        }
        assert_eq!(path_of("file:///x.gif"), None, "no drive");
    }

    #[cfg(unix)]
    #[test]
    fn several_lines_are_several_paths_however_lines_end() {
        let paths = ["/a/b c.gif", "/x.gif", "/y.gif"].map(PathBuf::from);
        let lines = [
            "file:///a/b%20c.gif",
            "/x.gif",
            "",
            "file://host/no.gif",
            "\"/y.gif\"",
        ];
        for end in ["\n", "\r\n"] {
            assert_eq!(paths_in(&lines.join(end)), paths);
            assert_eq!(paths_in(&(lines.join(end) + end)), paths);
        }
    }
}
