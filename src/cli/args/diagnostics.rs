//! The arguments of `doctor` and `diagnostics`.

use clap::Args;
use std::path::PathBuf;

/// `diagnostics`
#[derive(Debug, Args)]
pub struct Diagnostics {
    /// New zip file.
    #[arg(value_name = "OUT.zip", required_unless_present_any = ["list", "show"])]
    pub out: Option<PathBuf>,
    /// List the files with their sizes, and save nothing.
    #[arg(long, conflicts_with = "out")]
    pub list: bool,
    /// Print one of the files, and save nothing.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["out", "list"])]
    pub show: Option<String>,
    /// Replace the zip file if it exists.
    #[arg(long)]
    pub force: bool,
}

/// `doctor`
#[derive(Debug, Args)]
pub struct Doctor {
    /// Address or name of the device. Without one, this computer is checked: what the app needs from it, and what is missing.
    #[arg(value_name = "ADDR")]
    pub address: Option<String>,
}
