//! What a WLED can do, decided by what it answers and never by its version: the number of the effect "Image" in its effect
//! list, and how many values it takes at once.

use super::info::Info;
use super::reply::{json, link_error, refusal};
use crate::device::{Device, DeviceAddr, DeviceError, DeviceId, FirmwareCache, Unsupported};
use crate::link::{Attempts, Call, DeviceLink, Transport};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// In front of the number of the effect that plays GIFs.
const GIF: &str = "gif:";
/// In front of how many JSON values a picture for single LEDs may have.
const STILL: &str = "still:";
/// In front of the UDP port of its own realtime protocols.
const REALTIME: &str = "realtime:";
/// Capability that its LEDs have a white channel.
const RGBW: &str = "rgbw";
/// The effect that plays GIFs. A slot that was not compiled is called `RSVD` or `-`, and older firmwares have other
/// effects under its usual number 53, so only the name counts.
const IMAGE: &str = "Image";

/// A firmware's effect list is asked for once: by device, build and number of effects.
type Firmware = (DeviceId, u64, u64);
/// Maximum number of firmwares in the cache; more than a house has.
const MAX_CACHED: usize = 4096;

/// The number of the effect "Image" of each firmware that was asked, `None` where it lacks the effect.
#[derive(Debug, Default)]
pub(in crate::device) struct ImageEffects(Mutex<HashMap<Firmware, Option<usize>>>);

impl ImageEffects {
    fn get(&self, firmware: &Firmware) -> Option<Option<usize>> {
        self.cached().get(firmware).copied()
    }

    fn insert(&self, firmware: Firmware, image: Option<usize>) {
        let mut cached = self.cached();
        if cached.len() >= MAX_CACHED {
            cached.clear();
        }
        cached.insert(firmware, image);
    }

    fn cached(&self) -> MutexGuard<'_, HashMap<Firmware, Option<usize>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number of the effect "Image" on this device, where it has it. Asks only for a firmware that is not in `cache`.
pub(super) async fn image_effect(
    info: &Info,
    address: &DeviceAddr,
    link: &DeviceLink,
    attempts: &Attempts,
    cache: &FirmwareCache,
) -> Result<Option<usize>, DeviceError> {
    let id = info
        .mac
        .clone()
        .unwrap_or_else(|| DeviceId::from_address(address));
    let key = (id, info.build, info.effects);
    if let Some(image) = cache.image_effects.get(&key) {
        return Ok(image);
    }
    let mut image = ask(link, attempts).await?;
    if image.is_none() {
        image = ask(link, attempts).await?; // it decides what the device can do: one damaged answer must not
    }
    cache.image_effects.insert(key, image);
    Ok(image)
}

async fn ask(link: &DeviceLink, attempts: &Attempts) -> Result<Option<usize>, DeviceError> {
    const DOING: &str = "asking for its effects";
    let reply = link
        .send(Call::get("/json/eff", attempts))
        .await
        .map_err(link_error(DOING))?;
    match reply.status {
        status if status.is_success() => Ok(image_in(&json(DOING, &reply)?)),
        status
            if Unsupported::of(&reply).is_none()
                && (status.is_client_error() || status == http::StatusCode::NOT_IMPLEMENTED) =>
        {
            Ok(None)
        }
        _ => Err(refusal(DOING, &reply)),
    }
}

fn image_in(effects: &Value) -> Option<usize> {
    effects
        .as_array()?
        .iter()
        .position(|name| name.as_str() == Some(IMAGE))
}

/// Most JSON values of one request, by the memory that the chip gives its parser at 16 bytes a value: 10,240 bytes on an
/// ESP8266, 24,576 on an S2, 32,767 on the others.
fn values_at_once(arch: &str) -> u64 {
    match arch {
        "esp8266" => 600,
        s2 if s2.contains("s2") => 1500,
        _ => 2000,
    }
}

/// What a device can do, in this family's words.
pub(super) fn of(info: &Info, image: Option<usize>) -> BTreeSet<String> {
    let gif = image.map(|fx| format!("{GIF}{fx}"));
    let still = info
        .since_0_13
        .then(|| format!("{STILL}{}", values_at_once(&info.arch)));
    let rgbw = info.rgbw.then(|| RGBW.to_owned());
    let realtime = info.realtime_port.map(|port| format!("{REALTIME}{port}"));
    [gif, still, rgbw, realtime].into_iter().flatten().collect()
}

fn numbered<T: std::str::FromStr>(device: &Device, prefix: &str) -> Option<T> {
    device
        .caps
        .iter()
        .find_map(|cap| cap.strip_prefix(prefix)?.parse().ok())
}

/// The number of the effect that plays GIFs.
pub(super) fn image(device: &Device) -> Option<u64> {
    numbered(device, GIF)
}

/// Where it takes frames by WLED's own protocol.
pub(super) fn realtime_port(device: &Device) -> Option<u16> {
    numbered(device, REALTIME)
}

/// In which form a device stores patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A GIF of the matrix's size.
    Matrix,
    /// A GIF that is read row by row along the strip.
    Strip,
    /// One picture as a preset of so many JSON values at most.
    Still(usize),
    /// Not at all.
    Nothing,
}

impl Form {
    /// Every form with its name.
    const NAMES: [(&'static str, Self); 6] = [
        ("gif", Self::Matrix),
        ("gif-strip", Self::Strip),
        ("still600", Self::Still(600)),
        ("still1500", Self::Still(1500)),
        ("still2000", Self::Still(2000)),
        ("nothing", Self::Nothing),
    ];

    /// That of a device.
    pub(super) fn of(device: &Device) -> Self {
        match (image(device), device.matrix, numbered(device, STILL)) {
            (Some(_), Some(_), _) => Self::Matrix,
            (Some(_), None, _) => Self::Strip,
            (None, _, Some(values)) => Self::Still(values),
            (None, _, None) => Self::Nothing,
        }
    }

    pub(super) fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, form)| *form == self)
            .map_or("nothing", |(name, _)| name)
    }

    pub(super) fn named(name: &str) -> Self {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(Self::Nothing, |(_, form)| *form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_tells_the_effect_that_plays_gifs() {
        let list = |names: &[&str]| serde_json::json!(names);
        assert_eq!(image_in(&list(&["Solid", "Image"])), Some(1));
        // another effect, a slot left empty, a near miss: none of them plays a GIF
        for other in ["Halloween", "RSVD", "-", "image", "Images"] {
            assert_eq!(image_in(&list(&["Solid", other])), None, "{other}");
        }
        assert_eq!(image_in(&serde_json::json!({"Image": 1})), None);
    }

    #[test]
    fn every_form_is_found_by_its_name() {
        for (name, form) in Form::NAMES {
            assert_eq!((Form::named(name), form.name()), (form, name));
        }
        for (arch, values) in [
            ("esp8266", 600),
            ("esp32-s2", 1500),
            ("esp32", 2000),
            ("esp32-s3", 2000),
        ] {
            assert_eq!(values_at_once(arch), values);
            assert_ne!(Form::Still(values as usize).name(), "nothing");
        }
    }
}
