//! One alert: what is wrong with what, what to do, since when, and buttons that help or silence it.

use crate::app::{Action, DeviceAction, HealthAction, Page, State};
use crate::monitor::{Alert, AlertKind, AlertState, Silence, Subject};
use crate::problem::Code;
use crate::t;
use crate::ui::say::health as words;
use crate::ui::say::when::Calendar;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, level_style, radius, tokens};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::menu;
use crate::ui::{Actions, say};
use egui::{
    Align, Color32, Galley, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// Width of plate and margins at the left of the words.
const LEFT: f32 = 60.0;
/// Height of a row of words.
const ROW: f32 = 19.0;
/// Room above the words.
const ABOVE: f32 = 12.0;

/// The words of an alert, laid out for a width.
pub(in crate::ui::panels) struct Laid {
    title: Arc<Galley>,
    remedy: Arc<Galley>,
    /// What screen readers read, and the hover text where something is cut.
    aloud: String,
    caption: String,
    subject: String,
    pub(in crate::ui::panels) height: f32,
}

/// Lays out an alert; `mutes` counts the alerts that it mutes.
pub(in crate::ui::panels) fn lay(
    ui: &Ui,
    width: f32,
    alert: &Alert,
    mutes: usize,
    (state, calendar): (&State, &Calendar),
) -> Laid {
    let t = tokens(ui);
    let subject = words::subject(alert, state).into_owned();
    let sentence = say::message(&alert.message);
    let remedy = say::remedy(&alert.remedy);
    let caption = caption(alert, mutes, calendar);
    let spans = [
        span(&subject, theme::control_strong, t.text),
        span("   ", theme::sentence, t.text2),
        span(&sentence, theme::sentence, t.text),
    ];
    let mut beside = 30.0 + menu::width(ui, t!("health-silence"));
    if let Some((label, _)) = help(alert, state) {
        let button = Button::new(Kind::Secondary, label).size(Size::Small);
        beside += button.measure(ui).x + 8.0;
    }
    let room = width - LEFT - beside;
    let title = text::rows_of(ui, &spans, room, ROW, 3);
    let about = span(&remedy, theme::sentence, t.text2);
    let remedy_rows = text::rows(ui, about, room, ROW, 3);
    let below = if remedy.is_empty() {
        0.0
    } else {
        remedy_rows.size().y + 1.0
    };
    Laid {
        height: ABOVE + title.size().y + below + 30.0,
        title,
        remedy: remedy_rows,
        aloud: format!("{subject}: {sentence} {remedy} {caption}"),
        caption,
        subject,
    }
}

/// Shows a laid out alert in `rect`.
pub(in crate::ui::panels) fn alert(
    ui: &Ui,
    rect: Rect,
    alert: &Alert,
    laid: Laid,
    state: &State,
    actions: &mut Actions,
) {
    let t = tokens(ui);
    let id = ui.scope_id().with(("alert", &alert.key));
    let style = level_style(words::level(alert.severity), t);
    let is_quiet = alert.silenced.is_some() || alert.state == AlertState::Resolved;
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &laid.aloud));
    let border = if t.dark || is_quiet {
        Color32::TRANSPARENT
    } else {
        t.stroke
    };
    let fill = if is_quiet { t.bg } else { t.card };
    let border = Stroke::new(1.0, border);
    ui.painter()
        .rect(rect, radius::CARD, fill, border, StrokeKind::Inside);
    let (ink, tint) = if is_quiet {
        (t.text3, t.raised)
    } else {
        (style.fg, style.bg)
    };
    let plate = Rect::from_min_size(rect.min + vec2(14.0, 14.0), vec2(32.0, 32.0));
    ui.painter().rect_filled(plate, radius::BUTTON, tint);
    text::icon(ui.painter(), plate.center(), style.icon, 18.0, ink);
    buttons(
        ui,
        rect,
        id,
        alert,
        is_quiet,
        (state, &laid.subject),
        actions,
    );
    if laid.title.elided || laid.remedy.elided {
        response.on_hover_text(&laid.aloud);
    }
    paint_words(ui, rect, laid, &words::severity(alert.severity), ink);
}

fn paint_words(ui: &Ui, rect: Rect, laid: Laid, severity: &str, ink: Color32) {
    let t = tokens(ui);
    let mut at = rect.min + vec2(LEFT, ABOVE);
    let has_remedy = !laid.remedy.text().is_empty();
    at.y += laid.title.size().y + 1.0;
    text::draw_paragraph(ui.painter(), rect.min + vec2(LEFT, ABOVE), laid.title);
    if has_remedy {
        let height = laid.remedy.size().y;
        text::draw_paragraph(ui.painter(), at, laid.remedy);
        at.y += height;
    }
    let spans = [
        span(severity, theme::column_head, ink),
        span(&laid.caption, theme::caption, t.text3),
    ];
    let room = rect.right() - 14.0 - at.x;
    text::draw(ui, at + vec2(0.0, 10.0), Align::Min, &spans, room);
}

