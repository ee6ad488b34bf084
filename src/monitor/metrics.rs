//! Folds facts into buckets of a minute per device, and sums these up over the last hour and the last day.

mod bucket;
mod record;
mod stored;

pub use bucket::{Bucket, Window};
pub(super) use record::Record;
pub use stored::{StoredFact, leave_forgotten};

use crate::device::DeviceId;
use crate::engine::{DeviceView, Ended, Fact, ProbeFact, UploadFact};
use crate::store::{HOUR, KnownDevice, MINUTE, MeasuredRow, Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// Length of the longer window, in seconds.
pub(super) const DAY: i64 = 24 * HOUR;

/// Everything that is measured, by device.
#[derive(Debug, Default)]
pub struct Collector {
    records: BTreeMap<String, Record>,
    /// Minutes that have changed since they were stored, by device.
    unsaved: BTreeSet<(i64, String)>,
    /// Networks that have dropped.
    dropped: BTreeMap<String, Dropped>,
    /// Start of the newest minute that was read from the store.
    loaded_to: i64,
}

/// A network whose devices stopped answering at once.
#[derive(Clone, Debug)]
pub(super) struct Dropped {
    pub(super) devices: BTreeSet<String>,
}

/// How long before a network is noticed to have dropped the failures of its devices are put down to that, in seconds.
const BEFORE_DROP: i64 = 60;

impl Collector {
    /// Counts a fact that was noticed at `now`, in seconds since 1970.
    pub fn fold(&mut self, fact: &Fact, now: i64) {
        match fact {
            Fact::Upload(upload) => self.upload(upload),
            Fact::Probe(probe) => self.probe(probe),
            Fact::Device(view) => self.device(view, now),
            Fact::Forgotten(id) => {
                self.records.remove(id.as_str());
            }
            Fact::SecretRefused(id) => self.record(id.as_str()).refused_at = Some(now),
            Fact::NetworkDropped { network, devices } => self.drop_network(network, devices, now),
            Fact::NetworkBack { network } => {
                self.dropped.remove(network);
            }
            Fact::Queue { .. } => {} // of this process, not of a device
        }
    }

    /// Counts a fact of another process.
    pub fn fold_stored(&mut self, fact: &StoredFact, now: i64) {
        match fact {
            StoredFact::Upload(upload) => self.upload(&upload.fact()),
            StoredFact::SecretRefused(id) => self.record(id).refused_at = Some(now),
            StoredFact::NetworkDropped { network, devices } => {
                let devices: Vec<DeviceId> =
                    devices.iter().map(|id| DeviceId::stored(id)).collect();
                self.drop_network(network, &devices, now);
            }
            StoredFact::NetworkBack(network) => {
                self.dropped.remove(network);
            }
            StoredFact::Forgotten(id) => _ = self.records.remove(id),
        }
    }

    /// Recalls that a device refused its PIN or token.
    pub(super) fn recall_refusal(&mut self, device: &str, at: i64) {
        self.record(device).refused_at = Some(at);
    }

    fn record(&mut self, key: &str) -> &mut Record {
        self.records.entry(key.to_owned()).or_default()
    }

    fn upload(&mut self, fact: &UploadFact) {
        let key = self.key_of(fact);
        let is_excused = fact.code.is_some_and(is_absence)
            && self
                .dropped
                .values()
                .any(|network| network.devices.contains(&key));
        if !fact.forgettable {
            self.unsaved.insert((minute(fact.at), key.clone()));
        }
        let record = self.record(&key);
        record.describe(fact);
        record.forgettable = fact.forgettable;
        let bucket = record.minute(fact.at);
        bucket.count(fact, is_excused);
        record.ended(fact, is_excused);
        if fact.outcome != Ended::Failed && fact.outcome != Ended::Cancelled {
            self.answered(&key);
            // what was counted under the address, before it was known which device is there, is over
            if key != fact.device.address
                && let Some(record) = self.records.get_mut(&fact.device.address)
            {
                record.is_answered();
            }
        }
    }

    /// What an upload is counted under: the device; where none answered the one that is known at that address, else the address.
    fn key_of(&self, fact: &UploadFact) -> String {
        let address = &fact.device.address;
        if let Some(id) = &fact.device.id {
            return id.as_str().to_owned();
        }
        let known = self.records.iter();
        let known = known.filter(|(key, record)| *key != address && record.address == *address);
        let known = known.max_by_key(|(_, record)| record.last_seen);
        known.map_or_else(|| address.clone(), |(key, _)| key.clone())
    }

    fn probe(&mut self, fact: &ProbeFact) {
        let key = fact.device.as_str();
        if !fact.forgettable {
            self.unsaved.insert((minute(fact.at), key.to_owned()));
        }
        let record = self.record(key);
        record.forgettable |= fact.forgettable;
        record.minute(fact.at).probe(fact);
        if fact.answer.is_some() {
            self.answered(key);
        }
    }

    fn device(&mut self, view: &DeviceView, now: i64) {
        let is_online = view.presence == crate::engine::Presence::Online;
        self.record(view.device.id.as_str()).show(view, now);
        if is_online {
            self.answered(view.device.id.as_str());
        }
    }

    /// A device answers, so its network is there.
    fn answered(&mut self, key: &str) {
        self.dropped
            .retain(|_, network| !network.devices.contains(key));
    }

    fn drop_network(&mut self, network: &str, devices: &[DeviceId], now: i64) {
        let devices: BTreeSet<String> = devices.iter().map(|id| id.as_str().to_owned()).collect();
        for key in &devices {
            if let Some(record) = self.records.get_mut(key) {
                record.excuse_since(now - BEFORE_DROP);
            }
        }
        let dropped = Dropped { devices };
        self.dropped
            .entry(network.to_owned())
            .and_modify(|known| known.devices.extend(dropped.devices.iter().cloned()))
            .or_insert(dropped);
    }

    /// Adds `seconds` of being watched to every device that is known to be there or gone.
    pub fn pass(&mut self, now: i64, seconds: u32) {
        for (key, record) in &mut self.records {
            if let Some(start) = record.pass(now, seconds)
                && !record.forgettable
            {
                self.unsaved.insert((start, key.clone()));
            }
        }
    }

    /// Forgets what was counted, and keeps what is known of devices: a process that becomes the keeper counts what it left to
    /// the keeper before.
    pub fn restart(&mut self) {
        self.loaded_to = 0;
        self.unsaved.clear();
        self.records.values_mut().for_each(Record::restart);
    }

    /// Forgets minutes that no window reaches any more.
    pub fn prune(&mut self, now: i64) {
        for record in self.records.values_mut() {
            record.prune(now - DAY - MINUTE);
        }
    }

    /// Takes the rows that have changed since the last time: the minutes, and the hours that they are a part of.
    pub fn take_unsaved(&mut self) -> Vec<MeasuredRow> {
        let minutes = std::mem::take(&mut self.unsaved);
        let hours: BTreeSet<(i64, String)> = minutes
            .iter()
            .map(|(start, key)| (start - start.rem_euclid(HOUR), key.clone()))
            .collect();
        let fine = minutes.iter().map(|(start, key)| (MINUTE, *start, key));
        let coarse = hours.iter().map(|(start, key)| (HOUR, *start, key));
        fine.chain(coarse)
            .filter_map(|(span, start, key)| {
                let mut bucket = self.records.get(key)?.sum(start, start + span);
                if span == HOUR {
                    bucket.endings.clear();
                }
                Some(MeasuredRow {
                    start,
                    span,
                    device: key.clone(),
                    data: serde_json::to_string(&bucket).ok()?,
                })
            })
            .collect()
    }

    /// Marks rows as not stored again: writing them failed.
    pub fn keep_unsaved(&mut self, rows: &[MeasuredRow]) {
        let minutes = rows.iter().filter(|row| row.span == MINUTE);
        self.unsaved
            .extend(minutes.map(|row| (row.start, row.device.clone())));
    }

    /// Reads what the store has of the last day, from the last minute that was read on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn load(&mut self, store: &Store, now: i64) -> Result<(), StoreError> {
        let since = (now - DAY - MINUTE).max(self.loaded_to - MINUTE);
        for row in store.measured(MINUTE, since)? {
            let Ok(bucket) = serde_json::from_str::<Bucket>(&row.data) else {
                continue; // of a later version
            };
            self.loaded_to = self.loaded_to.max(row.start);
            self.record(&row.device).put(row.start, bucket);
        }
        self.records.values_mut().for_each(Record::recall_endings);
        for known in store.devices()? {
            self.known(&known);
        }
        Ok(())
    }

    fn known(&mut self, known: &KnownDevice) {
        self.record(known.id.as_str()).recall(known);
    }

    pub(super) fn records(&self) -> impl Iterator<Item = (&String, &Record)> {
        self.records.iter()
    }

    pub(super) fn dropped(&self) -> &BTreeMap<String, Dropped> {
        &self.dropped
    }
}

/// Whether a code says that no answer came: what a network that is gone looks like.
pub(super) fn is_absence(code: crate::problem::Code) -> bool {
    code.is_absence() || code == crate::problem::Code::VerifyUnreachable
}

/// The minute in which a time lies.
fn minute(at: i64) -> i64 {
    at - at.rem_euclid(MINUTE)
}

#[cfg(test)]
pub(super) mod tests;
