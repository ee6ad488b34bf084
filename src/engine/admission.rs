//! Admission of uploads: sliding windows of one hour over the uploads of this run and of other processes. Plain decisions;
//! `run/limited.rs` acts on them.

use super::api::{HOUR, HourlyLimits, LimitKind, Limited, UploadLimits};
use crate::device::DeviceId;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// An upload that counts in the windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) device: DeviceId,
    pub(super) bytes: u64,
    /// From then on it counts no more.
    pub(super) until: Instant,
}

/// An upload that would begin to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) device: DeviceId,
    pub(super) bytes: u64,
}

/// A limit that is reached, and when it lets the upload pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) which: LimitKind,
    pub(super) until: Instant,
}

impl Reached {
    /// Returns it as people see it.
    pub(super) fn limited(self) -> Limited {
        let left = self.until.saturating_duration_since(Instant::now());
        Limited::lasts(self.which, left)
    }
}

/// The limits, and the uploads of the last hour. Jobs of this run are numbered.
#[derive(Debug, Default)]
pub(super) struct Admission {
    pub(super) limits: UploadLimits,
    own: BTreeMap<u64, Counted>,
    others: Vec<Counted>,
}

impl Admission {
    /// Replaces the uploads of other processes.
    pub(super) fn set_others(&mut self, others: Vec<Counted>) {
        self.others = others;
    }

    /// Counts the upload of the job `id` from now on, unless a limit is reached.
    ///
    /// # Errors
    /// The limit that holds it back the longest.
    pub(super) fn admit(&mut self, id: u64, upload: &Candidate) -> Result<(), Reached> {
        let now = Instant::now();
        self.others.retain(|other| other.until > now);
        self.own.retain(|_, own| own.until > now);
        if let Some(reached) = self.reached(id, upload, now) {
            return Err(reached);
        }
        let counted = Counted {
            device: upload.device.clone(),
            bytes: upload.bytes,
            until: now + HOUR,
        };
        self.own.insert(id, counted);
        Ok(())
    }

    /// Returns whether the upload of the job `id` counts.
    pub(super) fn has(&self, id: u64) -> bool {
        self.own.contains_key(&id)
    }

    /// The upload of the job `id` sent nothing: it does not count. Returns whether it did.
    pub(super) fn release(&mut self, id: u64) -> bool {
        self.own.remove(&id).is_some()
    }

    /// The limit that holds an upload back the longest, if any does.
    fn reached(&self, id: u64, upload: &Candidate, now: Instant) -> Option<Reached> {
        if !self.limits.are_hourly() {
            return None;
        }
        let own = self.own.iter().filter(|(job, _)| **job != id);
        let mut all: Vec<&Counted> = own.map(|(_, counted)| counted).collect();
        all.extend(&self.others);
        all.sort_unstable_by_key(|counted| counted.until);
        let to_device: Vec<&Counted> = all
            .iter()
            .copied()
            .filter(|counted| counted.device == upload.device)
            .collect();
        let UploadLimits {
            all: in_all,
            per_device,
            ..
        } = self.limits;
        let kinds = [LimitKind::Uploads, LimitKind::Bytes];
        let of_device = [LimitKind::DeviceUploads, LimitKind::DeviceBytes];
        [
            free_at(in_all, &all, upload.bytes, kinds),
            free_at(per_device, &to_device, upload.bytes, of_device),
        ]
        .into_iter()
        .flatten()
        .flatten()
        .filter(|reached| reached.until > now)
        .max_by_key(|reached| reached.until)
    }
}

/// Returns when each of two limits lets an upload of `bytes` pass; `None` if it does now. `counted` is sorted by its end.
fn free_at(
    limits: HourlyLimits,
    counted: &[&Counted],
    bytes: u64,
    [uploads, total]: [LimitKind; 2],
) -> [Option<Reached>; 2] {
    let by_uploads = limits.uploads.and_then(|max| {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        // so many must have ended before it is one of at most `max`
        let excess = (counted.len() + 1).checked_sub(max)?;
        let last = excess.checked_sub(1)?;
        counted.get(last.min(counted.len().checked_sub(1)?))
    });
    let by_bytes = limits.bytes.and_then(|max| {
        let mut sum: u64 = counted.iter().map(|counted| counted.bytes).sum();
        let is_over = |sum: u64| sum.saturating_add(bytes) > max;
        counted.iter().find(|counted| {
            let was_over = is_over(sum);
            sum -= counted.bytes;
            was_over && !is_over(sum)
        })
    });
    let reached = |which| {
        move |counted: &&Counted| Reached {
            which,
            until: counted.until,
        }
    };
    [
        by_uploads.map(reached(uploads)),
        by_bytes.map(reached(total)),
    ]
}

/// An upload of another process that began so long ago counts for the rest of its hour.
pub(super) fn rest_of_hour(age: Duration) -> Instant {
    Instant::now() + HOUR.saturating_sub(age)
}

#[cfg(test)]
mod tests;
