//! Everything a person (or the engine) can do to the state, and what the shell around it has to do in turn.

use super::computer_action::{BundleAction, ComputerAction};
use super::device_action::{DeviceAction, FilePurpose};
use super::fit_action::FitAction;
use super::health_action::HealthAction;
use super::live_action::LiveAction;
use super::state::{
    Dialog, Filter, GroupsForm, LayoutForm, LogFilter, Page, Place, ScanForm, Speed,
};
use crate::device::{DeviceId, GroupName};
use crate::diagnostics::Bundle;
use crate::engine::settings::{Settings, ThemeSetting};
use crate::engine::{AuditEntry, CacheCounters, Command, Event, HistoryEntry, JobId, SelfTestView};
use crate::monitor::{Alert, Silence};
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
    /// Time has passed, in seconds.
    Tick(f64),

    /// Open these files, the first now, the others in turn.
    Open(Vec<PathBuf>),
    /// Open a pattern that came with the app.
    OpenSample {
        /// File name.
        name: String,
        /// The file.
        bytes: Arc<[u8]>,
    },
    /// Open the next file of those that were opened together.
    OpenNext,
    /// Show the system's file dialog.
    ChooseFile,
    /// Ask for a path, because this system has no file dialog.
    NoFileDialog,
    /// Close the pattern.
    ClosePattern,
    /// Close the note about files that could not be opened.
    CloseUnopened,

    /// Choose a reading of a headerless file.
    ChooseReading(usize),
    /// Reading typed by hand: LEDs, matrix, milliseconds a frame.
    TypeReading {
        leds: String,
        /// Matrix, like `16x16`.
        matrix: String,
        /// Milliseconds a frame.
        delay: String,
    },
    /// Remember the reading, or not.
    RememberReading(bool),
    /// Read the file as chosen.
    ConfirmReading,
    /// Cancel the choice or the reading; what was open before is open again.
    CancelReading,
    /// Open the readings of the loaded file again.
    ReconsiderReading,

    /// Play or pause.
    TogglePlay,
    /// Move to that position, in milliseconds.
    Seek(f64),
    /// Show the next (or another) frame, paused.
    StepFrame(i32),
    /// Set the speed.
    SetSpeed(Speed),
    /// Start again at the end, or not.
    ToggleLoop,
    /// Set the brightness of the pattern, in percent; `done` when the slider was released.
    SetBrightness {
        /// 0 to 100.
        pct: u8,
        /// Update the previews now.
        done: bool,
    },
    /// Change how patterns are fitted.
    Fit(FitAction),
    /// Show the wiring of that device.
    WiredOn(DeviceId),

    /// Select or deselect a device.
    ToggleDevice(DeviceId),
    /// Select every device that can take the pattern, or none if all are selected.
    ToggleAll,
    /// Select the devices of a group, or none of them if all are selected.
    ToggleGroup {
        group: GroupName,
        /// Keep the others that are selected.
        add: bool,
    },
    /// Open the form of a device's groups.
    EditGroups(DeviceId),
    /// Save that form.
    SaveGroups(GroupsForm),
    /// Contact the device at this address.
    Connect(String),
    /// Open the layout form of a device.
    EditLayout(DeviceId),
    /// Open that form with the focus on the size.
    EditSize(DeviceId),
    /// Read the first dropped file as the map of that form.
    DropMap(Vec<PathBuf>),
    /// Save the layout form.
    SaveLayout(Box<LayoutForm>),
    /// Let the user choose the file of a map for the open form.
    ChooseMap,
    /// Read that file as its map.
    ReadMap(PathBuf),
    /// Forget a device.
    Forget(DeviceId),
    /// Pin a device to the top of the list, or unpin it.
    Pin(DeviceId, bool),
    /// Sort the list of devices; the pointer is elsewhere.
    Tidy,
    /// List only devices that match these words.
    Search(String),
    /// Start a scan.
    Scan,
    /// Stop the scan.
    StopScan,
    /// Open the scan options.
    EditScan,
    /// Save that form.
    SaveScan {
        form: ScanForm,
        /// Whether to scan now.
        scan: bool,
    },
    /// Test the connection to an address, stage by stage.
    TestConnection(String),
    /// Contact a device that rests or is offline now.
    AskAgain(DeviceId),
    /// Set a device aside: nothing is sent to it until it is taken back.
    SetAside(DeviceId),
    /// The cards of exactly these devices are on the screen.
    InSight(BTreeSet<DeviceId>),
    /// The caches are used so now.
    CountCaches(CacheCounters),
    /// An action on the page of a device.
    Device(DeviceAction),
    /// How devices do, and alerts.
    Health(HealthAction),
    /// Start simulated devices.
    StartDemo,
    /// The simulated devices listen.
    DemoStarted(Vec<SocketAddr>),
    /// The simulated devices could not start.
    DemoFailed(Problem),

    /// Set whether patterns start when they are verified.
    SetPlayWhenVerified(bool),
    /// Send the pattern to the selected devices.
    Send,
    /// Send the frame that the preview shows to a device, as a still picture.
    SendStill(DeviceId),
    /// Send the pattern to a device that deletes its old copy first, because it has no room for both.
    SendReplacing(DeviceId),
    /// An action of live playback.
    Live(LiveAction),
    /// Cancel a job.
    Cancel(JobId),
    /// Cancel all jobs.
    CancelAll,
    /// Retry a job.
    Retry(JobId),
    /// Retry all failed jobs.
    RetryFailed,
    /// Remove finished jobs from the list.
    ClearFinished,
    /// Write entries of the history into a file that the user names.
    ExportHistory(Arc<[HistoryEntry]>),
    /// Write entries of the audit trail into a file that the user names.
    ExportChanges(Arc<[AuditEntry]>),
    /// A file was written.
    Exported(PathBuf),
    /// Open a file of the history again, to be sent to the same device.
    SendAgain(HistoryEntry),
    /// Resume the unfinished uploads of earlier runs.
    ResumeUnfinished,
    /// Discard them.
    DiscardUnfinished,
    /// Open a device's web page.
    OpenWebPage(String),
    /// Put text on the clipboard.
    Copy(String),

    /// Open a dialog, or close it.
    SetDialog(Option<Dialog>),
    /// Close the dialog; ask first if a form would be lost.
    LeaveDialog,
    /// Light or dark.
    SetTheme(ThemeSetting),
    /// Change the settings, and save them.
    ChangeSettings(Settings),
    /// Something failed outside any job.
    Failed(Problem),
    /// An action about this computer.
    Computer(ComputerAction),
    /// An action on a diagnostics bundle.
    Bundle(BundleAction),
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
    /// Open a page.
    ShowPage(Page),
    /// Show an upload on its page.
    ShowUpload(JobId),
    /// Set what the Log page lists.
    SetLogFilter(LogFilter),
    /// Set the filter of the Uploads page.
    SetFilter(Filter),
    /// Go to a step of the narrow window.
    Go(Place),
    /// Unfold the uploads strip, or fold it.
    ToggleStrip,
    /// Keep a toast while the pointer is on it.
    HoldToast(u64),
    /// Close a toast.
    CloseToast(u64),
    /// Close the window; ask first if jobs run.
    RequestClose,
    /// Close the window without asking.
    CloseAnyway,
}

/// What the shell does after an update: only it has windows, clipboards and a clock.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a command to the engine.
    Engine(Command),
    /// Open the system's file dialog.
    AskForFile,
    /// Let the user choose a file for something of a device.
    ChooseFor {
        device: DeviceId,
        /// What the file is for.
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
    /// Write these entries into a file that the user names.
    ExportHistory(Arc<[HistoryEntry]>),
    /// Write these entries of the audit trail into a file that the user names.
    ExportChanges(Arc<[AuditEntry]>),
    /// Check this computer.
    CheckComputer,
    /// Write the report of a device test into a file that the user names.
    SaveReport {
        test: Box<SelfTestView>,
        /// Name of the new file.
        suggested: String,
    },
    /// Announce new critical alerts with a notification of the system.
    Announce(Vec<Alert>),
    /// Silence alerts of that key, or end a silence.
    Silence(String, Silence),
    /// Collect a diagnostics bundle.
    CollectBundle(Settings),
    /// Save this bundle into a file that the user names.
    SaveBundle(Arc<Bundle>),
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
    /// Open an address in the browser.
    OpenUrl(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Close the window now.
    Close,
}
