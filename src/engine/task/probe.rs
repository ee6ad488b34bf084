//! Checks in the background whether a device is still there: with its own family's question, at most twice, and
//! only in the network in which it answered before.

use super::reach;
use super::{Context, Visit};
use crate::device::{DeviceError, DeviceId, Family};
use crate::engine::api::{Fact, ProbeFact, now};
use crate::engine::note::{Note, Probed};
use crate::link::Attempts;
use crate::net::NetworkId;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::Instant;

/// How long after a failed call the second one follows: what a lost packet or a busy moment was, is over by then.
const AGAIN_AFTER: Duration = Duration::from_secs(3);

/// A device to be asked.
pub(in crate::engine) struct Probe {
    pub(in crate::engine) visit: Visit,
    pub(in crate::engine) device: DeviceId,
    /// Whether it came from the store, where another process may have changed what is to be done with it.
    pub(in crate::engine) from_store: bool,
    pub(in crate::engine) family: &'static dyn Family,
    /// The network over which it answered last; `None`: unknown, so it is not asked.
    pub(in crate::engine) network: Option<NetworkId>,
    /// Where that was.
    pub(in crate::engine) place: IpAddr,
    /// Whether its firmware answers while it plays.
    pub(in crate::engine) answers_while_playing: bool,
}

impl Probe {
    /// Whether this computer is in the network in which the device answered last. Nothing is sent for that.
    pub(in crate::engine) fn is_near(&self) -> bool {
        let here = NetworkId::towards(self.visit.context.keep.gate, self.place);
        here.is_some() && here == self.network
    }

    /// Whether the device may be asked, by what other processes have stored meanwhile: one that was forgotten would come back
    /// into the store, and one that another process sends to may have no time for questions.
    async fn is_free(&self) -> bool {
        let Self {
            device, from_store, ..
        } = self;
        let context = &self.visit.context;
        let id = device.clone();
        let read = context
            .keep
            .records
            .read(move |store| Ok((store.device(&id)?, store.is_turn_taken(&id))));
        let Ok((stored, is_busy)) = read.await else {
            return true;
        };
        match stored {
            None if *from_store => context.notify(Note::ForgottenElsewhere(device.clone())),
            Some(known) if known.is_set_aside => {
                context.notify(Note::SetAsideElsewhere(device.clone()));
            }
            _ => return !is_busy,
        }
        false
    }

    /// Asks once, and reports how long the answer took.
    async fn ask(&self) -> Result<(), DeviceError> {
        let asked = Instant::now();
        let answer = self.ask_device().await;
        let took = asked.elapsed();
        let is_there = match &answer {
            Ok(()) => true,
            Err(error) => lives(error),
        };
        let keep = &self.visit.context.keep;
        if is_there || matches!(&answer, Err(error) if error.is_absence()) {
            keep.facts.put(Fact::Probe(ProbeFact {
                at: now(),
                device: self.device.clone(),
                answer: is_there.then_some(took),
                answers_while_playing: self.answers_while_playing,
                forgettable: self.visit.connect.forgettable,
            }));
        }
        answer
    }

    /// Asks the device at the address what it is.
    async fn ask_device(&self) -> Result<(), DeviceError> {
        let path = self.visit.find().await?;
        let attempts = Attempts::single();
        let keep = &self.visit.context.keep;
        let Some(found) = reach::ask_family(keep, self.family, &path, &attempts).await? else {
            return Err(reach::not_a_device());
        };
        let reached = self.visit.checked(&path, found).await?;
        self.visit.note_answer(&reached);
        Ok(())
    }
}

/// Ends in `Note::Probed`, behind what else became known of the device.
pub(in crate::engine) async fn probe(probe: Probe) {
    let result = if probe.is_near() && probe.is_free().await {
        ask(&probe).await
    } else {
        Probed::NotAsked
    };
    probe.visit.context.notify(Note::Probed {
        device: probe.device.clone(),
        result,
    });
}

async fn ask(probe: &Probe) -> Probed {
    let mut answer = probe.ask().await;
    if matches!(&answer, Err(error) if may_pass(error)) {
        tokio::time::sleep(AGAIN_AFTER).await;
        answer = probe.ask().await;
    }
    let address = probe.visit.address.to_string();
    match answer {
        Ok(()) => Probed::There,
        Err(error) => {
            tracing::debug!(device = %probe.device, %error, "asked by itself");
            let lives = lives(&error);
            probe.visit.context.notify(Note::Unreached {
                address,
                problem: (&error).into(),
            });
            if lives { Probed::There } else { Probed::Silent }
        }
    }
}

/// Looks in the store whether a device that is set aside still is: another process may have taken that back. Ends in
/// `Note::Probed`.
pub(in crate::engine) async fn recheck_set_aside(context: Context, device: DeviceId) {
    let id = device.clone();
    let keep = &context.keep;
    if let Ok(Some(known)) = keep.records.read(move |store| store.device(&id)).await {
        keep.aside.stored(&device, known.is_set_aside);
        if !keep.aside.has(&device) {
            context.notify(Note::NoLongerSetAside(device.clone()));
        }
    }
    let result = Probed::NotAsked;
    context.notify(Note::Probed { device, result });
}

/// Whether a device that answers so is there.
fn lives(error: &DeviceError) -> bool {
    matches!(error, DeviceError::Busy { .. } | DeviceError::Locked)
}

/// Whether the device may answer otherwise a moment later.
fn may_pass(error: &DeviceError) -> bool {
    let is_busy = matches!(error, DeviceError::Busy { .. });
    error.is_absence() || is_busy || *error == reach::not_a_device()
}
