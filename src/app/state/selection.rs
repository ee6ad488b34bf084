//! The selection: which devices are selected, which of them can take the open pattern, and which of them the search hides. Only
//! the user selects and deselects; a device leaves the selection otherwise only when it is forgotten.

use super::{State, Suitability};
use crate::engine::{DeviceView, Presence};
use std::collections::HashSet;

/// The selection in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Devices that are selected.
    pub selected: usize,
    /// How many of them can take the open pattern; all without one.
    pub able: usize,
    /// How many of them the search hides.
    pub hidden: usize,
}

impl Selection {
    /// Devices that are selected and cannot take the pattern.
    #[must_use]
    pub fn unable(&self) -> usize {
        self.selected - self.able
    }
}

impl State {
    /// Devices that are selected, in the order of the list.
    pub fn selected_devices(&self) -> impl Iterator<Item = &DeviceView> {
        let is_selected = |view: &&DeviceView| self.selected.contains(&view.device.id);
        self.devices.iter().filter(is_selected)
    }

    /// Devices that "Select all" selects: the listed ones that answer and can take the pattern; if none answers, those that were
    /// not contacted yet.
    #[must_use]
    pub fn selectable(&self) -> Vec<&DeviceView> {
        let fine = |view: &&DeviceView| self.suitability(view) == Suitability::Fine;
        let (unasked, there): (Vec<_>, Vec<_>) = self
            .listed()
            .map(|(_, view)| view)
            .filter(fine)
            .partition(|view| view.presence == Presence::NotAsked);
        if there.is_empty() { unasked } else { there }
    }

    /// What "Select all" would do: `Some(true)` selects more, `Some(false)` deselects the listed ones, `None` changes nothing.
    #[must_use]
    pub fn select_all(&self) -> Option<bool> {
        let able = self.selectable();
        if able
            .iter()
            .any(|view| !self.selected.contains(&view.device.id))
        {
            return Some(true);
        }
        let mut listed = self.listed();
        let any = listed.any(|(_, view)| self.selected.contains(&view.device.id));
        any.then_some(false)
    }

    /// Selected devices that the open pattern can go to.
    #[must_use]
    pub fn targets(&self) -> Vec<&DeviceView> {
        self.targeted().collect()
    }

    pub(super) fn targeted(&self) -> impl Iterator<Item = &DeviceView> {
        self.selected_devices()
            .filter(|view| self.suitability(view) == Suitability::Fine)
    }

    /// Selected devices that the open pattern cannot go to, and why; none as long as no pattern is open.
    #[must_use]
    pub fn unable(&self) -> Vec<(&DeviceView, Suitability<'_>)> {
        if self.loaded().is_none() {
            return Vec::new();
        }
        self.selected_devices()
            .map(|view| (view, self.suitability(view)))
            .filter(|(_, suitability)| *suitability != Suitability::Fine)
            .collect()
    }

    /// The selection in numbers.
    #[must_use]
    pub fn selection(&self) -> Selection {
        let selected = self.selected_devices().count();
        let hidden = if self.search.trim().is_empty() {
            0
        } else {
            let listed: HashSet<usize> = self.listed().map(|(at, _)| at).collect();
            let mut all = self.devices.iter().enumerate();
            let is_hidden = |(at, view): &(usize, &DeviceView)| {
                !listed.contains(at) && self.selected.contains(&view.device.id)
            };
            all.by_ref().filter(is_hidden).count()
        };
        Selection {
            selected,
            able: selected - self.unable().len(),
            hidden,
        }
    }
}
