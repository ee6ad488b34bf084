//! [`State`]: the state of a simulated WLED device, and how it changes with time. `apply.rs` changes it, `presets.rs` saves and
//! loads it, `info.rs` and the routes report it.

mod night;
mod stream;

use super::builds::Build;
use super::flash::Flash;
use super::image::Image;
use super::pin::Pin;
use super::playlist::Playlist;
use super::segment::{Canvas, Segment};
use super::values::Rgb;
use night::NightLight;
use serde_json::{Map, Value, json};
use std::io;
use std::time::Duration;
use stream::Stream;
use tokio::time::Instant;

/// Brightness of a new device (`briS`).
const BRIGHTNESS: u8 = 128;
/// Transition of a new device, in 0.1 s.
const TRANSITION: u16 = 7;
/// Delay until the main loop loads a preset.
const LOAD_AFTER: Duration = Duration::from_millis(40);

/// A task of the main loop.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// Load a preset.
    Load(u8),
    /// Save the waiting preset.
    Save,
}

/// Settings of `udpn`, the sync with neighbours. Stored only: there are no neighbours here.
#[derive(Debug)]
pub(super) struct Sync {
    pub(super) sends: bool,
    /// Groups it sends to, one bit each, and groups it listens to.
    pub(super) to: u8,
    pub(super) from: u8,
    /// Whether it listens, in releases with a switch for it.
    pub(super) receives: bool,
}

impl Sync {
    fn new() -> Self {
        Self {
            sends: false,
            to: 1,
            from: 1,
            receives: true,
        }
    }

    /// Returns `udpn` of the state.
    fn to_json(&self, build: &Build) -> Value {
        if build.receives_by_groups() {
            return json!({"send": self.sends, "recv": self.from != 0, "sgrp": self.to, "rgrp": self.from});
        }
        json!({"send": self.sends, "recv": self.receives})
    }
}

/// The state of a device.
#[derive(Debug)]
pub(super) struct State {
    pub(super) build: &'static Build,
    pub(super) canvas: Canvas,
    pub(super) flash: Flash,
    pub(super) booted: Instant,
    pub(super) on: bool,
    pub(super) bri: u8,
    pub(super) transition: u16,
    pub(super) preset: i16,
    pub(super) playlist: Option<Playlist>,
    /// Override of live data: off (0), on until the stream ends (1), on until the device reboots (2).
    pub(super) lor: u8,
    pub(super) main: usize,
    pub(super) sync: Sync,
    pub(super) night: NightLight,
    pub(super) segments: Vec<Segment>,
    pub(super) error: u8,
    pub(super) pin: Pin,
    pub(super) boot_preset: u8,
    /// Last change of presets.json, in seconds of uptime, as on a device without a clock.
    pub(super) presets_changed: u64,
    pub(super) tasks: Vec<(Instant, Task)>,
    /// The preset that waits to be saved: number and request.
    pub(super) to_save: Option<(u8, Value)>,
    pub(super) image: Image,
    pub(super) stream: Option<Stream>,
    /// What the stream showed at the last rendering.
    pub(super) streamed_now: Option<Vec<Rgb>>,
}

impl State {
    /// Boots a device with these files.
    pub(super) fn boot(
        build: &'static Build,
        canvas: Canvas,
        mut flash: Flash,
    ) -> io::Result<Self> {
        flash.count()?;
        let settings = flash
            .settings()?
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let boot_preset = settings
            .as_ref()
            .and_then(|s| s.pointer("/def/ps"))
            .and_then(Value::as_u64)
            .unwrap_or(0);
        let now = Instant::now();
        let mut state = Self {
            build,
            canvas,
            flash,
            booted: now,
            on: true,
            bri: BRIGHTNESS,
            transition: TRANSITION,
            preset: -1,
            playlist: None,
            lor: 0,
            main: 0,
            sync: Sync::new(),
            night: NightLight::new(),
            segments: vec![Segment::whole(canvas)],
            error: 0,
            pin: Pin::default(),
            boot_preset: boot_preset as u8,
            presets_changed: 0,
            tasks: Vec::new(),
            to_save: None,
            image: Image::new(now),
            stream: None,
            streamed_now: None,
        };
        if let Ok(preset @ 1..) = u8::try_from(boot_preset) {
            state.load_preset(preset, now)?;
        }
        Ok(state)
    }

    /// Reboots the device.
    pub(super) fn reboot(self) -> io::Result<Self> {
        Self::boot(self.build, self.canvas, self.flash)
    }

    /// Asks the main loop to load a preset.
    pub(super) fn load_soon(&mut self, preset: u8, now: Instant) {
        self.tasks.push((now + LOAD_AFTER, Task::Load(preset)));
    }

    /// Does what the main loop has reached by now. Returns whether anything happened. While a stream holds the LEDs, presets,
    /// playlists and the night light wait (wled.cpp `loop`).
    pub(super) fn settle(&mut self, now: Instant) -> io::Result<bool> {
        if self.streamed(now).is_some() {
            self.render(now)?;
            return Ok(false);
        }
        let mut happened = false;
        self.dim(now);
        while let Some(at) = self.tasks.iter().position(|(due, _)| *due <= now) {
            happened = true;
            let (_, task) = self.tasks.remove(at);
            match task {
                Task::Load(preset) => self.load_preset(preset, now)?,
                Task::Save => self.save_pending(now)?,
            }
        }
        while let Some(preset) = self
            .playlist
            .as_mut()
            .and_then(|playlist| playlist.due(now))
        {
            happened = true;
            if preset.over {
                self.playlist = None;
            }
            if let Some(preset) = preset.load {
                self.load_entry(preset, now)?;
            }
        }
        self.render(now)?;
        Ok(happened)
    }

    /// Returns the seconds since the boot.
    pub(super) fn uptime(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.booted).as_secs()
    }

    /// Returns the JSON of the state. Reporting an error clears it.
    pub(super) fn report(&mut self, now: Instant) -> Value {
        let mut object = Map::new();
        let error = std::mem::take(&mut self.error);
        if error != 0 {
            object.insert("error".into(), json!(error));
        }
        object.insert("on".into(), json!(self.on));
        object.insert("bri".into(), json!(self.bri));
        object.insert("transition".into(), json!(self.transition));
        if self.build.is_16() {
            object.insert("bs".into(), json!(0));
        }
        object.insert("ps".into(), json!(self.preset));
        object.insert(
            "pl".into(),
            json!(
                self.playlist
                    .as_ref()
                    .map_or(-1, |playlist| i16::from(playlist.preset))
            ),
        );
        if self.build.has_pin {
            object.insert("ledmap".into(), json!(0));
        }
        object.insert("nl".into(), self.night.to_json(now));
        object.insert("udpn".into(), self.sync.to_json(self.build));
        object.insert("lor".into(), json!(self.lor));
        object.insert("mainseg".into(), json!(self.main));
        object.insert("seg".into(), self.segments_json(true));
        Value::Object(object)
    }

    /// Returns the segments with LEDs.
    pub(super) fn segments_json(&self, bounds: bool) -> Value {
        let active = self
            .segments
            .iter()
            .enumerate()
            .filter(|(_, segment)| segment.is_active());
        active
            .map(|(id, segment)| segment.to_json(id, self.canvas, self.build, bounds))
            .collect()
    }
}
