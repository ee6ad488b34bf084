//! Fitting patterns, by hand or by the fix of a finding; and the power supplies of devices.

use super::{engine, sending};
use crate::app::action::Effect;
use crate::app::fit_action::FitAction;
use crate::app::state::{Dialog, PowerForm, Slot, State};
use crate::device::{DeviceId, DeviceSettings};
use crate::engine::Command;
use crate::message::Message;
use crate::msg;
use crate::pattern::power::{MAX_AMPERES, MAX_LED_MA, MAX_VOLTS, thousandths};
use crate::pattern::{Arrangement, Fit, Fix, LedPower, Power};

/// While a slider is dragged, patterns of up to this many bytes are fitted at each step; larger ones when it is released.
const LIVE_BYTES: u64 = 2 << 20;

pub(super) fn act(state: &mut State, action: FitAction) -> Vec<Effect> {
    match action {
        FitAction::Set { fit, done } => set(state, *fit, done),
        FitAction::Reset => {
            let fit = Fit {
                brightness_pct: state.fit.brightness_pct,
                ..Fit::default()
            };
            set(state, fit, true)
        }
        FitAction::Show(tab) => {
            state.adjust = tab;
            Vec::new()
        }
        FitAction::Fix { fix, devices } => apply(state, fix, &devices),
        FitAction::UndoFixes => {
            let fit = Fix::undone(&state.fit);
            set(state, fit, true)
        }
        FitAction::EditPower(device) => edit_power(state, &device),
        FitAction::SavePower(form) => save_power(state, form),
    }
}

fn set(state: &mut State, fit: Fit, done: bool) -> Vec<Effect> {
    state.fit = fit;
    if done {
        return sending::previews(state);
    }
    let Slot::Loaded(loaded) = &state.slot else {
        return Vec::new();
    };
    let shown = state
        .wired_on()
        .filter(|_| loaded.pattern().frames.bytes() <= LIVE_BYTES);
    let pattern = loaded.id;
    let fit = state.fit.clone();
    shown.map_or_else(Vec::new, |view| {
        engine(Command::Preview {
            pattern,
            device: view.device.id.clone(),
            fit,
        })
    })
}

/// Keeps colours and strip direction for the next pattern; resets what only this one needed.
pub(super) fn for_another_pattern(fit: &Fit) -> Fit {
    let usual = Fit::default();
    Fit {
        mode: usual.mode,
        turn: usual.turn,
        mirror: usual.mirror,
        line: usual.line,
        max_fps: usual.max_fps,
        still: usual.still,
        merge_equal: usual.merge_equal,
        first_frames: usual.first_frames,
        cap: usual.cap,
        ..fit.clone()
    }
}

/// Applies a fix: to the settings of devices if it is about them, else to the fit.
fn apply(state: &mut State, fix: Fix, devices: &[DeviceId]) -> Vec<Effect> {
    let tell = |change: &dyn Fn(&DeviceSettings) -> DeviceSettings| -> Vec<Effect> {
        let views = devices.iter().filter_map(|id| state.device(id));
        let settings = views.map(|view| Command::SaveDeviceSettings {
            device: view.device.id.clone(),
            settings: change(&view.settings),
        });
        settings.map(Effect::Engine).collect()
    };
    match fix {
        Fix::CapCurrent(_) => tell(&|settings| {
            let power = settings.power.map(|power| Power { dim: true, ..power });
            DeviceSettings {
                power,
                ..settings.clone()
            }
        }),
        Fix::Leds(leds) => tell(&|settings| DeviceSettings {
            arrangement: Some(Arrangement::Strip(leds)),
            ..settings.clone()
        }),
        Fix::Crop | Fix::MaxFps { .. } | Fix::FirstFrames(_) | Fix::MergeEqual => {
            let mut fit = state.fit.clone();
            fix.apply(&mut fit);
            set(state, fit, true)
        }
    }
}

fn edit_power(state: &mut State, id: &DeviceId) -> Vec<Effect> {
    let Some(view) = state.device(id) else {
        return Vec::new();
    };
    let form = state.power_form(view);
    state.dialog = Some(Dialog::Power(form));
    Vec::new()
}

/// Saves the form, or shows what is wrong with it.
fn save_power(state: &mut State, mut form: PowerForm) -> Vec<Effect> {
    let Some(view) = state.device(&form.device) else {
        state.dialog = None;
        return Vec::new();
    };
    match power(&form) {
        Ok(power) => {
            let device = form.device;
            let settings = DeviceSettings {
                power: Some(power),
                ..view.settings.clone()
            };
            state.dialog = None;
            engine(Command::SaveDeviceSettings { device, settings })
        }
        Err(problem) => {
            form.problem = Some(problem);
            state.dialog = Some(Dialog::Power(form));
            Vec::new()
        }
    }
}

