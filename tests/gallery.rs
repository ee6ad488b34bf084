//! A sheet with every widget in every state, in both themes, compared with pictures in `tests/snapshots`.
//! `UPDATE_SNAPSHOTS=true cargo test --test gallery` writes them anew; look at them before committing.

#![allow(clippy::indexing_slicing, reason = "a test may panic")]

use egui::{Align, Color32, Id, Pos2, Rect, Theme, Ui, UiBuilder, Vec2, pos2, vec2};
use egui_kittest::Harness;
use upload_bridge::ui::text::{self, span};
use upload_bridge::ui::theme::{self, Level, PhaseLook, tokens};
use upload_bridge::ui::widgets::button::{Button, IconButton, Kind, Size};
use upload_bridge::ui::widgets::card::{Connection, DeviceCard, Standing};
use upload_bridge::ui::widgets::drop::{self, DropOverlay};
use upload_bridge::ui::widgets::finding::{Finding, Severity};
use upload_bridge::ui::widgets::input::TextInput;
use upload_bridge::ui::widgets::led_face::{LedFace, LedFrame, Plate};
use upload_bridge::ui::widgets::readout::Readout;
use upload_bridge::ui::widgets::spark::{self, Ending};
use upload_bridge::ui::widgets::timeline::{Playhead, Timeline};
use upload_bridge::ui::widgets::toast::Toast;
use upload_bridge::ui::widgets::upload_row::{Columns, RowAction, UploadRow};
use upload_bridge::ui::widgets::{
    Look, chip, glyphs, progress, rail, score, select, slider, toggle,
};
use upload_bridge::ui::{icons, visuals};

/// Width and height of the sheet in points.
const SHEET: Vec2 = vec2(1280.0, 1400.0);

/// What the sheet keeps between frames.
struct Gallery {
    faces: Vec<LedFace>,
    timeline: Timeline,
    name: String,
    number: String,
}

impl Gallery {
    fn new() -> Self {
        Self {
            faces: (0..32).map(|_| LedFace::new()).collect(),
            timeline: Timeline::default(),
            name: "Porch".to_owned(),
            number: "16".to_owned(),
        }
    }
}

/// A flame of `side` x `side` LEDs at `time` 0 to 1.
fn flame(side: usize, time: f32) -> Vec<u8> {
    let n = side as f32;
    let cell = |x: usize, y: usize| {
        let u = (x as f32 + 0.5) / n - 0.5;
        let v = 1.0 - (y as f32 + 0.5) / n;
        let sway = 0.16 * (v * 5.0 + time * std::f32::consts::TAU).sin() * v;
        let width = 0.42 * (1.0 - v).powf(0.7) + 0.03;
        let heat = (1.25 - ((u - sway) / width).powi(2) - 0.75 * v).clamp(0.0, 1.0);
        let channel =
            |low: f32, high: f32| (((heat - low) / (high - low)).clamp(0.0, 1.0) * 255.0) as u8;
        [channel(0.0, 0.6), channel(0.25, 1.0), channel(0.75, 1.3)]
    };
    (0..side * side)
        .flat_map(|i| cell(i % side, i / side))
        .collect()
}

/// A rainbow around the centre.
fn plasma(side: usize) -> Vec<u8> {
    let cell = |x: usize, y: usize| {
        let u = x as f32 / side as f32;
        let v = y as f32 / side as f32;
        let hue = (((u - 0.5).powi(2) + (v - 0.6).powi(2)).sqrt() * 1.3 + 0.65).fract();
        egui::ecolor::Hsva::new(1.0 - hue, 1.0, 1.0, 1.0).to_srgb()
    };
    (0..side * side)
        .flat_map(|i| cell(i % side, i / side))
        .collect()
}

fn caption(ui: &Ui, at: Pos2, words: &str) {
    let t = tokens(ui);
    text::draw(
        ui,
        at,
        Align::Min,
        &[span(words, theme::control_strong, t.text2)],
        600.0,
    );
}

/// Runs `add` in a strip of the sheet that lays out from left to right.
fn strip(ui: &mut Ui, at: Pos2, gap: f32, add: impl FnOnce(&mut Ui)) {
    let rect = Rect::from_min_size(at, vec2(620.0, 36.0));
    let layout = egui::Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = gap;
        add(ui);
    });
}

