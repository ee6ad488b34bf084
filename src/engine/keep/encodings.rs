//! Fits and encodes once for all devices that take the same bytes: one payload in memory, however many jobs send it.

use crate::device::{DeviceError, Doing, Family, Form, Payload, StoredName};
use crate::engine::api::PatternId;
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    Demand, Fit, FittedPattern, Fix, Layout, Limits, Pattern, PatternError, Report, Sent,
    check_sent, fit,
};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{OnceCell, Semaphore};

/// What decides which bytes come out.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    pattern: PatternId,
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
            id,
            layout,
            fit,
            family,
            form,
            name,
            ..
        } = wanted;
        let pattern = *id;
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
        (&self.layout, self.family, self.form) == (&newer.layout, newer.family, newer.form)
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

/// What was encoded in this run, until [`Encodings::clear`].
pub(in crate::engine) struct Encodings {
    made: Mutex<HashMap<PatternId, Vec<(Key, Slot)>>>,
    large: Semaphore,
}

impl Default for Encodings {
    fn default() -> Self {
        Self {
            made: Mutex::default(),
            large: Semaphore::new(LARGE_AT_ONCE),
        }
    }
}

/// Which bytes are wanted. Cheap to clone: a pattern shares its frames.
#[derive(Clone)]
pub(in crate::engine) struct EncodeRequest {
    pub(in crate::engine) id: PatternId,
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
    /// The bytes of a pattern for a layout; computed once, off the runtime's workers.
    pub(in crate::engine) async fn get(
        &self,
        wanted: &EncodeRequest,
        limits: &Limits,
    ) -> Result<Encoded, DeviceError> {
        let slot = self.slot(Key::of(wanted, limits));
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
        slot.get_or_init(compute).await.clone()
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

    fn slot(&self, key: Key) -> Slot {
        let mut all = self.made.lock();
        let slots = all.entry(key.pattern).or_default();
        let found = slots.iter().find(|(k, _)| *k == key);
        let slot = found.map(|(_, slot)| slot.clone()).unwrap_or_else(|| {
            let slot = Slot::default();
            slots.retain(|(k, _)| !k.is_outdated_by(&key));
            slots.push((key, slot.clone()));
            slot
        });
        drop(all);
        slot
    }

    /// Lets go of one pattern.
    pub(in crate::engine) fn forget(&self, pattern: PatternId) {
        self.made.lock().remove(&pattern);
    }

    /// Lets go of everything: no job needs it any more.
    pub(in crate::engine) fn clear(&self) {
        self.made.lock().clear();
    }
}
