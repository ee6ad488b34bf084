//! What is done with a device beside uploads, as the loop sees it. One visit's work is in `task/control.rs`.

use super::Engine;
use crate::device::{DeviceId, Secret};
use crate::engine::api::{Ask, ConnectOptions, Event, Fact, Target};
use crate::engine::task;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::store::AuditEntry;
use bytes::Bytes;

impl Engine {
    /// Asks something of a device; ends in `Event::Controlled`.
    pub(super) fn control(&self, target: Target, ask: Ask, options: ConnectOptions) {
        let Some((address, expected, _)) = self.locate(&target, None) else {
            return self.out.put(Event::Controlled {
                target,
                device: None,
                ask,
                result: Err(unlisted()),
            });
        };
        let visit = self.visit(address, expected, options);
        tokio::spawn(task::control(visit, target, ask));
    }

    /// Takes a secret, and tries it where that can be done; ends in `Event::Unlocked`.
    pub(super) fn unlock(
        &self,
        target: Target,
        secret: Secret,
        keep: bool,
        options: ConnectOptions,
    ) {
        let Some((address, expected, _)) = self.locate(&target, None) else {
            return self.out.put(Event::Unlocked {
                target,
                address: String::new(),
                result: Err(unlisted()),
            });
        };
        let visit = self.visit(address, expected, options);
        tokio::spawn(task::unlock(visit, target, secret, keep));
    }

    /// A device refused a secret, which is not sent again by itself: in later runs neither.
    pub(super) fn secret_refused(&self, id: DeviceId, secret: Secret) {
        tracing::warn!(device = %id, "the device refused its PIN or token");
        self.out.fact(|| Fact::SecretRefused(id.clone()));
        if !self.devices.get(&id).is_some_and(|known| known.forgettable) {
            self.writer
                .write(move |store| store.secret_refused(&id, &secret));
        }
    }

    /// A device took the secret that a person entered.
    pub(super) fn secret_taken(&mut self, id: &DeviceId) {
        self.unlocked(id);
        let id = id.clone();
        self.writer.write(move |store| store.forget_refused(&id));
    }

    /// Adds to the audit trail.
    pub(super) fn audit(&self, mut entry: AuditEntry) {
        let id = entry.device.as_deref().map(DeviceId::stored);
        if let Some(known) = id.and_then(|id| self.devices.get(&id)) {
            entry.subject = known.view.name().to_owned(); // as the user calls it
        }
        self.writer.write(move |store| store.audit(&entry));
    }

    /// A device showed this before an upload was started on it; `None`: it has gone back to it.
    pub(super) fn snapshot(&self, id: DeviceId, snapshot: Option<Bytes>) {
        let forgettable = self.devices.get(&id).is_some_and(|known| known.forgettable);
        self.keep().snapshots.note(&id, snapshot.clone());
        if !forgettable {
            self.writer
                .write(move |store| store.save_snapshot(&id, snapshot.as_deref()));
        }
    }
}

/// A device that was taken off the list.
pub(super) fn unlisted() -> Problem {
    Problem::new(
        Code::DeviceUnreachable,
        msg!("control-not-listed"),
        Remedy::AddDeviceAgain,
    )
}
