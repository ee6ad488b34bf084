//! How a journalled job is to be read, fitted and sent, as JSON in one column: options grow, and an older row must still be
//! read. Used by `jobs.rs` alone; the fit is in `fitting.rs`.

use super::arrangements::Columns;
use super::fitting::Fitting;
use super::words::{parsed, text};
use super::{QueuedJob, StoreError};
use crate::device::DeviceSettings;
use crate::pattern::{FrameDuration, ReadOptions, Remembered, Selection};
use serde::{Deserialize, Serialize};

/// The column. Types that people write as text are kept as that text.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct How {
    name: Option<String>,
    play: bool,
    force: bool,
    /// Since later than the rest: older rows lack it.
    #[serde(default)]
    delete_first: Option<String>,
    allow_public: bool,
    accept_new: bool,
    read: Read,
    fit: Fitting,
    #[serde(rename = "told")]
    settings: SettingsColumns,
}

#[derive(Debug, Serialize, Deserialize)]
struct Read {
    format: Option<String>,
    leds: Option<usize>,
    matrix: Option<String>,
    from_wiring: Option<String>,
    delay_ms: Option<u32>,
    remembered: Option<(usize, Option<String>)>,
    /// Since later than the rest: older rows lack it.
    #[serde(default)]
    array: Option<String>,
    /// Likewise: what was selected besides the remembered size, `--as` and array.
    #[serde(default)]
    selection: (Option<String>, Option<String>),
}

#[derive(Debug, Serialize, Deserialize)]
struct SettingsColumns {
    nickname: Option<String>,
    #[serde(flatten)]
    arrangement: Columns,
    wiring: Option<String>,
    color_order: Option<String>,
    /// Since later than the rest: older rows lack it.
    #[serde(default)]
    power: Option<String>,
    /// Likewise: a segment's number, or "all".
    #[serde(default)]
    part: Option<String>,
}

impl How {
    /// Of a job.
    pub(super) fn of(job: &QueuedJob) -> Self {
        let read = &job.file.read;
        let fit = &job.fit;
        let settings = &job.settings;
        Self {
            name: job.name.clone(),
            play: job.play,
            force: job.force,
            delete_first: Some(job.delete_first.to_string()),
            allow_public: job.allow_public,
            accept_new: job.accept_new,
            read: Read {
                format: read.format.clone(),
                leds: read.leds,
                matrix: text(read.matrix),
                from_wiring: text(read.from_wiring),
                delay_ms: read.delay.map(FrameDuration::ms),
                remembered: read.remembered.as_ref().map(|r| (r.leds, text(r.matrix))),
                array: read.array.clone(),
                selection: read
                    .remembered
                    .as_ref()
                    .map(|r| (r.selection.format.clone(), r.selection.array.clone()))
                    .unwrap_or_default(),
            },
            fit: Fitting::of(fit),
            settings: SettingsColumns {
                nickname: settings.nickname.clone(),
                arrangement: Columns::of(settings.arrangement.as_ref()),
                wiring: text(settings.wiring),
                color_order: text(settings.color_order),
                power: text(settings.power),
                part: text(settings.part),
            },
        }
    }

    /// As stored.
    pub(super) fn to_json(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|e| StoreError::stopped(&e))
    }

    /// Puts what `json` says into a job that has everything else.
    pub(super) fn apply(json: &str, job: &mut QueuedJob) -> Result<(), StoreError> {
        let how: Self = serde_json::from_str(json).map_err(|e| StoreError::stopped(&e))?;
        job.file.read = how.read.options()?;
        job.fit = how.fit.fit()?;
        job.settings = how.settings.settings()?;
        job.name = how.name;
        job.play = how.play;
        job.force = how.force;
        job.delete_first = parsed(how.delete_first.as_ref())?.unwrap_or_default();
        job.allow_public = how.allow_public;
        job.accept_new = how.accept_new;
        Ok(())
    }
}

impl Read {
    fn options(&self) -> Result<ReadOptions, StoreError> {
        let remembered = match &self.remembered {
            Some((leds, matrix)) => Some(Remembered {
                leds: *leds,
                matrix: parsed(matrix.as_ref())?,
                selection: Selection {
                    format: self.selection.0.clone(),
                    array: self.selection.1.clone(),
                },
            }),
            None => None,
        };
        Ok(ReadOptions {
            format: self.format.clone(),
            array: self.array.clone(),
            leds: self.leds,
            matrix: parsed(self.matrix.as_ref())?,
            from_wiring: parsed(self.from_wiring.as_ref())?,
            delay: self.delay_ms.map(FrameDuration::from_ms),
            remembered,
            device_leds: Vec::new(), // what devices suggested is settled by now
            ..ReadOptions::default()
        })
    }
}

impl SettingsColumns {
    fn settings(self) -> Result<DeviceSettings, StoreError> {
        Ok(DeviceSettings {
            arrangement: self
                .arrangement
                .arrangement()
                .map_err(|error| StoreError::value(&error.text))?,
            wiring: parsed(self.wiring.as_ref())?,
            color_order: parsed(self.color_order.as_ref())?,
            power: parsed(self.power.as_ref())?,
            part: parsed(self.part.as_ref())?,
            nickname: self.nickname,
        })
    }
}
