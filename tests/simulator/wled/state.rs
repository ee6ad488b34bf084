//! `/json`: who a device is, what it does, and how it is told.

use super::*;
use crate::client::{device, soon};
use serde_json::json;
use upload_bridge::pattern::Matrix;

#[tokio::test]
async fn info_tells_who_the_device_is_as_its_release_does() {
    let grid = Lights::Matrix(Matrix::new(16, 8).unwrap());
    for (dialect, version, has_matrix) in [
        (Dialect::WLED, "16.0.1", true),
        (Dialect::WLED15, "0.15.3", true),
        (Dialect::WLED13, "0.13.3", false),
    ] {
        let (running, at) = with_lights(dialect, grid, "").await;
        let told = info(at).await;
        assert_eq!(
            (&told["ver"], &told["brand"]),
            (&json!(version), &json!("WLED"))
        );
        assert_eq!(told["mac"], json!(running.devices()[0].id));
        assert_eq!(told["name"], json!(running.devices()[0].name));
        assert_eq!(told["leds"]["count"], json!(128));
        assert_eq!(
            told["leds"].get("matrix"),
            has_matrix.then_some(&json!({"w": 16, "h": 8}))
        );
        for field in [
            "vid", "udpport", "fxcount", "palcount", "wifi", "fs", "arch", "freeheap", "uptime",
            "ip", "opt",
        ] {
            assert!(!told[field].is_null(), "{field}");
        }
        let effects = get(at, "/json/eff").await.json();
        assert_eq!(
            effects.as_array().unwrap().len() as u64,
            told["fxcount"].as_u64().unwrap()
        );
        assert_eq!(
            effects.as_array().unwrap().iter().any(|e| e == "Image"),
            dialect == Dialect::WLED
        );
    }
    let (_running, at) = with_lights(Dialect::WLED, Lights::Leds(30), "").await;
    assert!(
        info(at).await["leds"].get("matrix").is_none(),
        "a strip has no matrix"
    );
}

#[tokio::test]
async fn addresses_are_found_by_the_words_in_them() {
    let (_running, at) = device(Dialect::WLED, "").await;
    let both = get(at, "/json/si").await.json();
    assert!(both["state"]["seg"].is_array() && both["info"]["ver"].is_string());
    assert_eq!(
        get(at, "/json/silly").await.json(),
        both,
        "harmless, but it works"
    );
    let all = get(at, "/json").await.json();
    assert!(all["effects"].is_array() && all["palettes"].is_array() && all["state"].is_object());
    assert!(get(at, "/json/effects").await.json().is_array());
    assert_eq!(get(at, "/json/nodes").await.json(), json!({"nodes": []}));
    let unknown = get(at, "/json/xyz").await;
    assert_eq!((unknown.status, unknown.json()), (501, json!({"error": 4})));
    assert_eq!(get(at, "/json/live").await.status, 501);
    assert_eq!(get(at, "/json/cfg").await.json()["def"]["ps"], json!(0));
    assert_eq!(text(&get(at, "/version").await), "2606300");
    assert_eq!(get(at, "/presets.json").await.json(), json!({"0": {}}));
}

#[tokio::test]
async fn a_state_is_changed_and_told_in_full_when_asked() {
    let (_running, at) = device(Dialect::WLED, "").await;
    let short = say(at, &json!({"on": true, "bri": 40})).await;
    assert_eq!(short.json(), json!({"success": true}));
    let said = json!({"on": true, "seg": [{"id": 0, "n": "a.gif", "fx": 53, "sx": 128, "ix": 0}], "v": true});
    let told = say(at, &said).await.json();
    assert_eq!((&told["on"], &told["bri"]), (&json!(true), &json!(40)));
    let segment = &told["seg"][0];
    assert_eq!(
        (&segment["fx"], &segment["n"], &segment["frz"]),
        (&json!(53), &json!("a.gif"), &json!(false))
    );
    say(at, &json!({"bri": 0})).await;
    assert_eq!(
        (&state(at).await["on"], &state(at).await["bri"]),
        (&json!(false), &json!(40))
    );
    let form = [("Content-Type", "application/x-www-form-urlencoded".into())];
    let refused = call(at, "POST /json/state", &form, b"{}").await.unwrap();
    assert_eq!((refused.status, refused.json()), (400, json!({"error": 9})));
    assert_eq!(say(at, &json!([1])).await.status, 400);
    let large = call(at, "POST /json/state", &json_type(), &vec![b' '; 16_385])
        .await
        .unwrap();
    assert_eq!(large.status, 413);
    let many = json!({"seg": [{"id": 0, "i": vec!["FF0000"; 700]}]});
    assert_eq!(say(at, &many).await.status, 200);
    let (_running, at) = device(Dialect::WLED13, "").await;
    assert_eq!(
        say(at, &many).await.status,
        400,
        "more values than the parser has memory for"
    );
}

