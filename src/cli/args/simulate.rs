//! Arguments of `simulate`. Its long help lists every dialect and fault, from the simulator's own tables.

use crate::pattern::Matrix;
use crate::simulator::{DIALECTS, Dialect, FAULTS, Fault, TIMES};
use clap::Args;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::path::PathBuf;

/// `simulate`
#[derive(Debug, Args)]
#[command(after_long_help = tables())]
pub struct Simulate {
    /// Dialect of the devices; --help lists all of them. May be repeated.
    #[arg(long, default_value = "native", value_name = "F")]
    pub family: Vec<Dialect>,
    /// Number of devices of each dialect.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub count: u16,
    /// Give each device a strip with this many LEDs.
    #[arg(long, conflicts_with = "matrix", value_parser = clap::value_parser!(u16).range(1..))]
    pub leds: Option<u16>,
    /// Give each device a matrix of this size (default 16x16).
    #[arg(long, value_name = "WxH")]
    pub matrix: Option<Matrix>,
    /// Free memory of level 1 devices, in bytes (default 40000).
    #[arg(long, value_name = "BYTES")]
    pub heap: Option<u64>,
    /// Storage for patterns, in bytes (default for level 2: 1500000, as on flash memory; a memory card has more).
    #[arg(long, value_name = "BYTES")]
    pub disk: Option<u64>,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    pub bind: IpAddr,
    /// Port of the first device; the others count up (default: chosen by the seed).
    #[arg(long, value_name = "P")]
    pub port: Option<u16>,
    /// Folder for what the devices store (default: memory, lost at the end).
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// Announce the devices by mDNS.
    #[arg(long)]
    pub mdns: bool,
    /// Fault of every device, like lie, reset-at:50000 or busy:3x1; --help lists all of them. May be repeated.
    #[arg(long, value_name = "SPEC")]
    pub fault: Vec<Fault>,
    /// Seed: the same seed gives the same ids, names and ports (default: a new one, which is printed; with --dir, the seed
    /// of the previous run).
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

/// Lists the values of `--family` and `--fault`.
fn tables() -> String {
    let mut text = String::from("Dialects, for --family:\n");
    for dialect in DIALECTS {
        row(
            &mut text,
            dialect.name(),
            &format!("family {}: {}", dialect.family(), dialect.about()),
        );
    }
    text.push_str("\nFaults, for --fault:\n");
    for fault in FAULTS {
        row(&mut text, &fault.to_string(), fault.about);
    }
    let _ = write!(
        text,
        "\nAdd {TIMES} to a fault to make it happen only N times, like refusex3."
    );
    text
}

fn row(text: &mut String, name: &str, about: &str) {
    /// Columns of the longest name, `reboot-at:BYTES`, and a gap.
    const NAME: usize = 17;
    let _ = writeln!(text, "  {name:<NAME$}{about}");
}

#[cfg(test)]
mod tests {
    use super::super::Arguments;
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_long_help_lists_every_family_dialect_and_fault() {
        let mut command = Arguments::command();
        let simulate = command.find_subcommand_mut("simulate").unwrap();
        let help = simulate.render_long_help().to_string();
        let listed = |first: &str, more: &str| {
            help.lines()
                .any(|line| line.split_whitespace().next() == Some(first) && line.contains(more))
        };
        for dialect in DIALECTS {
            let family = format!("family {}:", dialect.family());
            assert!(listed(dialect.name(), &family), "{dialect}\n{help}");
        }
        for fault in FAULTS {
            assert!(listed(&fault.to_string(), fault.about), "{fault}\n{help}");
        }
    }
}
