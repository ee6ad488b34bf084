//! Checks of this computer: once at the start, when the user asks, and now and then.

use super::{Shell, TaskReport};
use crate::app::{Action, ComputerAction};
use crate::computer::{self, WindowSeen};
use egui::Context;
use std::time::Duration;

/// How often this computer is checked. A check costs some 50 ms of one core, most of it for starting ffmpeg.
const CHECK_EVERY: Duration = Duration::from_secs(600);

impl Shell {
    /// Whether this computer can be checked.
    pub(in crate::ui) fn checks(&self) -> bool {
        self.parts
            .as_ref()
            .is_some_and(|parts| parts.surroundings.is_some())
    }

    /// Notes what this window sees of OpenGL, for its checks and for later runs.
    pub(in crate::ui) fn note_opened(&mut self, seen: WindowSeen) {
        let Some(parts) = &mut self.parts else { return };
        let Some(surroundings) = &mut parts.surroundings else {
            return;
        };
        surroundings.window = Some(seen.clone());
        if let Some(home) = parts.home.clone() {
            parts.runtime.spawn_blocking(move || {
                if let Err(error) = seen.save(&home) {
                    tracing::debug!(%error, "what the window sees is not saved");
                }
            });
        }
    }

    pub(super) fn check_computer(&self, ctx: &Context) {
        let Some(parts) = &self.parts else { return };
        let Some(surroundings) = parts.surroundings.clone() else {
            return;
        };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        let monitor = parts.monitor.clone();
        parts.runtime.spawn(async move {
            let checks = computer::check(&surroundings).await;
            if let Some(monitor) = monitor {
                monitor.checked(&checks);
            }
            let action = Action::Computer(ComputerAction::Checked(checks));
            let _ = outbox.send(TaskReport::Action(Box::new(action)));
            ctx.request_repaint();
        });
    }

    /// Checks this computer now and then, as long as the window is open.
    pub(in crate::ui) fn check_now_and_then(&self, ctx: &Context) {
        let Some(parts) = &self.parts else { return };
        let outbox = self.outbox.clone();
        let ctx = ctx.clone();
        parts.runtime.spawn(async move {
            loop {
                let action = Action::Computer(ComputerAction::Check);
                if outbox.send(TaskReport::Action(Box::new(action))).is_err() {
                    return; // the window is gone
                }
                ctx.request_repaint();
                tokio::time::sleep(CHECK_EVERY).await;
            }
        });
    }
}
