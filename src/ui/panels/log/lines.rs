//! The lines of the page: read when there are new ones, worded once, and filtered when a filter changes.

use crate::app::LogFilter;
use crate::logs::{self, KEEP_LINES, Line};
use crate::t;
use std::collections::VecDeque;
use std::sync::Arc;
use tracing::Level;

/// Devices and uploads that the selects offer: the newest ones. The search finds all others.
const MAX_CHOICES: usize = 20;

/// Selects which levels are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Show {
    #[default]
    All,
    Warnings,
    Errors,
}

impl Show {
    pub(super) const ALL: [Self; 3] = [Self::All, Self::Warnings, Self::Errors];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::All => t!("filter-all"),
            Self::Warnings => t!("log-warnings"),
            Self::Errors => t!("log-errors"),
        }
    }

    pub(super) fn lists(self, level: Level) -> bool {
        match self {
            Self::All => true,
            Self::Warnings => level == Level::WARN,
            Self::Errors => level == Level::ERROR,
        }
    }
}

/// A line, and what it says.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) line: Arc<Line>,
    pub(super) text: String,
    /// The text in lower case, for the search.
    lower: String,
}

impl Entry {
    pub(super) fn new(line: Arc<Line>) -> Self {
        let text = line.text();
        Self {
            lower: text.to_lowercase(),
            text,
            line,
        }
    }
}

/// What decides which lines are listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wanted {
    pub(super) show: Show,
    pub(super) search: String,
    pub(super) filter: LogFilter,
}

impl Wanted {
    fn lists(&self, entry: &Entry, words: &str) -> bool {
        let LogFilter { device, job } = &self.filter;
        self.show.lists(entry.line.level)
            && (device.is_none() || entry.line.device == *device)
            && (job.is_none() || entry.line.job == *job)
            && (words.is_empty() || entry.lower.contains(words))
    }
}

/// The newest lines of the log, and which of them are listed.
#[derive(Debug, Default)]
pub(super) struct Lines {
    entries: VecDeque<Entry>,
    /// Number of the newest line.
    newest: u64,
    listed: Vec<usize>,
    listed_for: Option<(u64, Wanted)>,
}

impl Lines {
    /// Reads what is new.
    pub(super) fn refresh(&mut self) {
        if logs::revision() == self.newest {
            return;
        }
        self.add(logs::recent_after(self.newest));
    }

    pub(super) fn add(&mut self, lines: Vec<Arc<Line>>) {
        for line in lines {
            self.newest = self.newest.max(line.number);
            self.entries.push_back(Entry::new(line));
        }
        let too_many = self.entries.len().saturating_sub(KEEP_LINES);
        self.entries.drain(..too_many);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// Counts the lines of a level.
    pub(super) fn count(&self, show: Show) -> usize {
        let levels = self.entries.iter().map(|entry| entry.line.level);
        levels.filter(|level| show.lists(*level)).count()
    }

    /// Returns the places of the lines that pass all filters.
    pub(super) fn listed(&mut self, wanted: &Wanted) -> &[usize] {
        let is_current = self
            .listed_for
            .as_ref()
            .is_some_and(|(newest, before)| *newest == self.newest && before == wanted);
        if !is_current {
            let words = wanted.search.trim().to_lowercase();
            let all = self.entries.iter().enumerate();
            self.listed = all
                .filter(|(_, entry)| wanted.lists(entry, &words))
                .map(|(index, _)| index)
                .collect();
            self.listed_for = Some((self.newest, wanted.clone()));
        }
        &self.listed
    }

    /// Returns the devices of the newest lines, the newest first.
    pub(super) fn devices(&self) -> Vec<String> {
        let devices = self.newest_of(|line| line.device.as_deref());
        devices.into_iter().map(str::to_owned).collect()
    }

    /// Returns the uploads of the newest lines, the newest first.
    pub(super) fn jobs(&self) -> Vec<u64> {
        self.newest_of(|line| line.job)
    }

    fn newest_of<'a, T: PartialEq>(&'a self, of: impl Fn(&'a Line) -> Option<T>) -> Vec<T> {
        let mut found = Vec::new();
        for entry in self.entries.iter().rev() {
            if let Some(value) = of(&entry.line)
                && !found.contains(&value)
            {
                found.push(value);
                if found.len() == MAX_CHOICES {
                    break;
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::LineWords;
    use std::time::SystemTime;

    fn line(number: u64, level: Level, text: &str, job: Option<u64>, device: &str) -> Arc<Line> {
        Arc::new(Line {
            number,
            at: SystemTime::UNIX_EPOCH,
            level,
            words: LineWords::Text(text.into()),
            job,
            device: (!device.is_empty()).then(|| device.into()),
        })
    }

    fn lines() -> Lines {
        let mut lines = Lines::default();
        lines.add(vec![
            line(1, Level::INFO, "Sent", Some(1), "a"),
            line(2, Level::WARN, "sent late", Some(2), "b"),
            line(3, Level::ERROR, "lost", None, "a"),
        ]);
        lines
    }

    #[test]
    fn all_filters_have_to_agree() {
        let mut lines = lines();
        let mut wanted = Wanted::default();
        assert_eq!(lines.listed(&wanted), [0, 1, 2]);
        wanted.search = " SENT ".into();
        assert_eq!(lines.listed(&wanted), [0, 1]);
        wanted.show = Show::Warnings;
        assert_eq!(lines.listed(&wanted), [1]);
        wanted.filter.device = Some("a".into());
        assert!(lines.listed(&wanted).is_empty());
        wanted = Wanted::default();
        wanted.filter.device = Some("a".into());
        assert_eq!(lines.listed(&wanted), [0, 2]);
        wanted.filter.job = Some(1);
        assert_eq!(lines.listed(&wanted), [0]);
    }

    #[test]
    fn new_lines_are_listed_and_the_oldest_go() {
        let mut lines = lines();
        let wanted = Wanted::default();
        assert_eq!(lines.listed(&wanted).len(), 3);
        let more = (4..=KEEP_LINES as u64 + 2).map(|n| line(n, Level::INFO, "x", Some(n), "c"));
        lines.add(more.collect());
        assert_eq!(lines.listed(&wanted).len(), KEEP_LINES);
        assert_eq!(lines.get(0).map(|entry| entry.line.number), Some(3));
        assert_eq!(lines.devices(), ["c", "a"]);
        assert_eq!(lines.jobs().len(), MAX_CHOICES);
        assert_eq!(lines.jobs().first(), Some(&(KEEP_LINES as u64 + 2)));
    }
}
