//! Everything the window shows, as plain values.

mod device_page;
mod fitting;
mod forms;
mod groups;
mod layout_form;
mod live;
mod names;
mod order;
mod page;
mod queries;
mod scan;
mod selection;
mod sending;
mod toasts;
mod typing;

pub use fitting::{FitTab, PowerForm};
pub use forms::{AddDevice, Dialog, ScanFaults, ScanForm, TestForm, WideSweep};
pub use groups::{GroupCount, GroupsForm};
pub use layout_form::{FirstField, LayoutForm, LayoutKind, MapForm, PanelsForm};
pub use live::CardAction;
pub(super) use order::{place, stays};
pub use page::Page;
pub use queries::JobGroup;
pub use scan::{ConnectionTest, Scan, ScanEnd};
pub use selection::Selection;
pub use sending::{PendingUpload, Press, Sending, Tally};
pub use toasts::{Toast, ToastGroup, ToastItem, ToastKind, ToastLine, Unopened};

pub use device_page::{DeviceDialog, DevicePage, KeepForm, UnlockForm};

use super::pace::Pace;
use super::preview::LedImage;
use crate::device::{DeviceId, DeviceNames};
use crate::engine::settings::Settings;
use crate::engine::{
    DeviceView, JobId, JobView, Networks, Outcome, PatternId, Phase, Preview, StreamView,
    UploadHistory,
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
    /// What is open.
    pub slot: Slot,
    /// Number of the next pattern.
    pub next_pattern: u64,
    /// Files that were opened together with it and wait for their turn.
    pub next_files: VecDeque<PathBuf>,
    /// Files that could not be opened; said above the preview until a person opens others, or closes the note.
    pub unopened: Unopened,
    /// How the preview plays.
    pub player: Player,
    /// How patterns are fitted when they are sent.
    pub fit: Fit,
    /// Which controls of that are unfolded; `None`: none.
    pub adjust: Option<FitTab>,
    /// Whose wiring the preview shows; unless a person chose one, the first selected device that can take the pattern.
    pub wired_on: Option<DeviceId>,
    /// Known devices, in the order of the list: they are put into it when nobody points at one ([`super::Action::Tidy`]),
    /// so a row never moves by itself.
    pub devices: Vec<DeviceView>,
    /// What they and the devices of uploads are called: see [`State::label`].
    pub names: DeviceNames,
    /// Whether they are in that order.
    pub tidy: bool,
    /// What the list is searched for; empty: everything is listed.
    pub search: String,
    /// Devices whose cards are on the screen.
    pub in_sight: BTreeSet<DeviceId>,
    /// Whether the field for that is there.
    pub searchable: bool,
    /// Looking for devices.
    pub scan: Scan,
    /// Where that can look.
    pub networks: Networks,
    /// Connections that were tested, by address.
    pub tests: BTreeMap<String, ConnectionTest>,
    /// The open pattern as each device would get it, or why not. PendingUpload for every device in every frame, so hashed.
    pub previews: HashMap<DeviceId, Result<Preview, Problem>>,
    /// Brightness that the previews were fitted with, in percent.
    pub previewed_pct: u8,
    /// Addresses that are being asked.
    pub asking: Vec<String>,
    /// Devices the pattern will go to.
    pub selected: HashSet<DeviceId>,
    /// The device whose page is open.
    pub device_page: DevicePage,
    /// Simulated devices of this run.
    pub demo: Demo,
    /// Jobs, oldest first.
    pub jobs: Vec<JobView>,
    /// Uploads that were asked for, and that the engine has not listed yet.
    pub pending: Vec<PendingUpload>,
    /// How fast the jobs under way are.
    pub paces: BTreeMap<JobId, Pace>,
    /// Jobs since the last time that none was left.
    pub round: BTreeSet<JobId>,
    /// A frame of each pattern that was sent, for the rows of its uploads.
    pub thumbs: BTreeMap<PatternId, Arc<LedImage>>,
    /// What this computer plays live, oldest first: what has not ended, and what failed until it is taken off.
    pub streams: Vec<StreamView>,
    /// Uploads that begin again as soon as nothing is played live on their device.
    pub after_stream: Vec<(DeviceId, JobId)>,
    /// Which uploads the page of uploads lists.
    pub filter: Filter,
    /// How uploads ended; `None` until the page of the history was opened.
    pub history: Option<Arc<UploadHistory>>,
    /// What the devices of the history are called: see [`State::past_label`].
    pub past_names: DeviceNames,
    /// Uploads that earlier runs left unfinished, and that nobody has decided about.
    pub unfinished: usize,
    /// What floats in the corner, oldest first.
    pub toasts: Vec<Toast>,
    /// Number of the next toast.
    pub next_toast: u64,
    /// What is open above everything.
    pub dialog: Option<Dialog>,
    /// What a person has set: light or dark, whether patterns play when they are verified, and so on.
    pub settings: Settings,
    /// The folder in which settings and logs are kept; `None`: nothing is saved in this run.
    pub home: Option<PathBuf>,
    /// Which page is open.
    pub page: Page,
    /// Which place is open in a narrow window.
    pub place: Place,
    /// Whether the uploads strip is unfolded.
    pub strip_open: bool,
    /// Person asked to close while jobs run, and agreed: the window goes when the engine has ended.
    pub closing: bool,
}

/// What is open.
#[derive(Clone, Debug, Default)]
pub enum Slot {
    /// Nothing.
    #[default]
    Empty,
    /// A file is being read.
    Reading {
        /// Under which id.
        id: PatternId,
        /// The file's name.
        file: String,
        /// What was open before, and stays if this fails.
        before: Option<Box<Loaded>>,
        /// How far it has come.
        progress: Progress,
    },
    /// A headerless file that a person has to read.
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
    /// Which candidate is chosen.
    pub chosen: usize,
    /// LEDs typed by hand; empty: the chosen candidate.
    pub leds: String,
    /// Matrix typed by hand, like `16x16`.
    pub matrix: String,
    /// Milliseconds a frame, typed by hand.
    pub delay: String,
    /// Remember the choice for this content.
    pub remember: bool,
    /// Why what was typed does not do.
    pub problem: Option<Message>,
}

/// How the preview plays.
#[derive(Clone, Debug, PartialEq)]
pub struct Player {
    /// Whether time goes on.
    pub playing: bool,
    /// Where it is, in milliseconds of the pattern.
    pub at_ms: f64,
    /// How fast.
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
    /// A quarter.
    Quarter,
    /// Half.
    Half,
    /// As it will be.
    Normal,
    /// Double.
    Double,
}

impl Speed {
    /// All, slowest first.
    pub const ALL: [Self; 4] = [Self::Quarter, Self::Half, Self::Normal, Self::Double];

    /// Factor on time.
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
    /// Starting.
    Starting,
    /// Running.
    On,
}

/// The three places of the window; steps where it is narrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The pattern.
    #[default]
    Pattern,
    /// The devices.
    Devices,
    /// The uploads.
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
    /// Failed.
    Failed,
    /// Reached their devices.
    Done,
    /// Cancelled by a person.
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
    /// Yes, or nothing speaks against it yet.
    Fine,
    /// It is not there.
    Offline,
    /// No, and why, in one sentence.
    Unsuitable {
        /// The fact.
        reason: &'a Message,
        /// Whether telling the layout would help.
        needs_layout: bool,
    },
}
