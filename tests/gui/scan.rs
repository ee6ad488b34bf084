//! Looking for devices and testing connections, as a person does it. Only loopback is asked: subnets and ports are set so.

use super::rig::{Rig, rig, rig_with};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::net::SocketAddr;
use upload_bridge::app::{Dialog, Page, State, example};
use upload_bridge::engine::settings::{ScanSettings, Settings};
use upload_bridge::engine::{Outcome, Presence, Via};
use upload_bridge::problem::Code;
use upload_bridge::store::Store;
use upload_bridge::ui::App;

/// Sweeps this computer at these ports, and listens to nobody.
fn here(ports: &[u16]) -> Settings {
    let scan = ScanSettings {
        announcements: false,
        own_subnets: false,
        subnets: vec!["127.0.0.1/32".into()],
        ports: ports.to_vec(),
        ..ScanSettings::default()
    };
    Settings {
        scan,
        ..Settings::default()
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Types where scans look, and scans there.
fn scan_at(rig: &mut Rig, addresses: &[SocketAddr]) {
    let ports: Vec<String> = addresses
        .iter()
        .map(|address| address.port().to_string())
        .collect();
    rig.click("Scan options");
    rig.click("Ports");
    rig.harness
        .get_by_label("Ports")
        .type_text(&ports.join(", "));
    rig.harness.run_steps(2);
    rig.click("Save and scan");
    rig.until("the scan begins", |state| {
        state.scan.is_running() || state.scan.last.is_some()
    });
    rig.until("the scan's end", |state| !state.scan.is_running());
}

#[test]
fn a_scan_finds_devices_where_its_options_say() {
    let mut rig = rig_with("", here(&[]), Store::in_memory().unwrap());
    let addresses = rig.outside();
    scan_at(&mut rig, &addresses);
    rig.until("both", |state| state.devices.len() == 2);
    let ports: Vec<u16> = addresses.iter().map(|address| address.port()).collect();
    assert_eq!(rig.state().settings.scan.ports, ports, "remembered");
    for view in &rig.state().devices {
        assert_eq!(
            (view.presence, view.via.as_slice()),
            (Presence::Online, [Via::Sweep].as_slice())
        );
    }
    let first = rig.state().devices[0].name().to_owned();
    assert_eq!(
        first, "Garden arch",
        "by name, although it may have answered last"
    );
    rig.harness.get_by_label("2 online");
    rig.click("Find out why");
    rig.harness.get_by_label("2 devices found. Is one missing?");
    rig.harness.get_by_label_contains("127.0.0.1/32 port");
}

#[test]
fn a_scan_in_vain_says_what_was_tried_and_what_to_do() {
    let mut rig = rig_with("", here(&[free_port()]), Store::in_memory().unwrap());
    rig.harness.key_press(Key::F5);
    rig.until("the scan's end", |state| state.scan.last.is_some());
    rig.harness.get_by_label("No device was found");
    rig.harness
        .get_by_label_contains("only this computer is searched");
    rig.harness.get_by_label_contains("1 refused it");
    rig.click("Scan again");
    rig.until("another", |state| {
        state.scan.last.is_some() && !state.scan.is_running()
    });
    rig.click("Add by address…");
    rig.until("the form", |state| {
        matches!(state.dialog, Some(Dialog::AddDevice(_)))
    });
}

#[test]
fn escape_stops_a_scan() {
    // 65,534 addresses of this computer: each refuses at once, all of them take a while
    let mut settings = here(&[free_port()]);
    settings.scan.subnets = vec!["127.1.0.0/16".into()];
    let mut rig = rig_with("", settings, Store::in_memory().unwrap());
    rig.harness.key_press(Key::F5);
    rig.until("the scan", |state| state.scan.is_running());
    rig.harness.get_by_label("Stop");
    rig.harness.key_press(Key::Escape);
    rig.until("its end", |state| !state.scan.is_running());
    let tried = &rig.state().scan.last.as_ref().unwrap().tried;
    assert!(
        tried
            .iter()
            .any(|note| note.to_string().contains("stopped early")),
        "{tried:?}"
    );
}

#[test]
fn a_wrong_port_is_said_beside_its_field_and_a_wide_sweep_has_to_be_agreed_to() {
    let mut rig = rig_with("", here(&[]), Store::in_memory().unwrap());
    rig.click("Scan options");
    rig.click("Ports");
    rig.harness.get_by_label("Ports").type_text("70000");
    rig.harness.run_steps(3);
    assert!(
        rig.harness
            .get_by_label("Save and scan")
            .accesskit_node()
            .is_disabled()
    );
    rig.click("Other subnets");
    rig.harness
        .get_by_label("Other subnets")
        .type_text(", 10.0.0.0/16");
    rig.harness.run_steps(3);
    rig.harness
        .get_by_label_contains("10.0.0.0/16 is larger than a /22. Scanning 65,535 addresses");
    rig.click("Scan it anyway");
    let agreed = |state: &State| matches!(&state.dialog, Some(Dialog::ScanOptions(form)) if form.wide_agreed);
    rig.until("the word", agreed);
}

#[test]
fn known_devices_are_listed_unasked_with_their_pins_and_can_be_sent_to() {
    let store = Store::in_memory().unwrap();
    let _devices = {
        let mut first = rig_with("", here(&[]), store.clone());
        let addresses = first.outside();
        scan_at(&mut first, &addresses);
        first.until("both", |state| state.devices.len() == 2);
        first.harness.get_by_label_contains("Porch,").hover();
        first.harness.run_steps(3);
        first.click("Pin Porch");
        first.until("the pin", |state| {
            state.devices.iter().any(|view| view.pinned)
        });
        let id = first
            .state()
            .devices
            .iter()
            .find(|view| view.pinned)
            .unwrap()
            .device
            .id
            .clone();
        first.until("it is kept", |_| store.device(&id).unwrap().unwrap().pinned);
        first.keep_outside()
    };
    let mut second = rig_with("", unasked(here(&[])), store);
    second.until("the known ones", |state| {
        state.devices.len() == 2 && state.tidy
    });
    let shown: Vec<_> = second
        .state()
        .devices
        .iter()
        .map(|view| (view.name().to_owned(), view.presence, view.pinned))
        .collect();
    assert_eq!(shown[0], ("Porch".to_owned(), Presence::NotAsked, true));
    assert_eq!(
        shown[1],
        ("Garden arch".to_owned(), Presence::NotAsked, false)
    );
    second.pattern();
    second.click_beginning("Porch,");
    second.click("Send to 1 device");
    second.until("the end", |state| {
        state.jobs.len() == 1 && state.active_jobs() == 0
    });
    assert_eq!(second.outcomes(), [Some(Outcome::Verified)]);
    assert_eq!(second.state().devices[0].presence, Presence::Online);
}

/// The same, with no device asked by itself.
fn unasked(mut settings: Settings) -> Settings {
    settings.devices.ask_by_itself = false;
    settings
}

#[test]
fn known_devices_are_asked_as_soon_as_somebody_looks_at_the_list() {
    let store = Store::in_memory().unwrap();
    let devices = {
        let mut first = rig_with("", here(&[]), store.clone());
        let addresses = first.outside();
        scan_at(&mut first, &addresses);
        first.until("both", |state| state.devices.len() == 2);
        first.keep_outside()
    };
    let presence = |state: &State| -> Vec<Presence> {
        state.devices.iter().map(|view| view.presence).collect()
    };
    let mut second = rig_with("", here(&[]), store.clone());
    second.until("both to answer", |state| {
        presence(state) == [Presence::Online; 2]
    });
    drop(second);
    drop(devices);
    let mut third = rig_with("", here(&[]), store);
    third.until("both to be called offline", |state| {
        presence(state) == [Presence::Offline; 2]
    });
}

#[test]
fn known_devices_that_are_gone_are_offline_after_a_scan_and_can_be_forgotten() {
    let store = Store::in_memory().unwrap();
    {
        let mut first = rig_with("", here(&[]), store.clone());
        let addresses = first.outside();
        first.add(addresses[0]);
    } // the simulated devices end here
    let mut second = rig_with("", here(&[free_port()]), store.clone());
    second.until("the known one", |state| state.devices.len() == 1);
    second.click("Scan");
    second.until("the scan's end", |state| state.scan.last.is_some());
    assert_eq!(second.state().devices[0].presence, Presence::Offline);
    second
        .harness
        .get_by_label_contains("1 known address: no device answers");
    second.harness.key_press(Key::ArrowDown);
    second.harness.run_steps(2);
    second.harness.key_press(Key::Enter);
    second.until("that its page has no answer", |state| {
        state.page == Page::Device && state.device_page.failed.is_some()
    });
    second.click("Layout…");
    second.until("its layout", |state| {
        matches!(state.dialog, Some(Dialog::Layout(_)))
    });
    second.click("Forget…");
    second.click("Forget");
    second.until("nobody", |state| state.devices.is_empty());
    assert_eq!(second.state().page, Page::Send, "its page went with it");
    second.until("it is gone for good", |_| {
        store.devices().unwrap().is_empty()
    });
}

#[test]
fn arrows_go_from_card_to_card() {
    let mut rig = rig("");
    rig.devices();
    let focused = |rig: &Rig, beginning: &str| {
        let mut all = rig.harness.get_all_by(|node| {
            node.label()
                .is_some_and(|label| label.starts_with(beginning))
        });
        all.any(|node| node.accesskit_node().is_focused())
    };
    rig.until("the order", |state| state.tidy);
    for (key, name) in [
        (Key::ArrowDown, "Garden arch,"),
        (Key::ArrowDown, "Porch,"),
        (Key::ArrowDown, "Porch,"),
        (Key::ArrowUp, "Garden arch,"),
        (Key::End, "Porch,"),
        (Key::Home, "Garden arch,"),
    ] {
        rig.harness.key_press(key);
        rig.harness.run_steps(2);
        assert!(focused(&rig, name), "{key:?} does not lead to {name}");
    }
}

#[test]
fn of_three_hundred_devices_only_those_in_sight_are_drawn_and_the_keys_reach_the_last() {
    let state = State {
        search: String::new(),
        ..example("searched").unwrap()
    };
    let builder = Harness::builder().with_size(egui::vec2(1280.0, 800.0));
    let mut harness = builder.build_eframe(|cc| App::picture(&cc.egui_ctx, state));
    harness.run_steps(4);
    let cards = |harness: &Harness<'_, App>| harness.get_all_by_role(Role::CheckBox).count();
    assert!((8..20).contains(&cards(&harness)), "{}", cards(&harness));
    harness.key_press(Key::ArrowDown);
    harness.run_steps(2);
    harness.key_press(Key::End);
    harness.run_steps(4);
    let last = format!(
        "{},",
        harness.state().state().devices.last().unwrap().name()
    );
    let node = harness.get_by(|node| node.label().is_some_and(|label| label.starts_with(&last)));
    assert!(node.accesskit_node().is_focused(), "{last}");
    assert!(
        harness.ctx.content_rect().contains_rect(node.rect()),
        "it is in sight"
    );
    assert!(cards(&harness) < 20);
}

#[test]
fn a_connection_is_tested_stage_by_stage() {
    let mut rig = rig("");
    let addresses = rig.outside();
    rig.add(addresses[0]);
    rig.harness.key_press(Key::ArrowDown);
    rig.harness.run_steps(2);
    rig.harness.key_press(Key::Enter);
    rig.until("its page", |state| {
        state.page == Page::Device && state.device_page.asked.is_empty()
    });
    rig.click("Layout…");
    rig.until("its layout", |state| {
        matches!(state.dialog, Some(Dialog::Layout(_)))
    });
    rig.click("Test connection");
    let at = addresses[0].to_string();
    rig.until("the end", |state| {
        state.tests.get(&at).is_some_and(|test| !test.is_running())
    });
    assert_eq!(rig.state().tests[&at].stages.len(), 6);
    rig.harness
        .get_by_label_contains("The device can be reached.");
    rig.harness.get_by_label_contains("Connection (TCP): OK");
    rig.click("Copy details");
    rig.click("Run again");
    rig.until("another end", |state| {
        state.tests.get(&at).is_some_and(|test| !test.is_running())
    });
}

#[test]
fn a_test_ends_at_the_first_stage_that_fails_with_what_to_do() {
    let mut rig = rig_with("", here(&[free_port()]), Store::in_memory().unwrap());
    rig.harness.key_press(Key::F5);
    rig.until("the scan's end", |state| state.scan.last.is_some());
    rig.click("Test an address…");
    let at = format!("127.0.0.1:{}", free_port());
    rig.harness.get_by_label("Address to test").type_text(&at);
    rig.harness.run_steps(2);
    rig.harness.key_press(Key::Enter);
    rig.until("the end", |state| {
        state.tests.get(&at).is_some_and(|test| !test.is_running())
    });
    rig.harness
        .get_by_label_contains("Connection (TCP): failed");
    rig.harness
        .get_by_label_contains("Web server (HTTP): not started");
    let problem = rig.state().tests[&at]
        .diagnosis
        .clone()
        .unwrap()
        .problem
        .unwrap();
    assert_eq!(problem.code, Code::DeviceRefused);
}

#[test]
fn a_failed_upload_leads_to_the_test_of_its_connection() {
    let mut rig = rig("liex2");
    rig.devices();
    rig.pattern();
    rig.click_beginning("Porch,");
    rig.click("Send to 1 device");
    rig.until("a failure", |state| state.failed_jobs().count() == 1);
    rig.click("Details");
    rig.click("Test connection");
    rig.until("the end", |state| {
        state.tests.values().any(|test| !test.is_running())
    });
    rig.harness
        .get_by_label_contains("The device can be reached.");
}
