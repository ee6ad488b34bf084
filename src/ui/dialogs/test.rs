//! The connection test: each stage with its result and time; at the first failure, what to do.

use super::{AROUND, body, buttons, enter, failure, focus_first, title, words};
use crate::app::{Action, ConnectionTest, Dialog, State, TestForm};
use crate::engine::{Stage, StageReport};
use crate::t;
use crate::ui::say::{self, scan};
use crate::ui::text::{self, span};
use crate::ui::theme::tokens;
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::glyphs;
use crate::ui::widgets::input::TextInput;
use crate::ui::{Actions, icons, theme};
use egui::{Align, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Height of a stage with one line.
const ROW: f32 = 34.0;
/// Where the results begin, from the left.
const DETAIL: f32 = 200.0;
/// Room for the time.
const TIME: f32 = 74.0;

pub(super) fn show(ui: &mut Ui, form: &TestForm, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    title(ui, t!("test-title"));
    let test = state.tests.get(&form.text);
    let running = test.is_some_and(ConnectionTest::is_running);
    words(ui, t!("test-about"), theme::sentence, t.text2);
    let wanted = enter(ui);
    let mut text = form.text.clone();
    let field = TextInput::new(t!("test-field"), ui.available_width())
        .hint(t!("add-device-hint"))
        .enabled(!running)
        .show(ui, &mut text);
    if test.is_none() {
        focus_first(ui, &field);
    }
    if field.changed() {
        actions.push(Action::SetDialog(Some(Dialog::Test(TestForm {
            text: text.clone(),
            problem: None,
        }))));
    }
    if let Some(found) = &form.problem {
        failure(ui, found);
    }
    ui.add_space(4.0);
    body(ui, AROUND + 72.0, |ui| {
        stages(ui, test);
        if let Some(words) = test.and_then(verdict) {
            super::words(ui, &words, theme::control_strong, t.ok);
        }
    });
    let can_run = !text.trim().is_empty() && !running;
    let label = if test.is_some() {
        t!("test-run-again")
    } else {
        t!("test-run")
    };
    let run = Button::new(Kind::Primary, label)
        .busy(running.then_some(t!("test-running")))
        .enabled(!text.trim().is_empty());
    match foot(ui, run, test, wanted) {
        Some(Clicked::Copy(test)) => {
            actions.push(Action::Copy(scan::test_as_text(&form.text, test)));
        }
        Some(Clicked::Close) => actions.push(Action::SetDialog(None)),
        Some(Clicked::Run) if can_run => actions.push(Action::TestConnection(text)),
        Some(Clicked::Run) | None => {}
    }
}

/// A button of the dialog that was clicked, or that Enter presses.
enum Clicked<'a> {
    Run,
    Close,
    /// Copies the stages of this test.
    Copy(&'a ConnectionTest),
}

/// Draws the buttons. `wanted`: Enter was pressed, which runs the test unless another button has the focus.
fn foot<'a>(
    ui: &mut Ui,
    run: Button<'_>,
    test: Option<&'a ConnectionTest>,
    wanted: bool,
) -> Option<Clicked<'a>> {
    let copied = test.filter(|test| !test.stages.is_empty());
    buttons(ui, |ui| {
        let run = run.show(ui);
        let close = Button::new(Kind::Ghost, t!("button-close")).show(ui);
        let copy = copied.map(|test| {
            let copy = Button::new(Kind::Ghost, t!("button-copy-details")).icon(icons::COPY);
            (copy.show(ui), test)
        });
        let pressed = |button: &Response| button.clicked() || (wanted && button.has_focus());
        if let Some((_, test)) = copy.filter(|(copy, _)| pressed(copy)) {
            Some(Clicked::Copy(test))
        } else if pressed(&close) {
            Some(Clicked::Close)
        } else {
            (run.clicked() || wanted).then_some(Clicked::Run)
        }
    })
}

