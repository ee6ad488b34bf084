//! The simulated devices, spoken to over raw TCP: nothing here shares code with them or with the uploader.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod client;
mod faults;
mod level1;
mod level2;
mod outside;
mod state;
mod wled;
