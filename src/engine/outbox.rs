//! The way of events out of the engine. Snapshots of one device, job or stream replace each other while they wait, so a slow
//! window neither holds the engine up nor makes memory grow.

use super::api::{DeviceView, Event, Fact, Facts, JobId, StreamId};
use super::diary::Diary;
use crate::device::DeviceId;
use parking_lot::{Mutex, MutexGuard};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::Notify;

/// What later events of the same key replace.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Device(DeviceId),
    Job(JobId),
    Scan,
    Stream(StreamId),
}

impl Key {
    /// Of a snapshot: what it is a snapshot of.
    fn of_snapshot(event: &Event) -> Option<Self> {
        match event {
            Event::Device(view) => Some(Self::Device(view.device.id.clone())),
            Event::Job(view) => Some(Self::Job(view.id)),
            Event::Stream(view) => Some(Self::Stream(view.id)),
            Event::ScanProgress(_) => Some(Self::Scan),
            _ => None,
        }
    }

    /// Of an event that ends something: what later snapshots may not be moved ahead of it.
    fn of_end(event: &Event) -> Option<Self> {
        match event {
            Event::DeviceForgotten(id) => Some(Self::Device(id.clone())),
            Event::JobDismissed(id) => Some(Self::Job(*id)),
            Event::ScanDone { .. } => Some(Self::Scan),
            _ => None,
        }
    }
}

/// Events that were not taken yet, each with its number in the order of all.
#[derive(Default)]
struct Waiting {
    events: VecDeque<Event>,
    /// Number of the first of them.
    first: u64,
    /// Numbers of the snapshots that newer ones may replace.
    replaceable: HashMap<Key, u64>,
    closed: bool,
}

impl Waiting {
    fn put(&mut self, event: Event) {
        if let Some(key) = Key::of_end(&event) {
            self.replaceable.remove(&key);
        }
        let next = self.first + self.events.len() as u64;
        if let Some(key) = Key::of_snapshot(&event) {
            let at = *self.replaceable.entry(key).or_insert(next);
            let older = at
                .checked_sub(self.first)
                .and_then(|at| usize::try_from(at).ok());
            if let Some(older) = older.and_then(|at| self.events.get_mut(at)) {
                *older = event;
                return;
            }
        }
        self.events.push_back(event);
    }

    fn take(&mut self) -> Option<Event> {
        let event = self.events.pop_front()?;
        if let Some(key) = Key::of_snapshot(&event)
            && self.replaceable.get(&key) == Some(&self.first)
        {
            self.replaceable.remove(&key);
        }
        self.first += 1;
        Some(event)
    }
}

struct Shared {
    waiting: Mutex<Waiting>,
    arrived: Notify,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock()
    }
}

/// The engine's end of the event queue.
pub(super) struct Outbox {
    events: Arc<Shared>,
    facts: Facts,
    diary: Mutex<Diary>,
}

/// The receiving end of the event queue.
pub struct Events(Arc<Shared>);

/// An empty queue: where events go in, and where they come out.
pub(super) fn queue(wake: Arc<dyn Fn() + Send + Sync>, facts: Facts) -> (Outbox, Events) {
    let shared = Arc::new(Shared {
        waiting: Mutex::default(),
        arrived: Notify::new(),
        wake,
    });
    let events = shared.clone();
    let outbox = Outbox {
        events,
        facts,
        diary: Mutex::default(),
    };
    (outbox, Events(shared))
}

impl Outbox {
    /// Puts an event out; a snapshot takes the place of an older one that still waits, unless what it shows has ended in
    /// between.
    pub(super) fn put(&self, event: Event) {
        self.note(&event);
        self.events.lock().put(event);
        self.events.arrived.notify_one();
        (self.events.wake)();
    }

    /// Notes that a device answered as it did before: only its clock is new.
    pub(super) fn answered(&self, view: DeviceView) {
        self.diary.lock().device(&view);
        self.fact(|| Fact::Device(Box::new(view)));
    }

    /// Reports a fact, if facts are wanted.
    pub(super) fn fact(&self, fact: impl FnOnce() -> Fact) {
        if self.facts.are_wanted() {
            self.facts.put(fact());
        }
    }

    /// Reports what an event says to the log, and what it says of a device to `monitor`: here no snapshot is left out.
    fn note(&self, event: &Event) {
        self.diary.lock().note(event);
        match event {
            Event::Device(view) => self.fact(|| Fact::Device(view.clone())),
            Event::DeviceForgotten(id) => self.fact(|| Fact::Forgotten(id.clone())),
            _ => {}
        }
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.events.lock().closed = true;
        self.events.arrived.notify_one();
        (self.events.wake)();
    }
}

impl Events {
    /// The next event, if one waits.
    #[must_use]
    pub fn try_next(&self) -> Option<Event> {
        self.0.lock().take()
    }

