//! [`FaultCursor`]: moves along an upload, and triggers the faults that are set at places in the file.

use super::FaultKind;
use super::end::End;
use super::fault_state::{FaultState, place};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A fault that is triggered at a place.
#[derive(Clone, Copy)]
enum FaultHit {
    Stall(Duration),
    End(End),
}

/// The position of an upload among the places that trigger faults.
///
/// Each upload triggers a place once. After a resume the place stays behind it, even if a reboot lost some bytes.
pub(super) struct FaultCursor<'a> {
    faults: &'a FaultState,
    at: u64,
    /// The first place that is still ahead; shared by all requests of a resumed upload.
    ahead: Arc<AtomicU64>,
}

impl<'a> FaultCursor<'a> {
    /// Starts at byte `at`, with all places before `ahead` behind it.
    pub(super) fn new(faults: &'a FaultState, at: u64, ahead: Arc<AtomicU64>) -> Self {
        Self { faults, at, ahead }
    }

    /// Returns how many of `max` bytes may be read before the next place.
    pub(super) fn room(&self, max: usize) -> usize {
        let next = self
            .faults
            .places()
            .into_iter()
            .filter(|place| *place > self.at)
            .min();
        next.map_or(max, |place| {
            usize::try_from(place - self.at).map_or(max, |room| room.min(max))
        })
    }

    /// Advances by `by` bytes (0 at the start of a body), and triggers the faults there.
    pub(super) async fn advance(&mut self, by: usize) -> Result<(), End> {
        self.at += by as u64;
        let from = self.ahead.load(Ordering::Relaxed);
        let to = self.at;
        if from > to {
            return Ok(());
        }
        // noted before the fault: the connection may not survive it
        self.ahead.store(to + 1, Ordering::Relaxed);
        let here = |kind: &FaultKind| {
            place(kind)
                .filter(|at| (from..=to).contains(at))
                .map(|_| match kind {
                    FaultKind::Stall { pause, .. } => FaultHit::Stall(*pause),
                    FaultKind::RebootAt(_) => FaultHit::End(End::Reboot),
                    _ => FaultHit::End(End::Reset),
                })
        };
        let stall = self
            .faults
            .take(|kind| here(kind).filter(|m| matches!(m, FaultHit::Stall(_))));
        if let Some(FaultHit::Stall(pause)) = stall {
            tokio::time::sleep(pause).await;
        }
        match self
            .faults
            .take(|kind| here(kind).filter(|m| matches!(m, FaultHit::End(_))))
        {
            Some(FaultHit::End(end)) => Err(end),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault_state::tests::with;
    use super::*;

    #[tokio::test]
    async fn a_place_is_met_once_by_each_upload() {
        let faults = with("reset-at:10");
        let ahead = Arc::new(AtomicU64::new(0));
        let mut first = FaultCursor::new(&faults, 0, Arc::clone(&ahead));
        assert_eq!(first.room(100), 10);
        assert_eq!(first.advance(0).await, Ok(()));
        assert_eq!(first.advance(10).await, Err(End::Reset));
        let mut resumed = FaultCursor::new(&faults, 4, ahead);
        assert_eq!(resumed.advance(0).await, Ok(()));
        assert_eq!(resumed.advance(20).await, Ok(()));
        let mut another = FaultCursor::new(&faults, 0, Arc::default());
        assert_eq!(another.advance(20).await, Err(End::Reset));
    }

    #[tokio::test]
    async fn the_first_byte_is_a_place_too() {
        let faults = with("reboot-at:0x1");
        assert_eq!(
            FaultCursor::new(&faults, 0, Arc::default())
                .advance(0)
                .await,
            Err(End::Reboot)
        );
        assert_eq!(
            FaultCursor::new(&faults, 0, Arc::default())
                .advance(0)
                .await,
            Ok(())
        );
    }
}
