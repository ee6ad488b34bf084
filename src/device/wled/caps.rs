//! What a WLED can do, decided by what it answers and never by its version: the number of the effect "Image" in its effect
//! list, and how many values it takes at once.

use super::info::Info;
use super::reply::{json, link_error, refusal};
use crate::device::{
    Cap, Caps, Device, DeviceAddr, DeviceError, DeviceId, Doing, FirmwareCache, Form, Unsupported,
};
use crate::link::{Attempts, Call, DeviceLink, Transport};
use serde_json::Value;

/// The effect that plays GIFs. A slot that was not compiled is called `RSVD` or `-`, and older firmwares have other
/// effects under its usual number 53, so only the name counts.
const IMAGE: &str = "Image";

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
    const DOING: Doing = Doing::ReadingEffects;
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
fn values_at_once(arch: &str) -> usize {
    match arch {
        "esp8266" => 600,
        s2 if s2.contains("s2") => 1500,
        _ => 2000,
    }
}

/// What a device can do.
pub(super) fn of(info: &Info, image: Option<usize>) -> Caps {
    let gif = image.map(|effect| Cap::Gif(effect as u64));
    let still = info
        .since_0_13
        .then(|| Cap::Still(values_at_once(&info.arch)));
    let rgbw = info.rgbw.then_some(Cap::Rgbw);
    let realtime = info.realtime_port.map(Cap::Realtime);
    [gif, still, rgbw, realtime].into_iter().flatten().collect()
}

/// The number of the effect that plays GIFs.
pub(super) fn image(device: &Device) -> Option<u64> {
    device.caps.iter().find_map(|cap| match cap {
        Cap::Gif(effect) => Some(*effect),
        _ => None,
    })
}

/// The UDP port at which it receives frames by WLED's own protocol.
pub(super) fn realtime_port(device: &Device) -> Option<u16> {
    device.caps.iter().find_map(|cap| match cap {
        Cap::Realtime(port) => Some(*port),
        _ => None,
    })
}

/// The form in which a device stores patterns.
pub(super) fn form(device: &Device) -> Form {
    let still = device.caps.iter().find_map(|cap| match cap {
        Cap::Still(values) => Some(*values),
        _ => None,
    });
    match (image(device), device.matrix, still) {
        (Some(_), Some(_), _) => Form::GifMatrix,
        (Some(_), None, _) => Form::GifStrip,
        (None, _, Some(values)) => Form::Still(values),
        (None, _, None) => Form::Nothing,
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
    fn a_chip_reads_as_many_values_as_its_memory_holds() {
        for (arch, values) in [
            ("esp8266", 600),
            ("esp32-s2", 1500),
            ("esp32", 2000),
            ("esp32-s3", 2000),
        ] {
            assert_eq!(values_at_once(arch), values);
        }
    }

    #[test]
    fn the_form_follows_from_the_effect_the_matrix_and_the_values() {
        let form = |caps: &[Cap], matrix| {
            super::form(&Device {
                caps: caps.iter().cloned().collect(),
                matrix,
                ..Device::example()
            })
        };
        let matrix = crate::pattern::Matrix::new(16, 16);
        let both = [Cap::Gif(53), Cap::Still(2000)];
        assert_eq!(form(&both, matrix), Form::GifMatrix);
        assert_eq!(form(&both, None), Form::GifStrip);
        assert_eq!(form(&both[1..], matrix), Form::Still(2000));
        assert_eq!(form(&[], matrix), Form::Nothing);
    }
}
