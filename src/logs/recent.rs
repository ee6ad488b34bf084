//! The newest lines in memory, for the Log page and for crash files.

use super::record;
use super::redact::{self, Place, Redactor};
use super::span::Ids;
use crate::message::Message;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::SystemTime;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// Lines that are kept: a long evening of an app at level info.
pub const KEEP_LINES: usize = 2000;

static LINES: Mutex<VecDeque<Arc<Line>>> = Mutex::new(VecDeque::new());
static REVISION: AtomicU64 = AtomicU64::new(0);

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in this run, from 1.
    pub number: u64,
    pub at: SystemTime,
    pub level: Level,
    pub words: LineWords,
    /// The upload that it is about.
    pub job: Option<u64>,
    /// Id of the device that it is about.
    pub device: Option<String>,
}

/// What a line says, as the Log page may show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineWords {
    /// A sentence of the catalogue.
    Message(Message),
    /// Words for those who look for a fault, in English.
    Text(String),
}

impl Line {
    /// Words it in the language of this thread.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.words {
            LineWords::Message(message) => message.text(),
            LineWords::Text(text) => text.clone(),
        }
    }
}

/// Returns the newest lines after the one with that number, oldest first.
#[must_use]
pub fn recent_after(number: u64) -> Vec<Arc<Line>> {
    let lines = LINES.lock();
    let from = lines.partition_point(|line| line.number <= number);
    lines.range(from..).cloned().collect()
}

/// Returns the number of the newest line: whether there is something new.
#[must_use]
pub fn revision() -> u64 {
    REVISION.load(Relaxed)
}

/// Returns the newest lines for a crash file; none where the crashed thread was about to add one.
pub(super) fn newest(count: usize) -> Vec<Arc<Line>> {
    let Some(lines) = LINES.try_lock() else {
        return Vec::new();
    };
    let from = lines.len().saturating_sub(count);
    lines.range(from..).cloned().collect()
}

/// Keeps lines in memory.
pub(super) struct Recent;

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Recent {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let words = match record::said(metadata.target()) {
            Some(message) => LineWords::Message(clean(message)),
            None => LineWords::Text(text_of(event)),
        };
        let Ids { job, device } = Ids::of(event, &context);
        put(*metadata.level(), words, job, device);
    }
}

fn put(level: Level, words: LineWords, job: Option<u64>, device: Option<String>) {
    let mut lines = LINES.lock();
    if lines.len() >= KEEP_LINES {
        lines.pop_front();
    }
    let number = REVISION.load(Relaxed) + 1;
    lines.push_back(Arc::new(Line {
        number,
        at: SystemTime::now(),
        level,
        words,
        job,
        device,
    }));
    REVISION.store(number, Relaxed);
}

fn clean(message: Message) -> Message {
    let mut redactor = Redactor::new(Place::LogPage);
    message.map_texts(&mut |text| crate::text::line(&redactor.clean(text)).into_owned())
}

/// The message of an event, and its fields behind it; the ids have a place of their own.
fn text_of(event: &Event<'_>) -> String {
    let mut words = Words::default();
    event.record(&mut words);
    let text = format!("{}{}", words.message, words.fields);
    let text = redact::clean(&text, Place::LogPage);
    crate::text::printable(&text).into_owned()
}

#[derive(Default)]
struct Words {
    message: String,
    fields: String,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        match field.name() {
            "message" => _ = write!(self.message, "{value:?}"),
            "job" | "device" => {}
            name => _ = write!(self.fields, " {name}={value:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Record;
    use super::super::span::{self, Spans};
    use super::*;
    use crate::msg;
    use tracing_subscriber::layer::SubscriberExt as _;

    #[test]
    fn the_newest_lines_are_kept_without_their_secrets_and_records_as_sentences() {
        let subscriber = tracing_subscriber::registry().with(Spans).with(Recent);
        tracing::subscriber::with_default(subscriber, || {
            for n in 0..KEEP_LINES + 5 {
                tracing::info!(n, "sent token=abc");
            }
            let inner = Message::verbatim("GET /x?pin=4321");
            span::upload(7, Some("a0b1c2d3e4f5")).in_scope(|| {
                Record::warn(msg!("fact-and-remedy", fact = inner, remedy = "Wait")).put();
                tracing::info!("within");
            });
        });
        let lines = recent_after(0);
        assert_eq!(lines.len(), KEEP_LINES);
        let [.., plain, record, within] = &lines[..] else {
            panic!("few lines");
        };
        assert_eq!(plain.text(), format!("sent token=*** n={}", KEEP_LINES + 4));
        assert!(record.text().contains("pin=***"), "{}", record.text());
        assert!(matches!(record.words, LineWords::Message(_)));
        for line in [record, within] {
            assert_eq!(
                (line.job, line.device.as_deref()),
                (Some(7), Some("a0b1c2d3e4f5"))
            );
        }
        assert_eq!((plain.job, within.text().as_str()), (None, "within"));
        assert!(record.number < revision());
        assert_eq!(
            &recent_after(record.number)[..],
            std::slice::from_ref(within)
        );
    }
}
