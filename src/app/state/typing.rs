//! Whether the open dialog holds input that closing it would lose.

use super::{DeviceDialog, Dialog, GroupsForm, LayoutForm, MapForm, PowerForm, ScanForm, State};

impl State {
    /// Whether something was typed or chosen in the open dialog that is neither kept nor on its way.
    #[must_use]
    pub fn has_unsaved_input(&self) -> bool {
        match &self.dialog {
            Some(Dialog::AddDevice(form)) => !form.asking && !form.text.trim().is_empty(),
            Some(Dialog::PastePath { text, .. }) => !text.trim().is_empty(),
            Some(Dialog::Layout(form)) => self.layout_is_edited(form),
            Some(Dialog::Power(form)) => self.power_is_edited(form),
            Some(Dialog::Device(DeviceDialog::Unlock(form))) => {
                !form.asking && !form.secret.reveal().is_empty()
            }
            Some(Dialog::Device(DeviceDialog::Keep(form))) => !form.name.trim().is_empty(),
            Some(Dialog::ScanOptions(form)) => *form != ScanForm::of(&self.settings.scan),
            Some(Dialog::Groups(form)) => self
                .device(&form.device)
                .is_some_and(|view| *form != GroupsForm::of(view)),
            Some(Dialog::Discard(_)) => true,
            // an address to test is not saved anyway, and the other dialogs have no fields
            Some(
                Dialog::Test(_)
                | Dialog::Device(DeviceDialog::Delete { .. })
                | Dialog::Forget(_)
                | Dialog::DeleteFirst(_)
                | Dialog::ScanReport
                | Dialog::Details(_)
                | Dialog::Close
                | Dialog::Bundle(_)
                | Dialog::Shortcuts,
            )
            | None => false,
        }
    }

    /// Whether the user is asked before the input is discarded: it is a form of several fields. A single field is typed again as
    /// fast as the question is answered.
    #[must_use]
    pub fn has_unsaved_form(&self) -> bool {
        let is_form = matches!(
            self.dialog,
            Some(Dialog::Layout(_) | Dialog::Power(_) | Dialog::ScanOptions(_))
        );
        is_form && self.has_unsaved_input()
    }

    fn layout_is_edited(&self, form: &LayoutForm) -> bool {
        let Some(view) = self.device(&form.device) else {
            return true;
        };
        // an error message is not input
        let map = MapForm {
            reading: None,
            notes: Vec::new(),
            problem: None,
            ..form.map.clone()
        };
        let typed = LayoutForm {
            map,
            problem: None,
            reported: String::new(),
            ..form.clone()
        };
        let opened = LayoutForm {
            reported: String::new(),
            first: form.first,
            ..LayoutForm::of(view)
        };
        typed != opened
    }

    fn power_is_edited(&self, form: &PowerForm) -> bool {
        let typed = PowerForm {
            problem: None,
            ..form.clone()
        };
        self.device(&form.device)
            .is_none_or(|view| typed != self.power_form(view))
    }
}
