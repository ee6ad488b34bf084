//! Time limits of checks: one that hangs becomes a line that says so.

use super::{Check, CheckId, Cost};
use crate::msg;
use crate::problem::Remedy;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

/// Longest time of one check. The longest that ends by itself is that of ffmpeg, which starts three programs.
const LIMIT: Duration = Duration::from_secs(18);

/// Checks whose thread still runs after its time was up, in a call to a disk that does not answer: they are not begun again
/// until it ends.
static HANGING: Mutex<BTreeSet<CheckId>> = Mutex::new(BTreeSet::new());

/// Waits for a check, but not too long.
pub(super) async fn within(id: CheckId, check: impl Future<Output = Check>) -> Check {
    let checked = tokio::time::timeout(LIMIT, check).await;
    checked.unwrap_or_else(|_| hangs(id))
}

/// Runs a blocking check away from the runtime's workers, but not too long.
pub(super) async fn blocking(id: CheckId, check: impl FnOnce() -> Check + Send + 'static) -> Check {
    blocking_within(LIMIT, id, check).await
}

async fn blocking_within(
    limit: Duration,
    id: CheckId,
    check: impl FnOnce() -> Check + Send + 'static,
) -> Check {
    if HANGING.lock().contains(&id) {
        return hangs(id);
    }
    let ended = Arc::new(AtomicBool::new(false));
    let running = Running(id, ended.clone());
    let task = tokio::task::spawn_blocking(move || {
        let _running = running;
        check()
    });
    match tokio::time::timeout(limit, task).await {
        Ok(Ok(check)) => check,
        Ok(Err(error)) => {
            tracing::warn!(%error, check = id.word(), "a check ended early");
            hangs(id)
        }
        Err(_) => {
            let mut hanging = HANGING.lock();
            if !ended.load(Relaxed) {
                hanging.insert(id);
            }
            hangs(id)
        }
    }
}

/// Notes that a check has ended, however it ends.
struct Running(CheckId, Arc<AtomicBool>);

impl Drop for Running {
    fn drop(&mut self) {
        let mut hanging = HANGING.lock();
        self.1.store(true, Relaxed);
        hanging.remove(&self.0);
    }
}

fn hangs(id: CheckId) -> Check {
    Check::degraded(
        id,
        msg!("check-hangs", seconds = LIMIT.as_secs()),
        Cost::new(id.name(), msg!("check-hangs-cost")),
        Remedy::CheckAgainLater,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_check_that_hangs_is_named_and_not_begun_again_until_it_ends() {
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let hanging = move || {
            let _ = ended.recv();
            Check::ok(CheckId::Version, msg!("check-hangs-cost"))
        };
        let short = Duration::from_millis(50);
        let first = blocking_within(short, CheckId::Version, hanging).await;
        assert!(first.is_degraded(), "{first:?}");
        let begun = Arc::new(Mutex::new(false));
        let mark = begun.clone();
        let again = move || {
            *mark.lock() = true;
            Check::ok(CheckId::Version, msg!("check-hangs-cost"))
        };
        assert!(
            blocking_within(short, CheckId::Version, again.clone())
                .await
                .is_degraded()
        );
        assert!(!*begun.lock());
        end.send(()).unwrap();
        while HANGING.lock().contains(&CheckId::Version) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let after = blocking_within(Duration::from_secs(20), CheckId::Version, again).await;
        assert!(!after.is_degraded() && *begun.lock());
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_never_answers_is_given_up() {
        let check = within(CheckId::Keyring, std::future::pending()).await;
        assert!(check.is_degraded() && check.finding.to_string().contains("18 s"));
    }
}
