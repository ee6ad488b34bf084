//! The scan that runs, as the loop sees it: started, stopped, its finds merged by identity.

use super::Engine;
use crate::device::DeviceId;
use crate::device::discovery::{ScanNote, Tried, Via};
use crate::engine::api::{DeviceView, Event, ScanOptions};
use crate::engine::note::{Answered, ScanReport};
use crate::engine::task::Scan;
use std::collections::HashMap;
use std::net::SocketAddr;
use tokio_util::sync::CancellationToken;

/// What the loop knows of the scan that runs.
pub(super) struct ScanRun {
    number: u64,
    cancel: CancellationToken,
    /// Devices of this scan, and where each was found first.
    found: HashMap<DeviceId, SocketAddr>,
}

impl Engine {
    /// Starts a scan; one that still runs ends before it.
    pub(super) fn scan(&mut self, options: ScanOptions) {
        self.cancel_scan();
        self.next_scan += 1;
        let number = self.next_scan;
        let cancel = CancellationToken::new();
        let scan = Scan {
            number,
            context: self.context.clone(),
            options,
            cancel: cancel.clone(),
        };
        tokio::spawn(Box::pin(scan.run()));
        self.scans.push(ScanRun {
            number,
            cancel,
            found: HashMap::new(),
        });
    }

    /// Stops the scan that runs, if any; it still reports its end.
    pub(super) fn cancel_scan(&self) {
        self.scans.iter().for_each(|scan| scan.cancel.cancel());
    }

    pub(super) fn scan_reported(&mut self, number: u64, report: ScanReport) {
        match report {
            ScanReport::Found { device, via } => self.found(number, *device, &via),
            ScanReport::Progress(progress) => self.out.put(Event::from(progress)),
            ScanReport::Done(tried) => {
                let Some(at) = self.scans.iter().position(|scan| scan.number == number) else {
                    return;
                };
                let found = self.scans.remove(at).found.len();
                self.missed(&tried);
                self.out.put(Event::ScanDone { found, tried });
            }
        }
    }

    /// Marks known devices that did not answer as offline, and those that asked for a PIN as locked.
    fn missed(&mut self, tried: &[ScanNote]) {
        let asked = tried
            .iter()
            .filter(|note| matches!(note.via, Via::Known | Via::Host));
        for note in asked {
            if let Tried::NoAnswer(problem) = &note.result {
                self.unreached(&note.place, problem);
            }
        }
    }

    /// A device answered in a scan. However often it is seen, and wherever: it is one, at the place where it was found first.
    fn found(&mut self, number: u64, answered: Answered, via: &[Via]) {
        let Some(scan) = self.scans.iter_mut().find(|scan| scan.number == number) else {
            return;
        };
        let id = answered.device.id.clone();
        let at = answered.device.address.socket();
        let is_first = !scan.found.contains_key(&id);
        let is_elsewhere = *scan.found.entry(id.clone()).or_insert(at) != at;
        match self.devices.get_mut(&id) {
            Some(known) if is_elsewhere || !is_first => {
                if merge(&mut known.view, via) {
                    self.out.put(Event::Device(Box::new(known.view.clone())));
                }
            }
            _ => self.answered_via(answered, via),
        }
    }
}

/// Adds ways by which a device was noticed; whether any was new.
pub(super) fn merge(view: &mut DeviceView, via: &[Via]) -> bool {
    let before = view.via.len();
    for way in via {
        if !view.via.contains(way) {
            view.via.push(*way);
        }
    }
    view.via.len() > before
}
