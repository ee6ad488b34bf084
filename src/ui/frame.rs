//! The frame around the pages: rail (or top bar in a narrow window), toasts, and the overlay while a file is dragged over it.

use super::Actions;
use super::cut::{Cut, inside};
use super::foot;
use super::panels::{Mounted, Rail, title};
use super::say;
use super::screen::Screen;
use super::text::{self, span};
use super::theme::{self, PhaseLook, Tokens, space};
use super::widgets::button::IconButton;
use super::widgets::drop::DropOverlay;
use super::widgets::rail::{Badge, badge_at, rail_item_at};
use super::widgets::{glyphs, hairline, toast};
use super::{icons, theme::tokens};
use crate::app::{Action, DeviceAction, Dialog, HealthAction, Page, State, Theme, ToastKind};
use crate::engine::Target;
use crate::pattern::format::FORMATS;
use crate::t;
use egui::{Align, Id, Order, Rect, Ui, Vec2, pos2, vec2};

/// Height of the narrow window's top bar.
const TOP_BAR: f32 = 52.0;

/// Draws rail and page.
pub(super) fn frame(ui: &mut Ui, state: &State, panels: &mut [Mounted], actions: &mut Actions) {
    let t = tokens(ui);
    let window = ui.ctx().content_rect();
    ui.painter().rect_filled(window, 0, t.bg);
    let mut cut = Cut(window);
    if window.width() < space::NARROW {
        let bar = cut.top(TOP_BAR);
        top_bar(ui, bar, state, panels, actions, t);
    } else {
        let rail = cut.left(space::RAIL);
        side_rail(ui, rail, state, panels, actions, t);
    }
    let below = cut.bottom(foot::height(state));
    foot::show(ui, below, state, actions);
    let page = cut.0;
    let open = panels
        .iter_mut()
        .find(|mounted| mounted.info.page == state.page);
    if let Some(open) = open {
        inside(ui, page, state.page, |ui| {
            open.panel.show(ui, state, actions);
        });
    }
}

fn side_rail(
    ui: &Ui,
    rect: Rect,
    state: &State,
    panels: &[Mounted],
    actions: &mut Actions,
    t: &Tokens,
) {
    ui.painter().rect_filled(rect, 0, t.rail);
    glyphs::logo(
        ui.painter(),
        pos2(rect.center().x, rect.top() + 30.0),
        28.0,
        t,
    );
    let mut cut = Cut(rect.with_min_y(rect.top() + 64.0));
    let foot = cut.bottom(50.0);
    let at_foot = |mounted: &&Mounted| mounted.info.rail == Rail::Foot;
    let mut low = Cut(cut.bottom(58.0 * (panels.iter().filter(at_foot).count() + 1) as f32));
    let alerts = bell_badge(state);
    let at = Rect::from_min_size(
        pos2(rect.left() + 6.0, low.top(58.0).top()),
        vec2(64.0, 54.0),
    );
    let id = ui.scope_id().with("bell");
    let word = say::health::bell(state.health.bell().1);
    if rail_item_at(ui, at, id, icons::BELL, &word, false, alerts).clicked() {
        actions.push(Action::Health(HealthAction::ShowAlerts));
    }
    for Mounted { info, panel } in panels {
        let room = match info.rail {
            Rail::Top => cut.top(58.0),
            Rail::Foot => low.top(58.0),
            Rail::Absent => continue,
        };
        let item = Rect::from_min_size(pos2(rect.left() + 6.0, room.top()), vec2(64.0, 54.0));
        let active = stands_for(info.page, state);
        let id = ui.scope_id().with(("rail", info.page));
        if rail_item_at(
            ui,
            item,
            id,
            info.icon,
            title(info.page),
            active,
            Badge::of(panel.badge(state)),
        )
        .clicked()
        {
            actions.push(Action::ShowPage(info.page));
        }
    }
    theme_switch(
        ui,
        Rect::from_center_size(foot.center(), vec2(32.0, 32.0)),
        state,
        actions,
    );
}

/// Whether the rail's item is the one that is open; the page of a device belongs to the page that it was opened from.
fn stands_for(item: Page, state: &State) -> bool {
    item == state.page || (state.page == Page::Device && item == state.device_page.from)
}

fn top_bar(
    ui: &Ui,
    rect: Rect,
    state: &State,
    panels: &[Mounted],
    actions: &mut Actions,
    t: &Tokens,
) {
    ui.painter().rect_filled(rect, 0, t.rail);
    let y = rect.center().y;
    glyphs::logo(ui.painter(), pos2(rect.left() + 33.0, y), 24.0, t);
    let name = [span(t!("app-name"), theme::heading, t.text)];
    text::draw(ui, pos2(rect.left() + 56.0, y), Align::Min, &name, 200.0);
    let in_bar = panels
        .iter()
        .map(|mounted| mounted.info)
        .filter(|info| info.rail != Rail::Absent);
    let mut x = rect.right() - 40.0 * (in_bar.clone().count() + 2) as f32 - 8.0;
    for info in in_bar {
        let at = Rect::from_min_size(pos2(x, y - 16.0), vec2(32.0, 32.0));
        let id = ui.scope_id().with(("bar", info.page));
        if stands_for(info.page, state) {
            ui.painter().rect_filled(
                at,
                theme::radius::BUTTON,
                if t.dark { t.raised } else { t.card },
            );
        }
        if IconButton::new(info.icon, title(info.page))
            .show_at(ui, at, id)
            .clicked()
        {
            actions.push(Action::ShowPage(info.page));
        }
        x += 40.0;
    }
    bell(
        ui,
        Rect::from_min_size(pos2(x, y - 16.0), vec2(32.0, 32.0)),
        state,
        actions,
    );
    x += 40.0;
    theme_switch(
        ui,
        Rect::from_min_size(pos2(x, y - 16.0), vec2(32.0, 32.0)),
        state,
        actions,
    );
    hairline(ui, rect, t);
}

