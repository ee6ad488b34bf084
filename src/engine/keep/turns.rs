//! One job at a time for each device, also where two addresses lead to it, and where several processes of one home folder
//! send at once.

use crate::device::{DeviceError, DeviceId};
use crate::message::Message;
use crate::msg;
use crate::store::{DeviceTurn, Store, TurnAnswer, TurnHolder, TurnTicket, TurnUse};
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::sleep;

/// How often a process looks whether another one has given a device back.
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// The turn of one device in this process.
type Lane = Arc<tokio::sync::Mutex<()>>;

/// The turns of one engine.
pub(in crate::engine) struct Turns {
    lanes: Mutex<HashMap<DeviceId, Lane>>,
    store: Store,
}

/// What a task holds while it works on a device.
pub(in crate::engine) struct Turn {
    _here: OwnedMutexGuard<()>,
    /// `None` where no other process can send to the device, or locks cannot be had.
    _everywhere: Option<DeviceTurn>,
    has_waited: bool,
}

impl Turn {
    /// Returns whether another task had the device before: it may have changed it, and another device may answer by now.
    pub(in crate::engine) fn has_waited(&self) -> bool {
        self.has_waited
    }
}

/// A request for a turn.
#[derive(Clone, Copy)]
pub(in crate::engine) struct TurnRequest<'a> {
    pub(in crate::engine) device: &'a DeviceId,
    pub(in crate::engine) purpose: TurnUse,
    /// Whether the device is one of this run alone: then no other process is asked.
    pub(in crate::engine) forgettable: bool,
}

/// The work that a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Ahead {
    /// Another task of this process.
    Task,
    /// Another process of the same home folder.
    Process(TurnHolder),
}

impl Ahead {
    /// Says what is waited for.
    pub(in crate::engine) fn message(self) -> Message {
        let Self::Process(holder) = self else {
            return msg!("turn-task");
        };
        let Some(pid) = holder.pid.map(|pid| pid.to_string()) else {
            return msg!("turn-process");
        };
        match holder.purpose {
            Some(TurnUse::Upload) => msg!("turn-process-sends", pid = pid),
            Some(TurnUse::Stream) => msg!("turn-process-plays", pid = pid),
            Some(TurnUse::Control) | None => msg!("turn-process-uses", pid = pid),
        }
    }

    /// The device is not free in time.
    pub(in crate::engine) fn busy(self) -> DeviceError {
        let detail = match self {
            Self::Task => msg!("device-busy-upload"),
            Self::Process(TurnHolder { pid: Some(pid), .. }) => {
                msg!("device-busy-process", pid = pid.to_string())
            }
            Self::Process(_) => msg!("device-busy-other-process"),
        };
        DeviceError::Busy {
            detail: Some(detail),
            retry_after: None,
        }
    }
}

