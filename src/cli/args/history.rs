//! The arguments of `history`.

use clap::Args;

/// `history`
#[derive(Debug, Args)]
pub struct History {
    /// Print the history as a document: json (one array), csv or html.
    #[arg(long, value_name = "FORMAT")]
    pub export: Option<Export>,
    /// Print only the newest N entries.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Print the audit trail instead of uploads: what was unlocked, deleted, overwritten, restored and changed.
    #[arg(long)]
    pub audit: bool,
}

/// Formats of an exported history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Export {
    /// An array of objects.
    Json,
    /// Comma-separated values (RFC 4180) with a header line.
    Csv,
    /// A web page with a table.
    Html,
}
