//! Devices that are asked by themselves whether they are still there: those that a person looks at, gently; with
//! [`Command::WatchAll`](crate::engine::Command::WatchAll) all others, too, more rarely; and none while something is sent or
//! played. Plain decisions; the asking is `task/probe.rs`.

use super::Engine;
use crate::device::{Device, DeviceId, family};
use crate::engine::api::{ConnectOptions, Event, Presence};
use crate::engine::note::Probed;
use crate::engine::task::{self, Probe};
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio::time::Instant;

/// How often a device is asked: less would show what was true long ago, more is felt by small devices (WLED crashes when
/// several programs poll it).
const EVERY: Duration = Duration::from_secs(60);
/// The same where asking troubles the device: it is deaf while it plays, or has memory for one request.
const EVERY_IF_FRAIL: Duration = Duration::from_secs(300);
/// How often a device is asked that no person looks at.
const EVERY_UNSEEN: Duration = Duration::from_secs(300);
/// Longest time between two, however long the device has been silent.
const MAX_PAUSE: Duration = Duration::from_secs(600);
/// Times differ by so much up or down, so that a hall of devices is not asked at once.
const JITTER: f64 = 0.2;
/// Devices that are asked at once.
const MAX_AT_ONCE: usize = 4;

/// When one device is asked next.
struct Turn {
    due: Instant,
    /// How often in a row it did not answer.
    silent: u32,
    under_way: bool,
    /// It is of an earlier run, and was not asked in this one.
    is_first: bool,
}

impl Turn {
    fn at(due: Instant) -> Self {
        Self {
            due,
            silent: 0,
            under_way: false,
            is_first: false,
        }
    }
}

/// The devices that are asked, and when.
#[derive(Default)]
pub(super) struct Probes {
    watched: BTreeSet<DeviceId>,
    /// Whether all devices are asked, also those that no person looks at.
    all: bool,
    turns: HashMap<DeviceId, Turn>,
    jitter: fastrand::Rng,
}

impl Probes {
    /// Notes that a device has answered.
    pub(super) fn answered(&mut self, device: &Device) {
        let due = Instant::now() + self.pause(self.every(device), 0);
        let under_way = self
            .turns
            .get(&device.id)
            .is_some_and(|turn| turn.under_way);
        let turn = Turn {
            under_way,
            ..Turn::at(due)
        };
        self.turns.insert(device.id.clone(), turn);
    }

    /// A device of an earlier run is on the list: it is asked once as soon as a person looks at the list, wherever in it
    /// the device stands.
    pub(super) fn known(&mut self, id: &DeviceId) {
        let turn = Turn {
            is_first: true,
            ..Turn::at(Instant::now())
        };
        self.turns.entry(id.clone()).or_insert(turn);
    }

    /// A device is on the list no more.
    pub(super) fn forget(&mut self, id: &DeviceId) {
        self.watched.remove(id);
        self.turns.remove(id);
    }

    /// When the next device is due; `None` where there is none, or as many are asked as may be.
    fn next(&self) -> Option<Instant> {
        let under_way = self.turns.values().filter(|turn| turn.under_way).count();
        if under_way >= MAX_AT_ONCE {
            return None;
        }
        self.waiting().map(|(_, due)| due).min()
    }

    /// The device that is due first, once it is.
    fn take_due(&mut self, now: Instant) -> Option<DeviceId> {
        let (id, due) = self
            .waiting()
            .min_by_key(|(id, due)| ((*due).max(now), !self.watched.contains(*id), *due))?;
        let id = id.clone();
        if due > now {
            return None;
        }
        self.turns.get_mut(&id)?.under_way = true;
        Some(id)
    }

    fn waiting(&self) -> impl Iterator<Item = (&DeviceId, Instant)> {
        let somebody_looks = !self.watched.is_empty();
        let is_wanted = move |id: &DeviceId, turn: &Turn| {
            let is_wanted = self.all || (somebody_looks && turn.is_first);
            !turn.under_way && (is_wanted || self.watched.contains(id))
        };
        let turns = self.turns.iter();
        turns
            .filter(move |(id, turn)| is_wanted(id, turn))
            .map(|(id, turn)| (id, turn.due))
    }

    /// Time to the next question to a device that is asked `every` so often and was silent so many times.
    fn pause(&mut self, every: Duration, silent: u32) -> Duration {
        let doubled = every.saturating_mul(1 << silent.min(4)).min(MAX_PAUSE);
        doubled.mul_f64(1.0 - JITTER + 2.0 * JITTER * self.jitter.f64())
    }
}

impl Probes {
    /// How often a device that answers is asked.
    fn every(&self, device: &Device) -> Duration {
        let is_frail = family(device.family).is_some_and(|family| family.is_frail(device));
        if is_frail {
            EVERY_IF_FRAIL
        } else if self.watched.contains(&device.id) || !self.all {
            EVERY
        } else {
            EVERY_UNSEEN
        }
    }
}

