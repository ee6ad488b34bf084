//! Everything that is known of one upload, to read or to copy.

use super::{AROUND, body, buttons, enter, problem, title};
use crate::app::{Action, State};
use crate::engine::{JobId, JobView, Outcome};
use crate::problem::Code;
use crate::text::{path_text, whole_path_text};
use crate::ui::text::{self, span};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::chip;
use crate::ui::{Actions, icons, say, theme};
use egui::{Align, Role, Sense, Ui, WidgetInfo, pos2, vec2};

pub(super) fn show(ui: &mut Ui, id: JobId, state: &State, actions: &mut Actions) {
    let Some(job) = state.jobs.iter().find(|job| job.id == id) else {
        actions.push(Action::SetDialog(None));
        return;
    };
    title(
        ui,
        &format!("{} to {}", job.pattern_name, state.job_label(&job.device)),
    );
    let facts = facts(job, &state.job_label(&job.device));
    body(ui, AROUND, |ui| {
        let said = say::job(state, job);
        chip::phase_chip(ui, said.look, &said.word);
        if let Some(Outcome::Failed(found)) = &job.outcome {
            problem(
                ui,
                &say::sentence(&found.message.text()),
                &say::sentence(&found.remedy.text()),
            );
        }
        for (name, value) in &facts {
            fact(ui, name, value);
        }
    });
    foot(ui, job, &facts, actions);
}

/// Draws the buttons, and reports which one was clicked; Enter closes unless another button has the focus.
fn foot(ui: &mut Ui, job: &JobView, facts: &[(&str, String)], actions: &mut Actions) {
    let failed = matches!(job.outcome, Some(Outcome::Failed(_) | Outcome::Cancelled));
    let locked =
        matches!(&job.outcome, Some(Outcome::Failed(found)) if found.code == Code::DeviceLocked);
    let again = if locked { "Unlock…" } else { "Retry" };
    let wanted = enter(ui);
    let (close, retry, test, copy) = buttons(ui, |ui| {
        let close = Button::new(Kind::Primary, "Close").show(ui);
        let retry = failed.then(|| {
            Button::new(Kind::Secondary, again)
                .icon(icons::ROTATE_CW)
                .show(ui)
        });
        let test = failed.then(|| {
            Button::new(Kind::Ghost, "Test connection")
                .icon(icons::ACTIVITY)
                .show(ui)
        });
        (
            close,
            retry,
            test,
            Button::new(Kind::Ghost, "Copy details")
                .icon(icons::COPY)
                .show(ui),
        )
    });
    if copy.clicked() || (wanted && copy.has_focus()) {
        let lines: Vec<String> = facts
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
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

fn facts(job: &JobView, device: &str) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Device", device.to_owned()),
        ("Address", job.device.address.clone()),
        ("Pattern", path_text(&job.pattern_name)),
        ("File", whole_path_text(&job.file)),
        (
            "Outcome",
            job.outcome
                .as_ref()
                .map_or_else(|| job.phase.word().to_owned(), |o| o.word().to_owned()),
        ),
    ];
    if let Some(Outcome::Failed(found)) = &job.outcome {
        facts.push(("Code", found.code.to_string()));
        facts.push(("Cause", found.message.text()));
        facts.push(("Hint", found.remedy.text()));
    }
    facts.push(("Attempts", job.attempts.to_string()));
    facts.push(("Took", say::time(job.elapsed)));
    if job.bytes > 0 {
        facts.push((
            "Bytes",
            format!("{} ({})", job.bytes, say::bytes(job.bytes)),
        ));
    }
    if !job.sha256.is_empty() {
        facts.push(("SHA-256", job.sha256.clone()));
    }
    facts.extend(job.notes.iter().map(|note| ("Note", note.clone())));
    facts
}

fn fact(ui: &mut Ui, name: &str, value: &str) {
    if matches!(name, "Cause" | "Hint" | "Outcome") {
        return; // said above already; they are here for the copy
    }
    let t = theme::tokens(ui);
    let width = ui.available_width();
    let font: text::Font = if matches!(name, "SHA-256" | "Address" | "Code") {
        theme::mono_small
    } else {
        theme::sentence
    };
    let paragraph = text::paragraph(
        ui,
        span(value, font, t.text),
        width - 90.0,
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
        84.0,
    );
    text::draw_paragraph(
        ui.painter(),
        pos2(rect.left() + 90.0, rect.top()),
        paragraph,
    );
}