fn power(form: &PowerForm) -> Result<Power, Message> {
    let number = |text: &str, max: u32, wrong: Message| {
        thousandths(&text.replace(',', "."), max).ok_or_else(|| wrong.with("max", max))
    };
    let led = LedPower {
        channel_ua: number(&form.led_ma, MAX_LED_MA, msg!("form-channel-current"))?,
        idle_ua: number(&form.idle_ma, MAX_LED_MA, msg!("form-idle-current"))?,
        millivolts: number(&form.volts, MAX_VOLTS, msg!("form-voltage"))?,
    };
    let max_ma = match form.supply.trim() {
        "" => None,
        text => Some(number(text, MAX_AMPERES, msg!("form-supply"))?).filter(|ma| *ma > 0),
    };
    Ok(Power {
        led,
        max_ma,
        dim: form.dim && max_ma.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Action, example, update};
    use crate::pattern::Cap;

    fn act(state: &mut State, action: FitAction) -> Vec<Effect> {
        update(state, Action::Fit(action))
    }

    fn previewed(effects: &[Effect]) -> Vec<&DeviceId> {
        let device = |effect| match effect {
            &Effect::Engine(Command::Preview { ref device, .. }) => Some(device),
            _ => None,
        };
        effects.iter().filter_map(device).collect()
    }

    #[test]
    fn a_slider_that_is_dragged_fits_for_the_preview_and_for_all_when_it_is_let_go() {
        let mut state = example("loaded").unwrap();
        let fit = Box::new(Fit {
            saturation_pct: 50,
            ..state.fit.clone()
        });
        let wired = state.wired_on().unwrap().device.id.clone();
        let dragged = act(
            &mut state,
            FitAction::Set {
                fit: fit.clone(),
                done: false,
            },
        );
        assert_eq!(previewed(&dragged), [&wired]);
        let done = act(
            &mut state,
            FitAction::Set {
                fit: fit.clone(),
                done: true,
            },
        );
        assert!(previewed(&done).len() > 2 && state.fit == *fit && state.is_adjusted());
        act(&mut state, FitAction::Reset);
        assert!(!state.is_adjusted());
    }

    #[test]
    fn a_fix_changes_the_fit_or_is_told_of_its_devices() {
        let mut state = example("loaded").unwrap();
        let devices = vec![
            state.devices[0].device.id.clone(),
            state.devices[1].device.id.clone(),
        ];
        let fixed = act(
            &mut state,
            FitAction::Fix {
                fix: Fix::FirstFrames(7),
                devices: devices.clone(),
            },
        );
        assert!(state.fit.first_frames == Some(7) && !previewed(&fixed).is_empty());

        state.devices[0].settings.power = "20,1,5,4000".parse().ok();
        let cap = Cap {
            led: LedPower::default(),
            max_ma: 4000,
        };
        let settings = act(
            &mut state,
            FitAction::Fix {
                fix: Fix::CapCurrent(cap),
                devices: devices[..1].to_vec(),
            },
        );
        let Some(Effect::Engine(Command::SaveDeviceSettings { device, settings })) =
            settings.first()
        else {
            panic!("{settings:?}")
        };
        assert_eq!((device, settings.power.unwrap().dim), (&devices[0], true));
        assert_eq!(state.fit.cap, None, "other devices have other supplies");
    }

    #[test]
    fn a_supply_is_typed_in_amperes_and_wrong_numbers_stay_in_the_form() {
        let mut state = example("loaded").unwrap();
        let id = state.devices[0].device.id.clone();
        act(&mut state, FitAction::EditPower(id));
        let Some(Dialog::Power(form)) = state.dialog.clone() else {
            panic!("no form")
        };
        assert_eq!(
            (
                form.led_ma.as_str(),
                form.volts.as_str(),
                form.supply.as_str()
            ),
            ("20", "5", "")
        );
        let wrong = PowerForm {
            supply: "a lot".into(),
            ..form.clone()
        };
        assert_eq!(act(&mut state, FitAction::SavePower(wrong)), []);
        assert!(matches!(&state.dialog, Some(Dialog::Power(form)) if form.problem.is_some()));
        let settings = act(
            &mut state,
            FitAction::SavePower(PowerForm {
                supply: "2,5".into(),
                dim: true,
                ..form
            }),
        );
        let Some(Effect::Engine(Command::SaveDeviceSettings { settings, .. })) = settings.first()
        else {
            panic!("{settings:?}")
        };
        assert_eq!(settings.power.unwrap().to_string(), "20,1,5,2500,dim");
        assert_eq!(state.dialog, None);
    }

    #[test]
    fn what_one_pattern_needed_does_not_hold_for_the_next() {
        let fit = Fit {
            first_frames: Some(3),
            gamma: 2.2,
            reverse: true,
            turn: crate::pattern::Turn::Left,
            ..Fit::default()
        };
        assert_eq!(
            for_another_pattern(&fit),
            Fit {
                gamma: 2.2,
                reverse: true,
                ..Fit::default()
            }
        );
    }
}
