//! Notes what this window sees of OpenGL.

use crate::computer::{Opened, WindowSeen};
use eframe::glow::HasContext as _;
use egui::Context;

/// Describes OpenGL as this window has it; `None` where it is drawn by something else.
pub(super) fn seen(ctx: &Context, frame: &eframe::Frame) -> Option<WindowSeen> {
    let version = frame.gl()?.version();
    let kind = if version.is_embedded { "ES " } else { "" };
    let maker = version.vendor_info.trim();
    let opengl = format!("{kind}{}.{} {maker}", version.major, version.minor);
    let max_texture = ctx.input(|input| input.max_texture_side);
    Some(WindowSeen::now(Opened::Yes {
        opengl: opengl.trim_end().to_owned(),
        max_texture: u32::try_from(max_texture).unwrap_or(u32::MAX),
    }))
}
