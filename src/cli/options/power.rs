//! Options for current: what the LEDs draw, and what their power supply gives.

use crate::pattern::power::{MAX_AMPERES, MAX_LED_MA, MAX_VOLTS, thousandths};
use crate::pattern::{LedPower, Power};
use clap::Args;

/// Current of the LEDs.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct LedOptions {
    /// Current of one LED channel at full brightness, in milliamperes (default 20, as a WS2812B).
    #[arg(long, value_name = "MA", value_parser = milliamperes)]
    pub led_ma: Option<u32>,
    /// Current of a dark LED, in milliamperes (default 1).
    #[arg(long, value_name = "MA", value_parser = milliamperes)]
    pub idle_ma: Option<u32>,
    /// Voltage of the power supply, in volts (default 5).
    #[arg(long, value_name = "V", value_parser = volts)]
    pub volts: Option<u32>,
}

impl LedOptions {
    /// Returns the LEDs' current; what the options leave out is as in `usual`.
    pub(in crate::cli) fn led(self, usual: LedPower) -> LedPower {
        LedPower {
            channel_ua: self.led_ma.unwrap_or(usual.channel_ua),
            idle_ua: self.idle_ma.unwrap_or(usual.idle_ua),
            millivolts: self.volts.unwrap_or(usual.millivolts),
        }
    }

    /// Returns whether any option is set.
    pub(in crate::cli) fn is_set(self) -> bool {
        self.led_ma.or(self.idle_ma).or(self.volts).is_some()
    }
}

/// Options for a device's LEDs and power supply.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct SupplyOptions {
    /// Current of the LEDs.
    #[command(flatten)]
    pub led: LedOptions,
    /// Maximum current of the power supply, in amperes; none removes the setting.
    #[arg(long, value_name = "A|none", value_parser = supply)]
    pub supply: Option<Supply>,
    /// Dim frames that draw more than the supply gives: on, off.
    #[arg(long, value_name = "on|off", value_parser = switch)]
    pub dim: Option<bool>,
}

/// Maximum current of a supply in milliamperes; `None` if unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supply(Option<u32>);

impl SupplyOptions {
    /// Returns the known supply with these options applied on top.
    pub(in crate::cli) fn power(self, before: Option<Power>) -> Option<Power> {
        if !self.led.is_set() && self.supply.is_none() && self.dim.is_none() {
            return before;
        }
        let usual = before.unwrap_or(Power {
            led: LedPower::default(),
            max_ma: None,
            dim: false,
        });
        let max_ma = self.supply.map_or(usual.max_ma, |supply| supply.0);
        Some(Power {
            led: self.led.led(usual.led),
            max_ma,
            dim: self.dim.unwrap_or(usual.dim) && max_ma.is_some(),
        })
    }
}

fn supply(text: &str) -> Result<Supply, String> {
    if text == "none" {
        Ok(Supply(None))
    } else {
        amperes(text).map(|ma| Supply(Some(ma)))
    }
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("not a switch: use on or off".into()),
    }
}

fn milliamperes(text: &str) -> Result<u32, String> {
    thousandths(text, MAX_LED_MA)
        .ok_or_else(|| format!("not a valid current: use 0 to {MAX_LED_MA} milliamperes, like 20"))
}

fn volts(text: &str) -> Result<u32, String> {
    thousandths(text, MAX_VOLTS)
        .filter(|mv| *mv > 0)
        .ok_or_else(|| format!("not a valid voltage: use up to {MAX_VOLTS} volts, like 5"))
}

/// Parses amperes; returns milliamperes.
pub(in crate::cli) fn amperes(text: &str) -> Result<u32, String> {
    let number = text.trim().trim_end_matches(['a', 'A']);
    let ma = thousandths(number, MAX_AMPERES).filter(|ma| *ma > 0);
    ma.ok_or_else(|| format!("not a valid current: use up to {MAX_AMPERES} amperes, like 4 or 2.5"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currents_and_volts_have_decimals_and_bounds() {
        assert_eq!((amperes("4"), amperes("2.5A")), (Ok(4000), Ok(2500)));
        assert_eq!(
            (milliamperes("12.5"), milliamperes("0"), volts("12")),
            (Ok(12_500), Ok(0), Ok(12_000))
        );
        for bad in ["", "0", "-1", "x", "1e9", "nan", "inf"] {
            assert!(amperes(bad).is_err() && volts(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn options_of_a_supply_are_applied_on_top_of_what_is_known() {
        let four = SupplyOptions {
            supply: Some(Supply(Some(4000))),
            dim: Some(true),
            ..SupplyOptions::default()
        };
        let known = four.power(None);
        assert_eq!(
            known.map(|p| p.to_string()).as_deref(),
            Some("20,1,5,4000,dim")
        );
        assert_eq!(SupplyOptions::default().power(known), known);
        let led = LedOptions {
            led_ma: Some(12_000),
            ..LedOptions::default()
        };
        let other = SupplyOptions {
            led,
            ..SupplyOptions::default()
        }
        .power(known);
        assert_eq!(
            other.map(|p| p.to_string()).as_deref(),
            Some("12,1,5,4000,dim")
        );
        let none = SupplyOptions {
            supply: supply("none").ok(),
            ..SupplyOptions::default()
        }
        .power(known);
        assert_eq!(none.map(|p| p.to_string()).as_deref(), Some("20,1,5"));
    }
}
