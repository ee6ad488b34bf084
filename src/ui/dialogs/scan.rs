//! Where scans look, to be changed; and what the last one tried.

use super::{AROUND, body, buttons, caption, enter, problem, title, words};
use crate::app::{Action, AddDevice, Dialog, ScanFaults, ScanForm, State, TestForm};
use crate::ui::scan_report;
use crate::ui::text::{self, span};
use crate::ui::theme::{radius, tokens};
use crate::ui::widgets::button::{Button, Kind};
use crate::ui::widgets::input::TextInput;
use crate::ui::widgets::toggle;
use crate::ui::{Actions, icons, say, theme};
use egui::{Frame, Margin, ScrollArea, Ui};

/// Most of the window's height that a report takes before it scrolls.
const REPORT: f32 = 0.6;

/// The form of where scans look.
pub(super) fn options(ui: &mut Ui, form: &ScanForm, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    title(ui, "Scan options");
    let mut edited = form.clone();
    let faults = form.read().err().unwrap_or_default();
    let wanted = enter(ui);
    body(ui, AROUND, |ui| {
        switch(
            ui,
            &mut edited.announcements,
            "Listen for announcements",
            "Devices tell their names by mDNS.",
        );
        switch(
            ui,
            &mut edited.sweep,
            "Sweep subnets",
            "Asks every address whether somebody is there.",
        );
        if edited.sweep {
            own(ui, &mut edited, state);
            named(ui, &mut edited, &faults);
        }
        if state.networks.loopback_only {
            words(ui, scan_report::ONLY_HERE, theme::sentence, t.text3);
        }
    });
    if edited != *form {
        edited.wide_agreed &= edited.subnets == form.subnets;
        actions.push(Action::SetDialog(Some(Dialog::ScanOptions(edited.clone()))));
    }
    let fine = faults == ScanFaults::default();
    let (scan, save, cancel) = buttons(ui, |ui| {
        let running = state.scan.is_running();
        let scan = (!running).then(|| {
            Button::new(Kind::Primary, "Save and scan")
                .enabled(fine)
                .show(ui)
        });
        let kind = if running {
            Kind::Primary
        } else {
            Kind::Secondary
        };
        let save = Button::new(kind, "Save").enabled(fine).show(ui);
        (scan, save, Button::new(Kind::Ghost, "Cancel").show(ui))
    });
    let scans = scan.is_some_and(|scan| scan.clicked() || (wanted && !save.has_focus()));
    if cancel.clicked() || (wanted && cancel.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if fine && (scans || save.clicked() || wanted) {
        actions.push(Action::SaveScan {
            form: edited,
            scan: scans,
        });
    }
}

/// A switch with its name and what it does.
fn switch(ui: &mut Ui, on: &mut bool, name: &str, about: &str) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        toggle::toggle(ui, on, name, true);
        let (_, rect) = ui.allocate_space(egui::vec2(ui.available_width(), 28.0));
        let spans = [
            span(name, theme::strong, t.text),
            span("  ", theme::sentence, t.text3),
            span(about, theme::sentence, t.text3),
        ];
        text::draw(
            ui,
            rect.left_center(),
            egui::Align::Min,
            &spans,
            rect.width(),
        );
    });
}

/// This computer's own subnets: all of them, or none.
fn own(ui: &mut Ui, form: &mut ScanForm, state: &State) {
    let t = tokens(ui);
    ui.add_space(4.0);
    toggle::checkbox(
        ui,
        &mut form.own_subnets,
        "This computer's own subnets",
        true,
    );
    ui.indent("own", |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        if state.networks.own.is_empty() {
            words(
                ui,
                "It is in no local network now.",
                theme::sentence,
                t.text3,
            );
        }
        for network in &state.networks.own {
            let note = if network.is_swept {
                ""
            } else {
                ": too large to be swept unasked, name a part of it below"
            };
            let line = format!("{} on {}{note}", network.subnet, network.interface);
            words(
                ui,
                &line,
                theme::sentence,
                if network.is_swept { t.text2 } else { t.text3 },
            );
        }
    });
}

/// Subnets and ports that are typed, with what is wrong beside them.
fn named(ui: &mut Ui, form: &mut ScanForm, faults: &ScanFaults) {
    let width = ui.available_width();
    ui.add_space(4.0);
    caption(ui, "Other subnets, with commas between");
    TextInput::new("Other subnets", width)
        .hint("192.168.2.0/24")
        .error(faults.subnets.as_deref())
        .show(ui, &mut form.subnets);
    if let Some(wide) = form.wide() {
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.warn_bg)
            .corner_radius(radius::CARD)
            .inner_margin(Margin::symmetric(14, 9));
        frame.show(ui, |ui| {
            let addresses = say::grouped(u32::try_from(wide.addresses).unwrap_or(u32::MAX));
            let text = format!(
                "{} is larger than a /22: {addresses} addresses take about {} when nobody answers.",
                wide.subnet,
                say::roughly(wide.takes)
            );
            words(ui, &text, theme::sentence, t.text);
            toggle::checkbox(ui, &mut form.wide_agreed, "Sweep it all the same", true);
        });
    }
    ui.add_space(4.0);
    caption(ui, "Ports");
    TextInput::new("Ports", width)
        .hint("80")
        .error(faults.ports.as_deref())
        .show(ui, &mut form.ports);
}

/// What the last scan tried.
pub(super) fn report(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let Some(end) = &state.scan.last else {
        title(ui, "No scan has ended yet");
        problem(
            ui,
            "Scan first: then this says what was tried and what came back.",
            "",
        );
        if buttons(ui, |ui| Button::new(Kind::Primary, "Close").show(ui)).clicked() || enter(ui) {
            actions.push(Action::SetDialog(None));
        }
        return;
    };
    let found = say::count(end.found, "device", "devices");
    title(
        ui,
        &if end.found == 0 {
            "No device was found".to_owned()
        } else {
            format!("{found} found. One is missing?")
        },
    );
    let most = ui.ctx().content_rect().height() * REPORT;
    ScrollArea::vertical()
        .max_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            scan_report::show(ui, end, state.networks.loopback_only, true);
        });
    let wanted = enter(ui);
    let (again, close, add, test) = buttons(ui, |ui| {
        let busy = state.scan.is_running().then_some("Scanning…");
        let again = Button::new(Kind::Primary, "Scan again")
            .icon(icons::REFRESH_CW)
            .busy(busy)
            .show(ui);
        let close = Button::new(Kind::Ghost, "Close").show(ui);
        let add = Button::new(Kind::Ghost, "Add by address…").show(ui);
        (
            again,
            close,
            add,
            Button::new(Kind::Ghost, "Test an address…").show(ui),
        )
    });
    if close.clicked() || (wanted && close.has_focus()) {
        actions.push(Action::SetDialog(None));
    } else if add.clicked() || (wanted && add.has_focus()) {
        actions.push(Action::SetDialog(Some(Dialog::AddDevice(
            AddDevice::default(),
        ))));
    } else if test.clicked() || (wanted && test.has_focus()) {
        actions.push(Action::SetDialog(Some(Dialog::Test(TestForm::default()))));
    } else if again.clicked() || wanted {
        actions.push(Action::Scan);
    }
}
