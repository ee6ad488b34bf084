//! The end of a test: what was shown before is shown again, the test pattern is deleted, and its absence is confirmed. What
//! stays is named.

use super::{Bench, Found, TestUpload, Trial, pattern};
use crate::device::{Control, DeviceError, Verification};
use crate::engine::api::selftest::{StepState, TestStep};
use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};

/// Whether the test pattern is on the device.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Stored,
    Gone,
    /// The device cannot say.
    Unknown,
}

impl Trial {
    /// Takes back what the test has done so far.
    pub(super) async fn clean_up(&self) {
        let Some(bench) = self.bench() else { return };
        let (snapshot, was_played) = {
            let held = self.held.lock();
            (held.snapshot.clone(), held.was_played)
        };
        let Some(upload) = self.upload() else { return };
        bench.session.link.forgive();
        if was_played {
            match snapshot {
                Some(before) => drop(
                    self.step(TestStep::Restore, self.restore(&bench, &before))
                        .await,
                ),
                None => self.skip(TestStep::Restore, msg!("selftest-not-restored")),
            }
        } else {
            self.skip(TestStep::Restore, msg!("selftest-nothing-played"));
        }
        if !bench.can().contains(&Control::Delete) {
            self.skip(TestStep::Delete, msg!("selftest-cannot-delete"));
            self.skip(TestStep::Absence, msg!("selftest-cannot-delete"));
            if upload.receipt.is_some() || upload.transfer.traces().was_sent {
                self.leave(msg!("selftest-replaced"));
            }
            return;
        }
        self.step(TestStep::Delete, self.delete(&bench, &upload))
            .await;
        let absence = self
            .step(TestStep::Absence, self.absence(&bench, &upload))
            .await;
        if absence.is_none() {
            self.leave(stays(&upload));
        }
    }

    fn leave(&self, what: Message) {
        self.change(|view| view.left.push(what));
    }

    /// The time is over, and the device has not answered.
    pub(super) fn not_cleaned_in_time(&self) {
        self.change(|view| view.running = None);
        if self.held.lock().was_played {
            self.leave(msg!("selftest-may-play"));
        }
        if let Some(upload) = self.upload() {
            self.leave(stays(&upload));
        }
    }

    /// Shows again what was shown before, and compares what the device says with what it said then.
    async fn restore(&self, bench: &Bench, before: &[u8]) -> Found {
        let session = &bench.session;
        let Some(controls) = bench.reached.family.controls() else {
            return Ok(((), StepState::Skipped, msg!("selftest-not-restored")));
        };
        let undone = self.tried(session, || controls.undo(session, before)).await;
        let now = match undone {
            Ok(()) => self.tried(session, || controls.snapshot(session)).await,
            Err(error) => Err(error),
        };
        match now {
            Ok(now) if now == before => Ok(((), StepState::Passed, msg!("selftest-restored"))),
            Ok(_) => Ok(((), StepState::Unproven, msg!("selftest-restored-differs"))),
            Err(error) => {
                self.leave(msg!("selftest-may-play"));
                Err(Problem::from(&error))
            }
        }
    }

    /// Deletes the test pattern, where it is there.
    async fn delete(&self, bench: &Bench, upload: &TestUpload) -> Found {
        let Some(receipt) = &upload.receipt else {
            return self.withdraw(upload).await;
        };
        if let Some(left) = upload.transfer.tidy(&upload.payload, receipt).await {
            self.leave(left);
        }
        if self.presence(bench, upload).await == Ok(Presence::Gone) {
            return Ok(((), StepState::Skipped, msg!("selftest-not-there")));
        }
        let name = receipt.stored_as.as_str();
        let mut left = None;
        if !upload.is_settled || !is_file(bench) {
            // what it says is lost is this very pattern; whether it is there, is asked
            left = upload.transfer.discard(&upload.payload, receipt).await;
        }
        if self.presence(bench, upload).await != Ok(Presence::Gone) {
            let controls = bench.reached.family.controls().filter(|_| is_file(bench));
            let Some(controls) = controls else {
                return Err(not_deleted(left.unwrap_or_else(|| stays(upload))));
            };
            let session = &bench.session;
            let deleted = self.tried(session, || controls.delete(session, name)).await;
            deleted.map_err(|error| Problem::from(&error))?;
        }
        Ok(((), StepState::Passed, msg!("selftest-deleted", name = name)))
    }

    /// Takes back an upload that the device has not confirmed; where it is whole after all, deletes it.
    async fn withdraw(&self, upload: &TestUpload) -> Found {
        let TestUpload {
            transfer, payload, ..
        } = upload;
        let withdrawn = Ok(((), StepState::Passed, msg!("selftest-withdrawn")));
        let Some(left) = transfer.withdraw(payload).await else {
            return withdrawn;
        };
        match self
            .tried(transfer.session(), || transfer.find(payload))
            .await
        {
            Ok(Some(receipt)) => drop(transfer.discard(payload, &receipt).await),
            Ok(None) => return withdrawn,
            Err(_) => return Err(not_deleted(left)),
        }
        match self
            .tried(transfer.session(), || transfer.find(payload))
            .await
        {
            Ok(None) => withdrawn,
            _ => Err(not_deleted(left)),
        }
    }

    /// Confirms that the test pattern is gone.
    async fn absence(&self, bench: &Bench, upload: &TestUpload) -> Found {
        match self.presence(bench, upload).await {
            Ok(Presence::Gone) => Ok(((), StepState::Passed, msg!("selftest-gone"))),
            Ok(Presence::Stored) => Err(not_deleted(stays(upload))),
            Ok(Presence::Unknown) => {
                self.leave(stays(upload));
                Ok(((), StepState::Unproven, msg!("selftest-gone-unknown")))
            }
            Err(error) => Err(Problem::from(&error)),
        }
    }

    /// Asks for the test pattern in two ways: by its name, and in the list of files.
    async fn presence(&self, bench: &Bench, upload: &TestUpload) -> Result<Presence, DeviceError> {
        let session = upload.transfer.session();
        let receipt = upload.receipt();
        let verify = || upload.transfer.verify(&upload.payload, &receipt);
        let by_name = match self.tried(session, verify).await? {
            Verification::Missing => Presence::Gone,
            Verification::Unsupported => Presence::Unknown,
            _ => Presence::Stored,
        };
        let is_listed = !self.listed(bench).await?.is_empty();
        Ok(if is_listed { Presence::Stored } else { by_name })
    }
}

/// Whether the device stores patterns as files, which its controls delete.
fn is_file(bench: &Bench) -> bool {
    bench.reached.family.noun(&bench.reached.device) == "file"
}

fn not_deleted(left: Message) -> Problem {
    Problem::new(Code::DeviceUnexpected, left, Remedy::DeleteTestPattern)
}

/// What may still be on the device, by its name there.
fn stays(upload: &TestUpload) -> Message {
    let name = upload.receipt().stored_as;
    let name = if name.as_str().contains(pattern::NAME) {
        name.to_string()
    } else {
        pattern::NAME.to_owned()
    };
    msg!("selftest-stays", name = name)
}
