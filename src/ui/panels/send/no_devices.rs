//! The empty list of devices: how to find or add devices, what a scan without results tried, and simulated devices.

use super::Send;
use super::controls::scan_id;
use crate::app::{Action, AddDevice, Demo, Dialog, ScanEnd, State, TestForm};
use crate::t;
use crate::ui::panels::line::line;
use crate::ui::scan_report;
use crate::ui::text::{self, span};
use crate::ui::theme::{self, radius, space, tokens};
use crate::ui::widgets::button::{Button, Kind, Size};
use crate::ui::widgets::led_face::Plate;
use crate::ui::{Actions, icons};
use egui::{Align, Margin, Rect, Response, Role, Ui, UiBuilder, pos2, vec2};

/// Height of the card of simulated devices, without and with pictures.
const TRY: (f32, f32) = (158.0, 240.0);
/// Space around the words of a card.
const PAD: i8 = 18;

impl Send {
    /// Shows how to find devices.
    pub(super) fn no_devices(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        width: f32,
        state: &State,
        actions: &mut Actions,
    ) {
        let t = tokens(ui);
        let left = rect.left() + space::COLUMN;
        if state.scan.found_nothing().is_none() {
            let words = if state.scan.is_running() {
                t!("send-devices-appear")
            } else {
                t!("send-devices-first")
            };
            let line = span(words, theme::sentence, t.text3);
            let lines = text::paragraph(ui, line, width - 8.0, 18.0, Align::Min);
            let (_, row) = ui.allocate_space(vec2(rect.width(), 26.0 + lines.size().y));
            let at = pos2(left + 4.0, row.center().y - lines.size().y / 2.0);
            let drawn = text::draw_paragraph(ui.painter(), at, lines);
            text::announce(ui, drawn, Role::Label, words);
        }
        if !state.scan.is_running() && state.scan.last.is_none() {
            let scan = Button::new(Kind::Secondary, t!("send-scan-for-devices"))
                .size(Size::Large)
                .icon(icons::SEARCH)
                .key_hint(t!("pages-key-scan"));
            let size = scan.measure(ui);
            let (_, row) = ui.allocate_space(vec2(rect.width(), size.y + 8.0));
            let at = Rect::from_min_size(pos2(left + 4.0, row.top()), size);
            scans(
                &scan.show_at(ui, at, ui.scope_id().with("scan-for-devices")),
                actions,
            );
        }
        self.invitation(ui, rect, width, state, actions);
    }

    /// Shows what a scan without results tried, and what to do next.
    pub(super) fn found_none(
        ui: &mut Ui,
        left: f32,
        width: f32,
        end: &ScanEnd,
        state: &State,
        actions: &mut Actions,
    ) {
        let t = tokens(ui);
        let top = ui.cursor().top();
        let place = Rect::from_min_size(pos2(left, top), vec2(width, f32::INFINITY));
        let frame = egui::Frame::new()
            .fill(t.card)
            .corner_radius(radius::FACE)
            .inner_margin(Margin::same(PAD));
        let shown = ui.scope_builder(
            UiBuilder::new().max_rect(place).id_salt("found-none"),
            |ui| {
                frame.show(ui, |ui| {
                    ui.set_width(width - 2.0 * f32::from(PAD));
                    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 24.0));
                    let at = row.left_center() - vec2(0.0, 3.0);
                    let words = t!("scan-report-nothing-found");
                    let look = (theme::heading as text::Font, t.text);
                    line(ui, at, Align::Min, words, look, row.width(), Role::Heading);
                    if !scan_report::show(ui, end, state.networks.loopback_only, false)
                        && Button::new(Kind::Link, t!("send-found-none-details"))
                            .size(Size::Small)
                            .show(ui)
                            .clicked()
                    {
                        actions.push(Action::SetDialog(Some(Dialog::ScanReport)));
                    }
                    ui.add_space(8.0);
                    ways_on(ui, actions);
                });
            },
        );
        // the rows below go on from there
        let height = shown.response.rect.height();
        let used = ui.cursor().top() - top;
        ui.add_space((height - used).max(0.0) + space::LIST_GAP * 2.0);
    }

    /// Offers simulated devices, at the foot of the list if there is room.
    fn invitation(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        width: f32,
        state: &State,
        actions: &mut Actions,
    ) {
        let t = tokens(ui);
        let pictures = !self.samples.is_empty();
        let height = if pictures { TRY.1 } else { TRY.0 };
        let top = ui.cursor().top();
        ui.add_space((rect.bottom() - top - height - 24.0).max(0.0));
        let (_, row) = ui.allocate_space(vec2(rect.width(), height + 8.0));
        let card = Rect::from_min_size(
            pos2(rect.left() + space::COLUMN, row.top()),
            vec2(width, height),
        );
        ui.painter().rect_filled(card, radius::FACE, t.card);
        let mut x = card.left() + 18.0;
        let mut y = card.top() + 18.0;
        if pictures {
            for (index, scene) in self.samples.scenes().take(3).enumerate() {
                let plate = Rect::from_min_size(pos2(x, y), vec2(64.0, 64.0));
                self.screens
                    .of(("try", index))
                    .paint(ui, plate, Some(scene), Plate::MINI);
                x += 76.0;
            }
            y += 82.0;
        }
        let left = card.left() + 18.0;
        let heading = [span(t!("send-try"), theme::heading, t.text)];
        text::draw(ui, pos2(left, y + 8.0), Align::Min, &heading, width - 36.0);
        let words = t!("send-try-about");
        let paragraph = text::paragraph(
            ui,
            span(words, theme::sentence, t.text2),
            width - 36.0,
            18.0,
            Align::Min,
        );
        let text = text::draw_paragraph(ui.painter(), pos2(left, y + 24.0), paragraph);
        let busy = (state.demo != Demo::Off).then_some(t!("send-try-starting"));
        let start = Button::new(Kind::Secondary, t!("send-try-start"))
            .icon(icons::PLAY)
            .busy(busy);
        let at = Rect::from_min_size(pos2(left, text.bottom() + 12.0), start.measure(ui));
        if start.show_at(ui, at, ui.scope_id().with("demo")).clicked() {
            actions.push(Action::StartDemo);
        }
    }
}

/// Scans if the button was clicked. The button disappears while the scan runs, so the focus moves to the Stop button.
fn scans(button: &Response, actions: &mut Actions) {
    if button.clicked() {
        if button.has_focus() {
            button
                .ctx
                .memory_mut(|memory| memory.request_focus(scan_id()));
        }
        actions.push(Action::Scan);
    }
}

/// Shows the links that scan again, add a device and test an address.
fn ways_on(ui: &mut Ui, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(14.0, 6.0);
        let again = Button::new(Kind::Secondary, t!("scan-report-again")).size(Size::Small);
        scans(&again.show(ui), actions);
        if Button::new(Kind::Link, t!("scan-report-add"))
            .size(Size::Small)
            .show(ui)
            .clicked()
        {
            actions.push(Action::SetDialog(Some(Dialog::AddDevice(
                AddDevice::default(),
            ))));
        }
        if Button::new(Kind::Link, t!("scan-report-test"))
            .size(Size::Small)
            .show(ui)
            .clicked()
        {
            actions.push(Action::SetDialog(Some(Dialog::Test(TestForm::default()))));
        }
    });
}
