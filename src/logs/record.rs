//! Sentences about uploads and devices, for the Log page: typed records, worded where they are shown.

use crate::message::Message;
use std::cell::RefCell;
use tracing::Level;

/// Target of records in log files.
pub(super) const TARGET: &str = "upload_bridge::log";

thread_local! {
    /// The message of the record that this thread logs right now: the layer that keeps lines for the window takes it from here.
    static SAID: RefCell<Option<Message>> = const { RefCell::new(None) };
}

/// A moment in the life of an upload or a device: a sentence and the ids that it is about.
///
/// Its key names the event in log files: `log-upload-cut` becomes `event="upload.cut"`.
#[must_use]
#[derive(Clone, Debug)]
pub struct Record {
    level: Level,
    message: Message,
    job: Option<u64>,
    device: Option<String>,
    pattern: Option<String>,
    code: Option<&'static str>,
}

impl Record {
    /// Makes a record of something that went well.
    pub fn info(message: Message) -> Self {
        Self::new(Level::INFO, message)
    }

    /// Makes a record of something that the program copes with.
    pub fn warn(message: Message) -> Self {
        Self::new(Level::WARN, message)
    }

    /// Makes a record of something that failed.
    pub fn error(message: Message) -> Self {
        Self::new(Level::ERROR, message)
    }

    fn new(level: Level, message: Message) -> Self {
        Self {
            level,
            message,
            job: None,
            device: None,
            pattern: None,
            code: None,
        }
    }

    /// Says which upload it is about; needless within the span of the upload.
    pub fn job(mut self, id: u64) -> Self {
        self.job = Some(id);
        self
    }

    /// Says which device it is about; needless within the span of an upload.
    pub fn device(mut self, id: Option<&str>) -> Self {
        self.device = id.map(str::to_owned);
        self
    }

    /// Names the pattern.
    pub fn pattern(mut self, name: &str) -> Self {
        self.pattern = Some(name.to_owned());
        self
    }

    /// Adds the error code of a failure.
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// Logs it.
    pub fn put(self) {
        let Self {
            level,
            message,
            job,
            device,
            pattern,
            code,
        } = self;
        let event = event_name(message.key());
        SAID.set(Some(message.clone()));
        macro_rules! put {
            ($level:expr) => {
                tracing::event!(
                    target: TARGET,
                    $level,
                    event,
                    job,
                    device,
                    pattern,
                    code,
                    "{message}"
                )
            };
        }
        match level {
            Level::ERROR => put!(Level::ERROR),
            Level::WARN => put!(Level::WARN),
            _ => put!(Level::INFO),
        }
        SAID.set(None);
    }
}

/// The message of the record that is logged right now, if it is one.
pub(super) fn said(target: &str) -> Option<Message> {
    if target == TARGET { SAID.take() } else { None }
}

/// Turns `log-upload-cut` into `upload.cut`.
fn event_name(key: &str) -> String {
    key.strip_prefix("log-")
        .unwrap_or(key)
        .replacen('-', ".", 1)
        .replace('-', "_")
}
