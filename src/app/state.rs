//! Everything the window shows, as plain values.

mod bundle;
mod computer;
mod device_page;
mod fitting;
mod forms;
mod groups;
mod health;
mod layout_form;
mod live;
mod log;
mod names;
mod order;
mod page;
mod queries;
mod scan;
mod selection;
mod sending;
mod thumbs;
mod toasts;
mod typing;

pub use bundle::BundleView;
pub use computer::Computer;
pub use fitting::{FitTab, PowerForm};
pub use forms::{AddDevice, Dialog, ScanFaults, ScanForm, TestForm, WideSweep};
pub use groups::{GroupCount, GroupsForm};
pub use health::HealthState;
pub use layout_form::{FirstField, LayoutForm, LayoutKind, MapForm, PanelsForm};
pub use live::CardAction;
pub use log::LogFilter;
pub use order::is_found;
pub(super) use order::{place, stays};
pub use page::Page;
pub use queries::JobGroup;
pub use scan::{ConnectionTest, Scan, ScanEnd};
pub use selection::Selection;
pub use sending::{PendingUpload, Press, Sending, Tally};
pub use thumbs::Thumbs;
pub use toasts::{Toast, ToastGroup, ToastItem, ToastKind, ToastLine, Unopened};

pub use device_page::{DeviceDialog, DevicePage, KeepForm, UnlockForm};

use super::pace::Pace;
use crate::device::{DeviceId, DeviceNames};
use crate::engine::settings::Settings;
use crate::engine::{
    CacheCounters, DeviceView, JobId, JobView, Networks, Outcome, PatternId, Phase, Preview,
    SelfTestView, StreamView, UploadHistory,
};
use crate::message::Message;
use crate::pattern::{Fit, Opened, Pattern, Progress};
use crate::problem::Problem;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

/// The window's state.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The open pattern, or the file that is being read.
    pub slot: Slot,
    /// Number that the next pattern gets.
    pub next_pattern: u64,
    /// Files that were opened together with it, still to be read.
    pub next_files: VecDeque<PathBuf>,
    /// Files that could not be opened. A note above the preview lists them until the user opens others or closes it.
    pub unopened: Unopened,
    /// How the preview plays.
    pub player: Player,
    /// How patterns are fitted when they are sent.
    pub fit: Fit,
    /// The unfolded controls of the fit; `None` if all are folded.
    pub adjust: Option<FitTab>,
    /// The device whose wiring the preview shows; `None`: the first selected device that can take the pattern.
    pub wired_on: Option<DeviceId>,
    /// Known devices, in the order of the list. [`super::Action::Tidy`] sorts them while the pointer is elsewhere, so that no row
    /// moves under it.
    pub devices: Vec<DeviceView>,
    /// Names of these devices and of the devices of uploads: see [`State::label`].
    pub names: DeviceNames,
    /// Whether the devices are sorted.
    pub tidy: bool,
    /// The search text; empty: all devices are listed.
    pub search: String,
    /// Devices whose cards are on the screen.
    pub in_sight: BTreeSet<DeviceId>,
    /// Whether the search field is shown.
    pub searchable: bool,
    /// The scan for devices.
    pub scan: Scan,
    /// The networks that a scan can reach.
    pub networks: Networks,
    /// Connection tests, by address.
    pub tests: BTreeMap<String, ConnectionTest>,
    /// The last test of each device in this run.
    pub self_tests: BTreeMap<DeviceId, SelfTestView>,
    /// The open pattern as each device would get it, or why it cannot. Hashed: each frame looks up every device.
    pub previews: HashMap<DeviceId, Result<Preview, Problem>>,
    /// Brightness that the previews were fitted with, in percent.
    pub previewed_pct: u8,
    /// Addresses that are being contacted.
    pub asking: Vec<String>,
    /// Selected devices.
    pub selected: HashSet<DeviceId>,
    /// The device whose page is open.
    pub device_page: DevicePage,
    /// Simulated devices of this run.
    pub demo: Demo,
    /// Jobs, oldest first.
    pub jobs: Vec<JobView>,
    /// Uploads that were requested and that the engine has not listed yet.
    pub pending: Vec<PendingUpload>,
    /// Transfer speeds of the running jobs.
    pub paces: BTreeMap<JobId, Pace>,
    /// Jobs of the current round: those since the queue was last empty.
    pub round: BTreeSet<JobId>,
    /// A frame of each pattern that was sent, for the rows of its uploads.
    pub thumbs: Thumbs,
    /// How caches are used, while Help shows it.
    pub caches: CacheCounters,
    /// Networks that dropped during uploads and have not answered since, each with the number of its active devices.
    pub dropped: BTreeMap<String, usize>,
    /// Live streams, oldest first: those that run, and failed ones until they are dismissed.
    pub streams: Vec<StreamView>,
    /// Uploads that are retried as soon as the stream to their device has ended.
    pub after_stream: Vec<(DeviceId, JobId)>,
    /// The filter of the Uploads page.
    pub filter: Filter,
    /// The upload that a link led to: its row is in view, and stands out.
    pub shown_upload: Option<JobId>,
    /// What the Log page lists.
    pub log: LogFilter,
    /// How uploads ended; `None` until the page of the history was opened.
    pub history: Option<Arc<UploadHistory>>,
    /// Names of the devices in the history: see [`State::past_label`].
    pub past_names: DeviceNames,
    /// How devices do, and alerts.
    pub health: HealthState,
    /// Number of uploads that earlier runs left unfinished, until the user resumes or discards them.
    pub unfinished: usize,
    /// The checks of this computer.
    pub computer: Computer,
    /// Toasts, oldest first.
    pub toasts: Vec<Toast>,
    /// Number that the next toast gets.
    pub next_toast: u64,
    /// The open dialog.
    pub dialog: Option<Dialog>,
    /// The user's settings.
    pub settings: Settings,
    /// The folder of settings and logs; `None`: this run saves nothing.
    pub home: Option<PathBuf>,
    /// The open page.
    pub page: Page,
    /// The open step of a narrow window.
    pub place: Place,
    /// Whether the uploads strip is unfolded.
    pub strip_open: bool,
    /// Whether the window closes as soon as the engine has ended.
    pub closing: bool,
}