/// Words since when, how often, and what else it covers: ` · since 10:24 · 12 times`.
fn caption(alert: &Alert, mutes: usize, calendar: &Calendar) -> String {
    let at = |seconds| calendar.clock_of_day(seconds);
    let mut parts = Vec::new();
    match alert.resolved_at {
        Some(time) => parts.push(t!("health-alert-solved", time = at(time))),
        None => parts.push(t!("health-alert-since", time = at(alert.first_at))),
    }
    if alert.count > 1 {
        parts.push(t!("health-alert-count", n = alert.count));
    }
    if mutes > 0 {
        parts.push(t!("health-alert-mutes", n = mutes));
    }
    match alert.silenced {
        Some(None) => parts.push(t!("health-alert-silenced").to_owned()),
        Some(Some(until)) => parts.push(t!("health-alert-silenced-until", time = at(until))),
        None => {}
    }
    parts
        .iter()
        .fold(String::new(), |all, part| format!("{all}  ·  {part}"))
}

/// Draws the buttons from the right.
fn buttons(
    ui: &Ui,
    rect: Rect,
    id: Id,
    alert: &Alert,
    is_quiet: bool,
    (state, subject): (&State, &str),
    actions: &mut Actions,
) {
    let mut right = rect.right() - 14.0;
    let y = rect.top() + 30.0;
    let mut place = |width: f32| {
        let at = Rect::from_min_size(pos2(right - width, y - 14.0), vec2(width, 28.0));
        right -= width + 8.0;
        at
    };
    if alert.state == AlertState::Resolved {
        return;
    }
    if is_quiet {
        let end = Button::new(Kind::Ghost, t!("health-unsilence")).size(Size::Small);
        let at = place(end.measure(ui).x);
        if end.show_at(ui, at, id.with("end")).clicked() {
            push(actions, alert, Silence::Off);
        }
        return;
    }
    let label = t!("health-silence");
    let at = place(menu::width(ui, label));
    let name = t!("health-silence-name", subject = subject);
    let items = [
        (Silence::Hour, t!("health-silence-hour")),
        (Silence::Day, t!("health-silence-day")),
        (Silence::UntilResolved, t!("health-silence-solved")),
    ];
    let picked = menu::menu_at(
        ui,
        at,
        id.with("silence"),
        label,
        &name,
        &items.map(|(_, item)| item),
    );
    if let Some((silence, _)) = picked.and_then(|index| items.get(index)) {
        push(actions, alert, *silence);
    }
    let Some((label, help)) = help(alert, state) else {
        return;
    };
    let button = Button::new(Kind::Secondary, label).size(Size::Small);
    let at = place(button.measure(ui).x);
    if button.show_at(ui, at, id.with("help")).clicked() {
        actions.push(help);
    }
}

fn push(actions: &mut Actions, alert: &Alert, silence: Silence) {
    actions.push(Action::Health(HealthAction::Silence(
        alert.key.clone(),
        silence,
    )));
}

/// Returns what helps with an alert: the label of a button, and what it does.
fn help(alert: &Alert, state: &State) -> Option<(&'static str, Action)> {
    let device = alert.subject.device().and_then(|id| state.device_of(id));
    if let Some(view) = device {
        let id = view.device.id.clone();
        if view.locked || alert.code == Some(Code::DeviceLocked) {
            let unlock = Action::Device(DeviceAction::AskUnlock(id));
            return Some((t!("button-unlock-more"), unlock));
        }
        let is_open = state.page == Page::Device && state.device_page.device.as_ref() == Some(&id);
        if is_open {
            return Some((t!("health-try-again"), Action::AskAgain(id)));
        }
        let open = Action::Device(DeviceAction::Open(id));
        return Some((t!("health-open-device"), open));
    }
    match &alert.subject {
        Subject::Device { .. } => None,
        Subject::Network(_) => Some((t!("health-try-again"), Action::Scan)),
        Subject::Computer if alert.kind == AlertKind::Resource => {
            Some((t!("health-open-settings"), Action::ShowPage(Page::Settings)))
        }
        Subject::Computer => Some((t!("health-open-help"), Action::ShowPage(Page::Help))),
    }
}
