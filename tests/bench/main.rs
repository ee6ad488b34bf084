//! Benchmarks: they print what was measured and judge nothing. `cargo test --test bench -- --ignored --nocapture`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod stream;
