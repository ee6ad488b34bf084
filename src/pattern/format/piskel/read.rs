//! The JSON of a project. Layers are JSON in a text, in which their sheets are; old files have one sheet a layer.

use crate::pattern::format::json;
use crate::pattern::{PatternError, ReadOptions};
use serde::Deserialize;
use std::borrow::Cow;

/// What a file holds.
#[derive(Deserialize)]
pub(super) struct Project {
    pub(super) piskel: Piskel,
}

#[derive(Deserialize)]
pub(super) struct Piskel {
    #[serde(default)]
    pub(super) fps: f64,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) layers: Vec<Stored>,
    #[serde(default, rename = "hiddenFrames")]
    hidden: Vec<Index>,
}

/// The number of a frame; real files have empty texts there as well.
#[derive(Deserialize)]
#[serde(untagged)]
enum Index {
    Number(usize),
    Text(String),
}

impl Piskel {
    pub(super) fn hidden_frames(&self) -> Vec<usize> {
        let number = |index: &Index| match index {
            Index::Number(number) => Some(*number),
            Index::Text(text) => text.parse().ok(),
        };
        self.hidden.iter().filter_map(number).collect()
    }
}

/// A layer as text, or as it is.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Stored {
    Text(String),
    Layer(Layer),
}

impl Stored {
    pub(super) fn read(&self, options: &ReadOptions) -> Result<Layer, PatternError> {
        options.cancel.check()?;
        match self {
            Self::Text(text) => {
                serde_json::from_str(text).map_err(|error| json::wrong(&error, options))
            }
            Self::Layer(layer) => Ok(layer.clone()),
        }
    }
}

#[derive(Clone, Deserialize)]
pub(super) struct Layer {
    opacity: Option<f64>,
    #[serde(default, rename = "frameCount")]
    count: usize,
    #[serde(rename = "base64PNG")]
    png: Option<String>,
    #[serde(default)]
    chunks: Vec<StoredChunk>,
}

#[derive(Clone, Deserialize)]
struct StoredChunk {
    layout: Vec<Vec<usize>>,
    #[serde(rename = "base64PNG")]
    png: String,
}

/// A sheet, and which frame is where in it: column by column.
pub(super) struct Chunk<'a> {
    pub(super) layout: Cow<'a, [Vec<usize>]>,
    pub(super) png: &'a str,
}

impl Layer {
    /// Parts of 255.
    pub(super) fn opacity(&self) -> u8 {
        let opacity = self.opacity.unwrap_or(1.0).clamp(0.0, 1.0);
        (opacity * 255.0).round() as u8
    }

    /// How many frames it has, as far as its sheets can hold them.
    pub(super) fn frames(&self) -> usize {
        let last = |chunk: &StoredChunk| chunk.layout.iter().flatten().max().copied();
        let chunked = self.chunks.iter().filter_map(last).max();
        match chunked {
            Some(last) => last.saturating_add(1),
            None if self.png.is_some() => self.count,
            None => 0,
        }
    }

    pub(super) fn chunks(&self) -> Vec<Chunk<'_>> {
        if let Some(png) = self.png.as_deref().filter(|_| self.chunks.is_empty()) {
            let layout = (0..self.count).map(|frame| vec![frame]).collect();
            return vec![Chunk { layout, png }];
        }
        let chunks = self.chunks.iter().map(|chunk| Chunk {
            layout: Cow::Borrowed(&chunk.layout),
            png: &chunk.png,
        });
        chunks.collect()
    }
}
