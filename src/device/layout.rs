//! How the LEDs of a device stand: as a person set it, else as the device reports.

use super::{Device, DeviceError, DeviceSettings, Part, Segment};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Arrangement, Layout, Wiring};

impl Device {
    /// The layout to fit to: what a person set, else what the device reports. `None` where neither is known.
    ///
    /// A device that reports a matrix maps rows to its own wiring. So a wiring set for it has no effect unless another size
    /// is set, too, and panels and maps have none at all: they would be applied twice.
    #[must_use]
    pub fn layout(&self, settings: &DeviceSettings) -> Option<Layout> {
        let wiring = settings.wiring.unwrap_or_default();
        let rows = Wiring::default();
        if settings.part.and_then(Part::segment).is_some() {
            let mut layout = self.segment_layout(self.segment(settings).ok()??, settings)?;
            layout.color_order = settings.color_order.unwrap_or_default();
            return Some(layout);
        }
        let mut layout = match (&settings.arrangement, self.matrix, self.leds) {
            (Some(Arrangement::Matrix(matrix)), Some(own), _) if *matrix != own => {
                Layout::matrix_wired(*matrix, wiring)
            }
            (Some(strip @ Arrangement::Strip(_)), ..) => Layout::new(strip.clone(), wiring),
            (_, Some(own), _) => Layout::matrix_wired(own, rows),
            (Some(arrangement), None, _) => Layout::new(arrangement.clone(), wiring),
            (None, None, Some(leds)) => Layout::new(Arrangement::Strip(leds), wiring),
            (None, None, None) => None,
        }?;
        layout.color_order = settings.color_order.unwrap_or_default();
        Some(layout)
    }

    /// Says which settings of the device have no effect.
    #[must_use]
    pub fn ignored_settings(&self, settings: &DeviceSettings) -> Option<Message> {
        if let (Ok(Some(segment)), Some(arrangement)) =
            (self.segment(settings), &settings.arrangement)
            && arrangement.leds() != segment.leds()
        {
            return Some(msg!("leds-segment-size"));
        }
        let maps = self.matrix.is_some()
            && matches!(
                settings.arrangement,
                Some(Arrangement::Panels(_) | Arrangement::Map(_))
            );
        maps.then(|| msg!("leds-own-matrix"))
    }

