//! The layout form of a device: opened, filled from files, saved.

use super::{engine, toast};
use crate::app::action::Effect;
use crate::app::device_action::FilePurpose;
use crate::app::state::{Dialog, FirstField, LayoutForm, LayoutKind, State, ToastKind};
use crate::device::DeviceId;
use crate::engine::Command;
use crate::msg;
use crate::pattern::MapFile;
use crate::problem::Problem;
use std::path::{Path, PathBuf};

pub(super) fn edit(state: &mut State, id: &DeviceId, first: FirstField) -> Vec<Effect> {
    let Some(view) = state.device(id) else {
        return Vec::new();
    };
    let form = LayoutForm {
        first,
        ..LayoutForm::of(view)
    };
    state.dialog = Some(Dialog::Layout(Box::new(form)));
    Vec::new()
}

/// Saves the form, or shows what is wrong with it.
pub(super) fn save(state: &mut State, mut form: Box<LayoutForm>) -> Vec<Effect> {
    match form.settings() {
        Ok(settings) => {
            state.dialog = None;
            engine(Command::SaveDeviceSettings {
                device: form.device,
                settings,
            })
        }
        Err(wrong) => {
            form.problem = Some(wrong);
            state.dialog = Some(Dialog::Layout(form));
            Vec::new()
        }
    }
}

fn form(state: &mut State) -> Option<&mut LayoutForm> {
    match &mut state.dialog {
        Some(Dialog::Layout(form)) => Some(form),
        // a question may be open above the form
        Some(Dialog::Discard(kept)) => match &mut **kept {
            Dialog::Layout(form) => Some(form),
            _ => None,
        },
        _ => None,
    }
}

/// Reads the first of the dropped files as the map.
pub(super) fn dropped(state: &mut State, paths: Vec<PathBuf>) -> Vec<Effect> {
    let (Some(form), Some(path)) = (form(state), paths.into_iter().next()) else {
        return Vec::new();
    };
    form.kind = LayoutKind::Map;
    form.map.path = path.display().to_string();
    read_map(state, path)
}

/// Lets the user choose the file of a map.
pub(super) fn choose_map(state: &mut State) -> Vec<Effect> {
    let Some(device) = form(state).map(|form| form.device.clone()) else {
        return Vec::new();
    };
    vec![Effect::ChooseFor {
        device,
        wanted: FilePurpose::Map,
        suggested: String::new(),
    }]
}

/// Reads the file of a map into the open form.
pub(super) fn read_map(state: &mut State, path: PathBuf) -> Vec<Effect> {
    let Some(form) = form(state) else {
        return Vec::new();
    };
    match form.map_options(&path) {
        Ok(options) => {
            form.problem = None;
            form.map.problem = None;
            form.map.reading = Some(path.clone());
            engine(Command::ReadMap { path, options })
        }
        Err(wrong) => {
            form.problem = Some(wrong);
            Vec::new()
        }
    }
}

/// Reads the chosen file as the map of a device, if its form is still open.
pub(super) fn chosen(state: &mut State, device: &DeviceId, path: PathBuf) -> Vec<Effect> {
    let Some(form) = form(state).filter(|form| form.device == *device) else {
        return Vec::new();
    };
    form.map.path = path.display().to_string();
    read_map(state, path)
}

