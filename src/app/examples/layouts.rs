//! The form of what is told of a device: a matrix, panels, a map, and what is wrong with one; and a map in the preview.

use super::super::state::{Dialog, FirstField, LayoutForm, LayoutKind, State};
use super::{Named, devices, loaded, with_pattern};
use crate::device::{Cap, Part};
use crate::msg;
use crate::pattern::{
    Arrangement, ColorOrder, MapFile, MapOptions, Wiring, preset, read_map, read_points,
};
use crate::problem::{Code, Problem, Remedy};
use std::fmt::Write as _;
use std::path::Path;

pub(super) const LIST: &[Named] = &[
    ("layout", matrix),
    ("layout-own", own),
    ("layout-unknown", unknown),
    ("layout-typing", typing),
    ("discard", discard),
    ("layout-segments", segments),
    ("layout-panels", panels),
    ("layout-map", map),
    ("layout-map-wrong", map_wrong),
    ("layout-map-models", map_of_models),
    ("layout-map-gaps", map_of_gaps),
    ("layout-large", large),
    ("mapped", mapped),
];

/// The form of a device that says nothing of its size.
fn form(change: impl FnOnce(&mut LayoutForm)) -> State {
    let mut state = loaded();
    if let Some(view) = state.devices.get(3) {
        let mut form = LayoutForm {
            nickname: "Desk".into(),
            ..LayoutForm::of(view)
        };
        change(&mut form);
        state.dialog = Some(Dialog::Layout(Box::new(form)));
    }
    state
}

fn matrix() -> State {
    form(|form| {
        form.size = "16x16".into();
        form.wiring = Wiring {
            serpentine: true,
            ..Wiring::default()
        };
        form.color_order = ColorOrder::Grb;
    })
}

/// Opened to enter a size where none is known.
fn unknown() -> State {
    form(|form| {
        form.nickname.clear();
        form.first = FirstField::Size;
    })
}

/// A size that is half typed.
fn typing() -> State {
    form(|form| {
        form.size = "16x".into();
        form.problem = Some(msg!("form-size"));
    })
}

/// The question whether that is to be lost.
fn discard() -> State {
    let mut state = typing();
    state.dialog = state
        .dialog
        .take()
        .map(|kept| Dialog::Discard(Box::new(kept)));
    state
}

/// Of a device that maps its matrix itself.
fn own() -> State {
    let mut state = loaded();
    state.dialog = state
        .devices
        .first()
        .map(|view| Dialog::Layout(Box::new(LayoutForm::of(view))));
    state
}

/// Of a device of several segments, of which one shows patterns.
fn segments() -> State {
    let mut state = loaded();
    if let Some(view) = state.devices.first_mut() {
        let parts = [
            "segment:0:0-16:0-8",
            "segment:1:0-8:8-16",
            "segment:2:8-16:8-16",
        ];
        view.device.caps.extend(parts.map(Cap::from));
        view.settings.part = Some(Part::Segment(1));
        state.dialog = Some(Dialog::Layout(Box::new(LayoutForm::of(view))));
    }
    state
}

fn panels() -> State {
    form(|form| {
        if let Ok(panels) = "3x2:8x8:rows-serpentine-tl:turned-runs".parse() {
            form.arrange(&Arrangement::Panels(panels));
        }
        form.wiring = Wiring {
            serpentine: true,
            ..Wiring::default()
        };
    })
}

/// More LEDs than are drawn.
fn large() -> State {
    form(|form| {
        if let Ok(panels) = "8x4:32x32:columns-bl".parse() {
            form.arrange(&Arrangement::Panels(panels));
        }
    })
}

fn map() -> State {
    form(|form| {
        form.kind = LayoutKind::Map;
        form.map.reading = Some("/home/me/lights/tree.csv".into());
        if let Some(tree) = tree() {
            form.take_map(Path::new("/home/me/lights/tree.csv"), Ok(tree));
        }
    })
}

/// One of several models of a show, and a matrix with gaps: what a file leaves open is asked.
fn map_of_models() -> State {
    let show = "<models><model name='Star' CustomModel='1,,2;,5,;4,,3'/><model name='Cane' CustomModel='1'/></models>";
    read_map_of(show.as_bytes(), "xlights_rgbeffects.xml")
}

fn map_of_gaps() -> State {
    read_map_of(b"[-1,1,1,-1\n,1,1,1,1\n,-1,1,1,-1]", "2d-gaps.json")
}

/// The form after that file was read.
fn read_map_of(bytes: &[u8], name: &str) -> State {
    form(|form| {
        let path = Path::new("/home/me/lights").join(name);
        form.kind = LayoutKind::Map;
        let options = form.map_options(&path).unwrap_or_default();
        form.map.reading = Some(path.clone());
        if let Ok(read) = read_map(bytes, &options) {
            form.take_map(&path, Ok(read));
        }
    })
}

fn map_wrong() -> State {
    form(|form| {
        if let Ok(ring) = preset("ring-24") {
            form.use_preset(ring);
        }
        form.map.path = "/home/me/lights/tree.csv".into();
        let wrong = msg!("pattern-not-a-number", text = "O.5");
        form.map.problem = Some(Problem::new(
            Code::LayoutUnreadable,
            msg!("pattern-line", line = 14, detail = wrong),
            Remedy::ChooseMapFile,
        ));
        form.kind = LayoutKind::Map;
    })
}

/// The pattern as LEDs around a tree show it.
fn mapped() -> State {
    let mut devices = devices();
    let mut wired_on = None;
    let arch = devices
        .iter_mut()
        .find(|view| view.device.matrix.is_none() && view.device.leds.is_some());
    if let (Some(view), Some(tree)) = (arch, tree()) {
        view.settings.arrangement = Some(Arrangement::Map(tree.map));
        wired_on = Some(view.device.id.clone());
    }
    State {
        wired_on,
        ..with_pattern(State {
            devices,
            ..State::new()
        })
    }
}

/// 200 LEDs wound around a tree, as somebody measured them in metres.
fn tree() -> Option<MapFile> {
    let mut table = String::from("x,y,z\n");
    for led in 0..200 {
        let up = f64::from(led) / 200.0;
        let turn = up * 13.0 * std::f64::consts::TAU;
        let radius = 0.9 * (1.0 - up) + 0.05;
        let _ = writeln!(
            table,
            "{:.3},{:.3},{:.3}",
            radius * turn.cos(),
            2.0 * (1.0 - up),
            radius * turn.sin()
        );
    }
    let read = read_points(table.as_bytes(), &MapOptions::default());
    read.ok().map(|read| read.named("tree.csv"))
}
