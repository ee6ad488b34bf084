//! One upload as a row, on the pages Send and Uploads.

use crate::app::{Action, Dialog, State};
use crate::engine::{JobView, Outcome};
use crate::problem::Code;
use crate::t;
use crate::ui::screen::{Scene, Screens};
use crate::ui::widgets::chip;
use crate::ui::widgets::upload_row::{Columns, RowAction, UploadRow};
use crate::ui::{Actions, icons, say};
use egui::{Rect, Ui};

/// A row to show.
#[derive(Clone, Copy)]
pub(in crate::ui::panels) struct Row<'a> {
    /// The upload.
    pub(in crate::ui::panels) job: &'a JobView,
    /// Where its columns begin.
    pub(in crate::ui::panels) columns: Columns,
    /// Whether the buttons are icons.
    pub(in crate::ui::panels) narrow: bool,
}

/// What a button of a row does.
#[derive(Clone, Copy)]
enum Operation {
    Details,
    Retry,
    Cancel,
}

/// Moves the sentences to the right where the widest chip needs the room.
pub(in crate::ui::panels) fn fitted(ui: &Ui, columns: Columns) -> Columns {
    let words = [
        t!("job-verified"),
        t!("job-already-there"),
        t!("job-unverified"),
        t!("job-cancelled"),
        &t!("job-verifying-part", percent = 100),
    ];
    let widths = words.map(|word| chip::phase_chip_width(ui, word));
    let widest = widths.into_iter().fold(0.0, f32::max);
    Columns {
        detail: columns.detail.max(columns.phase + widest + 8.0),
        ..columns
    }
}

/// Shows a row, and notes what was clicked.
pub(in crate::ui::panels) fn row(
    ui: &Ui,
    rect: Rect,
    row: Row<'_>,
    state: &State,
    screens: &mut Screens,
    actions: &mut Actions,
) {
    let Row {
        job,
        columns,
        narrow,
    } = row;
    let words = say::job(state, job);
    let (buttons, operations): (Vec<RowAction<'_>>, Vec<Operation>) =
        buttons(state, job, narrow).into_iter().unzip();
    let device = state.job_label(&job.device);
    let shown = UploadRow {
        device: &device,
        pattern: &job.pattern_name,
        phase: words.look,
        phase_word: &words.word,
        progress: words.part,
        lead: &words.lead,
        detail: &words.detail,
        actions: &buttons,
    };
    let id = ui.scope_id().with(("upload", job.id));
    let screen = screens.of(("upload", job.id));
    let (face, frame) = match state.thumbs.get(&job.pattern) {
        Some(picture) => screen.ready(ui.ctx(), Scene::Kept(picture), 0),
        None => (screen.face(), None),
    };
    let answer = shown.show_at(ui, rect, id, columns, face, frame.as_ref());
    match answer.action.and_then(|index| operations.get(index)) {
        Some(Operation::Details) => actions.push(Action::SetDialog(Some(Dialog::Details(job.id)))),
        Some(Operation::Retry) => actions.push(Action::Retry(job.id)),
        Some(Operation::Cancel) => actions.push(Action::Cancel(job.id)),
        None => {}
    }
}

/// Lists what can be done with an upload, from left to right.
fn buttons(state: &State, job: &JobView, narrow: bool) -> Vec<(RowAction<'static>, Operation)> {
    let details = if narrow {
        RowAction::Icon(icons::INFO, t!("uploads-details"))
    } else {
        RowAction::Ghost(t!("uploads-details"))
    };
    match &job.outcome {
        None => vec![(
            RowAction::Icon(icons::CLOSE, t!("button-cancel")),
            Operation::Cancel,
        )],
        Some(Outcome::Failed(_) | Outcome::Cancelled) => {
            let label = retry_label(state, job);
            let retry = if narrow {
                RowAction::Icon(icons::ROTATE_CW, label)
            } else {
                RowAction::Secondary(icons::ROTATE_CW, label)
            };
            vec![(details, Operation::Details), (retry, Operation::Retry)]
        }
        Some(_) => vec![(details, Operation::Details)],
    }
}

/// Names the button that tries an upload again, by what it does first.
fn retry_label(state: &State, job: &JobView) -> &'static str {
    match &job.outcome {
        Some(Outcome::Failed(problem)) if problem.code == Code::DeviceLocked => {
            t!("button-unlock-more")
        }
        Some(Outcome::Failed(problem))
            if problem.code == Code::DeviceStreaming && plays(state, job) =>
        {
            t!("uploads-stop-and-send")
        }
        _ => t!("button-retry"),
    }
}

/// Whether something still plays live on its device: that is stopped before the upload is tried again.
fn plays(state: &State, job: &JobView) -> bool {
    job.device
        .id
        .as_ref()
        .is_some_and(|device| state.stream_to(device).is_some())
}
