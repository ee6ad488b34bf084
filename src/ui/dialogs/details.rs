//! The details of one upload, to read or to copy.

use super::{AROUND, body, buttons, enter, failure, title};
use crate::app::{Action, State};
use crate::engine::{JobId, JobView, Outcome};
use crate::problem::Code;
use crate::t;
use crate::text::{path_text, whole_path_text};
use crate::ui::text::{self, span};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::chip;
use crate::ui::{Actions, icons, say, theme};
use egui::{Align, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Where the values begin, from the left.
const VALUE: f32 = 110.0;

pub(super) fn show(ui: &mut Ui, id: JobId, state: &State, actions: &mut Actions) {
    let Some(job) = state.jobs.iter().find(|job| job.id == id) else {
        actions.push(Action::SetDialog(None));
        return;
    };
    let device = state.job_label(&job.device);
    title(
        ui,
        &t!(
            "details-title",
            pattern = &job.pattern_name,
            device = &*device
        ),
    );
    let said = say::job(state, job);
    let facts = facts(job, &device, &said.word);
    body(ui, AROUND, |ui| {
        chip::phase_chip(ui, said.look, &said.word);
        if let Some(Outcome::Failed(found)) = &job.outcome {
            failure(ui, found);
        }
        for fact in &facts {
            show_fact(ui, fact);
        }
    });
    foot(ui, job, &facts, actions);
}

/// Draws the buttons, and reports which one was clicked; Enter closes unless another button has the focus.
fn foot(ui: &mut Ui, job: &JobView, facts: &[Fact], actions: &mut Actions) {
    let failed = matches!(job.outcome, Some(Outcome::Failed(_) | Outcome::Cancelled));
    let locked =
        matches!(&job.outcome, Some(Outcome::Failed(found)) if found.code == Code::DeviceLocked);
    let again = if locked {
        t!("button-unlock-more")
    } else {
        t!("button-retry")
    };
    let wanted = enter(ui);
    let (close, retry, test, copy) = buttons(ui, |ui| {
        let close = Button::new(Kind::Primary, t!("button-close")).show(ui);
        let retry = failed.then(|| {
            Button::new(Kind::Secondary, again)
                .icon(icons::ROTATE_CW)
                .show(ui)
        });
        let test = failed.then(|| {
            Button::new(Kind::Ghost, t!("button-test-connection"))
                .icon(icons::ACTIVITY)
                .show(ui)
        });
        (
            close,
            retry,
            test,
            Button::new(Kind::Ghost, t!("button-copy-details"))
                .icon(icons::COPY)
                .show(ui),
        )
    });
    if copy.clicked() || (wanted && copy.has_focus()) {
        let lines: Vec<String> = facts
            .iter()
            .map(|Fact { name, value, .. }| format!("{name}: {value}"))
            .collect();
        actions.push(Action::Copy(lines.join("\n")));
    } else if retry.is_some_and(|retry| retry.clicked() || (wanted && retry.has_focus())) {
        actions.push(Action::Retry(job.id));
    } else if test.is_some_and(|test| test.clicked() || (wanted && test.has_focus())) {
        actions.push(Action::TestConnection(job.device.address.clone()));
    } else if close.clicked() || wanted {
        actions.push(Action::SetDialog(None));
    }
}

/// One line of the dialog.
struct Fact {
    name: &'static str,
    value: String,
    shown: Shown,
}

/// How a fact is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// As a sentence.
    Text,
    /// In a font with digits of the same width.
    Mono,
    /// Not at all: the dialog says it above, and it is here for the copy.
    Copied,
}

fn facts(job: &JobView, device: &str, state_word: &str) -> Vec<Fact> {
    let fact = |name, value, shown| Fact { name, value, shown };
    let mut facts = vec![
        fact(t!("details-device"), device.to_owned(), Shown::Text),
        fact(
            t!("details-address"),
            job.device.address.clone(),
            Shown::Mono,
        ),
        fact(
            t!("details-pattern"),
            path_text(&job.pattern_name),
            Shown::Text,
        ),
        fact(t!("details-file"), whole_path_text(&job.file), Shown::Text),
        fact(t!("details-outcome"), state_word.to_owned(), Shown::Copied),
    ];
    if let Some(Outcome::Failed(found)) = &job.outcome {
        let remedy = found.remedy.text();
        facts.extend([
            fact(t!("details-code"), found.code.to_string(), Shown::Mono),
            fact(t!("details-cause"), found.message.text(), Shown::Copied),
            fact(t!("details-remedy"), remedy, Shown::Copied),
        ]);
    }
    let attempts = job.attempts.to_string();
    facts.push(fact(t!("details-attempts"), attempts, Shown::Text));
    let took = say::time(job.elapsed);
    facts.push(fact(t!("details-took"), took, Shown::Text));
    if job.bytes > 0 {
        let size = say::bytes(job.bytes);
        let bytes = t!("details-bytes", bytes = job.bytes, size = size);
        facts.push(fact(t!("details-size"), bytes, Shown::Text));
    }
    if !job.sha256.is_empty() {
        let sha256 = job.sha256.clone();
        facts.push(fact(t!("details-sha256"), sha256, Shown::Mono));
    }
    let notes = job.notes.iter();
    facts.extend(notes.map(|note| fact(t!("details-note"), say::message(note), Shown::Text)));
    facts
}

fn show_fact(ui: &mut Ui, fact: &Fact) {
    let Fact { name, value, shown } = fact;
    let font: text::Font = match shown {
        Shown::Copied => return,
        Shown::Mono => theme::mono_small,
        Shown::Text => theme::sentence,
    };
    let t = theme::tokens(ui);
    let width = ui.available_width();
    let paragraph = text::paragraph(
        ui,
        span(value, font, t.text),
        width - VALUE,
        18.0,
        Align::Min,
    );
    let (id, rect) = ui.allocate_space(vec2(width, paragraph.size().y.max(18.0)));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {value}")));
    text::draw(
        ui,
        pos2(rect.left(), rect.top() + 9.0),
        Align::Min,
        &[span(name, theme::sentence, t.text3)],
        VALUE - 6.0,
    );
    text::draw_paragraph(
        ui.painter(),
        pos2(rect.left() + VALUE, rect.top()),
        paragraph,
    );
}
