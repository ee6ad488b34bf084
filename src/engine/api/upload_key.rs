//! What an upload does, apart from where it goes: by it the same upload is known again.

use super::command::SendRequest;
use crate::device::{DeviceSettings, StoredName};
use crate::pattern::{Fit, Opened};
use std::sync::Arc;

/// Identifies what an upload does to its device: two uploads with the same key would do the same twice.
#[derive(Clone, Debug, PartialEq)]
pub struct UploadKey {
    /// Hash of the pattern, whatever file it came from.
    pub content: Arc<str>,
    /// Name on the device.
    pub name: StoredName,
    /// How the pattern is fitted.
    pub fit: Fit,
    /// Whether it is started when it is there.
    pub play: bool,
    /// Whether it is sent even if the device has it already.
    pub force: bool,
    /// Layout, colour order and supply of the device it is fitted for; never a nickname.
    pub settings: DeviceSettings,
}

impl UploadKey {
    /// The key of sending the pattern `opened` by `request` to a device with the settings `known`.
    #[must_use]
    pub fn new(request: &SendRequest, opened: &Opened, known: &DeviceSettings) -> Self {
        let name = request.name.as_deref().unwrap_or(&opened.pattern.name);
        Self::named(request, opened.content().clone(), name, known)
    }

    /// The same for a pattern of which only its content hash and its name are known.
    pub(in crate::engine) fn named(
        request: &SendRequest,
        content: Arc<str>,
        name: &str,
        known: &DeviceSettings,
    ) -> Self {
        let mut settings = known.clone().merged(&request.settings);
        settings.nickname = None;
        Self {
            content,
            name: StoredName::from_text(name),
            fit: request.fit.clone(),
            play: request.play,
            force: request.force,
            settings,
        }
    }

    /// Whether a device with the settings `known` gets the same from `request`, the key of a request to no device in
    /// particular.
    #[must_use]
    pub fn is(&self, request: &Self, known: &DeviceSettings) -> bool {
        let is_same = self.is_same_pattern(request)
            && self.fit == request.fit
            && self.play == request.play
            && self.force == request.force;
        is_same && {
            let mut settings = known.clone();
            settings.nickname = None;
            self.settings == settings
        }
    }

    /// Whether both put the same pattern under the same name, however it is fitted: the newer result replaces the older.
    #[must_use]
    pub fn is_same_pattern(&self, other: &Self) -> bool {
        self.content == other.content && self.name == other.name
    }
}

#[cfg(test)]
impl UploadKey {
    /// A key for jobs of tests that send nothing.
    pub(in crate::engine) fn of_nothing() -> Arc<Self> {
        Arc::new(Self {
            content: "".into(),
            name: StoredName::from_text(""),
            fit: Fit::default(),
            play: true,
            force: false,
            settings: DeviceSettings::default(),
        })
    }
}
