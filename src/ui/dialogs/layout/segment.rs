//! The choice of the segment that shows patterns: only for devices with several, or where the chosen one is gone.

use super::column;
use crate::app::LayoutForm;
use crate::device::{Part, Segment};
use crate::engine::DeviceView;
use crate::t;
use crate::ui::widgets::select;
use egui::Ui;

const WIDTH: f32 = 320.0;

/// Height of the choice with the space above it, in points; nothing where there is none.
pub(super) fn height(form: &LayoutForm, view: &DeviceView) -> f32 {
    if parts(form, view).len() < 2 {
        0.0
    } else {
        62.0
    }
}

pub(super) fn show(ui: &mut Ui, form: &mut LayoutForm, view: &DeviceView) {
    let parts = parts(form, view);
    if parts.len() < 2 {
        return;
    }
    let now = form.part.unwrap_or(Part::All);
    let chosen = parts.iter().position(|(part, _)| *part == now).unwrap_or(0);
    let names: Vec<&str> = parts.iter().map(|(_, name)| name.as_str()).collect();
    ui.add_space(6.0);
    column(
        ui,
        WIDTH.min(ui.available_width()),
        t!("layout-segment"),
        |ui| {
            let picked = select::select(ui, chosen, &names, t!("layout-segment"));
            if let Some((part, _)) = picked.and_then(|index| parts.get(index)) {
                form.part = Some(*part);
            }
        },
    );
}

/// Lists all LEDs and each segment; only one entry if there is nothing to choose.
fn parts(form: &LayoutForm, view: &DeviceView) -> Vec<(Part, String)> {
    let segments = view.device.segments();
    let chosen = form.part.and_then(Part::segment);
    let gone = chosen.filter(|id| segments.iter().all(|segment| segment.id != *id));
    let mut parts = vec![(Part::All, t!("layout-segment-all").to_owned())];
    if segments.len() > 1 || chosen.is_some() {
        let there = segments
            .iter()
            .map(|segment| (Part::Segment(segment.id), name(segment)));
        parts.extend(there);
    }
    parts.extend(gone.map(|id| (Part::Segment(id), t!("layout-segment-missing", id = id))));
    parts
}

fn name(segment: &Segment) -> String {
    let (left, right) = segment.columns;
    match (segment.matrix(), segment.rows) {
        (Some(size), Some((top, _))) => t!(
            "layout-segment-matrix",
            id = segment.id,
            size = size.to_string(),
            column = left,
            row = top
        ),
        _ => t!(
            "layout-segment-strip",
            id = segment.id,
            first = left,
            last = right.saturating_sub(1)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::example;

    #[test]
    fn segments_are_offered_where_there_is_a_choice() {
        let mut view = example("layout").unwrap().devices[0].clone();
        view.device.caps = crate::device::Caps::default();
        view.settings.part = None;
        let names = |view: &DeviceView| {
            let all = parts(&LayoutForm::of(view), view);
            all.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
        };
        view.device.caps.insert("segment:0:0-30".into());
        assert_eq!(names(&view), ["All LEDs"], "it is all there is");
        view.device.caps.insert("segment:1:30-60".into());
        let both = [
            "All LEDs",
            "Segment 0 (LEDs 0 to 29)",
            "Segment 1 (LEDs 30 to 59)",
        ];
        assert_eq!(names(&view), both);
        view.settings.part = Some(Part::Segment(7));
        assert_eq!(names(&view)[3], "Segment 7 (not found)");
    }
}
