//! What the markers of a JPEG say without a pixel being decoded. (ITU-T T.81, annex B.)

/// What the markers say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// Whether the marker that ends a JPEG follows its last scan.
    pub(super) ends: bool,
    /// How many scans there are: each of them may be about every pixel.
    pub(super) scans: u64,
    /// Whether the picture comes in several passes, for which all of it is kept as coefficients.
    pub(super) progressive: bool,
}

impl Outline {
    /// A walk from marker to marker, because previews inside of segments have markers, too.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut outline = Self::default();
        let mut rest = bytes;
        loop {
            // Pixels of a scan lie between markers: there 0 follows each FF that is none, and D0 to D7 only restart.
            let Some(at) = rest.windows(2).position(
                |w| matches!(w, [0xFF, m] if !matches!(m, 0x00 | 0x01 | 0xFF | 0xD0..=0xD8)),
            ) else {
                return outline;
            };
            let segment = rest.get(at..).unwrap_or_default();
            match segment.get(1) {
                Some(0xD9) => {
                    return Self {
                        ends: true,
                        ..outline
                    };
                }
                Some(0xDA) => outline.scans += 1,
                Some(0xC2) => outline.progressive = true,
                _ => {}
            }
            let Some(&[high, low]) = segment.get(2..4).and_then(|n| n.first_chunk()) else {
                return outline;
            };
            rest = segment
                .get(2 + usize::from(u16::from_be_bytes([high, low]))..)
                .unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans_and_the_end_are_found_behind_previews_and_restarts() {
        let preview = [0xFF, 0xE1, 0, 8, 0xFF, 0xDA, 0xFF, 0xD9, 0xFF, 0xC2];
        let scan = [0xFF, 0xDA, 0, 3, 1, 7, 0xFF, 0, 0xFF, 0xD0, 9];
        let file = |frame: u8, scans: usize, end: &[u8]| {
            [
                &[0xFF, 0xD8][..],
                &preview,
                &[0xFF, frame, 0, 2],
                &scan.repeat(scans),
                end,
            ]
            .concat()
        };
        let end = [0xFF, 0xD9];
        assert_eq!(
            Outline::of(&file(0xC0, 1, &end)),
            Outline {
                ends: true,
                scans: 1,
                progressive: false
            }
        );
        assert_eq!(
            Outline::of(&file(0xC2, 9, &end)),
            Outline {
                ends: true,
                scans: 9,
                progressive: true
            }
        );
        assert_eq!(
            Outline::of(&file(0xC2, 2, &[])),
            Outline {
                ends: false,
                scans: 2,
                progressive: true
            }
        );
        assert_eq!(
            Outline::of(&[0xFF, 0xDA, 0]),
            Outline {
                scans: 1,
                ..Outline::default()
            }
        );
    }

    #[test]
    fn every_scan_must_be_there() {
        let scan = [0xFF, 0xDA, 0, 3, 1, 7, 0xFF, 0x00, 0xFF, 0xD0, 9];
        let table = [0xFF, 0xC4, 0, 4, 0xFF, 0xD9];
        let all = [&[0xFF, 0xD8][..], &scan, &table, &scan, &[0xFF, 0xD9]].concat();
        assert!(Outline::of(&all).ends);
        for end in 0..all.len() {
            assert!(!Outline::of(&all[..end]).ends, "{end}");
        }
    }
}
