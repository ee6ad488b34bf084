//! Upload Bridge gets LED patterns onto WiFi LED controllers, and knows that they are there.
//!
//! The program from the inside, each part using only those before it (`tests/layout.rs` keeps that so):
//!
//! * [`pattern`]: WHAT is sent: formats, matrices, fitting; pure data.
//! * [`text`]: what devices and files are called, made safe to print and to show.
//! * [`net`]: the one gate to the network; [`link`]: HOW bytes arrive: retry, limit, breaker, timeout around one client.
//! * [`device`]: WHO receives: a family per protocol, discovery, verification by reading back.
//! * [`live`]: frames played from this computer, over UDP, in their own time.
//! * [`store`]: what is remembered: devices, the journal of jobs, the history (SQLite).
//! * [`engine`]: sole owner of devices and jobs; commands in, events out.
//! * [`app`]: the window's state without a window; [`ui`]: egui around it; [`cli`]: the same from a terminal.
//! * [`simulator`]: simulated devices, written from the firmware's side: a second opinion on every protocol.
//! * [`window`] puts the window together; [`logs`] takes what all of them have to say; [`private`] keeps both from other eyes.

pub mod app;
pub mod cli;
pub mod device;
pub mod engine;
pub mod link;
pub mod live;
pub mod logs;
pub mod message;
pub mod monitor;
pub mod net;
pub mod pattern;
pub mod private;
pub mod problem;
pub mod simulator;
pub mod store;
pub mod text;
pub mod ui;
pub mod window;
