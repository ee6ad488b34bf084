//! Fits and encodes once for all devices that take the same bytes: one payload in memory, however many jobs send it, and
//! whichever file its frames came from.

use super::counters::Counters;
use crate::cache::Cache;
use crate::device::{DeviceError, Doing, Family, Form, Payload, StoredName};
use crate::engine::api::PatternId;
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    Demand, Fit, FittedPattern, Fix, Layout, Limits, Matrix, Opened, Pattern, PatternError,
    PixelOrder, Report, Sent, check_sent, fit,
};
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::sync::{OnceCell, Semaphore};

/// The frames that are encoded.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) enum PatternKey {
    /// By what they are, from whatever file.
    Content {
        hash: Arc<str>,
        matrix: Option<Matrix>,
        order: PixelOrder,
    },
    /// Those of one pattern: one that is too large to be held is not read just to recognise it.
    Pattern(PatternId),
}

impl PatternKey {
    pub(in crate::engine) fn of(id: PatternId, opened: &Opened) -> Self {
        let pattern = &opened.pattern;
        match pattern.frames.held() {
            Some(_) => Self::Content {
                hash: opened.content().clone(),
                matrix: pattern.matrix,
                order: pattern.order,
            },
            None => Self::Pattern(id),
        }
    }
}

/// What decides which bytes come out.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    pattern: PatternKey,
    layout: Layout,
    fit: Fit,
    family: &'static str,
    form: Form,
    name: StoredName,
    /// Whether all frames were looked at.
    measured: bool,
}

impl Key {
    fn of(wanted: &EncodeRequest, limits: &Limits) -> Self {
        let EncodeRequest {
            source,
            layout,
            fit,
            family,
            form,
            name,
            ..
        } = wanted;
        let pattern = source.clone();
        let layout = layout.clone();
        let fit = fit.clone();
        let family = family.name();
        Self {
            pattern,
            layout,
            fit,
            family,
            form: *form,
            name: name.clone(),
            measured: limits.supply.is_some(),
        }
    }

    /// Whether a newer one makes it useless: of each layout only the newest fit is worth its memory, because a slider may try
    /// a hundred. With and without merged equal frames are one fit: devices of one layout may want both.
    fn is_outdated_by(&self, newer: &Self) -> bool {
        let fit = |key: &Self| Fit {
            merge_equal: false,
            ..key.fit.clone()
        };
        let target = |key: &Self| (key.family, key.form);
        self.pattern == newer.pattern
            && target(self) == target(newer)
            && self.layout == newer.layout
            && fit(self) != fit(newer)
    }
}

type Slot = Arc<OnceCell<Result<Encoded, DeviceError>>>;

/// A fitted pattern and its bytes.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Encoded {
    pub(in crate::engine) fitted: Arc<FittedPattern>,
    pub(in crate::engine) payload: Payload,
    /// The limit for which equal frames were merged.
    pub(in crate::engine) demand: Option<Demand>,
}

impl Encoded {
    /// Bytes that it holds in memory.
    fn held_bytes(&self) -> u64 {
        let frames = self.fitted.frames();
        let frames = frames.held().map_or(0, |_| frames.bytes());
        let payload = self.payload.held().map_or(0, |bytes| bytes.len() as u64);
        frames + payload
    }

    /// What a device of these limits would not take of it, and what is worth knowing.
    pub(in crate::engine) fn check(&self, limits: &Limits) -> Report {
        let sent = Sent {
            bytes: self.payload.len(),
            left_out: self.payload.left_out(),
            demand: self.demand,
        };
        check_sent(&self.fitted, sent, limits)
    }
}

/// Large patterns that are fitted and encoded at a time: each is read by a reader of its own, with a canvas and some frames.
const LARGE_AT_ONCE: usize = 2;
/// Frames of a pattern beyond which it is large: 8 MiB.
const LARGE: u64 = 8 << 20;
/// Most bytes of frames that are brought together for a format that is only written whole: 96 MiB.
const MAX_WHOLE: u64 = 96 << 20;

/// Maximum bytes of encoded patterns that no job and no preview uses.
const MAX_BYTES: u64 = 32 << 20;
/// Maximum number of them.
const MAX_ENTRIES: usize = 256;

/// What was encoded in this run and is still worth its memory.
pub(in crate::engine) struct Encodings {
    made: Mutex<Cache<Key, Slot>>,
    large: Semaphore,
    counters: Arc<Counters>,
}

impl Default for Encodings {
    fn default() -> Self {
        Self::new(Arc::default())
    }
}

/// Which bytes are wanted. Cheap to clone: a pattern shares its frames.
#[derive(Clone)]
pub(in crate::engine) struct EncodeRequest {
    pub(in crate::engine) source: PatternKey,
    pub(in crate::engine) pattern: Pattern,
    pub(in crate::engine) layout: Layout,
    pub(in crate::engine) fit: Fit,
    pub(in crate::engine) family: &'static dyn Family,
    pub(in crate::engine) form: Form,
    pub(in crate::engine) name: StoredName,
}

impl EncodeRequest {
    /// Fits; takes its time. All frames are looked at where their current matters.
    pub(in crate::engine) fn fit(&self, limits: &Limits) -> Result<FittedPattern, DeviceError> {
        let fitted = fit(&self.pattern, &self.layout, &self.fit)?;
        Ok(if limits.supply.is_some() {
            fitted.measured()?
        } else {
            fitted
        })
    }

    /// Fits and encodes.
    pub(in crate::engine) fn encode(&self, limits: &Limits) -> Result<Encoded, DeviceError> {
        let fitted = self.fit(limits)?;
        self.can_be_whole(&fitted)?;
        let payload = self.family.encode(self.form, &fitted, &self.name)?;
        Ok(Encoded {
            fitted: Arc::new(fitted),
            payload,
            demand: None,
        })
    }

