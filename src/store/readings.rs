//! How a person said to read a file without a header: recognised by its content, wherever it lies and whatever its name.

use super::{Store, StoreError};
use crate::pattern::{Matrix, Remembered};
use rusqlite::{OptionalExtension as _, params};

impl Store {
    /// Remembers a reading for the file of this SHA-256 (hex).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remember_reading(
        &self,
        sha256: &str,
        leds: usize,
        matrix: Option<Matrix>,
    ) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO readings (sha256, leds, matrix) VALUES (?1, ?2, ?3)
             ON CONFLICT (sha256) DO UPDATE SET leds = ?2, matrix = ?3",
            params![
                sha256,
                i64::try_from(leds).unwrap_or(i64::MAX),
                matrix.map(|m| m.to_string())
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
        let mut query =
            connection.prepare_cached("SELECT leds, matrix FROM readings WHERE sha256 = ?1")?;
        let row = query
            .query_row([sha256], |row| {
                Ok((
                    row.get::<_, i64>("leds")?,
                    row.get::<_, Option<String>>("matrix")?,
                ))
            })
            .optional()?;
        Ok(row.and_then(|(leds, matrix)| {
            Some(Remembered {
                leds: usize::try_from(leds).ok()?,
                matrix: matrix.and_then(|m| m.parse().ok()),
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_reading_chosen_counts() {
        let store = Store::in_memory().unwrap();
        store
            .remember_reading("f00", 72, Matrix::new(12, 6))
            .unwrap();
        store.remember_reading("f00", 64, None).unwrap();
        assert_eq!(
            store.reading("f00").unwrap(),
            Some(Remembered {
                leds: 64,
                matrix: None
            })
        );
        assert_eq!(store.reading("bar").unwrap(), None);
    }
}