const LOOKS: [Look; 5] = [
    Look::REST,
    Look {
        hover: 1.0,
        ..Look::REST
    },
    Look {
        pressed: true,
        ..Look::REST
    },
    Look {
        focus: true,
        ..Look::REST
    },
    Look {
        enabled: false,
        ..Look::REST
    },
];

fn buttons(ui: &mut Ui) {
    caption(
        ui,
        pos2(28.0, 32.0),
        "Buttons: rest, hover, pressed, keyboard focus, disabled",
    );
    let kinds = [
        (Kind::Primary, icons::SEND, "Send"),
        (Kind::Secondary, icons::ROTATE_CW, "Retry"),
        (Kind::Ghost, icons::INFO, "Details"),
    ];
    for (row, (kind, icon, label)) in kinds.into_iter().enumerate() {
        let button = Button::new(kind, label).icon(icon);
        let size = button.measure(ui);
        for (column, look) in LOOKS.iter().enumerate() {
            let at = pos2(28.0 + 112.0 * column as f32, 52.0 + 40.0 * row as f32);
            button.paint(ui, Rect::from_min_size(at, size), look);
        }
    }
    strip(ui, pos2(28.0, 172.0), 12.0, |ui| {
        Button::new(Kind::Danger, "Delete 3 patterns")
            .icon(icons::TRASH_2)
            .show(ui);
        Button::new(Kind::Link, "Find out why").show(ui);
        IconButton::new(icons::PLUS, "Add a device")
            .kind(Kind::Secondary)
            .show(ui);
        IconButton::new(icons::REFRESH_CW, "Scan").show(ui);
        select::segmented(ui, 0, &["Rows", "Columns"]);
        select::select(ui, 1, &["RGB", "GRB", "BGR"], "Colour order");
    });
    strip(ui, pos2(28.0, 216.0), 12.0, |ui| {
        Button::new(Kind::Primary, "Choose a file…")
            .size(Size::Large)
            .icon(icons::FOLDER_OPEN)
            .key_hint("Ctrl O")
            .show(ui);
        Button::new(Kind::Secondary, "Paste a path")
            .size(Size::Large)
            .show(ui);
        Button::new(Kind::Primary, "Send")
            .icon(icons::SEND)
            .busy(Some("Sending…"))
            .show(ui);
    });
    let send = Button::new(Kind::Primary, "Send to 3 devices")
        .size(Size::Big)
        .icon(icons::SEND)
        .key_hint("Ctrl Enter");
    send.show_at(
        ui,
        Rect::from_min_size(pos2(28.0, 264.0), vec2(391.0, 48.0)),
        Id::unique("send"),
    );
}

fn controls(ui: &mut Ui, gallery: &mut Gallery) {
    caption(ui, pos2(28.0, 340.0), "Controls");
    let y = 374.0;
    toggle::paint_checkbox(ui, pos2(37.0, y), false, &Look::REST);
    toggle::paint_checkbox(ui, pos2(67.0, y), true, &Look::REST);
    toggle::paint_checkbox(ui, pos2(97.0, y), false, &LOOKS[4]);
    toggle::paint_toggle(ui, pos2(136.0, y), 0.0, &Look::REST);
    toggle::paint_toggle(ui, pos2(184.0, y), 1.0, &Look::REST);
    slider::paint(
        ui,
        Rect::from_center_size(pos2(256.0, y), vec2(84.0, 28.0)),
        0.6,
        &Look::REST,
    );
    strip(ui, pos2(310.0, y - 18.0), 12.0, |ui| {
        TextInput::new("Name", 90.0).show(ui, &mut gallery.name);
        TextInput::new("Columns of the matrix", 46.0).show(ui, &mut gallery.number);
        chip::filter_chip(ui, true, "All", 40);
        chip::filter_chip(ui, false, "Failed", 2);
    });
    strip(ui, pos2(28.0, 398.0), 12.0, |ui| {
        toggle::checkbox(ui, &mut true, "Play when verified", true);
        TextInput::new("Address", 180.0)
            .hint("192.168.1.40")
            .show(ui, &mut String::new());
        Button::new(Kind::Secondary, "Small")
            .size(Size::Small)
            .show(ui);
    });
}

