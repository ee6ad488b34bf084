//! A card that summarises the uploads of this session: how many are verified, and a stacked bar of all kinds.

use crate::app::State;
use crate::engine::{JobView, Outcome, Phase};
use crate::t;
use crate::ui::say;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, Tokens, radius, tokens};
use crate::ui::widgets::progress;
use egui::{Align, Color32, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// Height of the card.
pub(super) const HEIGHT: f32 = 146.0;

/// Kind of an upload in the summary.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Verified,
    There,
    NotVerifiable,
    Active,
    Paused,
    Waiting,
    Cancelled,
    Failed,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Verified,
        Self::There,
        Self::NotVerifiable,
        Self::Active,
        Self::Paused,
        Self::Waiting,
        Self::Cancelled,
        Self::Failed,
    ];

    fn of_job(job: &JobView) -> Self {
        match (&job.outcome, job.phase) {
            (Some(Outcome::Verified), _) => Self::Verified,
            (Some(Outcome::Skipped), _) => Self::There,
            (Some(Outcome::SentUnverified), _) => Self::NotVerifiable,
            (Some(Outcome::Failed(_)), _) => Self::Failed,
            (Some(Outcome::Cancelled), _) => Self::Cancelled,
            (None, Phase::Waiting) => Self::Waiting,
            (None, Phase::Absent) => Self::Paused,
            (None, _) => Self::Active,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Verified => t!("job-verified"),
            Self::There => t!("job-already-there"),
            Self::NotVerifiable => t!("job-unverified"),
            Self::Active => t!("filter-active"),
            Self::Paused => t!("job-paused"),
            Self::Waiting => t!("job-waiting"),
            Self::Cancelled => t!("job-cancelled"),
            Self::Failed => t!("job-failed"),
        }
    }

    fn color(self, t: &Tokens) -> Color32 {
        match self {
            Self::Verified => t.ok,
            Self::There => t.card.lerp_to_gamma(t.ok, 0.55),
            Self::NotVerifiable => t.text2,
            Self::Active => t.accent,
            Self::Paused => t.warn,
            Self::Waiting => t.card.lerp_to_gamma(t.stroke2, 0.5),
            Self::Cancelled => t.bar,
            Self::Failed => t.bad,
        }
    }
}

/// Shows the card.
pub(super) fn show(ui: &Ui, rect: Rect, state: &State) {
    let t = tokens(ui);
    let border = if t.dark {
        Stroke::NONE
    } else {
        Stroke::new(1.0, t.stroke)
    };
    ui.painter()
        .rect(rect, radius::FACE, t.card, border, StrokeKind::Inside);
    let inner = rect.shrink(20.0);
    let there = count(state, Kind::Verified) + count(state, Kind::There);
    let title = t!(
        "uploads-verified-of",
        verified = there,
        n = state.jobs.len()
    );
    text::draw(
        ui,
        pos2(inner.left(), inner.top() + 14.0),
        Align::Min,
        &[span(&title, theme::title, t.text)],
        inner.width(),
    );
    let mut caption = t!("uploads-in-progress", n = state.active_jobs());
    if let Some(limited) = state.limited() {
        caption = t!("uploads-limited", caption = caption, at = limited.clock());
    }
    let at = pos2(inner.left(), inner.top() + 38.0);
    text::draw(
        ui,
        at,
        Align::Min,
        &[span(&caption, theme::sentence, t.text2)],
        inner.width() * 0.6,
    );
    figures(ui, inner, state, t);
    let bar = Rect::from_min_size(
        pos2(inner.left(), inner.top() + 62.0),
        vec2(inner.width(), 10.0),
    );
    let parts: Vec<(f32, Color32)> = Kind::ALL
        .iter()
        .map(|kind| (count(state, *kind) as f32, kind.color(t)))
        .collect();
    progress::stacked_at(ui, bar, ui.scope_id().with("run"), &parts, &title);
    let below = Rect::from_min_max(pos2(bar.left(), bar.bottom() + 22.0), inner.max);
    legend(ui, below, state, t);
}

/// Draws colour, number and name of each kind that occurs, centred on the top edge of `rect`.
fn legend(ui: &Ui, rect: Rect, state: &State, t: &Tokens) {
    let mut x = rect.left();
    let y = rect.top();
    for kind in Kind::ALL {
        let n = count(state, kind);
        if n == 0 {
            continue;
        }
        let number = n.to_string();
        ui.painter().rect_filled(
            Rect::from_center_size(pos2(x + 5.0, y), vec2(9.0, 9.0)),
            3,
            kind.color(t),
        );
        let spans = [
            span(&number, theme::control_strong, t.text),
            span("  ", theme::sentence, t.text2),
            span(kind.label(), theme::sentence, t.text2),
        ];
        let end = text::draw(
            ui,
            pos2(x + 16.0, y),
            Align::Min,
            &spans,
            (rect.right() - x - 16.0).max(0.0),
        );
        x = end.right() + 18.0;
    }
}

/// Counts the uploads of one kind.
fn count(state: &State, kind: Kind) -> usize {
    state
        .jobs
        .iter()
        .filter(|job| Kind::of_job(job) == kind)
        .count()
}

/// Draws the bytes that were sent, and the number of retries.
fn figures(ui: &Ui, rect: Rect, state: &State, t: &Tokens) {
    let ended = |job: &&JobView| {
        matches!(
            job.outcome,
            Some(Outcome::Verified | Outcome::SentUnverified)
        )
    };
    let bytes: u64 = state.jobs.iter().filter(ended).map(|job| job.bytes).sum();
    let again: u32 = state
        .jobs
        .iter()
        .map(|job| job.attempts.saturating_sub(1))
        .sum();
    let figures = [
        (again.to_string(), t!("uploads-retries", n = again)),
        (say::bytes(bytes), t!("uploads-sent").to_owned()),
    ];
    let mut right = rect.right();
    for (value, caption) in figures {
        text::draw(
            ui,
            pos2(right, rect.top() + 14.0),
            Align::Max,
            &[span(&value, theme::figure, t.text)],
            110.0,
        );
        text::draw(
            ui,
            pos2(right, rect.top() + 38.0),
            Align::Max,
            &[span(&caption, theme::caption, t.text3)],
            110.0,
        );
        right -= 100.0;
    }
}
