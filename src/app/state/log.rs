//! What the Log page lists.

/// Selects the lines of one device, or of one upload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Id of the device, as the log has it; `None`: all.
    pub device: Option<String>,
    /// Number of the upload in this run; `None`: all.
    pub job: Option<u64>,
}
