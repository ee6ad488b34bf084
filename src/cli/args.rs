//! The arguments of all commands, as clap reads them. Wrong usage ends with exit code 2.

mod convert;
mod diagnostics;
mod groups;
mod history;
mod serve;
mod simulate;
mod stream;
mod watching;

pub(super) use convert::Convert;
pub(super) use diagnostics::{Diagnostics, Doctor};
pub(super) use groups::GroupOptions;
pub(super) use history::{Export, History};
pub(super) use serve::Serve;
pub(super) use simulate::Simulate;
pub(super) use stream::Stream;
pub(super) use watching::{AlertSilence, Alerts, Metrics};

use super::device::Device;
use super::layout::LayoutOptions;
use super::options::{
    FitOptions, LedOptions, LimitOptions, PinOptions, SourceOptions, SupplyOptions,
};
use crate::device::discovery::Subnet;
use crate::device::{AddrSpec, DeleteFirst, DeviceError, GroupName, Part, StoredName};
use crate::pattern::ColorOrder;
use crate::problem::Problem;
use crate::text::path_text;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use std::path::{Path, PathBuf};

/// Sends LED patterns to WiFi LED controllers, and checks that they arrived.
///
/// Opens the window when started without a command, with or without files.
#[derive(Debug, Parser)]
#[command(name = "upload-bridge", version, subcommand_precedence_over_arg = true)]
pub struct Arguments {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// Without a command, the window opens.
    #[command(subcommand)]
    pub command: Option<CommandLine>,
    /// Pattern files to open in the window.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Folder for settings, known devices, history and logs.
    #[arg(long, global = true, env = "UPLOAD_BRIDGE_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Connect to loopback addresses (this computer) only; also UPLOAD_BRIDGE_LOOPBACK=1.
    #[arg(long, global = true)]
    pub loopback_only: bool,
    /// Print JSON, one object per line.
    #[arg(long, global = true)]
    pub json: bool,
    /// Log level on standard error: off, error, warn, info, debug, trace.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "error")]
    pub log_level: tracing_subscriber::filter::LevelFilter,
    /// Write the log as JSON.
    #[arg(long, global = true)]
    pub log_json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum CommandLine {
    /// Start three simulated devices and open the window, connected to them.
    Demo(Demo),
    /// Show what a file contains: format, LEDs, frames, durations, possible readings.
    Inspect(Inspect),
    /// Convert a pattern to another format or size.
    Convert(Box<Convert>),
    /// Fit patterns to devices, send them, read them back and play them.
    Upload(Box<Upload>),
    /// Play a pattern live from this computer, for devices that cannot store animations.
    Stream(Box<Stream>),
    /// Run simulated devices until interrupted.
    Simulate(Simulate),
    /// Find devices in the network.
    Scan(Scan),
    /// Check this computer, or find out why a device cannot be reached.
    Doctor(Doctor),
    /// Control a device: its files, what it plays, its brightness.
    Device(Device),
    /// List, configure and forget known devices.
    Devices(Devices),
    /// Show how uploads ended.
    History(History),
    /// Show uploads that are running or unfinished, and resume them.
    Queue(Queue),
    /// Run without a window: continue unfinished uploads, and watch the known devices.
    Serve(Serve),
    /// Show what was measured of devices: uploads, speed, answer times, score.
    Metrics(Metrics),
    /// List alerts, follow them, silence them.
    Alerts(Alerts),
    /// Save what helps others to find a fault, as a zip file: settings, checks, logs, uploads, devices; without secrets.
    Diagnostics(Diagnostics),
}

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Open no window: upload a sample to all three devices, verify it and print the result.
    #[arg(long)]
    pub headless: bool,
}

/// `inspect`
#[derive(Debug, Args)]
pub struct Inspect {
    /// Pattern files.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Options for reading the files.
    #[command(flatten)]
    pub source: SourceOptions,
    /// Current of the LEDs.
    #[command(flatten)]
    pub led: LedOptions,
}

