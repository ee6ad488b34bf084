//! The window's state without a window: [`State`] is all that is shown, [`update`] its only writer. No egui, no tokio, no I/O:
//! what is to be done comes out as engine commands.

mod action;
mod device_action;
mod examples;
mod fit_action;
mod live_action;
mod pace;
mod preview;
mod state;
mod update;

pub use crate::engine::settings::ThemeSetting as Theme;
pub use action::{Action, Effect};
pub use device_action::{DeviceAction, FilePurpose};
pub use examples::{Example, example, examples};
pub use fit_action::FitAction;
pub use live_action::LiveAction;
pub use pace::Pace;
pub use preview::{
    LedImage, picture_of_fitted, picture_of_pattern, picture_of_reading, size_of, still_of,
};
pub use state::{
    AddDevice, CardAction, Choice, ConnectionTest, DEVICE_PAGE, Demo, DeviceDialog, DevicePage,
    Dialog, Filter, FirstField, FitTab, GroupCount, GroupsForm, HELP_PAGE, HISTORY_PAGE, JobGroup,
    KeepForm, LOG_PAGE, LayoutForm, LayoutKind, Loaded, MapForm, PanelsForm, PendingUpload, Place,
    Player, PowerForm, Press, SEND_PAGE, SETTINGS_PAGE, Scan, ScanEnd, ScanFaults, ScanForm,
    Selection, Sending, Slot, Speed, State, Suitability, Tally, TestForm, Toast, ToastGroup,
    ToastItem, ToastKind, ToastLine, UPLOADS_PAGE, UnlockForm, Unopened, WideSweep,
};
pub use update::update;