    /// Refuses what a format that is only written whole would take too much memory for.
    fn can_be_whole(&self, fitted: &FittedPattern) -> Result<(), DeviceError> {
        let bytes = fitted.frames().bytes();
        if bytes <= MAX_WHOLE || self.family.encoded_size(self.form, fitted).is_some() {
            return Ok(());
        }
        let what = msg!(
            "encode-too-large",
            frames = fitted.frames().len(),
            leds = fitted.frames().leds(),
            size = bytes >> 20,
            max = MAX_WHOLE >> 20
        );
        Err(PatternError::TooLarge { what }.into())
    }

    /// Whether reading all of it takes much memory for itself.
    fn is_large(&self) -> bool {
        self.pattern.frames.held().is_none() || self.pattern.frames.bytes() > LARGE
    }

    /// Returns its size on the device, without making the bytes where that is possible.
    pub(in crate::engine) fn size(&self, fitted: &FittedPattern) -> Result<u64, DeviceError> {
        match self.family.encoded_size(self.form, fitted) {
            Some(bytes) => Ok(bytes),
            None => {
                self.can_be_whole(fitted)?;
                Ok(self.family.encode(self.form, fitted, &self.name)?.len())
            }
        }
    }

    /// The same with another fit.
    pub(in crate::engine) fn fixed_by(&self, fix: Fix) -> Self {
        let mut fixed = self.clone();
        fix.apply(&mut fixed.fit);
        fixed
    }
}

impl Encodings {
    pub(super) fn new(counters: Arc<Counters>) -> Self {
        let made = Cache::new(MAX_BYTES, MAX_ENTRIES);
        counters.encodings.note(made.count());
        Self {
            made: Mutex::new(made),
            large: Semaphore::new(LARGE_AT_ONCE),
            counters,
        }
    }

    /// The bytes of a pattern for a layout; computed once, off the runtime's workers.
    pub(in crate::engine) async fn get(
        &self,
        wanted: &EncodeRequest,
        limits: &Limits,
    ) -> Result<Encoded, DeviceError> {
        let key = Key::of(wanted, limits);
        let slot = self.slot(&key);
        let compute = async || {
            let _turn = if wanted.is_large() {
                self.large.acquire().await.ok()
            } else {
                None
            };
            let wanted = wanted.clone();
            let limits = *limits;
            let failed = |e: tokio::task::JoinError| DeviceError::Unexpected {
                doing: Doing::Fitting,
                detail: Message::verbatim(e.to_string()),
            };
            tokio::task::spawn_blocking(move || wanted.encode(&limits))
                .await
                .unwrap_or_else(|e| Err(failed(e)))
        };
        let result = slot.get_or_init(compute).await.clone();
        self.weigh(&key, &slot, &result);
        result
    }

    /// Notes how large the result is. A failure is not kept: the file may be there again the next time.
    fn weigh(&self, key: &Key, slot: &Slot, result: &Result<Encoded, DeviceError>) {
        let mut made = self.made.lock();
        match result {
            Ok(encoded) => made.weigh(key, encoded.held_bytes()),
            Err(_) => made.retain(|_, other| !Arc::ptr_eq(slot, other)),
        }
        self.trim_to_bounds(&mut made);
    }

    fn trim_to_bounds(&self, made: &mut Cache<Key, Slot>) {
        made.trim(|_, slot| is_in_use(slot));
        self.counters.encodings.note(made.count());
    }

    /// What to send instead of `encoded`, which a device of these limits does not take: the same with equal frames merged,
    /// which looks the same. `None` where that is not enough.
    pub(in crate::engine) async fn merged(
        &self,
        wanted: &EncodeRequest,
        encoded: &Encoded,
        limits: &Limits,
    ) -> Result<Option<(Encoded, Report)>, DeviceError> {
        let report = encoded.check(limits);
        let Some(blocker) = report.blocker() else {
            return Ok(None);
        };
        let Some(fix) = blocker.fixes.iter().copied().find(|fix| fix.is_lossless()) else {
            return Ok(None);
        };
        let merged = Encoded {
            demand: Demand::of(blocker, limits),
            ..self.get(&wanted.fixed_by(fix), limits).await?
        };
        let report = merged.check(limits);
        Ok(report.blocker().is_none().then_some((merged, report)))
    }

    fn slot(&self, key: &Key) -> Slot {
        let mut made = self.made.lock();
        if let Some(slot) = made.get(|known| known == key) {
            let slot = slot.clone();
            self.counters.encodings.note(made.count());
            return slot;
        }
        let slot = Slot::default();
        made.retain(|known, _| !known.is_outdated_by(key));
        made.put(key.clone(), slot.clone(), 0);
        self.trim_to_bounds(&mut made);
        slot
    }

    /// Lets go of one pattern that was closed, where its frames are no other one's.
    pub(in crate::engine) fn forget(&self, pattern: PatternId) {
        let mut made = self.made.lock();
        made.retain(|key, _| key.pattern != PatternKey::Pattern(pattern));
        self.trim_to_bounds(&mut made);
    }

    /// Drops what is beyond the bounds and not in use any more: no job is left that needs it.
    pub(in crate::engine) fn trim(&self) {
        self.trim_to_bounds(&mut self.made.lock());
    }
}

/// Whether it is being made, or a job or a preview holds it.
fn is_in_use(slot: &Slot) -> bool {
    let encoded = slot.get().and_then(|made| made.as_ref().ok());
    Arc::strong_count(slot) > 1
        || encoded.is_some_and(|encoded| Arc::strong_count(&encoded.fitted) > 1)
}

#[cfg(test)]
mod tests;
