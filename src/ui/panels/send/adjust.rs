//! The Adjust card: how the pattern is fitted, in four tabs below the preview; hidden until the user opens it.

mod cells;

use crate::app::{Action, FitAction, FitTab, Loaded, State};
use crate::pattern::{
    Dither, Fit, FitMode, Line, Mirror, NEUTRAL_KELVIN, PixelOrder, Scale, Turn, White,
};
use crate::t;
use crate::ui::cut::{Cut, inside};
use crate::ui::theme::{radius, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind, Size};
use crate::ui::widgets::select;
use crate::ui::{Actions, icons, say};
use cells::{Cells, Drafts};
use egui::{CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// Room above the card.
const ABOVE: f32 = 8.0;
/// Between the edge of the card and its contents.
const PAD: f32 = 12.0;
/// Height of the tabs with the room below them.
const HEAD: f32 = 42.0;
/// Temperatures of the slider for white, in kelvin.
const KELVIN: std::ops::RangeInclusive<f32> = 2000.0..=12_000.0;
/// Gammas of its slider.
const GAMMA: std::ops::RangeInclusive<f32> = 1.0..=3.0;

/// Keeps the texts that are being typed.
#[derive(Default)]
pub(super) struct Adjust {
    drafts: Drafts,
}

/// Returns how many controls a tab has.
fn count(tab: FitTab) -> usize {
    match tab {
        FitTab::Picture => 5,
        FitTab::Strip | FitTab::Color => 4,
        FitTab::Time => 3,
    }
}

/// Returns the height of the card with the room above it, in a column of that width.
pub(super) fn height(state: &State, width: f32) -> f32 {
    state.adjust.map_or(0.0, |tab| {
        ABOVE + HEAD + 2.0 * PAD + Cells::height(count(tab), width - 2.0 * PAD)
    })
}

/// Returns the button that shows or hides the card, and its action.
pub(super) fn button(state: &State, loaded: &Loaded) -> (Button<'static>, Action) {
    let first = if loaded.pattern().order == PixelOrder::Grid {
        FitTab::Picture
    } else {
        FitTab::Color
    };
    let open = if state.adjust.is_some() {
        None
    } else {
        Some(first)
    };
    let label = if state.is_adjusted() && state.adjust.is_none() {
        t!("send-adjusted")
    } else {
        t!("send-adjust")
    };
    (
        Button::new(Kind::Secondary, label).icon(icons::SCALING),
        Action::Fit(FitAction::Show(open)),
    )
}

impl Adjust {
    pub(super) fn show(&mut self, ui: &mut Ui, rect: Rect, state: &State, actions: &mut Actions) {
        let Some(tab) = state.adjust else { return };
        let t = tokens(ui);
        let card = rect.with_min_y(rect.top() + ABOVE);
        let stroke = Stroke::new(1.0, if t.dark { t.card } else { t.stroke });
        ui.painter().rect(
            card,
            CornerRadius::same(radius::CARD),
            t.card,
            stroke,
            StrokeKind::Inside,
        );
        let mut cut = Cut(card.shrink(PAD));
        let head = cut.top(HEAD);
        inside(ui, head, "adjust-head", |ui| {
            Self::head(ui, head.with_max_y(head.top() + 32.0), tab, state, actions);
        });
        let mut fit = state.fit.clone();
        let done = inside(ui, cut.0, "adjust", |ui| {
            let mut cells = Cells::new(ui, cut.0, count(tab), &mut self.drafts);
            match tab {
                FitTab::Picture => picture(&mut cells, &mut fit),
                FitTab::Strip => strip(&mut cells, &mut fit),
                FitTab::Color => color(&mut cells, &mut fit),
                FitTab::Time => time(&mut cells, &mut fit),
            }
            cells.done()
        });
        if fit != state.fit || done == Some(true) {
            actions.push(Action::Fit(FitAction::Set {
                fit: Box::new(fit),
                done: done.unwrap_or(true),
            }));
        }
    }

    /// Shows the tabs, and at the right the buttons that reset the open tab and hide the card.
    fn head(ui: &mut Ui, rect: Rect, tab: FitTab, state: &State, actions: &mut Actions) {
        let id = ui.scope_id();
        let chosen = FitTab::ALL
            .iter()
            .position(|other| *other == tab)
            .unwrap_or(0);
        let picked = select::segmented(ui, chosen, &FitTab::ALL.map(say::label::fit_tab));
        if let Some(tab) = picked.and_then(|index| FitTab::ALL.get(index)) {
            actions.push(Action::Fit(FitAction::Show(Some(*tab))));
        }
        let at = Rect::from_min_size(
            pos2(rect.right() - 28.0, rect.center().y - 14.0),
            vec2(28.0, 28.0),
        );
        if IconButton::new(icons::CHEVRON_UP, t!("send-adjust-hide"))
            .small()
            .show_at(ui, at, id.with("fold"))
            .clicked()
        {
            actions.push(Action::Fit(FitAction::Show(None)));
        }
        let usual = tab.reset(&state.fit);
        if usual != state.fit {
            let reset = Button::new(Kind::Ghost, t!("send-adjust-reset"))
                .icon(icons::UNDO_2)
                .size(Size::Small);
            let size = reset.measure(ui);
            let at = Rect::from_min_size(
                pos2(at.left() - 6.0 - size.x, rect.center().y - size.y / 2.0),
                size,
            );
            if reset.show_at(ui, at, id.with("reset")).clicked() {
                actions.push(Action::Fit(FitAction::Set {
                    fit: Box::new(usual),
                    done: true,
                }));
            }
        }
    }
}

fn picture(cells: &mut Cells<'_>, fit: &mut Fit) {
    let modes = [
        (None, t!("send-fit-automatic")),
        (Some(FitMode::Contain), t!("send-fit-contain")),
        (Some(FitMode::Cover), t!("send-fit-cover")),
        (Some(FitMode::Stretch), t!("send-fit-stretch")),
        (Some(FitMode::None), t!("send-fit-none")),
    ];
    let scales = [
        (Scale::Area, t!("send-scaling-smooth")),
        (Scale::Nearest, t!("send-scaling-pixels")),
        (Scale::Lanczos, t!("send-scaling-sharp")),
    ];
    let turns = [
        (Turn::None, t!("send-rotation-none")),
        (Turn::Right, t!("send-rotation-right")),
        (Turn::Half, t!("send-rotation-half")),
        (Turn::Left, t!("send-rotation-left")),
    ];
    let mirrors = [
        (None, t!("send-mirror-none")),
        (Some(Mirror::LeftRight), t!("send-mirror-horizontal")),
        (Some(Mirror::TopBottom), t!("send-mirror-vertical")),
    ];
    cells.select(t!("send-fit"), &mut fit.mode, &modes);
    cells.select(t!("send-scaling"), &mut fit.scale, &scales);
    cells.select(t!("send-rotation"), &mut fit.turn, &turns);
    cells.select(t!("send-mirror"), &mut fit.mirror, &mirrors);
    let [r, g, b] = fit.background;
    let hex = |text: &str| {
        let digits = text.trim_start_matches('#');
        let is_hex = digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit());
        let [_, r, g, b] = u32::from_str_radix(digits, 16)
            .ok()
            .filter(|_| is_hex)?
            .to_be_bytes();
        Some([r, g, b])
    };
    if let Some(color) = cells.text(
        t!("send-background"),
        &format!("{r:02x}{g:02x}{b:02x}"),
        "000000",
        true,
        hex,
    ) {
        fit.background = color;
    }
}

