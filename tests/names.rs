//! What a name means on the command line, by running the real binary: two devices of one name are told apart and never both
//! sent to, and groups stand for several devices.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use assert_cmd::Command;
use common::addresses;
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use upload_bridge::net::Gate;
use upload_bridge::pattern::Matrix;
use upload_bridge::simulator::{
    DeviceOptions, Dialect, Lights, Simulator, SimulatorOptions, start,
};

/// Simulated WLEDs of these names, all found by a scan, and a home folder that knows them.
struct Place {
    home: tempfile::TempDir,
    sims: Simulator,
    _runtime: tokio::runtime::Runtime,
}

/// What a run of the binary said.
struct Said {
    code: i32,
    events: Vec<Value>,
    out: String,
    err: String,
}

impl Said {
    fn of(&self, event: &str) -> Vec<&Value> {
        self.events
            .iter()
            .filter(|object| object["event"] == event)
            .collect()
    }
}

impl Place {
    fn new(names: &[&str]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let home = tempfile::tempdir().unwrap();
        let lights = Lights::Matrix(Matrix::new(16, 16).unwrap());
        let device = |name: &&str| DeviceOptions {
            name: Some((*name).to_owned()),
            ..DeviceOptions::new(Dialect::WLED, lights)
        };
        let options = SimulatorOptions {
            gate: Gate::loopback(),
            devices: names.iter().map(device).collect(),
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: None,
            ports_by_seed: false,
            dir: Some(home.path().join("devices")),
            mdns: false,
            faults: vec![],
            seed: 1,
        };
        let sims = runtime.block_on(start(options)).unwrap();
        let place = Self {
            home,
            sims,
            _runtime: runtime,
        };
        let hosts = place.to();
        let mut scan = vec!["scan", "--host"];
        scan.extend(hosts.iter().map(String::as_str));
        assert_eq!(place.json(&scan).of("device").len(), names.len());
        place
    }

    fn to(&self) -> Vec<String> {
        let all = addresses(&self.sims);
        all.iter().map(ToString::to_string).collect()
    }

    fn id(&self, n: usize) -> String {
        self.sims.devices()[n].id.clone()
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let output = Command::cargo_bin("upload-bridge")
            .unwrap()
            .env_clear()
            .env("UPLOAD_BRIDGE_LOOPBACK", "1")
            .env("UPLOAD_BRIDGE_HOME", self.home.path().join("home"))
            .timeout(common::PATIENCE)
            .args(arguments)
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let events = out
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        Said {
            code: output.status.code().unwrap(),
            events: events.collect(),
            err: String::from_utf8(output.stderr).unwrap(),
            out,
        }
    }

    fn json(&self, arguments: &[&str]) -> Said {
        let mut all = arguments.to_vec();
        all.push("--json");
        self.run(&all)
    }

    /// Files that a device stores.
    fn stored(&self, n: usize) -> usize {
        let dir = self.sims.devices()[n].dir.clone().unwrap();
        std::fs::read_dir(dir).map_or(0, |all| {
            all.flatten()
                .filter(|file| file.path().extension().is_some_and(|end| end == "gif"))
                .count()
        })
    }
}

fn heart() -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/samples/heart.gif");
    file.display().to_string()
}