/// Draws all six stages, those to come in grey.
fn stages(ui: &mut Ui, test: Option<&ConnectionTest>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let at = test.and_then(ConnectionTest::at);
    for stage in Stage::ALL {
        let report = test.and_then(|test| test.report(stage));
        row(ui, stage, report, at == Some(stage));
        if let Some(found) = report.and_then(|report| report.problem.as_ref()) {
            failure(ui, found);
            ui.add_space(4.0);
        }
    }
    ui.spacing_mut().item_spacing.y = 8.0;
}

fn row(ui: &mut Ui, stage: Stage, report: Option<&StageReport>, is_at: bool) {
    let t = tokens(ui);
    let width = ui.available_width();
    let failed = report.is_some_and(|report| report.problem.is_some());
    // a failure is explained below
    let detail = report
        .filter(|_| !failed)
        .map(|report| say::message(&report.detail))
        .unwrap_or_default();
    let room = width - DETAIL - TIME;
    let line = span(&detail, theme::sentence, t.text2);
    let paragraph = text::paragraph(ui, line, room, 18.0, Align::Min);
    let height = ROW.max(paragraph.size().y + 14.0);
    let (id, rect) = ui.allocate_space(vec2(width, height));
    let word = state_word(report, is_at);
    let name = scan::stage(stage);
    let time = report.map(took).unwrap_or_default();
    let response = ui.interact(rect, id, Sense::hover());
    let aloud = || {
        t!(
            "test-stage-aloud",
            stage = name,
            state = word,
            detail = &detail,
            time = &time
        )
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, aloud()));
    let y = rect.top() + ROW / 2.0;
    let is_reached = report.is_some();
    sign(ui, pos2(rect.left() + 10.0, y), is_reached, failed, is_at);
    let ink = if is_reached || is_at { t.text } else { t.text3 };
    text::draw(
        ui,
        pos2(rect.left() + 28.0, y),
        Align::Min,
        &[span(name, theme::control, ink)],
        DETAIL - 34.0,
    );
    // a stage that went well without a word to it shows no time either
    let shown = if failed || !detail.is_empty() {
        time.as_str()
    } else {
        ""
    };
    let shown = [span(shown, theme::mono_small, t.text3)];
    text::draw(ui, pos2(rect.right(), y), Align::Max, &shown, TIME);
    let at = pos2(rect.left() + DETAIL, rect.top() + 8.0);
    text::draw_paragraph(ui.painter(), at, paragraph);
}

/// Words the state of a stage, for screen readers.
fn state_word(report: Option<&StageReport>, is_at: bool) -> &'static str {
    match report {
        Some(report) if report.problem.is_some() => t!("test-state-failed"),
        Some(_) => t!("test-state-ok"),
        None if is_at => t!("test-state-running"),
        None => t!("test-state-waiting"),
    }
}

/// Formats the time of a stage; tenths of a second if it was long.
fn took(report: &StageReport) -> String {
    if report.took.as_secs() > 0 {
        say::time(report.took)
    } else {
        scan::took(report)
    }
}

fn sign(ui: &Ui, at: egui::Pos2, through: bool, failed: bool, is_at: bool) {
    let t = tokens(ui);
    match (through, failed) {
        (true, false) => _ = text::icon(ui.painter(), at, icons::CHECK, 16.0, t.ok),
        (true, true) => _ = text::icon(ui.painter(), at, icons::CIRCLE_X, 16.0, t.bad),
        _ if is_at => glyphs::spinner(ui, at, 16.0, t.text2),
        _ => {
            let dash = Rect::from_center_size(at, vec2(8.0, 1.5));
            ui.painter().rect_filled(dash, 0, t.stroke2);
        }
    }
}

/// Words a successful result; a failure is explained at its stage.
fn verdict(test: &ConnectionTest) -> Option<String> {
    let diagnosis = test
        .diagnosis
        .as_ref()
        .filter(|diagnosis| diagnosis.problem.is_none())?;
    Some(match diagnosis.response {
        Some(took) => t!("test-ok-in", time = say::time(took)),
        None => t!("test-ok").to_owned(),
    })
}
