//! Shows how far a file has been read: a bar on stderr, or objects with `--json`. Quick reads, which are nearly all, show
//! nothing.

use super::PROGRESS_EVERY;
use crate::pattern::Progress;
use crate::text;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::json;
use std::io::Write as _;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A read that takes no longer shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// Watches the progress of a read until dropped, on a thread of its own, so that the reader is not slowed down.
pub(in crate::cli) struct Reading(Option<(Sender<()>, JoinHandle<()>)>);

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some((over, thread)) = self.0.take() {
            drop(over);
            let _ = thread.join();
        }
    }
}

impl Reading {
    /// Watches the read of `file`.
    pub(super) fn watch(file: String, progress: Progress, bars: MultiProgress, json: bool) -> Self {
        let (over, ended) = channel::<()>();
        let look = move || {
            let goes_on = |wait| matches!(ended.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
            let mut bar = None;
            let mut wait = PATIENCE;
            while goes_on(wait) {
                wait = PROGRESS_EVERY;
                let Some(percent) = progress.percent() else {
                    continue;
                };
                if json {
                    let object = json!({"event": "reading", "file": file, "percent": percent});
                    let mut out = std::io::stdout().lock();
                    let object = object.to_string();
                    let _ =
                        writeln!(out, "{}", text::escaped_json(&object)).and_then(|()| out.flush());
                } else {
                    let bar = bar.get_or_insert_with(|| bars.add(new_bar(&file)));
                    bar.set_position(percent.into());
                }
            }
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
        };
        let thread = std::thread::Builder::new()
            .name("reading".into())
            .spawn(look);
        Self(thread.ok().map(|thread| (over, thread)))
    }
}

fn new_bar(file: &str) -> ProgressBar {
    let bar = ProgressBar::new(100);
    if let Ok(style) = ProgressStyle::with_template("Reading, {pos} % {bar:30} {msg}") {
        bar.set_style(style.progress_chars("━╸ "));
    }
    let name = std::path::Path::new(file).file_name();
    bar.set_message(name.map_or_else(String::new, |name| text::path_text(&name.to_string_lossy())));
    bar
}
