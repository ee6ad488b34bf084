//! Finds the signals that were ignored when the process started: it must not listen for them.

use std::io::IsTerminal as _;

/// Signals that were ignored at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ignored {
    pub(super) terminate: bool,
    pub(super) hang_up: bool,
}

/// Number of SIGHUP, everywhere.
const HANG_UP: u32 = 1;
/// Number of SIGTERM, everywhere.
const TERMINATE: u32 = 15;

/// Finds them once per process, before anything listens: a signal with a listener is no longer ignored.
///
/// Linux lists them in `/proc`. Elsewhere SIGHUP counts as ignored if neither output is a terminal: `nohup` redirects both,
/// and without a terminal there is no hang-up.
pub(super) fn at_start() -> Ignored {
    static AT_START: std::sync::OnceLock<Ignored> = std::sync::OnceLock::new();
    *AT_START.get_or_init(|| {
        let status = std::fs::read_to_string("/proc/self/status").ok();
        status
            .as_deref()
            .and_then(parse)
            .unwrap_or_else(|| Ignored {
                terminate: false,
                hang_up: !std::io::stdout().is_terminal() && !std::io::stderr().is_terminal(),
            })
    })
}

/// Reads the mask of ignored signals (proc_pid_status(5), `SigIgn`): bit 0 is signal 1.
fn parse(status: &str) -> Option<Ignored> {
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))?;
    let mask = u64::from_str_radix(mask.trim(), 16).ok()?;
    let has = |signal: u32| mask >> (signal - 1) & 1 == 1;
    Some(Ignored {
        terminate: has(TERMINATE),
        hang_up: has(HANG_UP),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_of_ignored_signals_is_read() {
        let of = |mask: &str| {
            parse(&format!(
                "Name:\tx\nSigBlk:\t0000000000000000\nSigIgn:\t{mask}\nSigCgt:\t0\n"
            ))
        };
        let ignored = |terminate, hang_up| Some(Ignored { terminate, hang_up });
        assert_eq!(of("0000000000001000"), ignored(false, false));
        assert_eq!(of("0000000000001001"), ignored(false, true));
        assert_eq!(of("0000000000005001"), ignored(true, true));
        assert_eq!(parse("Name:\tx\n"), None);
    }
}
