//! The arguments, as clap reads them. Wrong usage ends with exit code 2.

mod groups;
mod simulate;
mod stream;

pub(super) use groups::GroupOptions;
pub(super) use simulate::Simulate;
pub(super) use stream::Stream;

use super::device::Device;
use super::layout::LayoutOptions;
use super::options::{FitOptions, LedOptions, PinOptions, SourceOptions, SupplyOptions};
use crate::device::discovery::Subnet;
use crate::device::{AddrSpec, DeleteFirst, DeviceError, GroupName, Part, StoredName};
use crate::pattern::{ColorOrder, format};
use crate::problem::Problem;
use crate::text::path_text;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use std::path::{Path, PathBuf};

/// Gets LED patterns onto WiFi LED controllers, and reads back that they are there.
///
/// Without arguments, or with only files, the window opens.
#[derive(Debug, Parser)]
#[command(name = "upload-bridge", version, subcommand_precedence_over_arg = true)]
pub struct Arguments {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do; the window without one.
    #[command(subcommand)]
    pub command: Option<CommandLine>,
    /// Pattern files to open in the window.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Folder of settings, store and logs.
    #[arg(long, global = true, env = "UPLOAD_BRIDGE_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Reach loopback addresses only (also UPLOAD_BRIDGE_LOOPBACK=1).
    #[arg(long, global = true)]
    pub loopback_only: bool,
    /// Print JSON, one object a line.
    #[arg(long, global = true)]
    pub json: bool,
    /// How much is logged to stderr: off, error, warn, info, debug, trace.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "error")]
    pub log_level: tracing_subscriber::filter::LevelFilter,
    /// Log as JSON.
    #[arg(long, global = true)]
    pub log_json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum CommandLine {
    /// Start three simulated devices, and the window connected to them.
    Demo(Demo),
    /// Tell what a file is: format, LEDs, frames, durations, readings.
    Inspect(Inspect),
    /// Write a pattern in another format, fitted where asked.
    Convert(Box<Convert>),
    /// Fit patterns to devices, send them, read them back, play them.
    Upload(Box<Upload>),
    /// Play a pattern live from this computer, for devices that store none.
    Stream(Box<Stream>),
    /// Run simulated devices until interrupted.
    Simulate(Simulate),
    /// Find devices.
    Scan(Scan),
    /// Find out why a device cannot be reached.
    Doctor(Doctor),
    /// Do something with a device: its files, what plays, how bright.
    Device(Device),
    /// Known devices, and what you told of them.
    Devices(Devices),
    /// How uploads ended.
    History(History),
    /// Uploads that are under way, or were left unfinished by a run that is gone.
    Queue(Queue),
}

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// No window: upload the bundled sample to all three, verify, print the result.
    #[arg(long)]
    pub headless: bool,
}

/// `inspect`
#[derive(Debug, Args)]
pub struct Inspect {
    /// Pattern files.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to read them.
    #[command(flatten)]
    pub source: SourceOptions,
    /// What the LEDs draw.
    #[command(flatten)]
    pub led: LedOptions,
}

/// `convert`
#[derive(Debug, Args)]
pub struct Convert {
    /// Pattern file.
    pub file: PathBuf,
    /// New file; - for the standard output.
    pub out: PathBuf,
    /// Format of the new file (default: by its extension); an unknown one lists them all.
    #[arg(long, value_name = "FORMAT", value_parser = writable)]
    pub to: Option<&'static str>,
    /// Replace the new file where there is one already.
    #[arg(long)]
    pub force: bool,
    /// How the target's LEDs stand (default: as the pattern's).
    #[command(flatten)]
    pub layout: LayoutOptions,
    /// How to read the file.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How to fit it.
    #[command(flatten)]
    pub fit: FitOptions,
}

