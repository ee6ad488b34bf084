//! Fits and encodes once for all devices that take the same bytes: one payload in memory, however many jobs send it.

use super::command::PatternId;
use crate::device::{DeviceError, Family, Payload, StoredName};
use crate::pattern::{Fit, FittedPattern, Layout, Pattern, fit};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// What decides which bytes come out.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    pattern: PatternId,
    layout: Layout,
    fit: Fit,
    family: &'static str,
    form: &'static str,
    name: StoredName,
}

type Slot = Arc<OnceCell<Result<Encoded, DeviceError>>>;

/// A fitted pattern and its bytes.
#[derive(Clone, Debug)]
pub(super) struct Encoded {
    pub(super) fitted: Arc<FittedPattern>,
    pub(super) payload: Payload,
}

/// What was encoded in this run, until [`Encodings::clear`].
#[derive(Default)]
pub(super) struct Encodings(Mutex<HashMap<PatternId, Vec<(Key, Slot)>>>);

impl Encodings {
    /// The bytes of `pattern` for that layout; computed by the first who asks, off the runtime's workers.
    pub(super) async fn get(
        &self,
        id: PatternId,
        pattern: &Pattern,
        layout: Layout,
        how: &Fit,
        (family, form): (&'static dyn Family, &'static str),
        name: &StoredName,
    ) -> Result<Encoded, DeviceError> {
        let key = Key {
            pattern: id,
            layout: layout.clone(),
            fit: how.clone(),
            family: family.name(),
            form,
            name: name.clone(),
        };
        let slot = self.slot(key);
        let compute = async || {
            let (pattern, layout, how, name) = (pattern.clone(), layout.clone(), how.clone(), name.clone());
            let work = move || {
                let fitted = fit(&pattern, &layout, &how)?;
                let payload = family.encode(form, &fitted, &name)?;
                Ok(Encoded { fitted: Arc::new(fitted), payload })
            };
            let failed = |e: tokio::task::JoinError| DeviceError::Unexpected {
                doing: "fitting the pattern",
                detail: e.to_string(),
            };
            tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| Err(failed(e)))
        };
        slot.get_or_init(compute).await.clone()
    }

    fn slot(&self, key: Key) -> Slot {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slots = all.entry(key.pattern).or_default();
        match slots.iter().find(|(k, _)| *k == key) {
            Some((_, slot)) => slot.clone(),
            None => {
                let slot = Slot::default();
                // of each layout only the newest fit is worth its memory: a slider may try a hundred
                slots.retain(|(k, _)| (&k.layout, k.family, k.form) != (&key.layout, key.family, key.form));
                slots.push((key, slot.clone()));
                slot
            }
        }
    }

    /// Lets go of one pattern.
    pub(super) fn forget(&self, pattern: PatternId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&pattern);
    }

    /// Lets go of everything: no job needs it any more.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
