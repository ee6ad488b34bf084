//! Presets: `psave`, `pdel` and `ps` on `presets.json` (presets.cpp). The main loop saves a state a little later; an API preset
//! (`o`) is saved at once. The two can corrupt the file when they meet.

use super::apply::ChangeSource;
use super::errors;
use super::flash::PRESETS;
use super::state::{State, Task};
use super::values::number;
use serde_json::{Map, Value, json};
use std::io;
use std::time::Duration;
use tokio::time::Instant;

/// Delay until the main loop saves a preset: up to a second.
const SAVE_AFTER: Duration = Duration::from_millis(600);
/// Maximum number of a preset.
const HIGHEST: u8 = 250;
/// Keys of a request about saving, which are not saved.
const TALK: [&str; 8] = ["psave", "o", "v", "time", "error", "ib", "sb", "sc"];

impl State {
    /// Applies the parts of a request about saving and deleting.
    pub(super) fn take_saves(&mut self, json: &Value, now: Instant) -> io::Result<()> {
        let mut id = 0;
        if number(json, "psave", &mut id) && (1..=HIGHEST).contains(&id) {
            if let (Some(boot), true) = (
                json.get("bootps").and_then(Value::as_u64),
                self.build.codename.is_some(),
            ) {
                self.set_boot_preset(boot.min(u64::from(HIGHEST)) as u8)?;
            }
            if json.get("o").is_some() && json.get("playlist").is_none() {
                self.save_call(id, json, now)?;
            } else {
                // only one save can wait: the one before is forgotten
                self.to_save = Some((id, json.clone()));
                self.tasks.retain(|(_, task)| !matches!(task, Task::Save));
                self.tasks.push((now + SAVE_AFTER, Task::Save));
            }
        }
        let mut id = 0;
        if number(json, "pdel", &mut id) && (1..=HIGHEST).contains(&id) {
            self.write_preset(id, None, now)?;
        }
        Ok(())
    }

    /// Saves the request itself, at once, from the network task, even while the main loop writes.
    fn save_call(&mut self, id: u8, json: &Value, now: Instant) -> io::Result<()> {
        let mut call = json.as_object().cloned().unwrap_or_default();
        call.retain(|key, _| !TALK.contains(&key.as_str()));
        call.entry("n")
            .or_insert_with(|| json!(format!("Preset {id}")));
        self.write_preset(id, Some(Value::Object(call)), now)?;
        if self.to_save.is_some() {
            self.tear(now)?;
        }
        Ok(())
    }

    /// Corrupts the file: two writers met, and its end was written twice.
    fn tear(&mut self, now: Instant) -> io::Result<()> {
        let text = self.flash.read(PRESETS)?.unwrap_or_default();
        let half = text.len() / 2;
        let torn = [&text, text.get(half..).unwrap_or_default()].concat();
        self.write_presets(&torn, now)
    }

    /// Saves the waiting preset.
    pub(super) fn save_pending(&mut self, now: Instant) -> io::Result<()> {
        let Some((id, json)) = self.to_save.take() else {
            return Ok(());
        };
        let is = |key: &str| json.get(key).and_then(Value::as_bool).unwrap_or(false);
        let name = json
            .get("n")
            .cloned()
            .unwrap_or_else(|| json!(format!("Preset {id}")));
        let mut saved = Map::new();
        if let Some(playlist) = json.get("playlist") {
            saved.insert("playlist".into(), playlist.clone());
            saved.insert("on".into(), json!(true));
        } else {
            saved.insert("on".into(), json!(self.on));
            if is("ib") {
                saved.insert("bri".into(), json!(self.bri));
                saved.insert("transition".into(), json!(self.transition));
            }
            saved.insert("mainseg".into(), json!(self.main));
            let mut segments = self.segments_json(is("sb"));
            if let Some(segments) = segments.as_array_mut() {
                segments.resize(
                    self.build.max_segments.max(segments.len()),
                    json!({"stop": 0}),
                );
            }
            saved.insert("seg".into(), segments);
        }
        saved.insert("n".into(), name);
        self.write_preset(id, Some(Value::Object(saved)), now)
    }

    /// Writes a preset to the file, or removes it.
    fn write_preset(&mut self, id: u8, preset: Option<Value>, now: Instant) -> io::Result<()> {
        let text = self.flash.read(PRESETS)?.unwrap_or_default();
        let Ok(mut presets) = serde_json::from_slice::<Map<String, Value>>(&text) else {
            // the firmware finds the place by its bytes: a corrupt file stays corrupt
            let more = preset
                .map(|preset| format!(",\n\"{id}\":{preset}}}"))
                .unwrap_or_default();
            let text = text.strip_suffix(b"}").unwrap_or(&text);
            return self.write_presets(&[text, more.as_bytes()].concat(), now);
        };
        match preset {
            Some(preset) => presets.insert(id.to_string(), preset),
            None => presets.shift_remove(&id.to_string()),
        };
        let lines: Vec<_> = presets
            .iter()
            .map(|(id, preset)| format!("\"{id}\":{preset}"))
            .collect();
        self.write_presets(format!("{{{}}}", lines.join(",\n")).as_bytes(), now)
    }

    fn write_presets(&mut self, text: &[u8], now: Instant) -> io::Result<()> {
        self.flash.create(PRESETS)?;
        self.flash.append(PRESETS, text)?;
        self.presets_changed = self.uptime(now).max(1);
        self.flash.count()
    }

    /// Loads a preset, or reports that it does not exist.
    pub(super) fn load_preset(&mut self, id: u8, now: Instant) -> io::Result<()> {
        self.load(id, ChangeSource::Preset(id), now)
    }

    /// Loads a preset for a playlist.
    pub(super) fn load_entry(&mut self, id: u8, now: Instant) -> io::Result<()> {
        self.load(id, ChangeSource::Entry(id), now)
    }

    fn load(&mut self, id: u8, by: ChangeSource, now: Instant) -> io::Result<()> {
        let text = self.flash.read(PRESETS)?.unwrap_or_default();
        let presets = serde_json::from_slice::<Value>(&text).ok();
        let Some(preset) = presets
            .as_ref()
            .and_then(|presets| presets.get(id.to_string()))
        else {
            self.error = errors::PRESET;
            return Ok(());
        };
        let preset = preset.clone();
        self.apply(&preset, by, now)?;
        self.preset = i16::from(id);
        Ok(())
    }

    /// Chooses the preset that is loaded when the device starts, 0 = none.
    pub(super) fn set_boot_preset(&mut self, id: u8) -> io::Result<()> {
        self.boot_preset = id;
        self.flash
            .write_settings(json!({"def": {"ps": id}}).to_string().as_bytes())?;
        self.flash.count()
    }
}