/// Parses an address; an error says what is wrong and what to write instead.
fn address(text: &str) -> Result<AddrSpec, String> {
    text.parse().map_err(|error| {
        let problem = Problem::from(&DeviceError::Address(error));
        let message = problem.message.to_string();
        format!("{}. {}", message.trim_end_matches('.'), problem.remedy)
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
    /// Name on the device (default: the file name).
    #[arg(long)]
    pub name: Option<String>,
    /// Do not play the pattern after the upload.
    #[arg(long)]
    pub no_play: bool,
    /// Send the pattern even if the device already has it.
    #[arg(long)]
    pub force: bool,
    /// If a device has no room for both, delete the old pattern of the same name before sending. The old pattern is lost
    /// if the upload fails. A pattern that is playing is deleted only with --delete-first=playing.
    #[arg(long, value_name = "idle|playing", num_args = 0..=1, require_equals = true, default_missing_value = "idle")]
    pub delete_first: Option<DeleteFirst>,
    /// Maximum number of devices that are sent to at the same time.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub concurrency: Option<u16>,
    /// Limits of uploads.
    #[command(flatten)]
    pub limits: LimitOptions,
    /// Layout of the target. Remembered for the device.
    #[command(flatten)]
    pub layout: LayoutOptions,
    /// Segment of a WLED that shows the pattern, by its number, or all for all LEDs. The pattern is fitted to the size of
    /// the segment; other segments stay as they are. Remembered for the device.
    #[arg(long, value_name = "N|all")]
    pub segment: Option<Part>,
    /// Allow public addresses.
    #[arg(long)]
    pub allow_public: bool,
    /// Send even if another device than before answers at the address.
    #[arg(long)]
    pub accept_new_device: bool,
    /// Options for PINs.
    #[command(flatten)]
    pub pin: PinOptions,
    /// Options for reading the file.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How to fit them.
    #[command(flatten)]
    pub fit: FitOptions,
}

impl Arguments {
    /// Checks what clap cannot: files among the targets, a command among files, one name for several files.
    ///
    /// # Errors
    /// Wrong usage, worded as clap does.
    pub fn checked(mut self) -> Result<Self, clap::Error> {
        let wrong = |kind, words: String| Err(Self::command().error(kind, words));
        if self.command.is_some() && !self.files.is_empty() {
            return wrong(
                ErrorKind::ArgumentConflict,
                "files without a command open the window: leave out the files or the command"
                    .into(),
            );
        }
        if let Some(CommandLine::Convert(convert)) = &self.command
            && let Some((kind, words)) = convert.wrong_usage()
        {
            return wrong(kind, words.into());
        }
        if let Some(CommandLine::Upload(upload)) = &mut self.command {
            upload.take_files_from_targets();
            if upload.files.is_empty() {
                return wrong(
                    ErrorKind::MissingRequiredArgument,
                    "upload needs at least one FILE".into(),
                );
            }
            if let Some((name, first, second)) = upload.name_clash() {
                let words = format!(
                    "{first} and {second} would both get the name '{name}' on the device: send them one by one with --name"
                );
                return wrong(ErrorKind::ValueValidation, words);
            }
        }
        Ok(self)
    }
}

impl Upload {
    /// Takes files at the end of the targets for files: `--to A B fire.gif`.
    fn take_files_from_targets(&mut self) {
        while self.to.len() > 1 && self.to.last().is_some_and(|last| Path::new(last).is_file()) {
            let file = self.to.pop().unwrap_or_default();
            self.files.insert(0, PathBuf::from(file));
        }
    }

    /// Finds two different files that would replace each other on the device.
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
    /// Subnet to scan, like 192.168.1.0/24, instead of this computer's own subnets; at most a /16; may be repeated.
    #[arg(long, value_name = "CIDR", num_args = 1..)]
    pub subnet: Vec<Subnet>,
    /// Address to ask; may be repeated. Without --subnet, no other address is asked.
    #[arg(long, value_name = "ADDR[:PORT]", num_args = 1.., value_parser = address)]
    pub host: Vec<AddrSpec>,
    /// Port to try at each address of a subnet (default 80); may be repeated.
    #[arg(long, value_name = "N", num_args = 1.., value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Vec<u16>,
    /// Do not listen for announcements (mDNS).
    #[arg(long)]
    pub no_mdns: bool,
    /// Do not try all addresses of the subnets.
    #[arg(long)]
    pub no_sweep: bool,
    /// Stop after this many seconds (default: 60, or as long as a large subnet takes).
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: Option<u64>,
}

/// `queue`
#[derive(Debug, Args)]
pub struct Queue {
    /// Continue the uploads that earlier runs left unfinished; reports as `upload` does.
    #[arg(long, conflicts_with = "clear_finished")]
    pub resume: bool,
    /// Remove ended uploads from the list; the history keeps them.
    #[arg(long)]
    pub clear_finished: bool,
}

/// `devices`
#[derive(Debug, Args)]
pub struct Devices {
    /// Without a command: `list`.
    #[command(subcommand)]
    pub command: Option<DevicesCommand>,
}

/// `devices ...`
#[derive(Debug, Subcommand)]
pub enum DevicesCommand {
    /// List all known devices, with their groups.
    List {
        /// List only the devices of this group; may be repeated.
        #[arg(long, value_name = "NAME")]
        group: Vec<GroupName>,
    },
    /// Show one device.
    Show {
        /// Address, name or id of the device.
        device: String,
    },
    /// Configure a device; the settings follow the device to other addresses.
    Set {
        /// Address, name or id of the device.
        device: String,
        /// Nickname of the device; an empty one removes it.
        #[arg(long)]
        name: Option<String>,
        /// Layout of its LEDs.
        #[command(flatten)]
        layout: Box<LayoutOptions>,
        /// Colour order of its LEDs.
        #[arg(long, value_name = "RGB|GRB|...")]
        color_order: Option<ColorOrder>,
        /// Segment of a WLED that shows uploaded patterns, by its number, or all for all LEDs. Streams always use all LEDs.
        #[arg(long, value_name = "N|all")]
        segment: Option<Part>,
        /// Its LEDs and its supply.
        #[command(flatten)]
        supply: SupplyOptions,
        /// Its groups.
        #[command(flatten)]
        groups: GroupOptions,
    },
    /// Set a device aside: nothing is sent to it until `devices try`.
    Isolate {
        /// Address, name or id of the device.
        device: String,
    },
    /// Use a device again that was set aside, and check whether it is online.
    Try {
        /// Address, name or id of the device.
        device: String,
    },
    /// Forget a device and its settings.
    Forget {
        /// Address, name or id of the device.
        device: String,
    },
}
