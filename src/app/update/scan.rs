//! Scans for devices, their options, and connection tests.

use super::{devices, engine, settings};
use crate::app::action::Effect;
use crate::app::state::{ConnectionTest, Dialog, Page, Place, ScanEnd, ScanForm, State, TestForm};
use crate::device::AddrSpec;
use crate::device::discovery::Subnet;
use crate::engine::settings::ScanSettings;
use crate::engine::{
    Command, Diagnosis, Networks, ScanNote, ScanOptions, ScanProgress, ScanStage, StageReport,
};

/// Starts a scan, unless one is running.
pub(super) fn start(state: &mut State) -> Vec<Effect> {
    if state.scan.is_running() {
        return Vec::new();
    }
    let options = options(&state.settings.scan, &state.networks);
    state.scan.progress = Some(ScanProgress {
        done: 0,
        total: 0,
        stage: ScanStage::Listening,
    });
    state.scan.stopping = false;
    state.scan.subnets = match &options {
        ScanOptions { sweep: false, .. } => Vec::new(),
        ScanOptions { subnets, .. } if subnets.is_empty() => swept(&state.networks).collect(),
        ScanOptions { subnets, .. } => subnets.clone(),
    };
    state.page = Page::Send;
    state.place = Place::Devices;
    state.dialog = None;
    // this computer may have changed networks since the last scan
    vec![
        Effect::Engine(Command::Networks),
        Effect::Engine(Command::Scan(options)),
    ]
}

fn swept(networks: &Networks) -> impl Iterator<Item = Subnet> {
    networks
        .own
        .iter()
        .filter(|network| network.is_swept)
        .map(|network| network.subnet)
}

/// Returns where a scan looks: own subnets, named subnets and known addresses.
fn options(settings: &ScanSettings, networks: &Networks) -> ScanOptions {
    let mut subnets = settings.named();
    let sweep = settings.sweep && (settings.own_subnets || !subnets.is_empty());
    if settings.own_subnets && !subnets.is_empty() {
        // without named subnets the engine uses its own when it starts
        subnets.extend(swept(networks));
        let mut seen = std::collections::HashSet::new();
        subnets.retain(|subnet| seen.insert(*subnet));
    }
    let mdns = settings.announcements;
    let ports = settings.ports.clone();
    ScanOptions {
        subnets,
        hosts: Vec::new(),
        ports,
        mdns,
        sweep,
        timeout: None,
        known: true,
    }
}

/// Cancels the scan; it still ends with `ScanDone`.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    if !state.scan.is_running() || state.scan.stopping {
        return Vec::new();
    }
    state.scan.stopping = true;
    engine(Command::CancelScan)
}

pub(super) fn progress(state: &mut State, progress: ScanProgress) {
    if let Some(known) = &mut state.scan.progress {
        *known = progress;
    }
}

pub(super) fn done(state: &mut State, found: usize, tried: Vec<ScanNote>) {
    state.scan.progress = None;
    state.scan.stopping = false;
    state.scan.last = Some(ScanEnd { found, tried });
}

/// Opens the scan options.
pub(super) fn edit(state: &mut State) -> Vec<Effect> {
    state.dialog = Some(Dialog::ScanOptions(ScanForm::of(&state.settings.scan)));
    engine(Command::Networks)
}

/// Saves the scan options if they are valid.
pub(super) fn save(state: &mut State, form: ScanForm, scan: bool) -> Vec<Effect> {
    let Ok(wanted) = form.read() else {
        state.dialog = Some(Dialog::ScanOptions(form));
        return Vec::new();
    };
    state.dialog = None;
    let mut effects = settings::with(state, |settings| settings.scan = wanted);
    if scan {
        effects.extend(start(state));
    }
    effects
}

/// Tests a connection and shows the test; one that is running continues.
pub(super) fn test_connection(state: &mut State, text: String) -> Vec<Effect> {
    let address = match text.parse::<AddrSpec>() {
        Ok(address) => address,
        Err(error) => {
            let problem = Some(devices::problem(error));
            state.dialog = Some(Dialog::Test(TestForm { text, problem }));
            return Vec::new();
        }
    };
    let text = address.to_string();
    let is_running = state
        .tests
        .get(&text)
        .is_some_and(ConnectionTest::is_running);
    state.dialog = Some(Dialog::Test(TestForm {
        text: text.clone(),
        problem: None,
    }));
    if is_running {
        return Vec::new();
    }
    state.tests.insert(text, ConnectionTest::default());
    engine(Command::Diagnose(address))
}

/// Takes a finished stage of a test.
pub(super) fn stage(state: &mut State, address: &str, report: StageReport) {
    if let Some(test) = state
        .tests
        .get_mut(address)
        .filter(|test| test.is_running())
    {
        test.stages.push(report);
    }
}

pub(super) fn diagnosed(state: &mut State, address: &str, diagnosis: Diagnosis) {
    if let Some(test) = state.tests.get_mut(address) {
        test.diagnosis = Some(diagnosis);
    }
}

#[cfg(test)]
mod tests;