#[tokio::test]
async fn segments_come_and_go_by_their_bounds() {
    let (_running, at) = device(Dialect::WLED, "").await;
    let two = json!({"seg": [{"id": 0, "stop": 4}, {"id": 1, "start": 4, "stop": 8, "col": ["00FF00"]}], "v": true});
    let told = say(at, &two).await.json();
    assert_eq!(
        (&told["seg"][1]["start"], &told["seg"][1]["len"]),
        (&json!(4), &json!(4))
    );
    assert_eq!(told["seg"][1]["col"][0], json!([0, 255, 0]));
    let told = say(at, &json!({"seg": [{"id": 0, "stop": 0}], "v": true}))
        .await
        .json();
    assert_eq!(told["seg"].as_array().unwrap().len(), 1);
    assert_eq!(
        told["seg"][0]["id"],
        json!(1),
        "the others keep their numbers"
    );
    let told = say(at, &json!({"seg": {"sel": true, "bri": 7}, "v": true}))
        .await
        .json();
    assert_ne!(
        told["seg"][0]["bri"],
        json!(7),
        "only selected ones are meant without an id"
    );
}

#[tokio::test]
async fn a_preset_is_saved_a_while_later_and_loaded_again() {
    let (_running, at) = device(Dialect::WLED, "").await;
    say(
        at,
        &json!({"bri": 90, "seg": [{"id": 0, "n": "a.gif", "fx": 53}]}),
    )
    .await;
    say(
        at,
        &json!({"psave": 3, "n": "Fire", "ib": true, "sb": true, "bootps": 3}),
    )
    .await;
    assert_eq!(
        get(at, "/presets.json").await.json(),
        json!({"0": {}}),
        "not yet"
    );
    let saved = soon(async {
        loop {
            let presets = get(at, "/presets.json").await.json();
            if presets.get("3").is_some() {
                break presets;
            }
        }
    });
    let saved = saved.await;
    assert_eq!(
        (&saved["3"]["n"], &saved["3"]["bri"]),
        (&json!("Fire"), &json!(90))
    );
    assert_eq!(
        (&saved["3"]["seg"][0]["n"], &saved["3"]["seg"][0]["stop"]),
        (&json!("a.gif"), &json!(8))
    );
    assert_eq!(info(at).await["leds"]["bootps"], json!(3));
    say(at, &json!({"bri": 20, "seg": [{"id": 0, "fx": 0}]})).await;
    say(at, &json!({"ps": 3})).await;
    soon(async { while state(at).await["ps"] != json!(3) {} }).await;
    assert_eq!(
        (&state(at).await["bri"], &state(at).await["seg"][0]["fx"]),
        (&json!(90), &json!(53))
    );
    let told = say(at, &json!({"seg": [{"id": 0, "fx": 9}], "v": true}))
        .await
        .json();
    assert_eq!(told["ps"], json!(-1), "it is no longer that preset");
    say(at, &json!({"pdel": 3})).await;
    assert_eq!(get(at, "/presets.json").await.json(), json!({"0": {}}));
}

#[tokio::test]
async fn an_error_is_told_once() {
    let (_running, at) = device(Dialect::WLED, "").await;
    say(at, &json!({"ps": 77})).await;
    soon(async { while state(at).await["error"] != json!(12) {} }).await;
    assert!(state(at).await.get("error").is_none());
}
