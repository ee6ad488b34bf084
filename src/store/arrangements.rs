//! An [`Arrangement`] as columns of text: at most one of them is filled. Used by `known.rs`, `devices.rs` and `how.rs`.

use crate::pattern::{Arrangement, LedMap, ParseLayoutError};
use serde::{Deserialize, Serialize};

/// The columns. Older rows lack the last three.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Columns {
    pub(super) leds: Option<usize>,
    pub(super) matrix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) panels: Option<String>,
    /// All places, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) map: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) map_name: Option<String>,
}

impl Columns {
    /// Of an arrangement.
    pub(super) fn of(arrangement: Option<&Arrangement>) -> Self {
        let none = Self::default();
        match arrangement {
            None => none,
            Some(Arrangement::Strip(leds)) => Self {
                leds: Some(*leds),
                ..none
            },
            Some(Arrangement::Matrix(matrix)) => Self {
                matrix: Some(matrix.to_string()),
                ..none
            },
            Some(Arrangement::Panels(panels)) => Self {
                panels: Some(panels.to_string()),
                ..none
            },
            Some(Arrangement::Map(map)) => Self {
                map: Some(map.to_text()),
                map_name: Some(map.name().to_owned()),
                ..none
            },
        }
    }

    /// The arrangement again.
    pub(super) fn arrangement(&self) -> Result<Option<Arrangement>, ParseLayoutError> {
        if let Some(map) = &self.map {
            let map: LedMap = map.parse()?;
            return Ok(Some(Arrangement::Map(
                map.named(self.map_name.as_deref().unwrap_or_default()),
            )));
        }
        if let Some(panels) = &self.panels {
            return panels
                .parse()
                .map(|panels| Some(Arrangement::Panels(panels)));
        }
        match (&self.matrix, self.leds) {
            (Some(matrix), _) => matrix
                .parse()
                .map(|matrix| Some(Arrangement::Matrix(matrix))),
            (None, leds) => Ok(leds.map(Arrangement::Strip)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_rows_are_read_and_newer_ones_say_no_more_than_they_have_to() {
        let older: Columns = serde_json::from_str(r#"{"leds":null,"matrix":"16x8"}"#).unwrap();
        assert_eq!(
            older.arrangement().unwrap(),
            Some(Arrangement::Matrix("16x8".parse().unwrap()))
        );
        let strip = Columns::of(Some(&Arrangement::Strip(300)));
        assert_eq!(
            serde_json::to_string(&strip).unwrap(),
            r#"{"leds":300,"matrix":null}"#
        );
        assert_eq!(Columns::of(None).arrangement().unwrap(), None);
        assert!(
            Columns {
                map: Some("x".into()),
                ..Columns::default()
            }
            .arrangement()
            .is_err()
        );
    }
}
