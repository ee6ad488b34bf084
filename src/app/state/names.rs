//! Names of devices on screen: with the address behind them where several have the same.

use super::State;
use crate::device::DeviceNames;
use crate::engine::{DeviceView, HistoryEntry, JobDevice, UploadHistory};
use std::borrow::Cow;

impl State {
    /// The label of a device in the list; unique there.
    #[must_use]
    pub fn label<'a>(&self, view: &'a DeviceView) -> Cow<'a, str> {
        let device = &view.device;
        let address = device.address.to_string();
        self.names.label(device.id.as_str(), view.name(), &address)
    }

    /// The label of the device of an upload or stream; its address if nothing has answered there.
    #[must_use]
    pub fn job_label<'a>(&self, device: &'a JobDevice) -> Cow<'a, str> {
        match (&device.id, &device.name) {
            (Some(id), Some(name)) => self.names.label(id.as_str(), name, &device.address),
            _ => Cow::Borrowed(device.label()),
        }
    }

    /// Records the current name of a device in the list.
    pub(in crate::app) fn note_name(&mut self, view: &DeviceView) {
        let device = &view.device;
        let address = device.address.to_string();
        self.names.insert(device.id.as_str(), view.name(), &address);
    }

    /// Records the name of the device of an upload or stream that is not in the list.
    pub(in crate::app) fn note_job_name(&mut self, device: &JobDevice) {
        if let (Some(id), Some(name)) = (&device.id, &device.name)
            && !self.names.contains(id.as_str())
        {
            self.names.insert(id.as_str(), name, &device.address);
        }
    }

    /// Records the names of all devices in the state.
    pub(in crate::app) fn note_names(&mut self) {
        for view in self.devices.clone() {
            self.note_name(&view);
        }
        for job in self.jobs.clone() {
            self.note_job_name(&job.device);
        }
        if let Some(past) = self.history.clone() {
            self.past_names = self.names_of(&past);
        }
    }

    /// The names that devices of the history had, and those of the list.
    pub(in crate::app) fn names_of(&self, past: &UploadHistory) -> DeviceNames {
        let mut names = self.names.clone();
        for entry in &past.entries {
            if let (Some(id), Some(name)) = (&entry.device, &entry.name) {
                names.add_past(id, name, &entry.address);
            }
        }
        names
    }

    /// The label of a device in the history; its address if nothing answered there.
    #[must_use]
    pub fn past_label<'a>(&self, entry: &'a HistoryEntry) -> Cow<'a, str> {
        match (&entry.device, &entry.name) {
            (Some(id), Some(name)) => self.past_names.label(id, name, &entry.address),
            (_, name) => Cow::Borrowed(name.as_deref().unwrap_or(&entry.address)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::app::{Action, State, example, update};
    use crate::engine::{Event, JobView, Outcome, Phase};

    fn tell(state: &mut State, event: Event) {
        let _ = update(state, Action::Event(Box::new(event)));
    }

    /// Two devices that both call themselves WLED, and a porch.
    fn twins() -> State {
        let mut state = State::new();
        for (n, mut view) in example("loaded")
            .unwrap()
            .devices
            .into_iter()
            .take(3)
            .enumerate()
        {
            if n < 2 {
                view.device.name = "WLED".into();
            }
            tell(&mut state, Event::Device(Box::new(view)));
        }
        state
    }

    fn labels(state: &State) -> Vec<String> {
        let labels = state
            .devices
            .iter()
            .map(|view| state.label(view).into_owned());
        labels.collect()
    }

    #[test]
    fn devices_of_one_name_have_labels_of_their_own_until_one_is_renamed_or_forgotten() {
        let mut state = twins();
        let with_address = ["WLED (192.168.1.41)", "WLED (192.168.1.42)", "Garden arch"];
        assert_eq!(labels(&state), with_address);
        let mut star = state.devices[0].clone();
        star.settings.nickname = Some("Star".into());
        tell(&mut state, Event::Device(Box::new(star.clone())));
        assert_eq!(labels(&state), ["Star", "WLED", "Garden arch"]);
        star.settings.nickname = None;
        tell(&mut state, Event::Device(Box::new(star.clone())));
        assert_eq!(labels(&state), with_address);
        tell(&mut state, Event::DeviceForgotten(star.device.id));
        assert_eq!(labels(&state), ["WLED", "Garden arch"]);
    }

    /// A job to that device of the list.
    fn job(state: &State, device: usize, like: &JobView, outcome: Option<Outcome>) -> JobView {
        let view = &state.devices[device];
        let mut job = like.clone();
        job.id = crate::engine::JobId::example(100 + device as u64);
        job.device.id = Some(view.device.id.clone());
        job.device.name = Some(view.name().to_owned());
        job.device.address = view.device.address.to_string();
        job.phase = Phase::Done;
        job.outcome = outcome;
        job
    }

    #[test]
    fn the_failure_of_one_is_not_taken_for_that_of_another_of_its_name() {
        let mut state = twins();
        let jobs = example("long-names").unwrap().jobs;
        let failed = jobs.iter().find_map(|job| match &job.outcome {
            Some(Outcome::Failed(problem)) => Some(problem.clone()),
            _ => None,
        });
        let failed = Outcome::Failed(failed.unwrap());
        let first = job(&state, 0, &jobs[0], Some(failed));
        assert_eq!(state.job_label(&first.device), "WLED (192.168.1.41)");
        tell(&mut state, Event::Job(Box::new(first)));
        tell(&mut state, Event::AllDone);
        let second = job(&state, 1, &jobs[0], Some(Outcome::Verified));
        tell(&mut state, Event::Job(Box::new(second)));
        tell(&mut state, Event::AllDone);
        let titles: Vec<String> = state
            .toasts
            .iter()
            .map(|toast| toast.title.to_string())
            .collect();
        assert_eq!(
            titles.first().map(String::as_str),
            Some("WLED (192.168.1.41) failed"),
            "{titles:?}"
        );
    }
}
