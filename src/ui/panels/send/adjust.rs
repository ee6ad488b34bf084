//! "Adjust": how the pattern is fitted, in four tabs of a card below the preview; folded unless a person wants it.

mod cells;

use crate::app::{Action, FitAction, FitTab, Loaded, State};
use crate::pattern::{
    Dither, Fit, FitMode, Line, Mirror, NEUTRAL_KELVIN, PixelOrder, Scale, Turn, White,
};
use crate::ui::cut::{Cut, inside};
use crate::ui::theme::{radius, tokens};
use crate::ui::widgets::button::{Button, IconButton, Kind, Size};
use crate::ui::widgets::select;
use crate::ui::{Actions, icons, say};
use cells::{Cells, Drafts};
use egui::{CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// Room above the card.
const ABOVE: f32 = 8.0;
/// Between the edge of the card and what is in it.
const PAD: f32 = 12.0;
/// Height of the tabs with the room below them.
const HEAD: f32 = 42.0;
/// Temperatures of the slider for white, in kelvin.
const KELVIN: std::ops::RangeInclusive<f32> = 2000.0..=12_000.0;
/// Gammas of its slider.
const GAMMA: std::ops::RangeInclusive<f32> = 1.0..=3.0;

/// What the card keeps between frames: what is being typed.
#[derive(Default)]
pub(super) struct Adjust {
    drafts: Drafts,
}

/// How many controls a tab has.
fn count(tab: FitTab) -> usize {
    match tab {
        FitTab::Picture => 5,
        FitTab::Strip | FitTab::Color => 4,
        FitTab::Time => 3,
    }
}

/// Height of the card with the room above it, in a column of that width.
pub(super) fn height(state: &State, width: f32) -> f32 {
    state.adjust.map_or(0.0, |tab| {
        ABOVE + HEAD + 2.0 * PAD + Cells::height(count(tab), width - 2.0 * PAD)
    })
}

/// The button that unfolds it: which tab opens, and what is on it.
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
        "Adjusted"
    } else {
        "Adjust"
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
        inside(ui, head, "adjust head", |ui| {
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

    /// The tabs, and at the right what puts the open one back, and folds all.
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
        if IconButton::new(icons::CHEVRON_UP, "Fold")
            .small()
            .show_at(ui, at, id.with("fold"))
            .clicked()
        {
            actions.push(Action::Fit(FitAction::Show(None)));
        }
        let usual = tab.reset(&state.fit);
        if usual != state.fit {
            let words = format!("Reset {}", say::label::fit_tab(tab).to_lowercase());
            let reset = Button::new(Kind::Ghost, &words)
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
    const MODES: [(Option<FitMode>, &str); 5] = [
        (None, "Automatic"),
        (Some(FitMode::Contain), "Whole picture"),
        (Some(FitMode::Cover), "Filled"),
        (Some(FitMode::Stretch), "Stretched"),
        (Some(FitMode::None), "Not scaled"),
    ];
    const SCALES: [(Scale, &str); 3] = [
        (Scale::Area, "Smooth"),
        (Scale::Nearest, "Pixel art"),
        (Scale::Lanczos, "Sharp"),
    ];
    const TURNS: [(Turn, &str); 4] = [
        (Turn::None, "No"),
        (Turn::Right, "90° right"),
        (Turn::Half, "180°"),
        (Turn::Left, "90° left"),
    ];
    const MIRRORS: [(Option<Mirror>, &str); 3] = [
        (None, "No"),
        (Some(Mirror::LeftRight), "Left, right"),
        (Some(Mirror::TopBottom), "Top, bottom"),
    ];
    cells.select("Fit", &mut fit.mode, &MODES);
    cells.select("Scaling", &mut fit.scale, &SCALES);
    cells.select("Turned", &mut fit.turn, &TURNS);
    cells.select("Mirrored", &mut fit.mirror, &MIRRORS);
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
        "Background",
        &format!("{r:02x}{g:02x}{b:02x}"),
        "000000",
        true,
        hex,
    ) {
        fit.background = color;
    }
}

fn strip(cells: &mut Cells<'_>, fit: &mut Fit) {
    const SHOWS: [(u8, &str); 3] = [(0, "All rows, averaged"), (1, "One row"), (2, "One column")];
    let mut shows = match fit.line {
        None => 0,
        Some(Line::Row(_)) => 1,
        Some(Line::Column(_)) => 2,
    };
    let mut which = fit.line.and_then(|line| match line {
        Line::Row(at) | Line::Column(at) => at,
    });
    cells.select("A strip shows", &mut shows, &SHOWS);
    let number = |text: &str| match text {
        "" => Some(None),
        text => text
            .parse()
            .ok()
            .filter(|n: &usize| *n > 0)
            .map(|n| Some(n - 1)),
    };
    let typed = which.map_or_else(String::new, |n| (n + 1).to_string());
    if let Some(number) = cells.text("Which one", &typed, "the middle", shows != 0, number) {
        which = number;
    }
    fit.line = match shows {
        1 => Some(Line::Row(which)),
        2 => Some(Line::Column(which)),
        _ => None,
    };
    cells.toggle("Reversed", &mut fit.reverse);
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
    if let Some(offset) = cells.text("Moved by LEDs", &typed, "0", true, offset) {
        fit.offset = offset;
    }
}

fn color(cells: &mut Cells<'_>, fit: &mut Fit) {
    const DITHERS: [(Option<Dither>, &str); 3] = [
        (None, "Off"),
        (Some(Dither::Ordered), "By neighbours"),
        (Some(Dither::Temporal), "In time"),
    ];
    let mut saturation = f32::from(fit.saturation_pct);
    cells.slider(
        "Saturation",
        &format!("{saturation:.0} %"),
        &mut saturation,
        0.0..=200.0,
        1.0,
    );
    fit.saturation_pct = saturation as u16;

    let (words, mut kelvin) = match fit.white {
        None => ("as it is".into(), f32::from(NEUTRAL_KELVIN)),
        Some(White::Kelvin(kelvin)) => (format!("{kelvin} K"), f32::from(kelvin)),
        Some(White::Percent(_)) => ("by percents".into(), f32::from(NEUTRAL_KELVIN)),
    };
    let before = kelvin;
    cells.slider("White", &words, &mut kelvin, KELVIN, 100.0);
    if (kelvin - before).abs() > 1.0 {
        fit.white = Some(White::Kelvin(kelvin as u16))
            .filter(|white| *white != White::Kelvin(NEUTRAL_KELVIN));
    }

    let mut gamma = fit.gamma;
    cells.slider("Gamma", &format!("{gamma:.1}"), &mut gamma, GAMMA, 0.1);
    if (gamma - fit.gamma).abs() > 0.01 {
        fit.gamma = (gamma * 10.0).round() / 10.0;
    }
    cells.select("Dithering", &mut fit.dither, &DITHERS);
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
    if let Some(fps) = cells.text("Most frames a second", &typed, "as they are", true, rate) {
        fit.max_fps = fps;
    }
    let count = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().filter(|n: &usize| *n > 0).map(Some),
    };
    let typed = fit.first_frames.map_or_else(String::new, |n| n.to_string());
    if let Some(count) = cells.text("Frames from the start", &typed, "all", true, count) {
        fit.first_frames = count;
    }
    cells.toggle("Equal frames merged", &mut fit.merge_equal);
}
