//! The window: everything that draws with egui. [`App`] shows a `State` and carries out what `update` answers; `panels`
//! draws its pages, `dialogs` the dialogs above them, and `say` words states and numbers. `theme`, `text`, `icons` and
//! `widgets` are the look: they take plain arguments and know nothing of the app's state.

mod app;
mod bundling;
mod choosing;
mod cut;
mod dialogs;
mod exporting;
mod file_dialog;
mod foot;
mod frame;
pub mod icons;
mod keyboard;
mod moving;
mod notify;
mod opengl;
pub mod panels;
mod pasted;
mod projector;
mod reporting;
mod saving;
mod say;
mod scan_report;
mod screen;
mod shell;
mod shortcuts;
pub mod text;
pub mod theme;
pub mod visuals;
pub mod widgets;

pub use app::App;
pub use shell::{DemoFuture, Parts, StartDemo};

use crate::app::Action;

/// Collects what the user did in a frame, for `update` after it was drawn.
#[derive(Debug, Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// Adds an action.
    pub fn push(&mut self, action: Action) {
        self.0.push(action);
    }

    /// Takes all actions.
    #[must_use]
    pub fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.0)
    }
}
