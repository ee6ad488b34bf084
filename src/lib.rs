//! Upload Bridge gets LED patterns onto WiFi LED controllers, and knows that they are there.

pub mod app;
pub mod cli;
pub mod device;
pub mod engine;
pub mod link;
pub mod logs;
pub mod monitor;
pub mod net;
pub mod pattern;
pub mod simulator;
pub mod store;
pub mod ui;
pub mod window;