impl Engine {
    /// All known devices are asked, or only those that a person looks at.
    pub(super) fn watch_all(&mut self, all: bool) {
        self.probes.all = all;
        let now = Instant::now();
        for known in self.devices.iter().filter(|_| all) {
            let turn = self.probes.turns.entry(known.view.device.id.clone());
            turn.or_insert_with(|| Turn::at(now));
        }
    }

    /// A person looks at these devices, and no others.
    pub(super) fn watch(&mut self, devices: BTreeSet<DeviceId>) {
        let now = Instant::now();
        for id in &devices {
            let turn = self.probes.turns.entry(id.clone());
            turn.or_insert_with(|| Turn::at(now));
        }
        self.probes.watched = devices;
    }

    /// When the loop is to call [`Engine::probe`]; `None`: there is nothing to ask by itself now.
    pub(in crate::engine) fn next_probe(&self) -> Option<Instant> {
        let is_busy = self.ending || !self.only_limited() || !self.streams.is_empty();
        self.probes.next().filter(|_| !is_busy)
    }

    /// Asks the device that is due.
    pub(in crate::engine) fn probe(&mut self) {
        let Some(id) = self.probes.take_due(Instant::now()) else {
            return;
        };
        let listed = self.devices.get(&id);
        if listed.is_some_and(|known| known.view.is_set_aside() && !known.forgettable) {
            return drop(tokio::spawn(task::recheck_set_aside(
                self.context.clone(),
                id,
            )));
        }
        let probe = self.devices.get(&id).and_then(|known| {
            let view = &known.view;
            let is_free = !view.is_set_aside() && view.presence != Presence::Asking;
            Some(Probe {
                visit: self.visit(
                    known.spec(),
                    Some(id.clone()),
                    ConnectOptions {
                        forgettable: known.forgettable,
                        ..ConnectOptions::default()
                    },
                ),
                device: id.clone(),
                from_store: known.from_store && !known.forgettable,
                family: family(view.device.family).filter(|_| is_free)?,
                answers_while_playing: family(view.device.family)?
                    .answers_while_playing(&view.device),
                network: known.network.clone(),
                place: view.device.address.socket().ip(),
            })
        });
        let Some(probe) = probe else {
            return self.probed(&id, Probed::NotAsked);
        };
        if let Some(known) = self.devices.get_mut(&id)
            && known.view.presence == Presence::NotAsked
            && probe.is_near()
        {
            known.view.presence = Presence::Asking;
            self.out.put(Event::Device(Box::new(known.view.clone())));
        }
        tokio::spawn(task::probe(probe));
    }

