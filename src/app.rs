//! The window's state without a window: [`State`] is all that is shown, [`update`] its only writer. No egui, no tokio, no I/O:
//! what is to be done comes out as engine commands.

mod action;
mod computer_action;
mod device_action;
mod examples;
mod fit_action;
mod health_action;
mod live_action;
mod pace;
mod preview;
mod state;
mod update;

pub use crate::engine::settings::ThemeSetting as Theme;
pub use action::{Action, Effect};
pub use computer_action::{BundleAction, ComputerAction};
pub use device_action::{DeviceAction, FilePurpose};
pub use examples::{Example, example, examples};
pub use fit_action::FitAction;
pub use health_action::HealthAction;
pub use live_action::LiveAction;
pub use pace::Pace;
pub use preview::{
    LedImage, picture_of_fitted, picture_of_pattern, picture_of_reading, size_of, still_of,
};
pub use state::{
    AddDevice, BundleView, CardAction, Choice, Computer, ConnectionTest, Demo, DeviceDialog,
    DevicePage, Dialog, Filter, FirstField, FitTab, GroupCount, GroupsForm, HealthState, JobGroup,
    KeepForm, LayoutForm, LayoutKind, Loaded, LogFilter, MapForm, Page, PanelsForm, PendingUpload,
    Place, Player, PowerForm, Press, Scan, ScanEnd, ScanFaults, ScanForm, Selection, Sending, Slot,
    Speed, State, Suitability, Tally, TestForm, Thumbs, Toast, ToastGroup, ToastItem, ToastKind,
    ToastLine, UnlockForm, Unopened, WideSweep, is_found,
};
pub use update::update;
