//! Who is a WLED, from 0.8 to 17 and its forks; and who only looks like one.

use super::*;
use crate::device::Cap;
use crate::problem::Code;

fn address() -> DeviceAddr {
    DeviceAddr::from_socket("127.0.0.1:8080".parse().unwrap())
}

/// Identifies a device with that info, and an effect list with "Image" at place 2 where `image`.
async fn identify(info: Value, image: bool) -> Option<Device> {
    asked(info, image).await.unwrap()
}

/// The same with what went wrong.
async fn asked(info: Value, image: bool) -> Result<Option<Device>, DeviceError> {
    let effects = if image {
        r#"["Solid","Blink","Image"]"#
    } else {
        r#"["Solid","Blink","RSVD"]"#
    };
    let (link, _) = link(move |_, call| match call.path.as_str() {
        "/json/info" => ok(info.to_string()),
        "/json/eff" => ok(effects),
        _ => usual(call),
    });
    Wled.identify(
        &address(),
        &link,
        &Attempts::new(),
        &FirmwareCache::default(),
    )
    .await
}

#[tokio::test(start_paused = true)]
async fn every_firmware_is_read_as_far_as_it_speaks() {
    let v0_8 = json!({ "ver": "0.8.5", "vid": 1_909_122, "leds": { "count": 30, "pin": [2] }, "name": "Old", "brand": "WLED",
        "fxcount": 81, "palcount": 50, "arch": "esp8266", "mac": "aabbccddee01" });
    let device = identify(v0_8.clone(), false).await.unwrap();
    assert_eq!(
        (device.leds, device.form(), device.id.as_str()),
        (Some(30), Form::Nothing, "aabbccddee01")
    );
    assert_eq!((device.limits.free_bytes, device.matrix), (None, None));

    let mut v0_14 = v0_8.clone();
    json::merge(
        &mut v0_14,
        json!({ "ver": "0.14.4", "mac": "aabbccddee02", "ip": "10.0.0.3", "arch": "esp32" }),
    );
    json::merge(
        &mut v0_14,
        json!({ "fs": { "u": 12, "t": 983, "pmt": 1_702_050_803.0 } }),
    );
    let device = identify(v0_14.clone(), false).await.unwrap();
    assert_eq!(
        (device.form(), device.limits.free_bytes),
        (Form::Still(2000), Some(950_904))
    );

    let mut mm = v0_14.clone();
    json::merge(
        &mut mm,
        json!({ "ver": "14.5.1-dev", "mac": "aabbccddee03", "arch": "ESP32-S3", "product": "MoonModules" }),
    );
    json::merge(
        &mut mm,
        json!({ "leds": { "count": 4096, "matrix": { "w": 64, "h": 64 } } }),
    );
    let device = identify(mm, true).await.unwrap();
    assert_eq!(
        (device.form(), device.matrix.unwrap().leds()),
        (Form::GifMatrix, 4096)
    );
    assert!(device.caps.has(&Cap::Gif(2)) && device.caps.has(&Cap::Still(2000)));

    // the same firmware with and without the effect: only its list says so
    let mut strip = v0_14.clone();
    json::merge(
        &mut strip,
        json!({ "mac": "aabbccddee04", "leds": { "count": 30, "rgbw": true } }),
    );
    let device = identify(strip, true).await.unwrap();
    assert_eq!(
        (device.form(), device.caps.has(&Cap::Rgbw)),
        (Form::GifStrip, true)
    );

    let mut v17 = v0_14;
    json::merge(
        &mut v17,
        json!({ "ver": "17.0.0-devV5", "mac": "", "vid": "?", "arch": "esp32-s2", "leds": { "count": 9.0 } }),
    );
    let device = identify(v17, false).await.unwrap();
    assert_eq!((device.form(), device.leds), (Form::Still(1500), Some(9)));
    assert!(device.id.is_address(), "it tells no MAC");
}

impl Device {
    fn form(&self) -> Form {
        Wled.form(self)
    }
}

#[tokio::test(start_paused = true)]
async fn others_are_left_to_their_own_families() {
    let mut fpp = info_of("aabbccddee05");
    fpp["brand"] = json!("FPP");
    let error = asked(fpp, false).await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().contains("Falcon Player")),
        (Code::DeviceUnsupported, true),
        "it announces itself as a WLED"
    );
    assert_eq!(
        identify(json!({ "pattern_loaded": false, "num_leds": 3 }), false).await,
        None
    );
    assert_eq!(
        identify(json!({ "ver": "1", "leds": { "count": 3 } }), false).await,
        None
    );
    let mut nameless = info_of("aabbccddee06");
    nameless.as_object_mut().unwrap().remove("brand");
    assert!(
        identify(nameless, false).await.is_some(),
        "by its effects and palettes"
    );
    // sellers set a brand of their own
    let mut acme = info_of("aabbccddee0a");
    acme["brand"] = json!("Acme");
    assert!(identify(acme.clone(), false).await.is_some());
    for missing in ["ver", "fxcount", "palcount", "leds"] {
        let mut less = acme.clone();
        less.as_object_mut().unwrap().remove(missing);
        assert_eq!(identify(less, false).await, None, "without {missing}");
    }
    let (link, seen) = link(|_, _| status(404));
    assert_eq!(
        Wled.identify(
            &address(),
            &link,
            &Attempts::new(),
            &FirmwareCache::default()
        )
        .await,
        Ok(None)
    );
    assert_eq!(seen.lock().unwrap().len(), 1);
    assert!(
        !link.busy_sign().shows(&cut()),
        "whose link it is was not found out"
    );
}

