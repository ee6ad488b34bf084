//! Live streams as rows with their buttons: below the Send page, and above the uploads.

use crate::app::{Action, LiveAction, State};
use crate::engine::{StreamState, StreamView};
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::screen::{Scene, Screens};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, space, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind, Size};
use crate::ui::widgets::led_face::Plate;
use crate::ui::widgets::{chip, hairline};
use crate::ui::{Actions, icons, say};
use egui::{Align, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// Height of the heading.
const HEAD: f32 = 42.0;
/// Height of a row.
const ROW: f32 = 50.0;
/// Rows that are shown at once; more scroll.
const ROWS: usize = 2;
/// From this width (points) on, the sentences begin further right.
const WIDE: f32 = 900.0;

/// Where the columns of a row begin, in points from its left edge.
struct Columns {
    /// Room for the names of device and pattern, which begin after the plate.
    names: f32,
    chip: f32,
    sentences: f32,
}

impl Columns {
    const NARROW: Self = Self {
        names: 104.0,
        chip: 160.0,
        sentences: 270.0,
    };
    const WIDE: Self = Self {
        names: 210.0,
        chip: 272.0,
        sentences: 384.0,
    };
}

/// Returns the height of the band; 0 without streams.
pub(super) fn height(state: &State) -> f32 {
    match state.streams.len() {
        0 => 0.0,
        n => HEAD + ROW * n.min(ROWS) as f32 + 8.0,
    }
}

/// Shows the live streams as a band of a page, and says that they end when the window closes.
pub(super) fn band(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    screens: &mut Screens,
    actions: &mut Actions,
) {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0, t.panel);
    ui.painter()
        .rect_filled(rect.with_max_y(rect.top() + 1.0), 0, t.stroke);
    let mut cut = Cut(rect.shrink2(vec2(space::PAGE, 0.0)));
    let head = cut.top(HEAD);
    heading(ui, head, state, actions);
    cut.bottom(8.0);
    let rows = cut.0.expand2(vec2(4.0, 0.0));
    inside(ui, rows, "streams", |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for view in &state.streams {
                let (_, at) = ui.allocate_space(vec2(rows.width() - 8.0, ROW));
                row(ui, at, view, state, screens, actions);
                hairline(ui, at, tokens(ui));
            }
        });
    });
}

fn heading(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    let y = rect.center().y + 1.0;
    let mut right = rect.right();
    if state.live_streams() > 1 {
        let stop = Button::new(Kind::Ghost, t!("live-stop-all")).icon(icons::SQUARE);
        let size = stop.measure(ui);
        let at = Rect::from_min_size(pos2(right - size.x, y - size.y / 2.0), size);
        if stop
            .show_at(ui, at, ui.scope_id().with("stop-streams"))
            .on_hover_text(t!("pages-key-esc"))
            .clicked()
        {
            actions.push(Action::Live(LiveAction::StopAll));
        }
        right = at.left() - 8.0;
    }
    let title = t!("live-title", n = state.live_streams());
    let spans = [
        span(&title, theme::heading, t.text),
        span("   ", theme::sentence, t.text2),
        span(say::live::while_open(), theme::sentence, t.text2),
    ];
    let line = text::draw(
        ui,
        pos2(rect.left(), y),
        Align::Min,
        &spans,
        right - rect.left(),
    );
    text::announce(
        ui,
        line,
        Role::Status,
        &t!(
            "live-title-and-note",
            title = title.as_str(),
            note = say::live::while_open()
        ),
    );
}

