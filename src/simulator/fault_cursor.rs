//! [`FaultCursor`]: moves along one upload, and makes the faults happen whose place in the file it reaches.

use super::FaultKind;
use super::end::End;
use super::fault_state::{FaultState, place};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What happens at a place.
#[derive(Clone, Copy)]
enum FaultHit {
    Stall(Duration),
    End(End),
}

/// One upload on its way past the places where something happens.
///
/// A place is met once by an upload, on its way there: resumed, it has it behind it, though a reboot took some bytes back.
pub(super) struct FaultCursor<'a> {
    faults: &'a FaultState,
    at: u64,
    /// First place that this upload has not met; shared between the requests of a resumed upload.
    ahead: Arc<AtomicU64>,
}

impl<'a> FaultCursor<'a> {
    /// An upload that stands at `at`, and has met every place before `ahead`.
    pub(super) fn new(faults: &'a FaultState, at: u64, ahead: Arc<AtomicU64>) -> Self {
        Self { faults, at, ahead }
    }

    /// How much of `most` may be read before the next place.
    pub(super) fn room(&self, most: usize) -> usize {
        let next = self
            .faults
            .places()
            .into_iter()
            .filter(|place| *place > self.at)
            .min();
        next.map_or(most, |place| {
            usize::try_from(place - self.at).map_or(most, |room| room.min(most))
        })
    }

    /// Goes `by` bytes on (0 at the start of a body), and lets happen what happens there.
    pub(super) async fn advance(&mut self, by: usize) -> Result<(), End> {
        self.at += by as u64;
        let from = self.ahead.load(Ordering::Relaxed);
        let to = self.at;
        if from > to {
            return Ok(());
        }
        // behind it before it happens: the connection may not live to say so afterwards
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