    /// The segments that have LEDs, by number; empty where the device reports none.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment> {
        self.caps.segments()
    }

    /// The segment that a person chose for patterns; `None`: all LEDs.
    ///
    /// # Errors
    /// As [`Caps::segment`](super::Caps::segment).
    pub fn segment(&self, settings: &DeviceSettings) -> Result<Option<Segment>, DeviceError> {
        match settings.part.and_then(Part::segment) {
            Some(wanted) => self.caps.segment(wanted).map(Some),
            None => Ok(None),
        }
    }

    /// Merges new settings over earlier ones. A segment that the device does not have is refused where it is used, and not
    /// remembered.
    #[must_use]
    pub fn remember(&self, before: &DeviceSettings, now: &DeviceSettings) -> DeviceSettings {
        let mut settings = before.clone().merged(now);
        if self.segment(&settings).is_err() {
            settings.part = before.part;
        }
        settings
    }

    /// The layout of a segment: as a person set it where that has as many LEDs, else as the device reports.
    fn segment_layout(&self, segment: Segment, settings: &DeviceSettings) -> Option<Layout> {
        if let Some(matrix) = segment.matrix().filter(|_| self.matrix.is_some()) {
            return Layout::matrix_wired(matrix, Wiring::default());
        }
        let own = settings.arrangement.clone();
        let arrangement = own
            .filter(|arrangement| arrangement.leds() == segment.leds())
            .unwrap_or(Arrangement::Strip(segment.leds()));
        Layout::new(arrangement, settings.wiring.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Cap, DeviceAddr, DeviceId};
    use crate::pattern::{Limits, Matrix};
    use crate::problem::Code;

    fn reporting(leds: Option<usize>, matrix: Option<(u16, u16)>) -> Device {
        Device {
            leds,
            matrix: matrix.and_then(|(w, h)| Matrix::new(w, h)),
            ..Device::example()
        }
    }

    #[test]
    fn a_layout_told_by_hand_wins_over_what_the_device_says() {
        let arrangement = Matrix::new(4, 4).map(Arrangement::Matrix);
        let settings = DeviceSettings {
            arrangement,
            wiring: "columns-br".parse().ok(),
            ..DeviceSettings::default()
        };
        let layout = reporting(Some(30), None).layout(&settings).unwrap();
        assert_eq!(
            (layout.leds(), layout.wiring.to_string()),
            (16, "columns-br".into())
        );
        assert_eq!(
            reporting(None, None).layout(&DeviceSettings::default()),
            None
        );
    }

    #[test]
    fn a_device_that_maps_its_own_matrix_is_sent_rows() {
        let settings = DeviceSettings {
            wiring: "columns-br".parse().ok(),
            ..DeviceSettings::default()
        };
        let layout = reporting(Some(256), Some((16, 16)))
            .layout(&settings)
            .unwrap();
        assert_eq!(layout.wiring, Wiring::default());
    }

    #[test]
    fn panels_and_maps_are_for_devices_that_map_nothing_themselves() {
        let panels = Arrangement::Panels("2x1:8x16:rows-tr:turned".parse().unwrap());
        let map = Arrangement::Map("16x16:255,0".parse().unwrap());
        for arrangement in [panels, map] {
            let settings = DeviceSettings {
                arrangement: Some(arrangement.clone()),
                wiring: "columns-br".parse().ok(),
                ..DeviceSettings::default()
            };
            let plain = reporting(Some(256), None);
            assert_eq!(plain.layout(&settings).unwrap().arrangement(), &arrangement);
            assert_eq!(plain.ignored_settings(&settings), None);
            let own = reporting(Some(256), Some((16, 16)));
            assert_eq!(
                own.layout(&settings),
                own.layout(&DeviceSettings::default()),
                "once, by the device"
            );
            assert_eq!(own.layout(&settings).unwrap().rows(), Matrix::new(16, 16));
            assert!(own.ignored_settings(&settings).is_some());
        }
    }

    fn device(caps: &[&str], matrix: Option<Matrix>) -> Device {
        Device {
            id: DeviceId::from_mac("a0b1c2d3e4f5").unwrap(),
            name: "Porch".into(),
            family: "wled",
            kind: crate::msg!("kind-wled"),
            chip: None,
            firmware: None,
            address: DeviceAddr::from_socket("127.0.0.1:80".parse().unwrap()),
            leds: Some(300),
            matrix,
            limits: Limits::default(),
            caps: caps.iter().map(|cap| Cap::from(*cap)).collect(),
            playing: None,
            uptime: None,
        }
    }

    fn on(id: u16) -> DeviceSettings {
        DeviceSettings {
            part: Some(Part::Segment(id)),
            ..DeviceSettings::default()
        }
    }

    #[test]
    fn a_segment_that_is_not_there_is_refused_with_those_that_are() {
        let porch = device(&["segment:0:0-30", "segment:1:30-60", "gif:53"], None);
        assert_eq!(porch.segment(&DeviceSettings::default()), Ok(None));
        let all = DeviceSettings {
            part: Some(Part::All),
            ..DeviceSettings::default()
        };
        assert_eq!(porch.segment(&all), Ok(None));
        assert_eq!(porch.segment(&on(1)).unwrap().unwrap().columns, (30, 60));
        let error = porch.segment(&on(2)).unwrap_err();
        assert_eq!(error.code(), Code::DeviceNoSegment);
        assert!(
            error
                .to_string()
                .contains("0 (LEDs 0 to 29), 1 (LEDs 30 to 59)"),
            "{error}"
        );
        assert!(device(&[], None).segment(&on(0)).is_err());
        let remembered = |id| porch.remember(&on(0), &on(id)).part;
        assert_eq!(remembered(1), Some(Part::Segment(1)));
        assert_eq!(remembered(2), Some(Part::Segment(0)), "a slip is not kept");
        assert_eq!(porch.layout(&on(2)), None);
    }

    #[test]
    fn a_segment_has_a_size_of_its_own() {
        let strip = device(&["segment:1:30-286"], None);
        assert_eq!(strip.layout(&on(1)).unwrap().leds(), 256);
        let square = Matrix::new(16, 16);
        let settings = |arrangement| DeviceSettings {
            arrangement,
            wiring: "rows-serpentine-tl".parse().ok(),
            ..on(1)
        };
        let fits = settings(square.map(Arrangement::Matrix));
        assert_eq!(strip.layout(&fits).unwrap().matrix(), square);
        assert_eq!(strip.ignored_settings(&fits), None);
        let other = settings(Some(Arrangement::Strip(300)));
        assert_eq!(strip.layout(&other).unwrap().leds(), 256);
        assert!(strip.ignored_settings(&other).is_some());
        let matrix = device(&["segment:1:0-16:8-16"], square);
        let layout = matrix.layout(&fits).unwrap();
        assert_eq!(
            (layout.matrix(), layout.wiring),
            (Matrix::new(16, 8), Wiring::default())
        );
    }
}
