//! Looking for devices, and trying whether one can be reached.

use super::State;
use crate::device::discovery::{Subnet, Tried};
use crate::engine::{DeviceView, Diagnosis, ScanNote, ScanProgress, Stage, StageReport};
use crate::problem::Code;

/// Looking for devices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// How far it is; `None` while none runs.
    pub progress: Option<ScanProgress>,
    /// It was told to stop, and has not ended yet.
    pub stopping: bool,
    /// Subnets it sweeps, as far as that was known when it began.
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

    /// What the last one tried where it found nobody.
    #[must_use]
    pub fn found_nothing(&self) -> Option<&ScanEnd> {
        self.last
            .as_ref()
            .filter(|end| end.found == 0 && !self.is_running())
    }
}

impl State {
    /// Addresses at which the last scan found devices that say nothing without their PIN or token, and that are not on the
    /// list.
    pub fn locked_places(&self) -> impl Iterator<Item = &str> {
        let tried = self.scan.last.iter().flat_map(|end| &end.tried);
        let locked = tried.filter(|note| {
            matches!(&note.result, Tried::Nobody(problem) if problem.code == Code::DeviceLocked)
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
    /// Devices that answered in it.
    pub found: usize,
    /// What was tried, and what came back.
    pub tried: Vec<ScanNote>,
}

/// How the test of a connection goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConnectionTest {
    /// Stages that are through, in their order.
    pub stages: Vec<StageReport>,
    /// How it ended; `None` while it runs.
    pub diagnosis: Option<Diagnosis>,
}

impl ConnectionTest {
    /// Whether it goes on.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.diagnosis.is_none()
    }

    /// How that stage went, if it is through.
    #[must_use]
    pub fn report(&self, stage: Stage) -> Option<&StageReport> {
        self.stages.iter().find(|report| report.stage == stage)
    }

    /// The stage it is at.
    #[must_use]
    pub fn at(&self) -> Option<Stage> {
        Stage::ALL
            .into_iter()
            .find(|stage| self.report(*stage).is_none())
            .filter(|_| self.is_running())
    }
}
