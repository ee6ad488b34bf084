//! The newest lines in memory, for the window's log view.

use super::redact::{self, Place};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::SystemTime;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Lines that are kept: an evening of an app at level info.
const KEEP: usize = 1000;

static LINES: Mutex<VecDeque<Line>> = Mutex::new(VecDeque::new());
static REVISION: AtomicU64 = AtomicU64::new(0);

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub at: SystemTime,
    /// How grave.
    pub level: Level,
    /// What, without secrets.
    pub text: String,
}

/// The newest lines, oldest first.
#[must_use]
pub fn recent() -> Vec<Line> {
    LINES.lock().iter().cloned().collect()
}

/// Grows with every line: whether there is something new.
#[must_use]
pub fn revision() -> u64 {
    REVISION.load(Relaxed)
}

/// Keeps lines in memory.
pub(super) struct Recent;

impl<S: Subscriber> Layer<S> for Recent {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut words = Words::default();
        event.record(&mut words);
        let text = redact::clean(
            &format!("{}{}", words.message, words.fields),
            Place::LogPage,
        );
        let text = crate::text::printable(&text).into_owned();
        let line = Line {
            at: SystemTime::now(),
            level: *event.metadata().level(),
            text,
        };
        let mut lines = LINES.lock();
        if lines.len() >= KEEP {
            lines.pop_front();
        }
        lines.push_back(line);
        drop(lines);
        REVISION.fetch_add(1, Relaxed);
    }
}

/// An event's message, and its fields behind it.
#[derive(Default)]
struct Words {
    message: String,
    fields: String,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.message, "{value:?}");
        } else {
            let _ = write!(self.fields, " {}={value:?}", field.name());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt as _;

    #[test]
    fn the_newest_lines_are_kept_without_their_secrets() {
        let subscriber = tracing_subscriber::registry().with(Recent);
        tracing::subscriber::with_default(subscriber, || {
            for n in 0..KEEP + 5 {
                tracing::info!(n, "sent token=abc");
            }
        });
        let lines = recent();
        assert_eq!(lines.len(), KEEP);
        assert_eq!(
            lines.last().unwrap().text,
            format!("sent token=*** n={}", KEEP + 4)
        );
        assert!(revision() >= KEEP as u64);
    }
}
