//! Words toasts.

use super::{message, problem, remedy, sentence};
use crate::app::{Toast, ToastLine};
use crate::t;

/// Words the title, without a full stop.
pub(in crate::ui) fn title(toast: &Toast) -> String {
    // a name at the beginning stays as it is
    let title = toast.title.text();
    title.strip_suffix('.').unwrap_or(&title).to_owned()
}

/// Words the second line.
pub(in crate::ui) fn line(toast: &Toast) -> String {
    match &toast.line {
        ToastLine::None => String::new(),
        ToastLine::Message(words) => message(words),
        ToastLine::Problem(found) => problem(found),
        ToastLine::Remedy(words) => remedy(words),
        ToastLine::Names(names) => names.join(t!("list-separator")),
    }
}

/// Words the whole toast: one line for each of several failures.
pub(in crate::ui) fn details(toast: &Toast) -> String {
    match &toast.group {
        Some((_, items)) if items.len() > 1 => {
            let lines = items.iter().map(|item| {
                t!(
                    "toast-item",
                    name = &item.name,
                    line = problem(&item.problem)
                )
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        _ => format!("{}\n{}", sentence(&title(toast)), line(toast)),
    }
}
