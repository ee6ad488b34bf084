//! The test card of a device: starts a test, shows its steps as they come, and offers the report.

use super::parts::{heading, paragraph};
use crate::app::{Action, DeviceAction, State};
use crate::engine::{DeviceView, SelfTestView, StepResult, StepState, TestStep, Verdict};
use crate::logs::redact::{self, Place};
use crate::message::Message;
use crate::monitor::selftest::{ReportFormat, verdict};
use crate::t;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::glyphs;
use crate::ui::{Actions, icons, say};
use egui::{Align, Pos2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Height of a step with one line.
const ROW: f32 = 30.0;
/// Where the results begin, from the left.
const DETAIL: f32 = 132.0;
/// Room for the time.
const TIME: f32 = 66.0;
/// Gap between buttons.
const GAP: f32 = 8.0;

pub(super) fn show(ui: &mut Ui, view: &DeviceView, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    heading(ui, t!("selftest-title"));
    paragraph(ui, t!("selftest-about"), theme::sentence, t.text2);
    ui.add_space(10.0);
    let test = state.self_tests.get(&view.device.id);
    if let Some(test) = test {
        let is_shown = |step: &TestStep| test.verdict.is_none() || test.step(*step).is_some();
        for step in TestStep::ALL.into_iter().filter(is_shown) {
            row(ui, step, test);
        }
        ui.add_space(8.0);
        if let Some(ended) = test.verdict {
            result(ui, ended, test);
            ui.add_space(10.0);
        }
    }
    buttons(ui, test, actions);
}

fn buttons(ui: &mut Ui, test: Option<&SelfTestView>, actions: &mut Actions) {
    let is_running = test.is_some_and(|test| test.verdict.is_none());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(GAP, GAP);
        if is_running {
            let stop = Button::new(Kind::Secondary, t!("pages-stop")).icon(icons::SQUARE);
            if stop.show(ui).clicked() {
                actions.push(Action::Device(DeviceAction::StopTest));
            }
            return;
        }
        let words = if test.is_some() {
            t!("selftest-again")
        } else {
            t!("selftest-run")
        };
        let run = Button::new(Kind::Secondary, words).icon(icons::LIST_CHECKS);
        if run.show(ui).clicked() {
            actions.push(Action::Device(DeviceAction::Test));
        }
        let Some(test) = test else { return };
        let save = Button::new(Kind::Ghost, t!("selftest-save")).icon(icons::DOWNLOAD);
        if save.show(ui).clicked() {
            actions.push(Action::Device(DeviceAction::SaveReport));
        }
        let copy = Button::new(Kind::Ghost, t!("selftest-copy")).icon(icons::COPY);
        if copy.show(ui).clicked() {
            let report = ReportFormat::Markdown.document(test, Message::text);
            actions.push(Action::Copy(redact::clean(&report, Place::Bundle)));
        }
    });
}

/// Words a step's name.
fn name(step: TestStep) -> &'static str {
    match step {
        TestStep::Identify => t!("selftest-step-identify"),
        TestStep::RoundTrips => t!("selftest-step-round-trips"),
        TestStep::Snapshot => t!("selftest-step-snapshot"),
        TestStep::Store => t!("selftest-step-store"),
        TestStep::ReadBack => t!("selftest-step-read-back"),
        TestStep::Play => t!("selftest-step-play"),
        TestStep::Look => t!("selftest-step-look"),
        TestStep::Restore => t!("selftest-step-restore"),
        TestStep::Delete => t!("selftest-step-delete"),
        TestStep::Absence => t!("selftest-step-absence"),
    }
}

/// Words the state of a step, for screen readers.
fn state_word(result: Option<&StepResult>, is_at: bool) -> &'static str {
    match result.map(|result| result.state) {
        Some(StepState::Passed) => t!("test-state-ok"),
        Some(StepState::Unproven) => t!("selftest-state-unproven"),
        Some(StepState::Skipped) => t!("selftest-state-skipped"),
        Some(StepState::Failed) => t!("test-state-failed"),
        None if is_at => t!("test-state-running"),
        None => t!("test-state-waiting"),
    }
}

fn row(ui: &mut Ui, step: TestStep, test: &SelfTestView) {
    let t = tokens(ui);
    let result = test.step(step);
    let is_at = test.running == Some(step);
    let width = ui.available_width();
    let detail = result.map(detail).unwrap_or_default();
    let is_failed = result.is_some_and(|result| result.state == StepState::Failed);
    let ink = if is_failed { t.text } else { t.text2 };
    let line = span(&detail, theme::sentence, ink);
    let room = width - DETAIL - TIME;
    let lines = text::paragraph(ui, line, room, 18.0, Align::Min);
    let height = ROW.max(lines.size().y + 12.0);
    let (id, rect) = ui.allocate_space(vec2(width, height));
    let took = result
        .map(|result| result.took)
        .filter(|took| !took.is_zero());
    let time = took.map(say::time).unwrap_or_default();
    let response = ui.interact(rect, id, Sense::hover());
    let word = state_word(result, is_at);
    let title = name(step);
    response.widget_info(|| {
        let aloud = t!(
            "test-stage-aloud",
            stage = title,
            state = word,
            detail = &detail,
            time = &time
        );
        WidgetInfo::labeled(Role::Label, true, aloud)
    });
    let y = rect.top() + ROW / 2.0;
    sign(
        ui,
        pos2(rect.left() + 10.0, y),
        result.map(|r| r.state),
        is_at,
    );
    let is_reached = result.is_some() || is_at;
    let ink = if is_reached { t.text } else { t.text3 };
    let title = [span(title, theme::control, ink)];
    text::draw(
        ui,
        pos2(rect.left() + 28.0, y),
        Align::Min,
        &title,
        DETAIL - 32.0,
    );
    let shown = [span(&time, theme::mono_small, t.text3)];
    text::draw(ui, pos2(rect.right(), y), Align::Max, &shown, TIME);
    let at = pos2(rect.left() + DETAIL, rect.top() + 6.0);
    text::draw_paragraph(ui.painter(), at, lines);
}

/// What a step found; where it failed, also what to do.
fn detail(result: &StepResult) -> String {
    match &result.problem {
        Some(problem) => say::problem(problem),
        None => say::message(&result.detail),
    }
}

fn sign(ui: &Ui, at: Pos2, state: Option<StepState>, is_at: bool) {
    let t = tokens(ui);
    let (icon, ink) = match state {
        Some(StepState::Passed) => (icons::CHECK, t.ok),
        Some(StepState::Unproven) => (icons::CIRCLE_ALERT, t.warn),
        Some(StepState::Skipped) => (icons::MINUS, t.text3),
        Some(StepState::Failed) => (icons::CIRCLE_X, t.bad),
        None if is_at => return glyphs::spinner(ui, at, 16.0, t.text2),
        None => {
            let dash = Rect::from_center_size(at, vec2(8.0, 1.5));
            ui.painter().rect_filled(dash, 0, t.stroke2);
            return;
        }
    };
    text::icon(ui.painter(), at, icon, 16.0, ink);
}

/// Says how the test ended, and what it left.
fn result(ui: &mut Ui, ended: Verdict, test: &SelfTestView) {
    let t = tokens(ui);
    let ink = match ended {
        Verdict::Passed => t.ok,
        Verdict::Partial | Verdict::Cancelled => t.text,
        Verdict::Failed => t.bad,
    };
    let words = say::sentence(&verdict(ended).text());
    paragraph(ui, &words, theme::control_strong, ink);
    for left in &test.left {
        ui.add_space(4.0);
        paragraph(ui, &say::message(left), theme::sentence, t.text);
    }
}