#[tokio::test(start_paused = true)]
async fn the_effect_list_is_asked_for_once_a_firmware() {
    let (link, seen) = link(|n, call| match call.path.as_str() {
        "/json/info" => {
            let mut info = info_of("aabbccddee07");
            info["vid"] = json!(if n < 6 { 1 } else { 2 });
            ok(info.to_string())
        }
        "/json/eff" => ok(r#"["Image"]"#),
        _ => usual(call),
    });
    let cache = FirmwareCache::default();
    for _ in 0..4 {
        let device = Wled
            .identify(&address(), &link, &Attempts::new(), &cache)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(caps::image(&device), Some(0));
    }
    assert_eq!(
        said(&seen, "GET /json/eff"),
        2,
        "once more after the update: {seen:?}"
    );
    assert!(
        link.busy_sign().shows(&cut()),
        "from then on a cut connection says busy"
    );
}

#[tokio::test(start_paused = true)]
async fn two_caches_share_no_effect_list() {
    let (link, seen) = link(|_, call| match call.path.as_str() {
        "/json/info" => ok(info_of("aabbccddee09").to_string()),
        "/json/eff" => ok(r#"["Solid","Image"]"#),
        _ => usual(call),
    });
    for engine in 1..=2 {
        let cache = FirmwareCache::default();
        for _ in 0..2 {
            Wled.identify(&address(), &link, &Attempts::new(), &cache)
                .await
                .unwrap()
                .unwrap();
        }
        assert_eq!(said(&seen, "GET /json/eff"), engine, "{seen:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_it_plays_is_told_where_it_plays_gifs() {
    let (link, _) = link(|_, call| match call.path.as_str() {
        "/json/info" => ok(info_of("aabbccddee08").to_string()),
        "/json/eff" => ok(r#"["Solid","Image"]"#),
        "/json/state" => {
            ok(json!({ "seg": [{ "fx": 0 }, { "fx": 1, "n": "ub_a_00000000.gif" }] }).to_string())
        }
        _ => usual(call),
    });
    let device = Wled
        .identify(
            &address(),
            &link,
            &Attempts::new(),
            &FirmwareCache::default(),
        )
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        Wled.plays(&device, &StoredName::from_text("ub_a_00000000.gif")),
        Playing::Said
    );
    assert_eq!(
        Wled.plays(&device, &StoredName::from_text("ub_b_00000000.gif")),
        Playing::No
    );
}

#[tokio::test(start_paused = true)]
async fn neighbours_come_from_its_list_and_nonsense_in_it_does_not_matter() {
    let (link, _) = link(|_, _| {
        ok(
            r#"{"nodes":[{"name":"a","ip":"10.0.0.4"},{"ip":"x"},{},7,{"ip":"10.0.0.5","type":160}]}"#,
        )
    });
    let found = Neighbours::list(&Wled, &device(), &link).await;
    assert_eq!(
        found,
        [
            "10.0.0.4:80".parse().unwrap(),
            "10.0.0.5:80".parse().unwrap()
        ]
    );
}

#[tokio::test]
#[ignore = "needs UPLOAD_BRIDGE_FIXTURES"]
async fn every_recorded_answer_of_a_real_device_is_understood() {
    let folder =
        std::path::Path::new(&std::env::var_os("UPLOAD_BRIDGE_FIXTURES").unwrap()).join("wled");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(dump) = serde_json::from_slice::<Value>(&std::fs::read(entry.path()).unwrap())
        else {
            continue;
        };
        if name.contains("presets") {
            assert!(
                presets::parse(dump.to_string().as_bytes()).is_some(),
                "{name}"
            );
            continue;
        }
        let info = info::Info::parse(dump.get("info").unwrap_or(&dump))
            .unwrap_or_else(|| panic!("{name}"));
        assert!(info.leds > 0, "{name}");
        if let Some(state) = dump.get("state") {
            assert!(!State::parse(state).segments.is_empty(), "{name}");
        }
        assert_eq!(info.matrix.is_some(), name.contains("2d"), "{name}");
        read += 1;
    }
    assert!(read >= 8, "{read}");
}

use state::State;