/// The open pattern, or the file that is being read.
#[derive(Clone, Debug, Default)]
pub enum Slot {
    /// Nothing.
    #[default]
    Empty,
    /// A file is being read.
    Reading {
        id: PatternId,
        /// The file's name.
        file: String,
        /// The pattern that was open before; it stays if reading fails.
        before: Option<Box<Loaded>>,
        /// How much has been read.
        progress: Progress,
    },
    /// A file without a header: the user has to choose a reading.
    Choosing(Box<Choice>),
    /// A pattern.
    Loaded(Box<Loaded>),
}

/// An open pattern.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its id in the engine.
    pub id: PatternId,
    /// The pattern and what is known of its file.
    pub opened: Arc<Opened>,
}

impl Loaded {
    /// The pattern.
    #[must_use]
    pub fn pattern(&self) -> &Pattern {
        &self.opened.pattern
    }
}

/// Readings to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The file under its first reading.
    pub loaded: Loaded,
    /// Index of the chosen candidate.
    pub chosen: usize,
    /// LEDs typed by hand; empty: the chosen candidate.
    pub leds: String,
    /// Matrix typed by hand, like `16x16`.
    pub matrix: String,
    /// Milliseconds a frame, typed by hand.
    pub delay: String,
    /// Remember the choice for this content.
    pub remember: bool,
    /// Why the typed values are not valid.
    pub problem: Option<Message>,
}

/// How the preview plays.
#[derive(Clone, Debug, PartialEq)]
pub struct Player {
    /// Whether it plays.
    pub playing: bool,
    /// Position, in milliseconds of the pattern.
    pub at_ms: f64,
    pub speed: Speed,
    /// Start again at the end.
    pub looping: bool,
}

impl Default for Player {
    fn default() -> Self {
        Self {
            playing: true,
            at_ms: 0.0,
            speed: Speed::Normal,
            looping: true,
        }
    }
}

/// How fast the preview plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    Quarter,
    Half,
    /// As on the devices.
    Normal,
    Double,
}

impl Speed {
    /// All, slowest first.
    pub const ALL: [Self; 4] = [Self::Quarter, Self::Half, Self::Normal, Self::Double];

    /// The factor on time.
    #[must_use]
    pub fn factor(self) -> f64 {
        match self {
            Self::Quarter => 0.25,
            Self::Half => 0.5,
            Self::Normal => 1.0,
            Self::Double => 2.0,
        }
    }
}

/// Simulated devices of this run.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Demo {
    /// Not asked for.
    #[default]
    Off,
    Starting,
    /// Running.
    On,
}

/// The three parts of the Send page; a narrow window shows one of them at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The pattern.
    #[default]
    Pattern,
    Devices,
    Uploads,
}

/// Which uploads are listed; always the same six.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Under way.
    Active,
    /// In the queue.
    Waiting,
    Failed,
    /// Reached their devices.
    Done,
    /// Cancelled by the user.
    Cancelled,
}

impl Filter {
    /// All, in the order of the chips.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Active,
        Self::Waiting,
        Self::Failed,
        Self::Done,
        Self::Cancelled,
    ];

    /// Whether it lists a job.
    #[must_use]
    pub fn lists(self, job: &JobView) -> bool {
        let kind = match (&job.outcome, job.phase) {
            (Some(Outcome::Failed(_)), _) => Self::Failed,
            (Some(Outcome::Cancelled), _) => Self::Cancelled,
            (Some(Outcome::Verified | Outcome::SentUnverified | Outcome::Skipped), _) => Self::Done,
            (None, Phase::Waiting) => Self::Waiting,
            (None, _) => Self::Active,
        };
        self == Self::All || self == kind
    }
}

/// Whether the open pattern can go to a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suitability<'a> {
    /// It can, as far as is known.
    Fine,
    /// The device does not answer.
    Offline,
    /// It cannot.
    Unsuitable {
        /// Why, in one sentence.
        reason: &'a Message,
        /// Whether setting the size of the device would help.
        needs_layout: bool,
    },
}