/// The name of a format that is written.
fn writable(text: &str) -> Result<&'static str, String> {
    let written = || {
        format::FORMATS
            .iter()
            .chain(format::ALSO)
            .filter(|f| !f.info().writes.is_empty())
            .map(|f| f.info().name)
    };
    written()
        .find(|name| name.eq_ignore_ascii_case(text))
        .ok_or_else(|| format!("give one of {}", written().collect::<Vec<_>>().join(", ")))
}

/// An address, or what is wrong with it and what to write instead.
fn address(text: &str) -> Result<AddrSpec, String> {
    text.parse().map_err(|error| {
        let problem = Problem::from(&DeviceError::Address(error));
        format!(
            "{}. {}",
            problem.message.to_string(),
            problem.remedy.to_string()
        )
    })
}

/// `upload`
#[derive(Debug, Args)]
pub struct Upload {
    /// Pattern files.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Address, name or id of a device, or @GROUP (quoted in PowerShell); may be repeated.
    #[arg(long, required = true, num_args = 1.., value_name = "ADDR|NAME|@GROUP")]
    pub to: Vec<String>,
    /// Name on the device (default: the file's).
    #[arg(long)]
    pub name: Option<String>,
    /// Do not start it.
    #[arg(long)]
    pub no_play: bool,
    /// Send even what the device already has.
    #[arg(long)]
    pub force: bool,
    /// Where a device has no room for the old and the new pattern of that name, delete the old one before sending: it is
    /// lost if the upload fails. One that plays is only deleted with --delete-first=playing.
    #[arg(long, value_name = "idle|playing", num_args = 0..=1, require_equals = true, default_missing_value = "idle")]
    pub delete_first: Option<DeleteFirst>,
    /// Most devices at once.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub concurrency: Option<u16>,
    /// How the target's LEDs stand. Remembered for the device.
    #[command(flatten)]
    pub layout: LayoutOptions,
    /// Segment of a WLED that is to show it, by its number, with its own size; or all for all LEDs. The other segments stay
    /// as they are. Remembered for the device.
    #[arg(long, value_name = "N|all")]
    pub segment: Option<Part>,
    /// Public addresses are meant.
    #[arg(long)]
    pub allow_public: bool,
    /// Another device than before may answer at an address.
    #[arg(long)]
    pub accept_new_device: bool,
    /// Where PINs come from.
    #[command(flatten)]
    pub pin: PinOptions,
    /// How to read the files.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How to fit them.
    #[command(flatten)]
    pub fit: FitOptions,
}

impl Arguments {
    /// What a parser cannot see: files that were taken for targets, a command among files, one name for several files.
    ///
    /// # Errors
    /// Wrong usage, as clap tells it.
    pub fn settled(mut self) -> Result<Self, clap::Error> {
        let wrong = |kind, words: String| Err(Self::command().error(kind, words));
        if self.command.is_some() && !self.files.is_empty() {
            return wrong(
                ErrorKind::ArgumentConflict,
                "files are opened in the window, which takes no command".into(),
            );
        }
        if let Some(CommandLine::Upload(upload)) = &mut self.command {
            upload.sort_out();
            if upload.files.is_empty() {
                return wrong(
                    ErrorKind::MissingRequiredArgument,
                    "upload needs at least one FILE".into(),
                );
            }
            if let Some((name, first, second)) = upload.name_clash() {
                let words = format!(
                    "{first} and {second} would both be called '{name}' on the device: send them one by one with --name"
                );
                return wrong(ErrorKind::ValueValidation, words);
            }
        }
        Ok(self)
    }
}

impl Upload {
    /// `--to A B fire.gif`: what stands behind the targets and is a file is meant as one.
    fn sort_out(&mut self) {
        while self.to.len() > 1 && self.to.last().is_some_and(|last| Path::new(last).is_file()) {
            let file = self.to.pop().unwrap_or_default();
            self.files.insert(0, PathBuf::from(file));
        }
    }