#[test]
fn a_name_of_two_devices_is_refused_by_every_command_and_sent_to_neither() {
    let place = Place::new(&["Tree", "tree", "Porch"]);
    let hosts = place.to();
    let heart = heart();
    let names_both = |said: &Said, message: &str| {
        assert_eq!(said.code, 1, "{} {}", said.out, said.err);
        for host in &hosts[..2] {
            assert!(message.contains(host.as_str()), "{message}");
        }
        assert!(!message.contains(&hosts[2]), "{message}");
    };
    let upload = place.json(&["upload", &heart, "--to", "TREE"]);
    let job = upload.of("job")[0];
    assert_eq!(job["error"]["code"], "device.ambiguous", "{job}");
    names_both(&upload, job["error"]["message"].as_str().unwrap());
    let stream = place.json(&["stream", &heart, "--seconds", "1", "--to", "Tree"]);
    let failed = stream.of("stream")[0];
    assert_eq!(failed["error"]["code"], "device.ambiguous", "{failed}");
    names_both(&stream, failed["error"]["message"].as_str().unwrap());
    for arguments in [
        &["device", "Tree", "off"][..],
        &["devices", "show", "Tree"],
        &["devices", "set", "Tree", "--size", "16x16"],
        &["devices", "forget", "Tree"],
    ] {
        let said = place.json(arguments);
        let error = said.of("error")[0];
        assert_eq!(error["code"], "device.ambiguous", "{arguments:?} {error}");
        names_both(&said, error["message"].as_str().unwrap());
    }
    assert_eq!((place.stored(0), place.stored(1)), (0, 0));
    assert_eq!(place.json(&["devices"]).of("device").len(), 3);

    // the others are sent to all the same
    let said = place.json(&["upload", &heart, "--to", "Tree", "Porch"]);
    let summary = said.of("summary")[0];
    assert_eq!(
        (said.code, &summary["verified"], &summary["failed"]),
        (3, &1.into(), &1.into())
    );
    assert_eq!(
        (place.stored(0), place.stored(1), place.stored(2)),
        (0, 0, 1)
    );

    // the remedies: an id, an address, a name of its own
    assert_eq!(place.json(&["device", &place.id(1), "off"]).code, 0);
    let set = place.run(&["devices", "set", &hosts[1], "--name", "Tree"]);
    assert_eq!(
        (set.code, set.err.as_str()),
        (0, ""),
        "a nickname wins over an own name"
    );
    assert_eq!(place.json(&["upload", &heart, "--to", "tree"]).code, 0);
    assert_eq!((place.stored(0), place.stored(1)), (0, 1));
    let set = place.run(&["devices", "set", &hosts[0], "--name", " TREE"]);
    assert!(
        set.err.contains("2 devices are called 'TREE' now"),
        "{}",
        set.err
    );
}

