//! Fitting patterns: the tabs of its controls, the form of a power supply, and what was adjusted.

use super::State;
use crate::device::DeviceId;
use crate::engine::{Circuit, DeviceView, Presence};
use crate::message::Message;
use crate::pattern::{Draw, Fit, Fix, FrameCount, LedPower, Power};

/// Controls that are unfolded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitTab {
    /// How pictures are brought in.
    Picture,
    /// How the strip runs, and what of a picture it shows.
    Strip,
    /// Colours.
    Color,
    /// Frames and their rate.
    Time,
}

impl FitTab {
    /// All, in the order in which they stand.
    pub const ALL: [Self; 4] = [Self::Picture, Self::Strip, Self::Color, Self::Time];

    /// `fit` with everything of this tab as files have it.
    #[must_use]
    pub fn reset(self, fit: &Fit) -> Fit {
        let usual = Fit::default();
        let fit = fit.clone();
        match self {
            Self::Picture => Fit {
                mode: usual.mode,
                scale: usual.scale,
                background: usual.background,
                turn: usual.turn,
                mirror: usual.mirror,
                ..fit
            },
            Self::Strip => Fit {
                line: usual.line,
                reverse: usual.reverse,
                offset: usual.offset,
                ..fit
            },
            Self::Color => Fit {
                cutoff: usual.cutoff,
                saturation_pct: usual.saturation_pct,
                white: usual.white,
                gamma: usual.gamma,
                dither: usual.dither,
                ..fit
            },
            Self::Time => Fit {
                max_fps: usual.max_fps,
                still: usual.still,
                merge_equal: usual.merge_equal,
                first_frames: usual.first_frames,
                ..fit
            },
        }
    }
}

/// The form of a device's LEDs and supply, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerForm {
    pub device: DeviceId,
    /// Milliamperes of one channel.
    pub led_ma: String,
    /// Milliamperes of a dark LED.
    pub idle_ma: String,
    pub volts: String,
    /// Amperes of the supply; empty: unknown.
    pub supply: String,
    /// Dim frames that draw more.
    pub dim: bool,
    /// Why the typed values are not valid.
    pub problem: Option<Message>,
}

impl State {
    /// Current of a device's LEDs: its own setting, else the default.
    #[must_use]
    pub fn led_of(&self, view: &DeviceView) -> LedPower {
        view.settings
            .power
            .map_or_else(|| self.settings.power.led(), |power| power.led)
    }

    /// What the open pattern draws on a device, and what its supply gives.
    #[must_use]
    pub fn draw_on(&self, view: &DeviceView) -> Option<(Draw, Option<u32>)> {
        let draw = self
            .preview(&view.device.id)?
            .fitted
            .draw(self.led_of(view))?;
        Some((
            draw,
            view.settings
                .power
                .and_then(Power::supply)
                .map(|cap| cap.max_ma),
        ))
    }

    /// The form of a device's supply, as it stands.
    #[must_use]
    pub fn power_form(&self, view: &DeviceView) -> PowerForm {
        let plain = |thousandths: u32| (f64::from(thousandths) / 1000.0).to_string();
        let LedPower {
            channel_ua,
            idle_ua,
            millivolts,
        } = self.led_of(view);
        let power = view.settings.power;
        PowerForm {
            device: view.device.id.clone(),
            led_ma: plain(channel_ua),
            idle_ma: plain(idle_ua),
            volts: plain(millivolts),
            supply: power
                .and_then(|power| power.max_ma)
                .map(plain)
                .unwrap_or_default(),
            dim: power.is_some_and(|power| power.dim),
            problem: None,
        }
    }

    /// How many frames of the open pattern a device gets, if not all. `None` also for a device that rests or was not contacted:
    /// its card has more urgent things to say.
    #[must_use]
    pub fn frames_sent(&self, view: &DeviceView) -> Option<&FrameCount> {
        let is_ready = view.presence == Presence::Online && view.circuit == Circuit::Closed;
        let frames = self.preview(&view.device.id)?.report.frames();
        frames.filter(|_| is_ready)
    }

    /// Whether anything but the brightness is not as files have it.
    #[must_use]
    pub fn is_adjusted(&self) -> bool {
        self.fit
            != Fit {
                brightness_pct: self.fit.brightness_pct,
                ..Fit::default()
            }
    }

    /// Fixes for what keeps the open pattern from a device, one click each.
    #[must_use]
    pub fn fixes(&self, view: &DeviceView) -> Vec<Fix> {
        match self.previews.get(&view.device.id) {
            Some(Ok(preview)) => preview
                .report
                .blocker()
                .map(|finding| finding.fixes.clone())
                .unwrap_or_default(),
            Some(Err(problem)) => Fix::of_code(problem.code).into_iter().collect(),
            None => Vec::new(),
        }
    }
}