/// Shows one stream.
fn row(
    ui: &Ui,
    rect: Rect,
    view: &StreamView,
    state: &State,
    screens: &mut Screens,
    actions: &mut Actions,
) {
    let id = ui.scope_id().with(("stream", view.id));
    let said = say::live::stream(view);
    let response = ui.interact(rect, id, Sense::hover());
    let aloud = || {
        t!(
            "live-row",
            device = &*state.job_label(&view.device),
            pattern = view.pattern_name.as_str(),
            state = said.word,
            first = said.first.as_str(),
            second = said.second.as_str()
        )
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, aloud()));
    let plate = Rect::from_center_size(pos2(rect.left() + 21.0, rect.center().y), vec2(34.0, 34.0));
    let scene = state
        .thumbs
        .get(&view.pattern)
        .map(|picture| (Scene::Kept(picture), 0));
    screens
        .of(("stream", view.id))
        .paint(ui, plate, scene, Plate::MINI);
    let narrow = rect.width() < WIDE;
    let columns = if narrow {
        Columns::NARROW
    } else {
        Columns::WIDE
    };
    names(ui, rect, view, state, columns.names);
    chip::phase_chip_at(
        ui,
        pos2(rect.left() + columns.chip, rect.center().y),
        id.with("word"),
        said.look,
        said.word,
    );
    let right = buttons(ui, rect, id, view, state, actions);
    let first = if narrow { &said.brief } else { &said.first };
    let room = rect
        .with_min_x(rect.left() + columns.sentences)
        .with_max_x(right);
    sentences(ui, room, first, &said.second);
    response.on_hover_ui(|ui| _ = ui.label(format!("{}\n{}", said.first, said.second)));
}

/// Draws the device's name above that of the pattern, each in `width` points.
fn names(ui: &Ui, rect: Rect, view: &StreamView, state: &State, width: f32) {
    let t = tokens(ui);
    let left = rect.left() + 48.0;
    let device = state.job_label(&view.device);
    let look = (theme::control_strong as text::Font, t.text);
    text::draw_label(ui, pos2(left, rect.center().y - 9.0), &device, look, width);
    let pattern = [span(&view.pattern_name, theme::caption, t.text3)];
    text::draw(
        ui,
        pos2(left, rect.center().y + 9.0),
        Align::Min,
        &pattern,
        width,
    );
}

/// Draws the state of the stream, and the transport below it.
fn sentences(ui: &Ui, rect: Rect, first: &str, second: &str) {
    let t = tokens(ui);
    text::draw(
        ui,
        pos2(rect.left(), rect.center().y - 9.0),
        Align::Min,
        &[span(first, theme::sentence, t.text)],
        rect.width(),
    );
    text::draw(
        ui,
        pos2(rect.left(), rect.center().y + 9.0),
        Align::Min,
        &[span(second, theme::caption, t.text2)],
        rect.width(),
    );
}

/// Shows the buttons of a stream, from the right; returns their left edge.
fn buttons(
    ui: &Ui,
    rect: Rect,
    id: egui::Id,
    view: &StreamView,
    state: &State,
    actions: &mut Actions,
) -> f32 {
    let mut right = rect.right() - 8.0;
    let mut place = |size: egui::Vec2| {
        let at = Rect::from_min_size(pos2(right - size.x, rect.center().y - size.y / 2.0), size);
        right = at.left() - 8.0;
        at
    };
    if !matches!(view.state, StreamState::Failed(_)) {
        let stop = Button::new(Kind::Secondary, t!("pages-stop"))
            .icon(icons::SQUARE)
            .size(Size::Small);
        if stop
            .show_at(ui, place(stop.measure(ui)), id.with("stop"))
            .clicked()
        {
            actions.push(Action::Live(LiveAction::Stop(view.id)));
        }
        return right - 4.0;
    }
    let close = IconButton::new(icons::CLOSE, t!("live-remove")).small();
    if close
        .show_at(ui, place(vec2(28.0, 28.0)), id.with("dismiss"))
        .clicked()
    {
        actions.push(Action::Live(LiveAction::Dismiss(view.id)));
    }
    let device = view
        .device
        .id
        .as_ref()
        .and_then(|device| state.device(device));
    if let Some(device) = device.filter(|device| state.can_play_live(device)) {
        let again = Button::new(Kind::Secondary, t!("live-again"))
            .icon(icons::ROTATE_CW)
            .size(Size::Small);
        if again
            .show_at(ui, place(again.measure(ui)), id.with("again"))
            .clicked()
        {
            actions.push(Action::Live(LiveAction::Play(device.device.id.clone())));
        }
    }
    right - 4.0
}
