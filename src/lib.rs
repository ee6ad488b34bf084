//! Upload Bridge gets LED patterns onto WiFi LED controllers, and knows that they are there.

pub mod link;
pub mod net;
pub mod pattern;
pub mod ui;
