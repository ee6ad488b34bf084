//! The window's state without a window: [`State`] is all that is shown, [`update`] its only writer. No egui, no tokio, no I/O:
//! what is to be done comes out as engine commands.

mod action;
mod preview;
mod state;
mod update;

pub use action::{Action, Effect};
pub use preview::{Picture, picture_of_fitted, picture_of_pattern, picture_of_reading};
pub use state::{
    AddDevice, Choice, Demo, Dialog, LayoutForm, Loaded, Place, Player, Slot, Speed, State, Suitability, Theme, Toast,
    ToastKind,
};
pub use update::update;