fn phases(ui: &mut Ui) {
    caption(
        ui,
        pos2(28.0, 456.0),
        "Phases and outcomes (icon and word, never colour alone)",
    );
    let words = [
        "Waiting",
        "Sending 62 %",
        "Verifying 80 %",
        "Paused 62 %",
        "Verified",
        "Playing",
        "Already there",
        "Sent, not verifiable",
        "Failed",
        "Cancelled",
    ];
    for (row, range) in [0..5, 5..10].into_iter().enumerate() {
        strip(ui, pos2(28.0, 470.0 + 32.0 * row as f32), 8.0, |ui| {
            for i in range {
                chip::phase_chip(ui, PhaseLook::ALL[i], words[i]);
            }
        });
    }
    let t = tokens(ui);
    let bar = |y: f32, width: f32| Rect::from_min_size(pos2(28.0, y), vec2(width, 10.0));
    progress::progress_at(
        ui,
        bar(548.0, 260.0),
        Id::unique("bar"),
        0.8,
        t.accent,
        "Sending",
    );
    let parts = [
        (25.0, t.ok),
        (3.0, t.ok.gamma_multiply(0.55)),
        (4.0, t.accent),
        (6.0, t.stroke2.gamma_multiply(0.5)),
        (2.0, t.bad),
    ];
    progress::stacked_at(
        ui,
        bar(566.0, 592.0),
        Id::unique("run"),
        &parts,
        "25 of 40 devices verified",
    );
}

fn findings(ui: &Ui) {
    caption(
        ui,
        pos2(28.0, 600.0),
        "Findings: note, warning, blocks sending",
    );
    let list = [
        (
            Severity::Note,
            icons::SCALING,
            "Shop window is 32 × 32.",
            "The pattern is scaled up to fit.",
            &["Change fit"][..],
        ),
        (
            Severity::Warning,
            icons::ZAP,
            "Brightest frame draws 6.1 A.",
            "The supply of Porch gives 4 A.",
            &["Dim Porch to 65 %"],
        ),
        (
            Severity::Blocks,
            icons::CIRCLE_X,
            "Porch has no room.",
            "Needs 230 KB, 114 KB free.",
            &["Fewer frames", "Delete old files"],
        ),
    ];
    for (i, (severity, icon, fact, consequence, remedies)) in list.into_iter().enumerate() {
        let rect = Rect::from_min_size(pos2(28.0, 618.0 + 50.0 * i as f32), vec2(592.0, 44.0));
        Finding {
            severity,
            icon,
            fact,
            consequence,
            remedies,
        }
        .show_at(ui, rect, Id::unique(("finding", i)));
    }
}

fn drops(ui: &Ui, gallery: &mut Gallery) {
    caption(
        ui,
        pos2(28.0, 792.0),
        "Drop overlay (over the whole window while a file is held above it)",
    );
    let window = Rect::from_min_size(pos2(28.0, 810.0), vec2(592.0, 150.0));
    let overlay = DropOverlay {
        headline: "Drop to open",
        files: "flame.leds and 2 more",
        readable: true,
    };
    overlay.paint(ui, ui.painter(), window, &mut gallery.faces[20]);
    let zone = Rect::from_min_size(pos2(28.0, 972.0), vec2(240.0, 150.0));
    drop::drop_zone(ui, zone);
    let plate = Rect::from_center_size(zone.center(), vec2(118.0, 118.0));
    drop::paint_arrow(ui, plate, &mut gallery.faces[21], 1.0, Plate::TILE);
    let bad = DropOverlay {
        headline: "Not a pattern file",
        files: "notes.txt",
        readable: false,
    };
    let window = Rect::from_min_size(pos2(280.0, 972.0), vec2(340.0, 150.0));
    bad.paint(ui, ui.painter(), window, &mut gallery.faces[22]);
}

