//! Scans for devices, and connection tests.

use super::State;
use crate::device::discovery::{Subnet, Tried};
use crate::engine::{DeviceView, Diagnosis, ScanNote, ScanProgress, Stage, StageReport};
use crate::problem::Code;

/// The scan for devices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// Progress; `None` while no scan runs.
    pub progress: Option<ScanProgress>,
    /// Whether it was cancelled and has not ended yet.
    pub stopping: bool,
    /// Subnets whose addresses it scans, as known at its start.
    pub subnets: Vec<Subnet>,
    /// How the last one ended.
    pub last: Option<ScanEnd>,
}

impl Scan {
    /// Whether one runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.progress.is_some()
    }

    /// The last scan, if it found no device.
    #[must_use]
    pub fn found_nothing(&self) -> Option<&ScanEnd> {
        self.last
            .as_ref()
            .filter(|end| end.found == 0 && !self.is_running())
    }
}

impl State {
    /// Addresses of locked devices that the last scan found and that are not in the list.
    pub fn locked_places(&self) -> impl Iterator<Item = &str> {
        let tried = self.scan.last.iter().flat_map(|end| &end.tried);
        let locked = tried.filter(|note| {
            matches!(&note.result, Tried::NoAnswer(problem) if problem.code == Code::DeviceLocked)
        });
        let is_listed = |place: &str| {
            let at = |view: &DeviceView| {
                let address = &view.device.address;
                address.to_string() == place || address.socket().to_string() == place
            };
            self.devices.iter().any(at)
        };
        locked
            .map(|note| note.place.as_str())
            .filter(move |place| !is_listed(place))
    }
}

/// How a scan ended.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanEnd {
    /// Number of devices that answered.
    pub found: usize,
    /// What was tried, with the results.
    pub tried: Vec<ScanNote>,
}

/// A connection test.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConnectionTest {
    /// Finished stages, in their order.
    pub stages: Vec<StageReport>,
    /// How it ended; `None` while it runs.
    pub diagnosis: Option<Diagnosis>,
}

impl ConnectionTest {
    /// Whether it runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.diagnosis.is_none()
    }

    /// The report of a finished stage.
    #[must_use]
    pub fn report(&self, stage: Stage) -> Option<&StageReport> {
        self.stages.iter().find(|report| report.stage == stage)
    }

    /// The current stage.
    #[must_use]
    pub fn at(&self) -> Option<Stage> {
        Stage::ALL
            .into_iter()
            .find(|stage| self.report(*stage).is_none())
            .filter(|_| self.is_running())
    }
}
