//! Which LEDs a pattern is fitted to: as a person set them or the device reports. Where neither does, strip data is sent
//! unchanged.

use super::{Device, DeviceSettings, family};
use crate::msg;
use crate::pattern::{Arrangement, Finding, Layout, Pattern};
use crate::problem::Remedy;

/// What a pattern is fitted to on one device.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetLayout {
    /// The LEDs.
    pub layout: Layout,
    /// Set where the LED count is taken from patterns, because it is unknown.
    pub assumed: Option<AssumedLeds>,
}

/// An LED count that is taken from patterns: from the one that is sent, or from the one that the device had before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssumedLeds {
    /// The device had no pattern yet: strip data is sent as it is.
    First {
        /// LEDs of the pattern.
        leds: usize,
    },
    /// The pattern has more LEDs than the one before: it is sent as it is.
    More {
        /// LEDs of the pattern.
        leds: usize,
        /// LEDs of the one before.
        before: usize,
    },
    /// The pattern has fewer LEDs than the one before: the rest stays dark.
    Fewer {
        /// LEDs of the pattern.
        leds: usize,
        /// LEDs of the one before.
        before: usize,
    },
}

impl AssumedLeds {
    /// The note for the person, with how to change it.
    #[must_use]
    pub fn finding(self) -> Finding {
        let (fact, remedy) = match self {
            Self::First { leds } => (
                msg!("leds-unknown-first", leds = leds),
                Remedy::SetDeviceSize,
            ),
            Self::More { leds, before } => (
                msg!("leds-unknown-more", leds = leds, before = before),
                Remedy::SetSmallerSize,
            ),
            Self::Fewer { leds, before } => (
                msg!("leds-unknown-fewer", leds = leds, before = before),
                Remedy::SetSmallerSize,
            ),
        };
        Finding::note(fact, remedy)
    }
}

