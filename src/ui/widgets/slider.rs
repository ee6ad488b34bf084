//! A neutral slider: drag, click, arrow keys (Shift for ten steps), and the same for screen readers.

use std::ops::RangeInclusive;

use egui::accesskit::{Action, ActionData};
use egui::{
    CornerRadius, EventFilter, Id, Key, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::{Look, focus_ring};
use crate::ui::theme;

/// Knob diameter in points.
const KNOB: f32 = 16.0;

/// A slider over `range` in steps of `step`; `width` in points. Returns a response that `changed()`.
pub fn slider(
    ui: &mut Ui,
    value: &mut f32,
    range: RangeInclusive<f32>,
    step: f32,
    width: f32,
    name: &str,
) -> Response {
    let (id, rect) = ui.allocate_space(vec2(width, 28.0));
    slider_at(ui, rect, id, value, range, step, name)
}

/// A slider in `rect`.
pub fn slider_at(
    ui: &Ui,
    rect: Rect,
    id: Id,
    value: &mut f32,
    range: RangeInclusive<f32>,
    step: f32,
    name: &str,
) -> Response {
    let mut response = ui.interact(rect, id, Sense::click_and_drag());
    let low = *range.start();
    let high = *range.end();
    let travel = rect.x_range().shrink(KNOB / 2.0);
    let before = *value;
    if let Some(pointer) = response.interact_pointer_pos() {
        let part = ((pointer.x - travel.min) / travel.span()).clamp(0.0, 1.0);
        *value = low + (high - low) * part;
    }
    *value += step * keys(ui, id, &response);
    if let Some(asked) = asked_by_screen_reader(ui, id) {
        *value = asked;
    }
    *value = (low + ((*value - low) / step).round() * step).clamp(low, high);
    if (*value - before).abs() > f32::EPSILON {
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::slider(ui.is_enabled(), f64::from(*value), name));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_min_numeric_value(f64::from(low));
        node.set_max_numeric_value(f64::from(high));
        node.set_numeric_value_step(f64::from(step));
        node.add_action(Action::SetValue);
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
    paint(
        ui,
        rect,
        (*value - low) / (high - low),
        &Look::of(ui, &response, ui.is_enabled()),
    );
    response
}

/// Paints only the slider; `part` goes from 0 to 1.
pub fn paint(ui: &Ui, rect: Rect, part: f32, look: &Look) {
    let t = theme::tokens(ui);
    let travel = rect.x_range().shrink(KNOB / 2.0);
    let x = egui::lerp(travel.min..=travel.max, part.clamp(0.0, 1.0));
    let y = rect.center().y;
    let track =
        |left: f32, right: f32| Rect::from_min_max(pos2(left, y - 2.0), pos2(right, y + 2.0));
    ui.painter().rect_filled(
        track(rect.left(), rect.right()),
        CornerRadius::same(2),
        t.bar,
    );
    ui.painter()
        .rect_filled(track(rect.left(), x), CornerRadius::same(2), t.text2);
    let (knob, ring) = if t.dark {
        (t.text, t.text)
    } else {
        (t.card, t.text2)
    };
    let radius = KNOB / 2.0 + if look.pressed { 1.0 } else { 0.0 };
    ui.painter()
        .circle(pos2(x, y), radius - 0.75, knob, Stroke::new(1.5, ring));
    if look.focus {
        focus_ring(ui, Rect::from_center_size(pos2(x, y), vec2(KNOB, KNOB)), 8);
    }
}

/// Steps asked for by the keyboard in this frame.
fn keys(ui: &Ui, id: Id, response: &Response) -> f32 {
    if !response.has_focus() {
        return 0.0;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    ui.input(|input| {
        let count = |key| input.num_presses(key) as f32;
        let steps = count(Key::ArrowRight) + count(Key::ArrowUp)
            - count(Key::ArrowLeft)
            - count(Key::ArrowDown);
        let reader = input.num_accesskit_action_requests(id, Action::Increment) as f32
            - input.num_accesskit_action_requests(id, Action::Decrement) as f32;
        reader
            + if input.modifiers.shift {
                10.0 * steps
            } else {
                steps
            }
    })
}

fn asked_by_screen_reader(ui: &Ui, id: Id) -> Option<f32> {
    ui.input(|input| {
        input
            .accesskit_action_requests(id, Action::SetValue)
            .find_map(|request| match request.data {
                Some(ActionData::NumericValue(value)) => Some(value as f32),
                _ => None,
            })
    })
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::ui::visuals;

    #[test]
    fn arrows_step_and_shift_makes_ten_of_them() {
        let mut ready = false;
        let show = move |ui: &mut Ui, value: &mut f32| {
            if !std::mem::replace(&mut ready, true) {
                visuals::apply(ui.ctx(), true);
                return;
            }
            slider(ui, value, 0.0..=100.0, 1.0, 200.0, "Brightness");
        };
        let mut harness = Harness::builder()
            .with_size(vec2(300.0, 60.0))
            .build_ui_state(show, 50.0);
        harness.run();
        harness.get_by_label("Brightness").focus();
        harness.run();
        harness.key_press(Key::ArrowRight);
        harness.run();
        assert!((harness.state() - 51.0).abs() < 0.01, "{}", harness.state());
        harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
        harness.run();
        assert!((harness.state() - 41.0).abs() < 0.01, "{}", harness.state());
    }
}
