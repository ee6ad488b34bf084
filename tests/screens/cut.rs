//! Finds texts of a frame that a person cannot read whole.

use egui::epaint::{ClippedShape, Shape, TextShape};
use egui::{FullOutput, Pos2, Rect};

/// Ends every text of the catalogue in the pseudo-language; names of files and devices have none.
const MARK: char = '~';

/// A text that is cut, and what cuts it.
#[derive(Debug)]
pub(crate) struct Cut {
    /// The text as a whole.
    pub(crate) text: String,
    /// What cuts it.
    pub(crate) by: &'static str,
    /// Where it is.
    pub(crate) center: Pos2,
}

/// All texts of the catalogue that are cut in a frame. `labels` are the names of the controls, with their places.
pub(crate) fn cut_texts(output: &FullOutput, window: Rect, labels: &[(String, Rect)]) -> Vec<Cut> {
    let mut found = Vec::new();
    for ClippedShape {
        clip_rect, shape, ..
    } in &output.shapes
    {
        visit(shape, &mut |shown| {
            if let Some(by) = what_cuts(shown, *clip_rect, window, labels) {
                let text = shown.galley.job.text.clone();
                let center = shown.galley.rect.translate(shown.pos.to_vec2()).center();
                found.push(Cut { text, by, center });
            }
        });
    }
    found
}

fn visit(shape: &Shape, found: &mut impl FnMut(&TextShape)) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| visit(shape, found)),
        Shape::Text(text) => found(text),
        _ => {}
    }
}

fn what_cuts(
    shown: &TextShape,
    clip: Rect,
    window: Rect,
    labels: &[(String, Rect)],
) -> Option<&'static str> {
    let text = shown.galley.job.text.as_str();
    if !text.contains(MARK) {
        return None;
    }
    if shown.galley.elided {
        return Some("an ellipsis");
    }
    let rect = shown.galley.rect.translate(shown.pos.to_vec2());
    let is_inside =
        |outer: Rect| outer.left() <= rect.left() + 1.0 && rect.right() <= outer.right() + 1.0;
    // what has scrolled out of view is not cut
    let visible = clip.intersect(window);
    if !visible.is_positive() || !visible.intersects(rect) {
        return None;
    }
    if !is_inside(window) {
        return Some("the edge of the window");
    }
    if !is_inside(clip) {
        return Some("the edge of its area");
    }
    let its = labels
        .iter()
        .filter(|(label, control)| label == text && control.contains(rect.center()));
    let beyond = its
        .map(|(_, control)| *control)
        .any(|control| !is_inside(control));
    beyond.then_some("the edge of its control")
}