/// Takes the map of a file, or why it cannot be read.
pub(super) fn map_read(state: &mut State, path: &Path, result: Result<MapFile, Problem>) {
    match form(state) {
        Some(form) => form.take_map(path, result),
        None => {
            if let Err(problem) = result {
                toast(
                    state,
                    ToastKind::Failure,
                    msg!("toast-map-unreadable"),
                    problem,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Action;
    use crate::app::examples::example;
    use crate::app::update::update;
    use crate::device::DeviceSettings;
    use crate::engine::Event;
    use crate::pattern::{Arrangement, MapOptions, Turned, Wiring, preset, read_points};
    use crate::problem::Code;

    /// The window with the form of a device that says nothing of itself.
    fn open() -> (State, Box<LayoutForm>) {
        let mut state = example("loaded").unwrap();
        let id = state
            .devices
            .iter()
            .find(|view| view.device.matrix.is_none())
            .unwrap()
            .device
            .id
            .clone();
        let _ = update(&mut state, Action::EditLayout(id));
        let Some(Dialog::Layout(form)) = state.dialog.clone() else {
            panic!("no form")
        };
        (state, form)
    }

    fn settings(state: &mut State, form: Box<LayoutForm>) -> DeviceSettings {
        let effects = update(state, Action::SaveLayout(form));
        let [Effect::Engine(Command::SaveDeviceSettings { settings, .. })] = effects.as_slice()
        else {
            panic!("{effects:?}")
        };
        assert!(state.dialog.is_none());
        settings.clone()
    }

    fn refused(state: &mut State, form: Box<LayoutForm>) -> String {
        assert!(update(state, Action::SaveLayout(form)).is_empty());
        let Some(Dialog::Layout(form)) = &state.dialog else {
            panic!("the form is gone")
        };
        form.problem.as_ref().unwrap().to_string()
    }

    #[test]
    fn panels_are_told_as_they_were_chosen() {
        let (mut state, mut form) = open();
        form.kind = LayoutKind::Panels;
        assert!(refused(&mut state, form.clone()).contains("2x2"));
        form.panels.grid = "300x300".into();
        form.panels.panel = "16x16".into();
        assert!(refused(&mut state, form.clone()).contains("65535"));
        form.panels.grid = " 2x1".into();
        form.panels.panel = "8x32 ".into();
        form.panels.chain = "rows-serpentine-br".parse().unwrap();
        form.panels.turned = Turned::EveryOther;
        let settings = settings(&mut state, form);
        let expected = Arrangement::Panels("2x1:8x32:rows-serpentine-br:turned".parse().unwrap());
        assert_eq!(settings.arrangement, Some(expected));
    }

    #[test]
    fn a_map_is_read_into_the_form_and_told_with_it() {
        let (mut state, mut form) = open();
        form.kind = LayoutKind::Map;
        assert!(refused(&mut state, form).contains("Choose a file"));
        let effects = update(&mut state, Action::ReadMap("/a/tree.csv".into()));
        let reads = Command::ReadMap {
            path: "/a/tree.csv".into(),
            options: MapOptions {
                any_model: true,
                wiring: Some(Wiring::default()),
                ..MapOptions::default()
            },
        };
        assert_eq!(effects, [Effect::Engine(reads)]);
        let map = read_points(b"x,y,z\n0,0,1\n2,1,2", &MapOptions::default()).unwrap();
        let read = |path: &str, map: &MapFile| {
            Action::Event(Box::new(Event::MapRead {
                path: path.into(),
                result: Ok(map.clone()),
            }))
        };
        let _ = update(&mut state, read("/a/other.csv", &map));
        let Some(Dialog::Layout(waiting)) = state.dialog.clone() else {
            panic!("no form")
        };
        assert_eq!(
            (waiting.map.map, waiting.map.reading),
            (None, Some("/a/tree.csv".into())),
            "another one's"
        );
        let _ = update(&mut state, read("/a/tree.csv", &map));
        let Some(Dialog::Layout(form)) = state.dialog.clone() else {
            panic!("no form")
        };
        assert_eq!(
            (form.map.reading.is_none(), form.map.notes.len()),
            (true, 1)
        );
        assert_eq!(
            settings(&mut state, form).arrangement,
            Some(Arrangement::Map(map.map))
        );
    }

    #[test]
    fn a_map_that_cannot_be_read_says_why_and_leaves_the_one_before() {
        let (mut state, _) = open();
        let Some(Dialog::Layout(form)) = &mut state.dialog else {
            panic!("no form")
        };
        form.use_preset(preset("ring-12").unwrap());
        form.map.size = "wide".into();
        assert!(
            update(&mut state, Action::ReadMap("/a".into())).is_empty(),
            "the grid is none"
        );
        let Some(Dialog::Layout(form)) = &mut state.dialog else {
            panic!("no form")
        };
        assert!(form.problem.take().unwrap().to_string().contains("40x60"));
        form.map.size = "20x30".into();
        let _ = update(&mut state, Action::ReadMap("/a".into()));
        let problem = Problem::new(Code::LayoutUnreadable, "line 3: x", "look");
        let failed = Event::MapRead {
            path: "/a".into(),
            result: Err(problem.clone()),
        };
        let _ = update(&mut state, Action::Event(Box::new(failed)));
        let Some(Dialog::Layout(form)) = &state.dialog else {
            panic!("no form")
        };
        assert_eq!(
            (
                &form.map.problem,
                form.map.map.as_ref().map(|map| map.leds())
            ),
            (&Some(problem), Some(12))
        );
    }

    #[test]
    fn what_was_told_fills_the_form_again() {
        let (mut state, form) = open();
        for arrangement in [
            Arrangement::Strip(300),
            Arrangement::Matrix("16x8".parse().unwrap()),
            Arrangement::Panels("2x3:8x8:columns-bl:turned-runs".parse().unwrap()),
            Arrangement::Map("3x2:0,5".parse().unwrap()),
        ] {
            let view = state
                .devices
                .iter_mut()
                .find(|view| view.device.id == form.device)
                .unwrap();
            view.settings.arrangement = Some(arrangement.clone());
            let _ = update(&mut state, Action::EditLayout(form.device.clone()));
            let Some(Dialog::Layout(again)) = state.dialog.clone() else {
                panic!("no form")
            };
            assert_eq!(again.settings().unwrap().arrangement, Some(arrangement));
        }
    }

    #[test]
    fn a_usual_layout_brings_its_wiring() {
        let (mut state, mut form) = open();
        form.use_preset(preset("panel-32x8").unwrap());
        let settings = settings(&mut state, form);
        assert_eq!(settings.arrangement.unwrap().to_string(), "32x8");
        assert_eq!(
            settings.wiring.unwrap().to_string(),
            "columns-serpentine-tl"
        );
    }

    #[test]
    fn choosing_a_file_belongs_to_the_form_it_was_asked_for() {
        let (mut state, form) = open();
        let effects = update(&mut state, Action::ChooseMap);
        assert!(
            matches!(
                effects.as_slice(),
                [Effect::ChooseFor {
                    wanted: FilePurpose::Map,
                    ..
                }]
            ),
            "{effects:?}"
        );
        let chosen = |device: &DeviceId| {
            Action::Device(crate::app::DeviceAction::Chosen(
                device.clone(),
                FilePurpose::Map,
                "/a/t.csv".into(),
            ))
        };
        assert!(update(&mut state, chosen(&DeviceId::stored("a0b1c2d3e4ff"))).is_empty());
        assert_eq!(update(&mut state, chosen(&form.device)).len(), 1);
    }
}
