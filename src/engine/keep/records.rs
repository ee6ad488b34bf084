//! Reads the store for tasks, away from the runtime's workers. The loop never reads it: a commit may hold it for a disk's time.

use crate::problem::Problem;
use crate::store::{Store, StoreError};

/// A way to read the store. Changes go through the writer.
pub(in crate::engine) struct Records(Store);

impl Records {
    pub(in crate::engine) fn new(store: Store) -> Self {
        Self(store)
    }

    /// Runs blocking work on the store.
    ///
    /// # Errors
    /// What the store could not do.
    pub(in crate::engine) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.0.clone();
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(result) => result.map_err(|e| e.problem()),
            Err(e) => Err(StoreError::stopped(&e).problem()),
        }
    }

    /// The store itself, for work that is on a blocking thread already.
    pub(in crate::engine) fn blocking(&self) -> Store {
        self.0.clone()
    }
}
