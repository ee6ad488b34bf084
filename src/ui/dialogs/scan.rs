//! The scan options, and the report of the last scan.

use super::{AROUND, body, buttons, caption, enter, problem, title, words};
use crate::app::{Action, AddDevice, Dialog, ScanFaults, ScanForm, State, TestForm};
use crate::t;
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

/// Shows the scan options.
pub(super) fn options(ui: &mut Ui, form: &ScanForm, state: &State, actions: &mut Actions) {
    let t = tokens(ui);
    title(ui, t!("scan-options-title"));
    let mut edited = form.clone();
    let faults = form.read().err().unwrap_or_default();
    let wanted = enter(ui);
    body(ui, AROUND, |ui| {
        switches(ui, &mut edited);
        if edited.sweep {
            own(ui, &mut edited, state);
            named(ui, &mut edited, &faults);
        }
        if state.networks.loopback_only {
            words(ui, t!("scan-report-only-here"), theme::sentence, t.text3);
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
            Button::new(Kind::Primary, t!("scan-options-save-and-scan"))
                .enabled(fine)
                .show(ui)
        });
        let kind = if running {
            Kind::Primary
        } else {
            Kind::Secondary
        };
        let save = Button::new(kind, t!("button-save")).enabled(fine).show(ui);
        (
            scan,
            save,
            Button::new(Kind::Ghost, t!("button-cancel")).show(ui),
        )
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

/// The two ways of a scan.
fn switches(ui: &mut Ui, form: &mut ScanForm) {
    switch(
        ui,
        &mut form.announcements,
        t!("scan-options-listen"),
        t!("scan-options-listen-about"),
    );
    switch(
        ui,
        &mut form.sweep,
        t!("scan-options-sweep"),
        t!("scan-options-sweep-about"),
    );
}

/// A switch with its name and what it does.
fn switch(ui: &mut Ui, on: &mut bool, name: &str, about: &str) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        toggle::toggle(ui, on, name, true);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let (_, rect) = ui.allocate_space(egui::vec2(ui.available_width(), 22.0));
            let name = [span(name, theme::strong, t.text)];
            let at = rect.left_center();
            text::draw(ui, at, egui::Align::Min, &name, rect.width());
            words(ui, about, theme::sentence, t.text3);
        });
    });
}

/// This computer's own subnets: all of them, or none.
fn own(ui: &mut Ui, form: &mut ScanForm, state: &State) {
    let t = tokens(ui);
    ui.add_space(4.0);
    toggle::checkbox(ui, &mut form.own_subnets, t!("scan-options-own"), true);
    ui.indent("own", |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        if state.networks.own.is_empty() {
            words(ui, t!("scan-options-no-network"), theme::sentence, t.text3);
        }
        for network in &state.networks.own {
            let subnet = network.subnet.to_string();
            let interface = &network.interface;
            let line = if network.is_swept {
                t!(
                    "scan-options-subnet",
                    subnet = subnet,
                    interface = interface
                )
            } else {
                t!(
                    "scan-options-subnet-too-large",
                    subnet = subnet,
                    interface = interface
                )
            };
            words(
                ui,
                &line,
                theme::sentence,
                if network.is_swept { t.text2 } else { t.text3 },
            );
        }
    });
}

/// Fields for subnets and ports, with what is wrong below them.
fn named(ui: &mut Ui, form: &mut ScanForm, faults: &ScanFaults) {
    let width = ui.available_width();
    ui.add_space(4.0);
    caption(ui, t!("scan-options-others"));
    TextInput::new(t!("scan-options-others-field"), width)
        .hint("192.168.2.0/24")
        .error(say::fault(faults.subnets.as_ref()).as_deref())
        .show(ui, &mut form.subnets);
    if let Some(wide) = form.wide() {
        let t = tokens(ui);
        let frame = Frame::new()
            .fill(t.warn_bg)
            .corner_radius(radius::CARD)
            .inner_margin(Margin::symmetric(14, 9));
        frame.show(ui, |ui| {
            let addresses = say::grouped(u32::try_from(wide.addresses).unwrap_or(u32::MAX));
            let text = t!(
                "scan-options-wide",
                subnet = wide.subnet.to_string(),
                addresses = addresses,
                time = say::roughly(wide.takes)
            );
            words(ui, &text, theme::sentence, t.text);
            toggle::checkbox(
                ui,
                &mut form.wide_agreed,
                t!("scan-options-wide-agree"),
                true,
            );
        });
    }
    ui.add_space(4.0);
    caption(ui, t!("scan-options-ports"));
    TextInput::new(t!("scan-options-ports"), width)
        .hint("80")
        .error(say::fault(faults.ports.as_ref()).as_deref())
        .show(ui, &mut form.ports);
}

/// Shows the report of the last scan.
pub(super) fn report(ui: &mut Ui, state: &State, actions: &mut Actions) {
    let Some(end) = &state.scan.last else {
        title(ui, t!("scan-report-none-title"));
        problem(ui, t!("scan-report-none"), "");
        if buttons(ui, |ui| {
            Button::new(Kind::Primary, t!("button-close")).show(ui)
        })
        .clicked()
            || enter(ui)
        {
            actions.push(Action::SetDialog(None));
        }
        return;
    };
    match end.found {
        0 => title(ui, t!("scan-report-nothing-found")),
        found => title(ui, &t!("scan-report-found", n = found)),
    }
    let most = ui.ctx().content_rect().height() * REPORT;
    ScrollArea::vertical()
        .max_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            scan_report::show(ui, end, state.networks.loopback_only, true);
        });
    let wanted = enter(ui);
    let (again, close, add, test) = buttons(ui, |ui| {
        let busy = state
            .scan
            .is_running()
            .then_some(t!("scan-report-scanning"));
        let again = Button::new(Kind::Primary, t!("scan-report-again"))
            .icon(icons::REFRESH_CW)
            .busy(busy)
            .show(ui);
        let close = Button::new(Kind::Ghost, t!("button-close")).show(ui);
        let add = Button::new(Kind::Ghost, t!("scan-report-add")).show(ui);
        (
            again,
            close,
            add,
            Button::new(Kind::Ghost, t!("scan-report-test")).show(ui),
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
