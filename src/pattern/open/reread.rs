//! The bytes of an opened file under another reading, or from another file.

use super::{name_of, open, read_bytes};
use crate::msg;
use crate::pattern::{Opened, Pattern, PatternError, ReadOptions};
use std::path::Path;

impl Opened {
    /// The same pattern from another file, with the same bytes.
    #[must_use]
    pub fn at(&self, path: &Path, options: &ReadOptions) -> Self {
        let mut there = self.clone();
        there.path = path.into();
        there.pattern.name = name_of(path);
        there.options = options.clone();
        there
    }

    /// Reads the same bytes as reading `index` of [`Opened::candidates`], with the options of the first reading.
    ///
    /// # Errors
    /// As [`open`]; `pattern.options` when there is no such reading.
    pub fn reading(&self, index: usize) -> Result<Pattern, PatternError> {
        let candidate = self
            .candidates
            .get(index)
            .ok_or_else(|| PatternError::Options {
                detail: msg!("pattern-no-reading", index = index),
            })?;
        if self.candidates.len() == 1 || index == 0 {
            return Ok(self.pattern.clone());
        }
        let selection = candidate.selection.clone();
        let options = ReadOptions {
            format: selection.format.or_else(|| self.options.format.clone()),
            array: selection.array.or_else(|| self.options.array.clone()),
            leds: Some(candidate.leds),
            matrix: candidate.matrix,
            remembered: None,
            ..self.options.clone()
        };
        Ok(self.reread(&options)?.pattern)
    }

    /// Reads the same bytes with other options, for example an LED count that the person set.
    ///
    /// # Errors
    /// As [`open`].
    pub fn reread(&self, options: &ReadOptions) -> Result<Opened, PatternError> {
        match &self.contents.rest {
            Some(file) => open(file.path(), options),
            None => read_bytes(&self.path, self.contents.sample().clone(), options),
        }
    }
}
