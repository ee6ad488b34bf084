//! What the last window saw of OpenGL, kept in the home folder: the command line has no window to find out.

use crate::private;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::Path;

/// Name of the file in the home folder.
const FILE: &str = "window.json";
/// Longest file that is read.
const MAX_BYTES: u64 = 64 * 1024;

/// What a window saw when it opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowSeen {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Whether it opened.
    pub opened: Opened,
}

/// Whether a window opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opened {
    /// It did.
    Yes {
        /// Version of OpenGL, as its driver writes it.
        opengl: String,
        /// Longest side of a picture that it can draw, in pixels.
        max_texture: u32,
    },
    /// It did not.
    No {
        /// What the system said.
        reason: String,
    },
}

impl WindowSeen {
    /// Describes a window that has just opened, or has just failed to.
    #[must_use]
    pub fn now(opened: Opened) -> Self {
        let at = jiff::Timestamp::now().as_second();
        Self { at, opened }
    }

    /// Saves it in that home folder.
    ///
    /// # Errors
    /// What the system says of writing there.
    pub fn save(&self, home: &Path) -> std::io::Result<()> {
        private::create_folder(home)?;
        let mut file = private::writable()
            .create(true)
            .truncate(true)
            .open(home.join(FILE))?;
        let text = serde_json::to_string(self).map_err(std::io::Error::other)?;
        file.write_all(text.as_bytes())
    }

    /// Loads what the last window saw; `None` if none was opened yet.
    #[must_use]
    pub fn load(home: &Path) -> Option<Self> {
        let path = home.join(FILE);
        let is_small = std::fs::metadata(&path).is_ok_and(|meta| meta.len() <= MAX_BYTES);
        let text = is_small.then(|| std::fs::read_to_string(&path).ok())??;
        serde_json::from_str(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_window_saw_is_read_back_and_damage_counts_as_nothing() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(WindowSeen::load(home.path()), None);
        let seen = WindowSeen::now(Opened::Yes {
            opengl: "4.5 Mesa".into(),
            max_texture: 8192,
        });
        seen.save(home.path()).unwrap();
        assert_eq!(WindowSeen::load(home.path()), Some(seen));
        std::fs::write(home.path().join(FILE), "{").unwrap();
        assert_eq!(WindowSeen::load(home.path()), None);
    }
}
