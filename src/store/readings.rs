//! How a person said to read a file without a header: recognised by its content, wherever it lies and whatever its name.

use super::{Store, StoreError};
use crate::pattern::{Remembered, Selection};
use rusqlite::{OptionalExtension as _, params};

impl Store {
    /// Remembers a reading for the file of this SHA-256 (hex).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remember_reading(&self, sha256: &str, reading: &Remembered) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO readings (sha256, leds, matrix, format, array) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (sha256) DO UPDATE SET leds = ?2, matrix = ?3, format = ?4, array = ?5",
            params![
                sha256,
                i64::try_from(reading.leds).unwrap_or(i64::MAX),
                reading.matrix.map(|m| m.to_string()),
                reading.selection.format,
                reading.selection.array,
            ],
        )?;
        Ok(())
    }

    /// The reading remembered for that content.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn reading(&self, sha256: &str) -> Result<Option<Remembered>, StoreError> {
        let connection = self.lock();
        let mut query = connection
            .prepare_cached("SELECT leds, matrix, format, array FROM readings WHERE sha256 = ?1")?;
        let row = query
            .query_row([sha256], |row| {
                let selection = Selection {
                    format: row.get("format")?,
                    array: row.get("array")?,
                };
                Ok((
                    row.get::<_, i64>("leds")?,
                    row.get::<_, Option<String>>("matrix")?,
                    selection,
                ))
            })
            .optional()?;
        Ok(row.and_then(|(leds, matrix, selection)| {
            Some(Remembered {
                leds: usize::try_from(leds).ok()?,
                matrix: matrix.and_then(|m| m.parse().ok()),
                selection,
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Matrix;

    #[test]
    fn the_last_reading_chosen_counts() {
        let store = Store::in_memory().unwrap();
        let reading = |leds, matrix, format: Option<&str>| Remembered {
            leds,
            matrix,
            selection: Selection {
                format: format.map(Into::into),
                array: format.map(|_| "logo".into()),
            },
        };
        for last in [
            reading(72, Matrix::new(12, 6), None),
            reading(64, None, Some("rgb565-swapped")),
            reading(64, None, None),
        ] {
            store.remember_reading("f00", &last).unwrap();
            assert_eq!(store.reading("f00").unwrap(), Some(last));
        }
        assert_eq!(store.reading("bar").unwrap(), None);
    }
}