#[test]
fn lines_about_devices_of_one_name_hold_their_addresses() {
    let place = Place::new(&["WLED", "WLED", "Porch"]);
    let hosts = place.to();
    let mut arguments = vec!["upload"];
    let heart = heart();
    arguments.extend([heart.as_str(), "--to"]);
    arguments.extend(hosts.iter().map(String::as_str));
    let said = place.run(&arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    let lines = |out: &str, mark: &str| {
        for host in &hosts[..2] {
            let named = format!("WLED ({host}){mark}");
            assert!(out.contains(&named), "{out}");
        }
        assert!(out.contains(&format!("Porch{mark}")), "{out}");
    };
    lines(&said.out, ": heart");
    lines(&place.run(&["history"]).out, "  ");
}

#[test]
fn what_cannot_be_a_nickname_is_refused_in_words() {
    let place = Place::new(&["Porch"]);
    for bad in ["@porch", "192.168.1.40", "porch.local:81", "a0b1c2d3e4f5"] {
        let said = place.json(&["devices", "set", "Porch", "--name", bad]);
        let error = said.of("error")[0];
        assert_eq!(
            (said.code, &error["code"]),
            (1, &"name.invalid".into()),
            "{bad}"
        );
    }
    let shown = place.json(&["devices", "show", "Porch"]);
    assert_eq!(shown.of("device")[0]["told"]["name"], Value::Null);
}

#[test]
fn a_group_stands_for_its_devices_each_of_them_once() {
    let place = Place::new(&["Tree", "Tree", "Porch", "Roof"]);
    let hosts = place.to();
    let heart = heart();
    for (host, groups) in [
        (0, &["Front", "xmas"][..]),
        (1, &["front"]),
        (2, &["@xmas"]),
    ] {
        let mut set = vec!["devices", "set", hosts[host].as_str()];
        for group in groups {
            set.extend(["--group", group]);
        }
        assert_eq!(place.json(&set).code, 0);
    }
    let shown = place.json(&["devices", "show", &hosts[0]]);
    assert_eq!(
        shown.of("device")[0]["groups"],
        serde_json::json!(["Front", "xmas"])
    );
    let names = |said: &Said| -> Vec<String> {
        let all = said.of("device");
        all.iter()
            .map(|device| device["address"].as_str().unwrap().to_owned())
            .collect()
    };
    let listed = place.json(&["devices", "list", "--group", "FRONT"]);
    let mut front = names(&listed);
    front.sort();
    let mut wanted = hosts[..2].to_vec();
    wanted.sort();
    assert_eq!(front, wanted);
    let text = place.run(&["devices"]).out;
    assert!(
        text.contains("@Front, @xmas") && text.lines().count() == 4,
        "{text}"
    );

    // once, however often a device is named
    let said = place.json(&[
        "upload", &heart, "--to", "@front", "@xmas", "Porch", &hosts[0],
    ]);
    assert_eq!(
        (said.code, said.of("job").len()),
        (0, 3),
        "{} {}",
        said.out,
        said.err
    );
    assert_eq!([0, 1, 2, 3].map(|n| place.stored(n)), [1, 1, 1, 0]);

    let said = place.json(&["stream", &heart, "--seconds", "0.5", "--to", "@xmas"]);
    assert_eq!(
        (said.code, &said.of("summary")[0]["ended"]),
        (0, &2.into()),
        "{}",
        said.out
    );

    let off = place.json(&["device", "@front", "off"]);
    assert_eq!(
        (off.code, off.of("light").len()),
        (0, 2),
        "{} {}",
        off.out,
        off.err
    );
    for host in &hosts[..2] {
        assert_eq!(
            place.json(&["device", host, "light"]).of("light")[0]["on"],
            false
        );
    }
    assert_eq!(
        place.json(&["device", &hosts[2], "light"]).of("light")[0]["on"],
        true
    );
    let light = place.run(&["device", "@front", "light"]).out;
    assert!(
        light.contains(&format!("Tree ({}): off", hosts[0])),
        "{light}"
    );
}

#[test]
fn what_takes_one_device_takes_no_group_and_an_unknown_one_is_refused_with_those_there_are() {
    let place = Place::new(&["Tree", "Porch"]);
    let heart = heart();
    let nothing = place.json(&["upload", &heart, "--to", "@front"]);
    let error = nothing.of("job")[0]["error"].clone();
    assert_eq!((nothing.code, &error["code"]), (1, &"group.unknown".into()));
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("no group @front, and there are no other groups")
    );
    assert_eq!(
        place
            .json(&[
                "devices", "set", "Tree", "--group", "front", "--group", "🎄"
            ])
            .code,
        0
    );
    for arguments in [
        &["device", "@front", "files"][..],
        &["device", "@front", "web"],
        &["devices", "show", "@front"],
        &["devices", "set", "@front", "--size", "8x8"],
        &["devices", "forget", "@front"],
    ] {
        let said = place.json(arguments);
        assert_eq!(
            (said.code, &said.of("error")[0]["code"]),
            (1, &"group.not_one".into())
        );
    }
    for arguments in [
        &["devices", "list", "--group", "frnt"][..],
        &["device", "@frnt", "off"],
    ] {
        let said = place.json(arguments);
        let error = said.of("error")[0];
        assert_eq!((said.code, &error["code"]), (1, &"group.unknown".into()));
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("@front, @🎄"), "{message}");
    }
    // the others go on
    let some = place.json(&["upload", &heart, "--to", "@none", "@🎄"]);
    assert_eq!((some.code, place.stored(0), place.stored(1)), (3, 1, 0));
    for bad in ["", "a,b", "@@x", "a\u{202e}b", &"x".repeat(65)] {
        let said = place.run(&["devices", "set", "Tree", "--group", bad]);
        assert_eq!(said.code, 2, "{bad:?} {}", said.err);
    }
    let left = place.run(&[
        "devices",
        "set",
        "Tree",
        "--no-group",
        "FRONT",
        "--no-group",
        "roof",
    ]);
    assert!(
        left.err.contains("was not in the group @roof"),
        "{}",
        left.err
    );
    assert_eq!(
        place.json(&["devices", "show", "Tree"]).of("device")[0]["groups"][0],
        "🎄"
    );
    assert_eq!(place.json(&["devices", "forget", "Tree"]).code, 0);
    assert_eq!(place.json(&["upload", &heart, "--to", "@🎄"]).code, 1);
}
