//! Sends LED patterns to WiFi LED controllers, and verifies that they arrived.
//!
//! # Modules
//! Each uses only those before it (`tests/layout.rs` checks that):
//!
//! * [`message`]: sentences as keys and arguments, and the catalogue that words them (`assets/i18n`).
//! * [`problem`]: error codes, problems and remedies, without words.
//! * [`pattern`]: what is sent: file formats, matrices, fitting; plain data without I/O on devices.
//! * [`text`]: names of devices and files, made safe to print and to show.
//! * [`cache`]: a cache with bounds and counters.
//! * [`net`]: the only way to the network; [`link`]: one HTTP client with retry, limit, circuit breaker and timeouts.
//! * [`device`]: the protocol families, discovery, and verification by reading back.
//! * [`live`]: frames streamed from this computer over UDP.
//! * [`store`]: known devices, the journal of jobs, the history (SQLite).
//! * [`computer`]: checks what the app needs from this computer, what is missing and what that costs.
//! * [`engine`]: the only owner of devices and jobs; commands in, events out.
//! * [`monitor`]: counts what the engine measures, scores devices, raises alerts; writes reports.
//! * [`diagnostics`]: the bundle of files that helps others to find a fault.
//! * [`app`]: the window's state as plain values; [`ui`]: egui around it; [`cli`]: the same from a terminal.
//! * [`port`]: serves metrics and health over HTTP to programs on this computer, such as Prometheus.
//! * [`simulator`]: simulated devices, written from the firmware's side: a second opinion on every protocol.
//! * [`window`] puts the window together; [`logs`] writes logs; [`private`] makes files that only their owner can read.
//!
//! # Words
//! One name, one thing. These words mean the same in code, on screen and in the documentation:
//!
//! | word | meaning |
//! |---|---|
//! | pattern | frames with durations, from one file |
//! | layout | how the LEDs of a device are arranged and wired |
//! | fit | a pattern changed to suit a layout: scaled, cropped, reordered |
//! | finding | what a check says about a pattern and a device; it may block sending, and may have fixes |
//! | device | one LED controller, known by its identity; an address can pass from one device to another |
//! | family | the devices that speak one protocol: WLED, native |
//! | device settings | what the user entered for a device: nickname, layout, supply |
//! | capability | what a device can store, play or stream |
//! | form | in what shape a pattern is stored on a device: as a GIF, as a preset, as frames |
//! | job | one upload of one pattern to one device, with its attempts and outcome |
//! | verified | read back from the device and equal to what was sent |
//! | stream | frames that this computer sends while a device shows them |
//! | snapshot | what a device showed before an upload, so that Undo can restore it |
//! | set aside | excluded from uploads by the user until they choose "Try now" |
//! | circuit | whether requests to a device are sent, or refused for a while after failures |
//! | fact | something that the engine measured or noticed, reported once, to be counted |
//! | score | health of a device from 0 to 100, with its reason; absent while too little was measured |
//! | alert | a condition that needs attention, from when it is noticed until it is resolved |
//! | keeper | the one process of a home folder that asks devices, measures and raises alerts |
//! | limit | how much may be uploaded within an hour, at once, or in one file; the user sets it |
//! | audit trail | what was unlocked, deleted, overwritten, restored and changed, and when |
//! | journal | the jobs that are not finished, on disk, so that a restart can resume them |
//! | message | a key of the catalogue with its arguments; `ui` and `cli` put it into words |
//! | problem | an error that people see: a code, a message and a remedy |
//! | remedy | what a person can do about a problem, worded for the window or for the command line |

pub mod app;
pub mod cache;
pub mod cli;
pub mod computer;
pub mod device;
pub mod diagnostics;
pub mod engine;
pub mod link;
pub mod live;
pub mod logs;
pub mod message;
pub mod monitor;
pub mod net;
pub mod pattern;
pub mod port;
pub mod private;
pub mod problem;
pub mod simulator;
pub mod store;
pub mod text;
pub mod ui;
pub mod window;
