//! Everything a person (or the engine) can do to the state, and what the shell around it has to do in turn.

use super::device_action::{DeviceAction, FilePurpose};
use super::fit_action::FitAction;
use super::live_action::LiveAction;
use super::state::{Dialog, Filter, GroupsForm, LayoutForm, Page, Place, ScanForm, Speed};
use crate::device::{DeviceId, GroupName};
use crate::engine::settings::{Settings, ThemeSetting};
use crate::engine::{Command, Event, HistoryEntry, JobId};
use crate::problem::Problem;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// What happened.
#[derive(Clone, Debug)]
pub enum Action {
    /// The engine reported something.
    Event(Box<Event>),
    /// Seconds went by while something moves.
    Tick(f64),

    /// Open these files: the first now, the others in turn.
    Open(Vec<PathBuf>),
    /// Open a pattern that came with the app.
    OpenSample {
        /// File name.
        name: String,
        /// The file.
        bytes: Arc<[u8]>,
    },
    /// Open the next of the files that wait.
    OpenNext,
    /// Let the system's file dialog ask.
    ChooseFile,
    /// There is no file dialog on this system: let a path be typed.
    NoFileDialog,
    /// Close the pattern.
    ClosePattern,
    /// Close the note about files that could not be opened.
    CloseUnopened,

    /// Choose a reading of a headerless file.
    ChooseReading(usize),
    /// Reading typed by hand: LEDs, matrix, milliseconds a frame.
    TypeReading {
        /// LEDs.
        leds: String,
        /// Matrix, like `16x16`.
        matrix: String,
        /// Milliseconds a frame.
        delay: String,
    },
    /// Remember the reading, or not.
    RememberReading(bool),
    /// Read it so.
    ConfirmReading,
    /// Do not choose, or read no further: back to how it was read before, to what was open before, or to nothing.
    CancelReading,
    /// Open the readings of the loaded file again.
    ReconsiderReading,

    /// Play or pause.
    TogglePlay,
    /// Show that moment, in milliseconds.
    Seek(f64),
    /// Show the next (or another) frame, paused.
    StepFrame(i32),
    /// How fast.
    SetSpeed(Speed),
    /// Start again at the end, or not.
    ToggleLoop,
    /// Brightness the pattern is sent with, in percent; `done` when the slider was let go.
    SetBrightness {
        /// 0 to 100.
        pct: u8,
        /// Fit anew now.
        done: bool,
    },
    /// Something about how patterns are fitted.
    Fit(FitAction),
    /// Show the wiring of that device.
    WiredOn(DeviceId),

    /// Select a device, or not.
    ToggleDevice(DeviceId),
    /// Select every device that can be sent to, or none if all are.
    ToggleAll,
    /// Select the devices of a group, or none of them if all are selected.
    ToggleGroup {
        /// Which group.
        group: GroupName,
        /// Keep the others that are selected.
        add: bool,
    },
    /// Open the form of a device's groups.
    EditGroups(DeviceId),
    /// Keep what that form says.
    SaveGroups(GroupsForm),
    /// Who is at this address?
    Connect(String),
    /// Open the form of what is told of a device.
    EditLayout(DeviceId),
    /// Open that form to say how many LEDs the device has.
    EditSize(DeviceId),
    /// Files were dropped while that form is open: the first is its map.
    DropMap(Vec<PathBuf>),
    /// Keep what the form says.
    SaveLayout(Box<LayoutForm>),
    /// Let the person choose the file of a map for the layout that is open.
    ChooseMap,
    /// Read that file as its map.
    ReadMap(PathBuf),
    /// Take a device off the list.
    Forget(DeviceId),
    /// Keep a device at the top of the list, or not.
    Pin(DeviceId, bool),
    /// Put the list of devices in order: nobody points at it.
    Tidy,
    /// List only devices that have these words.
    Search(String),
    /// Look for devices.
    Scan,
    /// Stop looking.
    StopScan,
    /// Open the form of where scans look.
    EditScan,
    /// Keep what that form says.
    SaveScan {
        /// The form.
        form: ScanForm,
        /// And look there now.
        scan: bool,
    },
    /// Try stage by stage whether a device can be reached there.
    TestConnection(String),
    /// Ask a device that rests or is offline again, now.
    AskAgain(DeviceId),
    /// Send nothing to a device until it is asked again by hand.
    SetAside(DeviceId),
    /// The cards of these devices are on the screen, and no others.
    InSight(BTreeSet<DeviceId>),
    /// Something on the page of a device.
    Device(DeviceAction),
    /// Start simulated devices.
    StartDemo,
    /// They listen.
    DemoStarted(Vec<SocketAddr>),
    /// They do not.
    DemoFailed(Problem),

    /// Start patterns when they are verified, or not.
    SetPlayWhenVerified(bool),
    /// Send the pattern to the selected devices.
    Send,
    /// Send the frame that the preview shows to a device, as a still picture.
    SendStill(DeviceId),
    /// Send the pattern to a device that deletes its old copy first, because it has no room for both.
    SendReplacing(DeviceId),
    /// Something about playing live.
    Live(LiveAction),
    /// Cancel a job.
    Cancel(JobId),
    /// Cancel all jobs.
    CancelAll,
    /// The same again.
    Retry(JobId),
    /// All that failed again.
    RetryFailed,
    /// Take finished jobs off the list.
    ClearFinished,
    /// Write entries of the history into a file that the person names.
    ExportHistory(Arc<[HistoryEntry]>),
    /// A file was written.
    Exported(PathBuf),
    /// Open a file of the history again, to be sent to the same device.
    SendAgain(HistoryEntry),
    /// Go on with what earlier runs left unfinished.
    ResumeUnfinished,
    /// Leave it.
    DiscardUnfinished,
    /// Open a device's web page.
    OpenWebPage(String),
    /// Put text on the clipboard.
    Copy(String),

    /// Open something above everything, or close it.
    SetDialog(Option<Dialog>),
    /// Close the dialog, but ask first where that would lose a form.
    LeaveDialog,
    /// Light or dark.
    SetTheme(ThemeSetting),
    /// Set this, and save it.
    ChangeSettings(Settings),
    /// Settings were not saved, or a folder cannot be opened.
    Failed(Problem),
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
    /// Open a page.
    ShowPage(Page),
    /// List these uploads.
    SetFilter(Filter),
    /// Go to a place (narrow window).
    Go(Place),
    /// Unfold the uploads strip, or fold it.
    ToggleStrip,
    /// The pointer is on a toast: it stays.
    HoldToast(u64),
    /// Close a toast.
    CloseToast(u64),
    /// The person wants to close the window.
    RequestClose,
    /// Close it although jobs run.
    CloseAnyway,
}

/// What the shell has to do after an update: only it has windows, clipboards and a clock.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the engine.
    Engine(Command),
    /// Open the system's file dialog.
    AskForFile,
    /// Let the person choose a file for something of a device.
    ChooseFor {
        /// Which device.
        device: DeviceId,
        /// What for.
        wanted: FilePurpose,
        /// Name of a new file.
        suggested: String,
    },
    /// Start simulated devices.
    StartDemo,
    /// Write the settings into that folder.
    SaveSettings {
        /// All of them.
        settings: Settings,
        /// The folder.
        home: PathBuf,
    },
    /// Write these into a file that the person names.
    ExportHistory(Arc<[HistoryEntry]>),
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
    /// Open an address in the browser.
    OpenUrl(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Close the window now.
    Close,
}