/// Counts the alerts that need attention.
fn bell_badge(state: &State) -> Badge {
    let (count, worst) = state.health.bell();
    Badge {
        count,
        level: worst.map(say::health::level),
    }
}

/// Shows the bell in the top bar: opens the list of alerts.
fn bell(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let badge = bell_badge(state);
    let name = say::health::bell_name(badge.count, state.health.bell().1);
    if IconButton::new(icons::BELL, &name)
        .show_at(ui, rect, ui.scope_id().with("bell"))
        .clicked()
    {
        actions.push(Action::Health(HealthAction::ShowAlerts));
    }
    badge_at(ui, rect.center() + vec2(9.0, -8.0), badge);
}

/// One button that cycles through system, dark and light.
fn theme_switch(ui: &Ui, rect: Rect, state: &State, actions: &mut Actions) {
    let (icon, name, next) = match state.settings.window.theme {
        Theme::System => (icons::MONITOR, t!("theme-system"), Theme::Dark),
        Theme::Dark => (icons::MOON, t!("theme-dark"), Theme::Light),
        Theme::Light => (icons::SUN, t!("theme-light"), Theme::System),
    };
    if IconButton::new(icon, name)
        .show_at(ui, rect, ui.scope_id().with("theme"))
        .clicked()
    {
        actions.push(Action::SetTheme(next));
    }
}

/// Draws what floats above the page.
#[derive(Default)]
pub(super) struct Overlay {
    arrow: Screen,
}

impl Overlay {
    /// Draws toasts and the drop target.
    pub(super) fn show(&mut self, ui: &Ui, state: &State, actions: &mut Actions) {
        toasts(ui, state, actions);
        let names: Vec<String> = ui.ctx().input(|input| {
            let files = input.raw.hovered_files.iter();
            files
                .map(|file| file.path.as_deref().map_or_else(String::new, file_name))
                .collect()
        });
        let Some(first) = names.first() else { return };
        let files = match names.len() {
            1 => first.clone(),
            n => t!("drop-more", file = first, n = n - 1),
        };
        let is_map = matches!(state.dialog, Some(Dialog::Layout(_)));
        let readable = is_map || names.iter().any(|name| readable(name));
        let headline = match (is_map, readable) {
            (true, _) => t!("drop-map"),
            (false, true) => t!("drop-open"),
            (false, false) => t!("drop-not-a-pattern"),
        };
        DropOverlay {
            headline,
            files: &files,
            readable,
        }
        .show(ui, self.arrow.face());
    }
}

fn file_name(path: &std::path::Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Whether the ending is that of a format; files without one may be anything.
fn readable(name: &str) -> bool {
    let Some((_, ending)) = name.rsplit_once('.') else {
        return true;
    };
    let mut all = FORMATS.iter().flat_map(|format| format.info().extensions);
    all.any(|known| known.trim_start_matches('.').eq_ignore_ascii_case(ending))
}

fn toasts(ui: &Ui, state: &State, actions: &mut Actions) {
    let window = ui.ctx().content_rect();
    // on the Send page they stand above the pattern: devices, Send and uploads are never covered
    let covered = if state.page == Page::Send {
        super::panels::send_covers(window.size(), state)
    } else {
        Vec2::ZERO
    };
    let right = window.right() - 16.0 - covered.x;
    let mut bottom = window.bottom() - 16.0 - covered.y - foot::height(state);
    for shown in state.toasts.iter().rev() {
        let look = match shown.kind {
            ToastKind::Success => PhaseLook::Verified,
            ToastKind::Failure => PhaseLook::Failed,
        };
        let (title, line) = (say::toast::title(shown), say::toast::line(shown));
        let words = toast::Toast {
            look,
            title: &title,
            line: &line,
            action: shown.locked.as_ref().map(|_| t!("button-unlock-more")),
            close: t!("button-close"),
        };
        let height = words.height(ui);
        let at = pos2(right - toast::WIDTH, bottom - height);
        let rect = Rect::from_min_size(at, vec2(toast::WIDTH, height));
        let area = egui::Area::new(Id::unique(("toast", shown.id)))
            .order(Order::Middle)
            .fixed_pos(at);
        area.show(ui.ctx(), |ui| {
            ui.set_clip_rect(window);
            let (id, _) = ui.allocate_space(rect.size());
            let answer = words.show_at(ui, rect, id);
            let response = if words.is_cut(ui) || shown.group.is_some() {
                answer.response.on_hover_text(say::toast::details(shown))
            } else {
                answer.response
            };
            if let Some(device) = shown.locked.clone().filter(|_| answer.acted) {
                actions.push(Action::Device(match device {
                    Target::Device(id) => DeviceAction::AskUnlock(id),
                    Target::Address(spec) => DeviceAction::AskUnlockAt(spec.to_string()),
                }));
                actions.push(Action::CloseToast(shown.id));
            } else if answer.closed {
                actions.push(Action::CloseToast(shown.id));
            } else if response.hovered() && shown.age > 1.0 {
                actions.push(Action::HoldToast(shown.id));
            }
        });
        bottom -= height + 12.0;
    }
}
