//! The pages of the window, as names: `ui` has their icons, titles and drawings.

/// Names a page of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    /// Opens patterns and sends them to devices.
    #[default]
    Send,
    /// Lists the uploads of this session.
    Uploads,
    /// Lists how uploads ended, earlier sessions included.
    History,
    /// Shows how devices do, and alerts.
    Health,
    /// Shows one device.
    Device,
    /// Lists the log.
    Log,
    /// Shows the settings.
    Settings,
    /// Explains keys, formats and error codes.
    Help,
}

impl Page {
    /// Lists all pages, in the order of the rail.
    pub const ALL: [Self; 8] = [
        Self::Send,
        Self::Uploads,
        Self::History,
        Self::Health,
        Self::Device,
        Self::Log,
        Self::Settings,
        Self::Help,
    ];
}