impl Turns {
    pub(in crate::engine) fn new(store: Store) -> Self {
        Self {
            lanes: Mutex::default(),
            store,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, Lane>> {
        self.lanes.lock()
    }

    fn lane(&self, id: &DeviceId) -> Lane {
        self.lock().entry(id.clone()).or_default().clone()
    }

    /// Takes the turn of a device, in this process and among all of the home folder. Calls `waits` when it must wait, and
    /// whenever what is ahead changes; an error of it ends the wait. Dropping the wait loses no turn.
    ///
    /// # Errors
    /// What `waits` returns.
    pub(in crate::engine) async fn take<E>(
        &self,
        request: TurnRequest<'_>,
        mut waits: impl FnMut(Ahead) -> Result<(), E>,
    ) -> Result<Turn, E> {
        let lane = self.lane(request.device);
        let mut has_waited = false;
        let here = match lane.clone().try_lock_owned() {
            Ok(here) => here,
            Err(_) => {
                has_waited = true;
                waits(Ahead::Task)?;
                lane.lock_owned().await
            }
        };
        let ticket = if request.forgettable {
            None
        } else {
            self.store.turn_ticket(request.device, request.purpose)
        };
        let mut everywhere = None;
        if let Some(ticket) = ticket {
            let waits = |holder| {
                has_waited = true;
                waits(Ahead::Process(holder))
            };
            everywhere = take_everywhere(ticket, waits).await?;
        }
        Ok(Turn {
            _here: here,
            _everywhere: everywhere,
            has_waited,
        })
    }

    /// Takes the turn of a device within a time. Longer, and a person wants to know why nothing happens.
    ///
    /// # Errors
    /// [`DeviceError::Busy`] with what is ahead.
    pub(in crate::engine) async fn take_within(
        &self,
        time: Duration,
        request: TurnRequest<'_>,
    ) -> Result<Turn, DeviceError> {
        let ahead = Mutex::new(Ahead::Task);
        let waits = |now| {
            *ahead.lock() = now;
            Ok(())
        };
        match tokio::time::timeout(time, self.take(request, waits)).await {
            Ok(turn) => turn,
            Err(_) => Err(ahead.into_inner().busy()),
        }
    }

    /// Forgets the turn of a device, unless a task holds it or waits for it.
    pub(super) fn forget(&self, id: &DeviceId) {
        let mut all = self.lock();
        if all.get(id).is_some_and(is_free) {
            all.remove(id);
        }
    }

    /// Forgets every turn that no task holds or waits for.
    pub(super) fn prune(&self) {
        self.lock().retain(|_, lane| !is_free(lane));
    }
}

/// Takes the turn among all processes. Without locks this process goes on alone: uploads matter more.
async fn take_everywhere<E>(
    mut ticket: TurnTicket,
    mut waits: impl FnMut(TurnHolder) -> Result<(), E>,
) -> Result<Option<DeviceTurn>, E> {
    let mut last = None;
    loop {
        let tried = tokio::task::spawn_blocking(move || {
            let answer = ticket.try_take();
            (ticket, answer)
        });
        let holder = match tried.await {
            Ok((_, Ok(TurnAnswer::Taken(turn)))) => return Ok(Some(turn)),
            Ok((back, Ok(TurnAnswer::Held(holder)))) => {
                ticket = back;
                holder
            }
            Ok((_, Err(error))) => {
                tracing::warn!(%error, "other processes may send to the same device at the same time");
                return Ok(None);
            }
            Err(error) => {
                tracing::warn!(%error, "the turn of a device cannot be taken");
                return Ok(None);
            }
        };
        if last != Some(holder) {
            last = Some(holder);
            waits(holder)?;
        }
        sleep(LOOK_EVERY).await;
    }
}

fn is_free(lane: &Lane) -> bool {
    Arc::strong_count(lane) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn request(device: &DeviceId) -> TurnRequest<'_> {
        TurnRequest {
            device,
            purpose: TurnUse::Upload,
            forgettable: false,
        }
    }

    async fn take(turns: &Turns, device: &DeviceId) -> (Turn, Vec<Ahead>) {
        let mut seen = Vec::new();
        let waits = |ahead| {
            seen.push(ahead);
            Ok::<_, Infallible>(())
        };
        let Ok(turn) = turns.take(request(device), waits).await;
        (turn, seen)
    }

    #[tokio::test]
    async fn a_turn_that_is_held_or_waited_for_is_never_given_twice() {
        let turns = Turns::new(Store::in_memory().unwrap());
        let porch = DeviceId::stored("a0b1c2d3e4f5");
        for n in 0..100 {
            let _ = turns.lane(&DeviceId::stored(&format!("{n:012x}")));
        }
        let (held, seen) = take(&turns, &porch).await;
        assert!(seen.is_empty() && !held.has_waited());
        turns.prune();
        turns.forget(&porch);
        assert_eq!(turns.lock().len(), 1);
        let waiting = turns.lane(&porch);
        assert!(waiting.try_lock().is_err());
        drop(held);
        turns.prune();
        assert!(waiting.try_lock().is_ok() && turns.lock().len() == 1);
        drop(waiting);
        turns.forget(&porch);
        assert_eq!(turns.lock().len(), 0);
    }

    #[tokio::test]
    async fn two_engines_of_one_home_folder_take_turns_and_say_what_they_wait_for() {
        let home = tempfile::tempdir().unwrap();
        let engine = || Arc::new(Turns::new(Store::open(home.path()).unwrap()));
        let (first, second) = (engine(), engine());
        let porch = DeviceId::stored("a0b1c2d3e4f5");
        let (held, _) = take(&first, &porch).await;
        let waiting = tokio::spawn({
            let (second, porch) = (second.clone(), porch.clone());
            async move { take(&second, &porch).await }
        });
        sleep(Duration::from_millis(50)).await;
        let late = second.take_within(Duration::from_millis(300), request(&porch));
        let Err(busy) = late.await else {
            panic!("two have it");
        };
        assert!(matches!(busy, DeviceError::Busy { .. }));
        sleep(Duration::from_millis(200)).await;
        assert!(!waiting.is_finished());
        drop(held);
        let (turn, seen) = waiting.await.unwrap();
        let other = TurnHolder {
            pid: Some(std::process::id()),
            purpose: Some(TurnUse::Upload),
        };
        assert!(turn.has_waited());
        assert_eq!(seen, [Ahead::Process(other)]);
        // what is forgettable is of one process alone
        let alone = TurnRequest {
            forgettable: true,
            ..request(&porch)
        };
        let free = first.take_within(Duration::from_millis(100), alone).await;
        assert!(free.is_ok());
    }

    #[tokio::test]
    async fn a_wait_that_is_given_up_leaves_the_device_to_others() {
        let home = tempfile::tempdir().unwrap();
        let engine = || Turns::new(Store::open(home.path()).unwrap());
        let (first, second, third) = (engine(), engine(), engine());
        let porch = DeviceId::stored("a0b1c2d3e4f5");
        let (held, _) = take(&first, &porch).await;
        let ended = tokio::time::timeout(Duration::from_millis(200), take(&second, &porch)).await;
        assert!(ended.is_err());
        let refused = second.take(request(&porch), Err).await;
        assert!(matches!(refused, Err(Ahead::Process(_))));
        drop(held);
        let (_turn, _) = take(&third, &porch).await;
    }
}