impl Device {
    /// What `pattern` is fitted to: [`Device::layout`], or its own LEDs where it is strip data and their number is only
    /// known from patterns. `None` where a picture has no size to be fitted to.
    #[must_use]
    pub fn target_layout(
        &self,
        settings: &DeviceSettings,
        pattern: &Pattern,
    ) -> Option<TargetLayout> {
        let known = self.layout(settings);
        let leds = pattern.frames.leds();
        let is_told = settings.arrangement.is_some() || self.matrix.is_some();
        let drives_no_more = |leds| self.limits.max_leds == Some(leds as u64);
        let knows = family(self.family).is_none_or(|family| family.knows_its_leds(self))
            || self.leds.is_some_and(drives_no_more);
        let assumed = match &known {
            Some(_) if is_told || knows || !pattern.is_strip() => None,
            Some(layout) if layout.leds() < leds => Some(AssumedLeds::More {
                leds,
                before: layout.leds(),
            }),
            Some(layout) if layout.leds() > leds => Some(AssumedLeds::Fewer {
                leds,
                before: layout.leds(),
            }),
            Some(_) => None,
            None if pattern.is_strip() => Some(AssumedLeds::First { leds }),
            None => return None,
        };
        let layout = match assumed {
            Some(AssumedLeds::First { leds } | AssumedLeds::More { leds, .. }) => {
                let wiring = settings.wiring.unwrap_or_default();
                let mut layout = Layout::new(Arrangement::Strip(leds), wiring)?;
                layout.color_order = settings.color_order.unwrap_or_default();
                layout
            }
            Some(AssumedLeds::Fewer { .. }) | None => known?,
        };
        Some(TargetLayout { layout, assumed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Cap, DeviceId};
    use crate::pattern::{FrameDuration, Frames, Limits, Matrix, PixelOrder, Severity};

    fn device(leds: Option<usize>, caps: &[&str]) -> Device {
        Device {
            id: DeviceId::stored("127.0.0.1:80"),
            leds,
            caps: caps.iter().map(|cap| Cap::from(*cap)).collect(),
            ..Device::example()
        }
    }

    fn pattern(leds: usize, order: PixelOrder) -> Pattern {
        let frames = Frames::new(leds, vec![7; leds * 3], vec![FrameDuration::DEFAULT]).unwrap();
        Pattern {
            name: "p".into(),
            format: "test",
            frames: frames.into(),
            matrix: (order == PixelOrder::Grid)
                .then(|| Matrix::new(u16::try_from(leds).unwrap(), 1).unwrap()),
            order,
            warnings: vec![],
        }
    }

    /// LEDs that it is fitted to, and what is assumed.
    fn target(
        device: &Device,
        settings: &DeviceSettings,
        leds: usize,
    ) -> Option<(usize, Option<AssumedLeds>)> {
        let target = device.target_layout(settings, &pattern(leds, PixelOrder::Strip))?;
        Some((target.layout.leds(), target.assumed))
    }

    #[test]
    fn strip_data_goes_out_as_it_is_where_the_led_count_is_only_known_from_patterns() {
        let nothing = DeviceSettings::default();
        let first = Some(AssumedLeds::First { leds: 60 });
        assert_eq!(target(&device(None, &[]), &nothing, 60), Some((60, first)));
        let more = Some(AssumedLeds::More {
            leds: 100,
            before: 60,
        });
        assert_eq!(
            target(&device(Some(60), &[]), &nothing, 100),
            Some((100, more))
        );
        let fewer = Some(AssumedLeds::Fewer {
            leds: 50,
            before: 60,
        });
        assert_eq!(
            target(&device(Some(60), &[]), &nothing, 50),
            Some((60, fewer))
        );
        assert_eq!(
            target(&device(Some(60), &[]), &nothing, 60),
            Some((60, None))
        );
    }

    #[test]
    fn what_a_person_or_a_level_2_device_says_is_kept_to() {
        let settings = DeviceSettings {
            arrangement: Some(Arrangement::Strip(30)),
            ..DeviceSettings::default()
        };
        assert_eq!(
            target(&device(Some(60), &[]), &settings, 100),
            Some((30, None))
        );
        let level2 = device(Some(60), &["resume", "library"]);
        assert_eq!(
            target(&level2, &DeviceSettings::default(), 100),
            Some((60, None))
        );
        let counts_without_a_pattern = Device {
            limits: Limits {
                max_leds: Some(60),
                ..Limits::default()
            },
            ..device(Some(60), &[])
        };
        let nothing = DeviceSettings::default();
        assert_eq!(
            target(&counts_without_a_pattern, &nothing, 100),
            Some((60, None))
        );
        let mute = device(None, &["resume", "library"]);
        let first = Some(AssumedLeds::First { leds: 100 });
        assert_eq!(
            target(&mute, &DeviceSettings::default(), 100),
            Some((100, first))
        );
    }

    #[test]
    fn a_picture_needs_a_size_and_takes_the_one_that_patterns_had() {
        let picture = pattern(16, PixelOrder::Grid);
        let on = |device: &Device| device.target_layout(&DeviceSettings::default(), &picture);
        assert_eq!(on(&device(None, &[])), None);
        let fitted = on(&device(Some(60), &[])).unwrap();
        assert_eq!((fitted.layout.leds(), fitted.assumed), (60, None));
    }

    #[test]
    fn colour_order_holds_for_strip_data_that_goes_out_as_it_is() {
        let settings = DeviceSettings {
            color_order: "GRB".parse().ok(),
            ..DeviceSettings::default()
        };
        let target = device(None, &[]).target_layout(&settings, &pattern(8, PixelOrder::Strip));
        assert_eq!(target.unwrap().layout.color_order, "GRB".parse().unwrap());
    }

    #[test]
    fn every_assumption_says_what_was_sent_and_how_to_change_it() {
        for assumed in [
            AssumedLeds::First { leds: 8 },
            AssumedLeds::More { leds: 8, before: 4 },
            AssumedLeds::Fewer { leds: 4, before: 8 },
        ] {
            let finding = assumed.finding();
            assert_eq!(finding.severity, Severity::Note);
            assert!(
                finding
                    .remedy
                    .to_string()
                    .starts_with("Set the device's size")
            );
        }
    }
}