    /// The next event; `None` when the engine has ended.
    pub async fn next(&self) -> Option<Event> {
        loop {
            {
                let mut waiting = self.0.lock();
                if let Some(event) = waiting.take() {
                    return Some(event);
                }
                if waiting.closed {
                    return None;
                }
            }
            self.0.arrived.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::discovery::ScanStage;
    use crate::device::{Device, DeviceAddr, DeviceSettings};
    use crate::engine::api::{
        DeviceView, JobDevice, JobView, PatternId, Phase, Presence, ScanProgress, UploadKey,
    };
    use crate::link::Circuit;
    use crate::pattern::Limits;

    fn job(n: u64, done: u64) -> Event {
        Event::Job(Box::new(JobView {
            waiting: None,
            waits_for: None,
            limited: None,
            network_dropped: false,
            id: JobId(n),
            pattern: PatternId(1),
            pattern_name: String::new(),
            file: String::new(),
            device: JobDevice {
                id: None,
                name: None,
                family: None,
                address: String::new(),
            },
            key: UploadKey::of_nothing(),
            phase: Phase::Sending,
            done,
            total: 0,
            bytes: 0,
            sha256: String::new(),
            attempts: 1,
            elapsed: std::time::Duration::ZERO,
            measured: Default::default(),
            playing: crate::device::Playing::Unknown,
            notes: vec![],
            outcome: None,
        }))
    }

    #[test]
    fn a_reader_that_sleeps_finds_only_the_newest_snapshot_of_each_job() {
        let (out, events) = queue(Arc::new(|| {}), Facts::default());
        for done in 0..1000 {
            out.put(job(1, done));
            out.put(job(2, done));
            out.put(Event::AllDone);
        }
        let all: Vec<_> = std::iter::from_fn(|| events.try_next()).collect();
        assert_eq!(all.len(), 1002);
        assert!(matches!(&all[0], Event::Job(view) if view.done == 999 && view.id == JobId(1)));
    }

    fn device(name: &str) -> Event {
        Event::Device(Box::new(DeviceView {
            device: Device {
                id: DeviceId::stored("a0b1c2d3e4f5"),
                name: name.into(),
                family: "native",
                kind: crate::msg!("kind-native"),
                chip: None,
                firmware: None,
                address: DeviceAddr::from_socket("127.0.0.1:81".parse().unwrap()),
                leds: None,
                matrix: None,
                limits: Limits::default(),
                caps: crate::device::Caps::default(),
                playing: None,
                uptime: None,
            },
            settings: DeviceSettings::default(),
            presence: Presence::Online,
            locked: false,
            circuit: Circuit::Closed,
            last_seen: 0,
            via: vec![],
            pinned: false,
            groups: std::collections::BTreeSet::new(),
            forgettable: false,
        }))
    }

    fn progress(done: usize) -> Event {
        Event::ScanProgress(ScanProgress {
            done,
            total: 9,
            stage: ScanStage::Listening,
        })
    }

    /// What a window would show that takes all of them now: devices on the list, and whether a scan runs.
    fn shown(events: &Events) -> (Vec<String>, bool) {
        let mut devices = Vec::new();
        let mut scans = false;
        while let Some(event) = events.try_next() {
            match event {
                Event::Device(view) => devices = vec![view.device.name],
                Event::DeviceForgotten(_) => devices.clear(),
                Event::ScanProgress(_) => scans = true,
                Event::ScanDone { .. } => scans = false,
                _ => {}
            }
        }
        (devices, scans)
    }

    #[test]
    fn a_device_that_is_found_again_after_it_was_forgotten_is_on_the_list() {
        let (out, events) = queue(Arc::new(|| {}), Facts::default());
        out.put(device("before"));
        out.put(Event::DeviceForgotten(DeviceId::stored("a0b1c2d3e4f5")));
        out.put(device("after"));
        out.put(device("newest"));
        assert_eq!(shown(&events), (vec!["newest".to_owned()], false));
        out.put(device("once more"));
        out.put(Event::DeviceForgotten(DeviceId::stored("a0b1c2d3e4f5")));
        assert_eq!(shown(&events).0, Vec::<String>::new());
    }

    #[test]
    fn a_scan_that_begins_before_the_end_of_another_was_read_is_seen_to_run() {
        let (out, events) = queue(Arc::new(|| {}), Facts::default());
        out.put(progress(8));
        out.put(Event::ScanDone {
            found: 0,
            tried: vec![],
        });
        out.put(progress(0));
        assert!(shown(&events).1);
    }

    #[test]
    fn a_snapshot_replaces_the_one_that_waits_however_many_were_taken_before() {
        let (out, events) = queue(Arc::new(|| {}), Facts::default());
        for n in 0..100 {
            out.put(job(n, 0));
        }
        for _ in 0..50 {
            assert!(events.try_next().is_some());
        }
        for n in 0..100 {
            out.put(job(n, 7));
        }
        let all: Vec<_> = std::iter::from_fn(|| events.try_next()).collect();
        let order = all.iter().map(|event| match event {
            Event::Job(view) => (view.id, view.done),
            _ => panic!("no job"),
        });
        let expected = (50..100).chain(0..50).map(|n| (JobId(n), 7));
        assert!(order.eq(expected));
    }

    #[tokio::test]
    async fn events_end_with_the_engine() {
        let (out, events) = queue(Arc::new(|| {}), Facts::default());
        out.put(Event::AllDone);
        drop(out);
        assert!(matches!(events.next().await, Some(Event::AllDone)));
        assert!(events.next().await.is_none());
    }
}