fn cards(ui: &Ui, gallery: &mut Gallery) {
    caption(
        ui,
        pos2(656.0, 32.0),
        "Device card: rest, hover, selected, focus, resting, unsuitable, offline, asking",
    );
    let porch = DeviceCard {
        name: "Porch",
        about: "Upload Bridge player · ",
        address: "192.168.1.40",
        leds: "16 × 16",
        note: "1.2 MB free",
        pinned: false,
        pin: "",
        wire: Connection::Radio(4),
        standing: Standing::Ready,
        selected: false,
        aloud: "Porch",
    };
    let wall = DeviceCard {
        name: "Living room wall",
        about: "WLED · ESP32 · ",
        address: "192.168.1.52",
        note: "610 KB free",
        wire: Connection::Radio(3),
        ..porch
    };
    let shop = DeviceCard {
        name: "Shop window with a name that is far too long",
        about: "FPP · Pi 4 · ",
        address: "192.168.1.20",
        leds: "32 × 32",
        note: "12.4 GB free",
        wire: Connection::Cable,
        selected: true,
        ..porch
    };
    let foyer = DeviceCard {
        name: "Foyer ring",
        about: "Resting after 5 failures, next try in 12 s",
        address: "",
        leds: "64 LEDs",
        note: "Circuit open",
        wire: Connection::Radio(1),
        standing: Standing::Resting,
        ..porch
    };
    let unsuitable = Standing::Unsuitable {
        asked: true,
        reason: "Cannot store animations",
        remedies: &["Play live", "Send a still picture"],
    };
    let desk = DeviceCard {
        name: "Desk lamp",
        about: "WLED · ESP8266 · ",
        address: "192.168.1.57",
        leds: "60 LEDs",
        note: "420 KB free",
        wire: Connection::Radio(3),
        standing: unsuitable,
        ..porch
    };
    let roof = DeviceCard {
        name: "Garage roof",
        about: "WLED · ESP32 · ",
        address: "192.168.1.66",
        leds: "150 LEDs",
        note: "Last seen 2 h ago",
        pinned: true,
        pin: "",
        standing: Standing::Offline,
        ..porch
    };
    let unknown = DeviceCard {
        name: "192.168.1.58",
        about: "Answers, asking what it is",
        address: "",
        leds: "",
        note: "",
        wire: Connection::Unknown,
        standing: Standing::Asking,
        ..porch
    };
    let list = [
        (porch, Look::REST, 8),
        (wall, LOOKS[1], 16),
        (
            DeviceCard {
                selected: true,
                ..porch
            },
            Look::REST,
            16,
        ),
        (shop, LOOKS[3], 32),
        (foyer, Look::REST, 8),
        (desk, LOOKS[4], 8),
        (roof, LOOKS[4], 8),
        (unknown, LOOKS[4], 8),
    ];
    let mut top = 52.0;
    for (i, (card, look, side)) in list.into_iter().enumerate() {
        let rgb = if i == 0 || i > 3 {
            vec![0; side * side * 3]
        } else {
            flame(side, 0.2)
        };
        let rect = Rect::from_min_size(pos2(656.0, top), vec2(391.0, card.height()));
        let frame = LedFrame::hashed(side, side, &rgb);
        card.paint(
            ui,
            rect,
            Id::unique(("card", i)),
            &look,
            &mut gallery.faces[i],
            Some(&frame),
        );
        top += card.height() + 4.0;
    }
}

fn rail_and_facts(ui: &Ui) {
    let t = tokens(ui);
    ui.painter().rect_filled(
        Rect::from_min_size(pos2(1072.0, 52.0), vec2(76.0, 360.0)),
        0,
        t.rail,
    );
    glyphs::logo(ui.painter(), pos2(1110.0, 82.0), 30.0, t);
    let items = [
        (icons::SEND, "Send", 0),
        (icons::LIST_CHECKS, "Uploads", 2),
        (icons::LIBRARY, "Library", 0),
        (icons::ACTIVITY, "Health", 0),
        (icons::BELL, "Critical", 3),
    ];
    for (i, (icon, label, badge)) in items.into_iter().enumerate() {
        let rect = Rect::from_min_size(pos2(1078.0, 116.0 + 58.0 * i as f32), vec2(64.0, 54.0));
        rail::rail_item_at(
            ui,
            rect,
            Id::unique(("rail", i)),
            icon,
            label,
            i == 0,
            rail::Badge {
                count: badge,
                level: (i == 4).then_some(Level::Critical),
            },
        );
    }
    let facts = [
        ("256", "LEDs", "16 × 16 matrix", None),
        ("103", "frames", "20 ms each, loops", None),
        ("6.1", "A", "worst frame, at 5 V", Some(t.warn)),
        ("79.3", "KB", "on the device", None),
    ];
    for (i, (value, unit, note, color)) in facts.into_iter().enumerate() {
        let at = pos2(1168.0, 60.0 + 66.0 * i as f32);
        Readout {
            value,
            unit,
            caption: note,
            color,
        }
        .show_at(ui, at, 104.0, Id::unique(("fact", i)));
    }
}

