//! The way of events out of the engine. Snapshots of one device, job or stream replace each other while they wait, so a slow
//! window neither holds the engine up nor makes memory grow.

use super::command::JobId;
use super::event::Event;
use super::stream::StreamId;
use crate::device::DeviceId;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What later events of the same key replace.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Device(DeviceId),
    Job(JobId),
    Scan,
    Stream(StreamId),
}

fn key(event: &Event) -> Option<Key> {
    match event {
        Event::Device(view) => Some(Key::Device(view.device.id.clone())),
        Event::Job(view) => Some(Key::Job(view.id)),
        Event::Stream(view) => Some(Key::Stream(view.id)),
        Event::ScanProgress(_) => Some(Key::Scan),
        _ => None,
    }
}

#[derive(Default)]
struct Waiting {
    events: VecDeque<(Option<Key>, Event)>,
    closed: bool,
}

struct Shared {
    waiting: Mutex<Waiting>,
    arrived: Notify,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the engine puts events.
pub(super) struct Outbox(Arc<Shared>);

/// Where events are taken out.
pub struct Events(Arc<Shared>);

pub(super) fn queue(wake: Arc<dyn Fn() + Send + Sync>) -> (Outbox, Events) {
    let shared = Arc::new(Shared {
        waiting: Mutex::default(),
        arrived: Notify::new(),
        wake,
    });
    (Outbox(shared.clone()), Events(shared))
}

impl Outbox {
    /// Puts an event out; a snapshot takes the place of an older one that still waits.
    pub(super) fn put(&self, event: Event) {
        let key = key(&event);
        {
            let mut waiting = self.0.lock();
            let older = key
                .is_some()
                .then(|| waiting.events.iter_mut().find(|(k, _)| *k == key))
                .flatten();
            match older {
                Some(slot) => slot.1 = event,
                None => waiting.events.push_back((key, event)),
            }
        }
        self.0.arrived.notify_one();
        (self.0.wake)();
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.arrived.notify_one();
        (self.0.wake)();
    }
}

impl Events {
    /// The next event, if one waits.
    #[must_use]
    pub fn try_next(&self) -> Option<Event> {
        self.0.lock().events.pop_front().map(|(_, event)| event)
    }

    /// The next event; `None` when the engine has ended.
    pub async fn next(&self) -> Option<Event> {
        loop {
            {
                let mut waiting = self.0.lock();
                if let Some((_, event)) = waiting.events.pop_front() {
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
    use crate::engine::{JobDevice, JobView, PatternId, Phase};

    fn job(n: u64, done: u64) -> Event {
        Event::Job(Box::new(JobView {
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
            phase: Phase::Sending,
            done,
            total: 0,
            bytes: 0,
            sha256: String::new(),
            attempts: 1,
            elapsed: std::time::Duration::ZERO,
            playing: crate::device::Playing::Unknown,
            notes: vec![],
            outcome: None,
        }))
    }

    #[test]
    fn a_reader_that_sleeps_finds_only_the_newest_snapshot_of_each_job() {
        let (out, events) = queue(Arc::new(|| {}));
        for done in 0..1000 {
            out.put(job(1, done));
            out.put(job(2, done));
            out.put(Event::AllDone);
        }
        let all: Vec<_> = std::iter::from_fn(|| events.try_next()).collect();
        assert_eq!(all.len(), 1002);
        assert!(matches!(&all[0], Event::Job(view) if view.done == 999 && view.id == JobId(1)));
    }

    #[tokio::test]
    async fn events_end_with_the_engine() {
        let (out, events) = queue(Arc::new(|| {}));
        out.put(Event::AllDone);
        drop(out);
        assert!(matches!(events.next().await, Some(Event::AllDone)));
        assert!(events.next().await.is_none());
    }
}
