//! What the system says of this process and its disk.

use super::health::ProcessHealth;
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// Reads what the system says; the rest is left as it is by default.
pub(super) fn read(home: Option<&Path>, began: Instant) -> ProcessHealth {
    ProcessHealth {
        uptime: Duration::from_secs(began.elapsed().as_secs()),
        memory: memory(),
        tasks: tokio::runtime::Handle::try_current()
            .map_or(0, |runtime| runtime.metrics().num_alive_tasks()),
        sockets: sockets(),
        disk_free: home.and_then(disk_free),
        ..ProcessHealth::default()
    }
}

/// Resident memory, from Linux's `/proc/self/status`: `VmRSS:   12345 kB`.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// Open sockets, from Linux's `/proc/self/fd`.
fn sockets() -> Option<usize> {
    let entries = std::fs::read_dir("/proc/self/fd").ok()?;
    let targets = entries.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    Some(
        targets
            .filter(|to| to.to_string_lossy().starts_with("socket:"))
            .count(),
    )
}

/// Free bytes of the disk that holds a folder.
#[cfg(target_os = "linux")]
fn disk_free(folder: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

#[cfg(not(target_os = "linux"))]
fn disk_free(_: &Path) -> Option<u64> {
    None
}