fn faces(ui: &Ui, gallery: &mut Gallery) {
    caption(
        ui,
        pos2(656.0, 640.0),
        "LED dots at a pitch of 24, 10, 5 and 2 px; a strip; more LEDs than pixels",
    );
    let six = flame(6, 0.0);
    let twelve = flame(12, 0.3);
    let twenty = plasma(20);
    let forty = flame(40, 0.6);
    let strip: Vec<u8> = (0..300_u32)
        .flat_map(|i| egui::ecolor::Hsva::new(i as f32 / 300.0, 1.0, 1.0, 1.0).to_srgb())
        .collect();
    let many = flame(300, 0.1);
    let list = [
        (6, 6, six, 166.0),
        (12, 12, twelve, 150.0),
        (20, 20, twenty, 128.0),
        (40, 40, forty, 128.0),
        (300, 1, strip, 166.0),
        (300, 300, many, 128.0),
    ];
    let mut at = pos2(656.0, 658.0);
    for (i, (width, height, rgb, side)) in list.into_iter().enumerate() {
        let rect = Rect::from_min_size(at, vec2(side, side));
        let name = format!("Preview {i}");
        let frame = LedFrame::hashed(width, height, &rgb);
        gallery.faces[10 + i].show_at(
            ui,
            rect,
            Id::unique(("face", i)),
            Some(&frame),
            Plate::FACE,
            &name,
        );
        at.x += side + 12.0;
        if i == 3 {
            at = pos2(656.0, 836.0);
        }
    }
    let room = Rect::from_min_size(pos2(1000.0, 836.0), vec2(252.0, 128.0));
    gallery.faces[16].show_at(
        ui,
        room,
        Id::unique("empty face"),
        None,
        Plate::FACE,
        "No pattern",
    );
}

fn moving(ui: &mut Ui, gallery: &mut Gallery) {
    let frames: Vec<Vec<u8>> = (0..16).map(|i| flame(16, i as f32 / 16.0)).collect();
    let rect = Rect::from_min_size(pos2(656.0, 1040.0), vec2(596.0, 80.0));
    gallery.timeline.show_at(
        ui,
        rect,
        Id::unique("timeline"),
        Playhead {
            at: 0.6,
            step: 0.01,
        },
        "Frame",
        |i| frames.get(i).map(|rgb| LedFrame::hashed(16, 16, rgb)),
    );
    let toast = Toast {
        look: PhaseLook::Verified,
        title: "Flame is on 3 devices",
        line: "Read back, compared, playing.",
        action: Some("Show"),
        close: "Close",
    };
    let failed = Toast {
        look: PhaseLook::Failed,
        title: "Garden arch failed",
        line: "Stopped answering after 41 KB.",
        action: Some("Retry"),
        close: "Close",
    };
    toast.show_at(
        ui,
        Rect::from_min_size(pos2(28.0, 1150.0), vec2(360.0, 62.0)),
        Id::unique("toast 1"),
    );
    failed.show_at(
        ui,
        Rect::from_min_size(pos2(408.0, 1150.0), vec2(360.0, 62.0)),
        Id::unique("toast 2"),
    );
    health(ui);
    rows(ui, gallery);
}

fn health(ui: &mut Ui) {
    caption(
        ui,
        pos2(800.0, 1150.0),
        "Scores, answer times, results; no data",
    );
    for (i, value) in [Some(100), Some(74), Some(23), None]
        .into_iter()
        .enumerate()
    {
        score::score_at(ui, pos2(800.0 + 56.0 * i as f32, 1190.0), value);
    }
    let place = |x: f32, y: f32| Rect::from_min_size(pos2(x, y), vec2(104.0, 28.0));
    let points: Vec<spark::Answer> = (0..60_i32)
        .filter(|n| !(20..26).contains(n))
        .map(|n| {
            let ms = f64::from(30 + n * 37 % 23 + if n == 44 { 120 } else { 0 });
            (f64::from(n), (n != 33).then_some(ms))
        })
        .collect();
    let id = Id::unique("answers");
    spark::answers(ui, place(1032.0, 1164.0), id, &points, 0.0..=60.0, 1.5);
    let id = Id::unique("no answers");
    spark::answers(ui, place(1032.0, 1200.0), id, &[], 0.0..=60.0, 1.5);
    let all: Vec<Ending> = (0..17)
        .map(|n| match n % 6 {
            2 => Ending::Reached,
            4 if n > 8 => Ending::Failed,
            5 if n < 8 => Ending::Cancelled,
            _ => Ending::Verified,
        })
        .collect();
    spark::endings(ui, place(1150.0, 1164.0), Id::unique("endings"), &all, 20);
    spark::endings(ui, place(1150.0, 1200.0), Id::unique("no endings"), &[], 20);
}