fn strip(cells: &mut Cells<'_>, fit: &mut Fit) {
    let choices = [
        (0, t!("send-strip-average")),
        (1, t!("send-strip-row")),
        (2, t!("send-strip-column")),
    ];
    let mut shows = match fit.line {
        None => 0,
        Some(Line::Row(_)) => 1,
        Some(Line::Column(_)) => 2,
    };
    let mut which = fit.line.and_then(|line| match line {
        Line::Row(at) | Line::Column(at) => at,
    });
    cells.select(t!("send-strip-shows"), &mut shows, &choices);
    let number = |text: &str| match text {
        "" => Some(None),
        text => text
            .parse()
            .ok()
            .filter(|n: &usize| *n > 0)
            .map(|n| Some(n - 1)),
    };
    let typed = which.map_or_else(String::new, |n| (n + 1).to_string());
    if let Some(number) = cells.text(
        t!("send-strip-which"),
        &typed,
        t!("send-strip-middle"),
        shows != 0,
        number,
    ) {
        which = number;
    }
    fit.line = match shows {
        1 => Some(Line::Row(which)),
        2 => Some(Line::Column(which)),
        _ => None,
    };
    cells.toggle(t!("send-strip-reverse"), &mut fit.reverse);
    let offset = |text: &str| {
        if text.is_empty() {
            Some(0)
        } else {
            text.parse().ok()
        }
    };
    let typed = if fit.offset == 0 {
        String::new()
    } else {
        fit.offset.to_string()
    };
    if let Some(offset) = cells.text(t!("send-strip-offset"), &typed, "0", true, offset) {
        fit.offset = offset;
    }
}