    /// A device was asked, or was not as that would have gone to strangers.
    pub(super) fn probed(&mut self, id: &DeviceId, result: Probed) {
        let Some(known) = self.devices.get(id) else {
            return self.probes.forget(id);
        };
        let every = self.probes.every(&known.view.device);
        let silent = match (result, self.probes.turns.get(id)) {
            (Probed::Silent, Some(turn)) => turn.silent.saturating_add(1),
            _ => 0,
        };
        let due = Instant::now() + self.probes.pause(every, silent);
        if let Some(turn) = self.probes.turns.get_mut(id) {
            *turn = Turn {
                silent,
                ..Turn::at(due)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answers, device, engine};
    use super::*;
    use crate::engine::api::Command;
    use crate::engine::note::Note;
    use crate::store::Store;

    fn seconds_to(due: Option<Instant>) -> u64 {
        due.map_or(u64::MAX, |due| (due - Instant::now()).as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_on_the_screen_is_asked_about_once_a_minute_and_less_often_while_it_is_silent()
    {
        let (mut engine, _events) = engine(&Store::in_memory().unwrap());
        engine.note(answers(1, None));
        assert_eq!(engine.next_probe(), None, "nobody looks");
        let id = device(1).id;
        engine.handle(Command::Watch(BTreeSet::from([id.clone()])));
        // one that has just answered is not asked at once; the device of these tests is of level 1
        assert!((239..=360).contains(&seconds_to(engine.next_probe())));
        let mut ranges = Vec::new();
        for _ in 0..3 {
            engine.probed(&id, Probed::Silent);
            ranges.push(seconds_to(engine.next_probe()));
        }
        assert!(ranges.iter().all(|s| (479..=720).contains(s)), "{ranges:?}");
        engine.handle(Command::Watch(BTreeSet::new()));
        assert_eq!(engine.next_probe(), None);
        // looking again finds the turn as it was
        engine.handle(Command::Watch(BTreeSet::from([id])));
        assert!(seconds_to(engine.next_probe()) > 400);
    }

    #[tokio::test(start_paused = true)]
    async fn the_keeper_asks_all_devices_every_five_minutes_and_those_in_sight_more_often() {
        let (mut engine, _events) = engine(&Store::in_memory().unwrap());
        engine.note(answers(1, None));
        engine.note(answers(2, None));
        engine.handle(Command::WatchAll(true));
        let first = seconds_to(engine.next_probe());
        assert!((239..=360).contains(&first), "{first}");
        tokio::time::advance(Duration::from_secs(361)).await;
        let mut asked = BTreeSet::new();
        while let Some(id) = engine.probes.take_due(Instant::now()) {
            asked.insert(id.clone());
            engine.probed(&id, Probed::There);
        }
        assert_eq!(asked, BTreeSet::from([device(1).id, device(2).id]));
        assert!((239..=360).contains(&seconds_to(engine.next_probe())));
        engine.handle(Command::WatchAll(false));
        assert_eq!(engine.next_probe(), None);
    }

    #[tokio::test]
    async fn what_another_process_forgets_or_sets_aside_is_not_asked_back_into_the_store() {
        let store = Store::in_memory().unwrap();
        let (mut engine, events) = engine(&store);
        for n in 1..=2 {
            store.record_seen(&device(n)).unwrap();
        }
        engine.note(Note::Known(store.devices().unwrap()));
        assert!(engine.devices.iter().all(|known| known.from_store));
        engine.note(Note::SetAsideElsewhere(device(1).id));
        engine.note(Note::ForgottenElsewhere(device(2).id));
        let first = engine.devices.get(&device(1).id).unwrap();
        assert!(first.view.is_set_aside() && engine.keep().aside.has(&device(1).id));
        assert!(engine.devices.get(&device(2).id).is_none());
        let gone = |event: Event| matches!(event, Event::DeviceForgotten(id) if id == device(2).id);
        assert!(std::iter::from_fn(|| events.try_next()).any(gone));
        assert_eq!(engine.probes.turns.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_nobody_has_asked_is_due_at_once_and_four_are_asked_at_a_time() {
        let (mut engine, _events) = engine(&Store::in_memory().unwrap());
        let ids: BTreeSet<DeviceId> = (1..=6).map(|n| device(n).id).collect();
        engine.handle(Command::Watch(ids));
        let mut taken = Vec::new();
        for _ in 0..MAX_AT_ONCE {
            assert_eq!(seconds_to(engine.next_probe()), 0);
            taken.extend(engine.probes.take_due(Instant::now()));
        }
        assert_eq!((taken.len(), engine.next_probe()), (MAX_AT_ONCE, None));
        let first = taken.remove(0);
        // it is off the list, so its turn goes and the next one has room
        engine.note(Note::Probed {
            device: first,
            result: Probed::There,
        });
        assert_eq!(seconds_to(engine.next_probe()), 0);
        engine.begin_end();
        assert_eq!(engine.next_probe(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn every_device_of_earlier_runs_is_asked_once_and_those_in_sight_first() {
        let (mut engine, _events) = engine(&Store::in_memory().unwrap());
        for n in 1..=20 {
            engine.probes.known(&device(n).id);
        }
        assert_eq!(engine.next_probe(), None, "nobody looks");
        let seen = BTreeSet::from([device(18).id, device(19).id]);
        engine.handle(Command::Watch(seen.clone()));
        let first: BTreeSet<DeviceId> = (0..2)
            .filter_map(|_| engine.probes.take_due(Instant::now()))
            .collect();
        assert_eq!(first, seen);
        for n in 1..=20 {
            engine.note(answers(n, None));
        }
        let mut again = BTreeSet::new();
        tokio::time::advance(EVERY_IF_FRAIL * 2).await;
        for turn in engine.probes.turns.values_mut() {
            turn.under_way = false;
        }
        while let Some(id) = engine.probes.take_due(Instant::now()) {
            again.insert(id);
        }
        assert_eq!(again, seen, "the others are not looked at");
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_in_a_network_that_this_computer_is_not_in_is_not_asked() {
        let (mut engine, events) = engine(&Store::in_memory().unwrap());
        engine.note(answers(1, None));
        let id = device(1).id;
        if let Some(known) = engine.devices.get_mut(&id) {
            known.network = Some(crate::net::NetworkId::stored("wlan0 10.0.0.0/8".into()));
            known.view.presence = Presence::NotAsked;
        }
        engine.probes.forget(&id);
        engine.handle(Command::Watch(BTreeSet::from([id.clone()])));
        while events.try_next().is_some() {}
        engine.probe();
        tokio::task::yield_now().await;
        assert!(events.try_next().is_none(), "it is not even called asked");
        assert!(!engine.keep().links.has_answered(&device(1).address));
    }
}