fn rows(ui: &Ui, gallery: &mut Gallery) {
    let t = tokens(ui);
    ui.painter().rect_filled(
        Rect::from_min_max(pos2(0.0, 1240.0), pos2(1280.0, 1400.0)),
        0,
        t.panel,
    );
    let rgb = flame(16, 0.4);
    let frame = LedFrame::hashed(16, 16, &rgb);
    let row = UploadRow {
        device: "Porch",
        pattern: "snowfall",
        phase: PhaseLook::Verified,
        phase_word: "Verified",
        progress: None,
        lead: "",
        detail: "Read back and compared in 4.2 s. Playing.",
        actions: &[
            RowAction::GhostIcon(icons::PLUS, "Send to more"),
            RowAction::Icon(icons::EXTERNAL_LINK, "Open web page"),
        ],
    };
    let moving = UploadRow {
        device: "Living room wall",
        phase: PhaseLook::Verifying,
        phase_word: "Verifying 80 %",
        progress: Some(0.8),
        detail: "50 of 62 KB read back · 41 KB/s · 1 s left",
        actions: &[RowAction::Icon(icons::CLOSE, "Cancel")],
        ..row
    };
    let failed = UploadRow {
        device: "Garden arch",
        phase: PhaseLook::Failed,
        phase_word: "Failed",
        lead: "Stopped answering after 41 of 79 KB.",
        detail: "The old pattern still plays. Check its power.",
        actions: &[
            RowAction::Ghost("Details"),
            RowAction::Secondary(icons::ROTATE_CW, "Retry"),
        ],
        ..row
    };
    for (i, row) in [row, moving, failed].into_iter().enumerate() {
        let rect = Rect::from_min_size(pos2(100.0, 1256.0 + 38.0 * i as f32), vec2(1160.0, 38.0));
        row.show_at(
            ui,
            rect,
            Id::unique(("row", i)),
            Columns::STRIP,
            &mut gallery.faces[24 + i],
            Some(&frame),
        );
    }
}

fn sheet(ui: &mut Ui, gallery: &mut Gallery) {
    let t = tokens(ui);
    ui.painter().rect_filled(ui.ctx().content_rect(), 0, t.bg);
    buttons(ui);
    controls(ui, gallery);
    phases(ui);
    findings(ui);
    drops(ui, gallery);
    cards(ui, gallery);
    rail_and_facts(ui);
    faces(ui, gallery);
    moving(ui, gallery);
}

/// Shows the sheet the way the window would: fonts and styles first, then no margin around.
struct App(Gallery);

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        visuals::begin_frame(ui.ctx());
        sheet(ui, &mut self.0);
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        Color32::BLACK.to_normalized_gamma_f32()
    }
}

fn harness(theme: Theme, pixels_per_point: f32) -> Harness<'static, App> {
    let builder = Harness::builder()
        .with_size(SHEET)
        .with_theme(theme)
        .with_pixels_per_point(pixels_per_point);
    builder.wgpu().build_eframe(|cc| {
        visuals::apply(&cc.egui_ctx, true);
        App(Gallery::new())
    })
}

#[test]
fn the_gallery_looks_as_drawn_in_dark() {
    let mut harness = harness(Theme::Dark, 1.0);
    harness.run_steps(3);
    harness.snapshot("gallery-dark");
}

#[test]
fn the_gallery_looks_as_drawn_in_light() {
    let mut harness = harness(Theme::Light, 1.0);
    harness.run_steps(3);
    harness.snapshot("gallery-light");
}

#[test]
fn a_sheet_at_rest_uploads_no_textures_again() {
    let mut harness = harness(Theme::Dark, 1.25);
    harness.run_steps(5);
    let uploads: Vec<u64> = harness
        .state()
        .0
        .faces
        .iter()
        .map(LedFace::uploads)
        .collect();
    assert!(uploads.iter().all(|&count| count <= 1), "{uploads:?}");
}