fn color(cells: &mut Cells<'_>, fit: &mut Fit) {
    let dithers = [
        (None, t!("send-dithering-off")),
        (Some(Dither::Ordered), t!("send-dithering-ordered")),
        (Some(Dither::Temporal), t!("send-dithering-temporal")),
    ];
    let mut saturation = f32::from(fit.saturation_pct);
    cells.slider(
        t!("send-saturation"),
        &t!("pages-percent", n = saturation.round()),
        &mut saturation,
        0.0..=200.0,
        1.0,
    );
    fit.saturation_pct = saturation as u16;

    let (words, mut kelvin) = match fit.white {
        None => (
            t!("send-white-unchanged").to_owned(),
            f32::from(NEUTRAL_KELVIN),
        ),
        Some(White::Kelvin(kelvin)) => {
            (t!("send-white-kelvin", kelvin = kelvin), f32::from(kelvin))
        }
        Some(White::Percent(_)) => (
            t!("send-white-percent").to_owned(),
            f32::from(NEUTRAL_KELVIN),
        ),
    };
    let before = kelvin;
    cells.slider(t!("send-white"), &words, &mut kelvin, KELVIN, 100.0);
    if (kelvin - before).abs() > 1.0 {
        fit.white = Some(White::Kelvin(kelvin as u16))
            .filter(|white| *white != White::Kelvin(NEUTRAL_KELVIN));
    }

    let mut cutoff = f32::from(fit.cutoff);
    let words = match fit.cutoff {
        0 => t!("send-cutoff-none").to_owned(),
        least => t!("send-cutoff-below", n = least),
    };
    cells.slider(t!("send-cutoff"), &words, &mut cutoff, 0.0..=255.0, 1.0);
    fit.cutoff = cutoff as u8;

    let mut gamma = fit.gamma;
    cells.slider(
        t!("send-gamma"),
        &format!("{gamma:.1}"),
        &mut gamma,
        GAMMA,
        0.1,
    );
    if (gamma - fit.gamma).abs() > 0.01 {
        fit.gamma = (gamma * 10.0).round() / 10.0;
    }
    cells.select(t!("send-dithering"), &mut fit.dither, &dithers);
}

fn time(cells: &mut Cells<'_>, fit: &mut Fit) {
    let rate = |text: &str| match text {
        "" => Some(None),
        text => text
            .replace(',', ".")
            .parse()
            .ok()
            .filter(|fps| (0.01..=1000.0).contains(fps))
            .map(Some),
    };
    let typed = fit.max_fps.map_or_else(String::new, |fps| fps.to_string());
    if let Some(fps) = cells.text(
        t!("send-max-fps"),
        &typed,
        t!("send-max-fps-unchanged"),
        true,
        rate,
    ) {
        fit.max_fps = fps;
    }
    let count = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().filter(|n: &usize| *n > 0).map(Some),
    };
    let typed = fit.first_frames.map_or_else(String::new, |n| n.to_string());
    if let Some(count) = cells.text(
        t!("send-first-frames"),
        &typed,
        t!("send-first-frames-all"),
        true,
        count,
    ) {
        fit.first_frames = count;
    }
    cells.toggle(t!("send-merge-equal"), &mut fit.merge_equal);
}
