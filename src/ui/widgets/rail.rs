//! One place in the rail: icon over its name, with a badge for what needs a look.

use egui::{
    Align, Color32, CornerRadius, Id, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::{Look, focus_ring};
use crate::ui::text::{self, span};
use crate::ui::theme::{self, Level, Tokens, radius};

/// A label may be wider than its item by this much on both sides, in points.
const BESIDE: f32 = 5.0;

/// Width of a rail item in points.
pub const WIDTH: f32 = 64.0;
/// Height of a rail item in points.
pub const HEIGHT: f32 = 54.0;

/// A number at the shoulder of an icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Badge {
    /// 0 shows no badge.
    pub count: usize,
    /// The worst alert that it counts; `None`: it counts something else.
    pub level: Option<Level>,
}

impl Badge {
    /// A badge that counts no alerts.
    #[must_use]
    pub fn of(count: usize) -> Self {
        Self { count, level: None }
    }

    /// The number; a critical alert adds a mark that does not depend on colour.
    fn text(self) -> String {
        let number = match self.count {
            100.. => "99+".to_owned(),
            count => count.to_string(),
        };
        if self.level == Some(Level::Critical) {
            number + "!"
        } else {
            number
        }
    }

    fn colors(self, t: &Tokens) -> (Color32, Color32) {
        match self.level {
            None => (t.accent, t.on_accent),
            Some(Level::Info) => (t.text2, t.bg),
            Some(Level::Warning) => (t.warn, t.bg),
            Some(Level::Critical) => (t.bad, t.bg),
        }
    }
}

/// Shows a rail item in `rect`.
pub fn rail_item_at(
    ui: &Ui,
    rect: Rect,
    id: Id,
    icon: char,
    label: &str,
    active: bool,
    badge: Badge,
) -> Response {
    let response = ui.interact(rect, id, Sense::click());
    let aloud = || {
        if badge.count == 0 {
            label.to_owned()
        } else {
            format!("{label}, {}", badge.count)
        }
    };
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, aloud()));
    let t = theme::tokens(ui);
    let look = Look::of(ui, &response, true);
    let on = if t.dark { t.raised } else { t.card };
    let hover = if t.dark { t.card } else { t.bg };
    let fill = if active {
        on
    } else {
        look.blend(Color32::TRANSPARENT, hover, hover)
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::CARD), fill);
    let center = pos2(rect.center().x, rect.top() + 19.0);
    let (ink, word) = if active {
        (t.accent, t.text)
    } else {
        (look.blend(t.text2, t.text, t.text), t.text2)
    };
    text::icon(ui.painter(), center, icon, 20.0, ink);
    let at = pos2(rect.center().x, rect.bottom() - 15.0);
    text::draw(
        ui,
        at,
        Align::Center,
        &[span(label, theme::micro, word)],
        rect.width() + 2.0 * BESIDE,
    );
    badge_at(ui, center + vec2(12.0, -6.0), badge);
    if look.focus {
        focus_ring(ui, rect, radius::CARD);
    }
    response
}

/// Paints a badge around `center`, if it counts anything.
pub fn badge_at(ui: &Ui, center: Pos2, badge: Badge) {
    if badge.count == 0 {
        return;
    }
    let t = theme::tokens(ui);
    let (fill, ink) = badge.colors(t);
    let number = badge.text();
    let width = (text::width(ui, &number, theme::micro) + 9.0).max(16.0);
    let plate = Rect::from_center_size(center, vec2(width, 16.0));
    ui.painter().rect_filled(plate, CornerRadius::same(8), fill);
    text::draw(
        ui,
        plate.center(),
        Align::Center,
        &[span(&number, theme::micro, ink)],
        width,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{DARK, LIGHT};

    #[test]
    fn a_critical_badge_differs_without_its_colour() {
        let badge = |count, level| Badge { count, level }.text();
        assert_eq!(badge(2, Some(Level::Critical)), "2!");
        assert_eq!(badge(2, Some(Level::Warning)), "2");
        assert_eq!(badge(120, None), "99+");
        for t in [&DARK, &LIGHT] {
            let fills: std::collections::HashSet<Color32> = [
                None,
                Some(Level::Info),
                Some(Level::Warning),
                Some(Level::Critical),
            ]
            .into_iter()
            .map(|level| Badge { count: 1, level }.colors(t).0)
            .collect();
            assert_eq!(fills.len(), 4);
        }
    }
}
