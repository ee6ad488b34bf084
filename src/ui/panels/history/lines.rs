//! The rows of the History page: a heading for each day, and beneath it what happened on it.

use jiff::civil::Date;

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// A local day, how much it had, and how much of that failed.
    Day(Date, usize, usize),
    /// An upload: its index among the entries.
    Upload(usize),
    /// A change: its index in the audit trail.
    Change(usize),
}

/// Puts a heading before the rows of each day; each row comes with its day, and whether it failed.
pub(super) fn by_day(rows: impl Iterator<Item = (Date, Line, bool)>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut day = None;
    for (date, line, failed) in rows {
        let is_its =
            |at: &usize| matches!(lines.get(*at), Some(Line::Day(known, ..)) if *known == date);
        let heading = match day.filter(is_its) {
            Some(at) => at,
            None => {
                lines.push(Line::Day(date, 0, 0));
                lines.len() - 1
            }
        };
        day = Some(heading);
        if let Some(Line::Day(_, all, failures)) = lines.get_mut(heading) {
            *all += 1;
            *failures += usize::from(failed);
        }
        lines.push(line);
    }
    lines
}