    /// Two different files that would replace each other on the device.
    fn name_clash(&self) -> Option<(String, String, String)> {
        let mut names = std::collections::BTreeMap::new();
        for file in &self.files {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let name = StoredName::from_text(self.name.as_deref().unwrap_or(&stem)).to_string();
            match names.insert(name.clone(), file) {
                Some(other) if other != file => {
                    return Some((
                        name,
                        path_text(&other.display().to_string()),
                        path_text(&file.display().to_string()),
                    ));
                }
                _ => {}
            }
        }
        None
    }
}

/// `scan`
#[derive(Debug, Args)]
pub struct Scan {
    /// Subnet to sweep, like 192.168.1.0/24, instead of this computer's own; up to a /16; may be repeated.
    #[arg(long, value_name = "CIDR", num_args = 1..)]
    pub subnet: Vec<Subnet>,
    /// Address to ask; may be repeated. Without --subnet, only these are asked.
    #[arg(long, value_name = "ADDR[:PORT]", num_args = 1.., value_parser = address)]
    pub host: Vec<AddrSpec>,
    /// Port of the sweep (default 80); may be repeated.
    #[arg(long, value_name = "N", num_args = 1.., value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Vec<u16>,
    /// Do not listen for announcements.
    #[arg(long)]
    pub no_mdns: bool,
    /// Do not sweep any subnet.
    #[arg(long)]
    pub no_sweep: bool,
    /// Give up after so many seconds (default: 60, or what a large sweep takes).
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: Option<u64>,
}

/// `doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// Address or name of the device.
    #[arg(value_name = "ADDR")]
    pub address: String,
}

/// `history`
#[derive(Debug, Args)]
pub struct History {
    /// Print all of it as a document: json (one array), csv or html.
    #[arg(long, value_name = "FORMAT")]
    pub export: Option<Export>,
    /// No more than the newest so many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
}

/// What the history can be exported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Export {
    /// One array of objects.
    Json,
    /// Comma-separated values (RFC 4180), with a line of names.
    Csv,
    /// A page with a table.
    Html,
}

/// `queue`
#[derive(Debug, Args)]
pub struct Queue {
    /// Go on with what earlier runs left unfinished, and report as `upload` does.
    #[arg(long, conflicts_with = "clear_finished")]
    pub resume: bool,
    /// Take ended uploads off the list; the history keeps them.
    #[arg(long)]
    pub clear_finished: bool,
}

/// `devices`
#[derive(Debug, Args)]
pub struct Devices {
    /// What to do; `list` without one.
    #[command(subcommand)]
    pub command: Option<DevicesCommand>,
}

/// `devices ...`
#[derive(Debug, Subcommand)]
pub enum DevicesCommand {
    /// All known devices, with their groups.
    List {
        /// Only those in this group; may be repeated.
        #[arg(long, value_name = "NAME")]
        group: Vec<GroupName>,
    },
    /// One of them.
    Show {
        /// Address, name or id.
        device: String,
    },
    /// Tell something of one of them; remembered by its identity.
    Set {
        /// Address, name or id.
        device: String,
        /// What you call it; empty takes it back.
        #[arg(long)]
        name: Option<String>,
        /// How its LEDs stand.
        #[command(flatten)]
        layout: Box<LayoutOptions>,
        /// Its colour order.
        #[arg(long, value_name = "RGB|GRB|...")]
        color_order: Option<ColorOrder>,
        /// Segment of a WLED that shows uploaded patterns, by its number; all takes it back. Live frames go to all LEDs.
        #[arg(long, value_name = "N|all")]
        segment: Option<Part>,
        /// Its LEDs and its supply.
        #[command(flatten)]
        supply: SupplyOptions,
        /// Its groups.
        #[command(flatten)]
        groups: GroupOptions,
    },
    /// Set one of them aside: nothing is sent to it, until `try`.
    Isolate {
        /// Address, name or id.
        device: String,
    },
    /// Use one again that was set aside, and ask it now.
    Try {
        /// Address, name or id.
        device: String,
    },
    /// Forget one of them.
    Forget {
        /// Address, name or id.
        device: String,
    },
}
