//! The arguments of `metrics` and `alerts`.

use clap::{Args, ValueEnum};

/// `metrics`
#[derive(Debug, Args)]
pub struct Metrics {
    /// Show one device only: its name, id or address.
    #[arg(long, value_name = "NAME")]
    pub device: Option<String>,
}

/// `alerts`
#[derive(Debug, Args)]
pub struct Alerts {
    /// Go on, and print each alert that fires or is resolved.
    #[arg(long)]
    pub follow: bool,
    /// List resolved alerts, too.
    #[arg(long)]
    pub all: bool,
    /// Silence alerts of this key, as it is listed with each alert.
    #[arg(long, value_name = "KEY")]
    pub silence: Option<String>,
    /// For how long: 1h, 24h, until it is resolved, or off to end a silence.
    #[arg(long, value_enum, default_value = "1h", requires = "silence")]
    pub r#for: AlertSilence,
}

/// For how long an alert is silenced.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum AlertSilence {
    #[value(name = "1h")]
    Hour,
    #[value(name = "24h")]
    Day,
    Resolved,
    Off,
}
