//! [`Panels`]: a matrix made of equal panels, chained through their own grid, every other one perhaps mounted upside down.

use super::super::matrix::{MAX_LEDS, Matrix, Wiring};
use crate::pattern::{Expected, ParseLayoutError};
use std::fmt;
use std::str::FromStr;

/// Which panels are mounted upside down, turned by 180 degrees, because their cables are shorter then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Turned {
    /// None.
    #[default]
    None,
    /// The second along the chain, the fourth, and so on.
    EveryOther,
    /// All of the second run of the chain (a row or a column of panels), of the fourth, and so on.
    EveryOtherRun,
}

impl Turned {
    /// All three.
    pub const ALL: [Self; 3] = [Self::None, Self::EveryOther, Self::EveryOtherRun];

    fn word(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::EveryOther => Some("turned"),
            Self::EveryOtherRun => Some("turned-runs"),
        }
    }
}

/// A grid of equal panels of at most 65,535 LEDs together. How the strip runs through each panel is the layout's wiring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Panels {
    grid: Matrix,
    panel: Matrix,
    /// How the panels are chained through their grid.
    pub chain: Wiring,
    /// Which of them are upside down.
    pub turned: Turned,
}

impl Panels {
    /// `grid` panels of `panel` LEDs each, chained row by row from the top left; `None` where they are more than 65,535 LEDs.
    #[must_use]
    pub fn new(grid: Matrix, panel: Matrix) -> Option<Self> {
        // 65,535 each at the most, so nothing can overflow
        let fits = grid.leds() <= MAX_LEDS
            && panel.leds() <= MAX_LEDS
            && grid.leds() * panel.leds() <= MAX_LEDS;
        fits.then_some(Self {
            grid,
            panel,
            chain: Wiring::default(),
            turned: Turned::None,
        })
    }

    /// How many panels in a row, and how many rows of them.
    #[must_use]
    pub fn grid(&self) -> Matrix {
        self.grid
    }

    /// LEDs of one panel.
    #[must_use]
    pub fn panel(&self) -> Matrix {
        self.panel
    }

    /// All panels together as one matrix.
    #[must_use]
    pub fn matrix(&self) -> Matrix {
        let side = |panels: usize, leds: usize| u16::try_from(panels * leds).ok();
        side(self.grid.w(), self.panel.w())
            .zip(side(self.grid.h(), self.panel.h()))
            .and_then(|(w, h)| Matrix::new(w, h))
            .expect("sides are at least 1, and their product at most 65,535: no side is more")
    }

    /// Which cell of [`Panels::matrix`] each LED sits in, where the strip runs so through each panel.
    #[must_use]
    pub fn cells(&self, wiring: Wiring) -> Vec<usize> {
        let across = self.grid.w();
        let w = self.panel.w();
        let h = self.panel.h();
        let inside = wiring.cells(self.panel);
        let mut cells = Vec::with_capacity(self.matrix().leds());
        for (position, place) in self.chain.cells(self.grid).into_iter().enumerate() {
            let left = place % across * w;
            let top = place / across * h;
            let upside_down = self.is_turned(position);
            cells.extend(inside.iter().map(|&cell| {
                // the last cell of a panel is where its first one is when the panel is upside down
                let cell = if upside_down { w * h - 1 - cell } else { cell };
                (top + cell / w) * (across * w) + left + cell % w
            }));
        }
        cells
    }

    /// Whether the panel at that position of the chain, counted from 0, is upside down.
    fn is_turned(&self, position: usize) -> bool {
        match self.turned {
            Turned::None => false,
            Turned::EveryOther => position % 2 == 1,
            Turned::EveryOtherRun => position / self.chain.run(self.grid) % 2 == 1,
        }
    }
}

impl fmt::Display for Panels {
    /// As [`FromStr`] reads it; what is usual is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.grid, self.panel)?;
        if self.chain != Wiring::default() {
            write!(f, ":{}", self.chain)?;
        }
        self.turned
            .word()
            .map_or(Ok(()), |word| write!(f, ":{word}"))
    }
}

impl FromStr for Panels {
    type Err = ParseLayoutError;

    /// `GRID:PANEL[:CHAIN][:turned|turned-runs]`: panels across x down, LEDs of one, how they are chained.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = |expected| ParseLayoutError::new(text, expected);
        let mut parts = text.trim().split(':').map(str::trim);
        let mut size = || parts.next().and_then(|part| part.parse::<Matrix>().ok());
        let (grid, panel) = size()
            .zip(size())
            .ok_or_else(|| refused(Expected::Panels))?;
        let mut panels = Self::new(grid, panel).ok_or_else(|| refused(Expected::PanelLeds))?;
        for part in parts {
            let turned = Turned::ALL
                .into_iter()
                .find(|turned| turned.word() == Some(part.to_lowercase().as_str()));
            match (turned, part.parse()) {
                (Some(turned), _) => panels.turned = turned,
                (None, Ok(chain)) => panels.chain = chain,
                (None, Err(_)) => return Err(refused(Expected::Panels)),
            }
        }
        Ok(panels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(panels: &str, wiring: &str) -> Vec<usize> {
        panels
            .parse::<Panels>()
            .unwrap()
            .cells(wiring.parse().unwrap())
    }

    #[test]
    fn panels_follow_their_chain_and_leds_the_wiring_of_each() {
        // cells:  0 1 | 2 3
        //         4 5 | 6 7
        assert_eq!(cells("2x1:2x2", "rows-tl"), [0, 1, 4, 5, 2, 3, 6, 7]);
        assert_eq!(
            cells("2x1:2x2:rows-tr", "rows-serpentine-tl"),
            [2, 3, 7, 6, 0, 1, 5, 4]
        );
        //  0  1 |  2  3
        //  -----+------
        //  4  5 |  6  7
        assert_eq!(
            cells("2x2:2x1:rows-serpentine-tl", "rows-tl"),
            [0, 1, 2, 3, 6, 7, 4, 5]
        );
        assert_eq!(
            cells("2x2:2x1:columns-bl", "rows-tr"),
            [5, 4, 1, 0, 7, 6, 3, 2]
        );
    }

    #[test]
    fn turned_panels_are_upside_down() {
        assert_eq!(cells("2x1:2x2:turned", "rows-tl"), [0, 1, 4, 5, 7, 6, 3, 2]);
        // two runs of two panels: the second and fourth panel, or the second run
        let columns = "rows-tl";
        assert_eq!(cells("2x2:2x1:turned", columns), [0, 1, 3, 2, 4, 5, 7, 6]);
        assert_eq!(
            cells("2x2:2x1:turned-runs", columns),
            [0, 1, 2, 3, 5, 4, 7, 6]
        );
        assert_eq!(
            cells("2x2:2x1:columns-tl:turned-runs", columns),
            [0, 1, 4, 5, 3, 2, 7, 6]
        );
    }

    #[test]
    fn one_panel_is_a_matrix() {
        for wiring in Wiring::all() {
            let matrix = Matrix::new(5, 3).unwrap();
            assert_eq!(
                Panels::new(Matrix::new(1, 1).unwrap(), matrix)
                    .unwrap()
                    .cells(wiring),
                wiring.cells(matrix)
            );
        }
    }

    #[test]
    fn every_grid_of_panels_visits_every_cell_once_and_reads_back_from_its_text() {
        for chain in Wiring::all() {
            for turned in Turned::ALL {
                let grid = Matrix::new(3, 2).unwrap();
                let panel = Matrix::new(2, 3).unwrap();
                let panels = Panels {
                    chain,
                    turned,
                    ..Panels::new(grid, panel).unwrap()
                };
                assert_eq!(panels.to_string().parse(), Ok(panels));
                for wiring in Wiring::all() {
                    let mut seen = panels.cells(wiring);
                    seen.sort_unstable();
                    assert_eq!(seen, (0..36).collect::<Vec<_>>(), "{panels} {wiring}");
                }
            }
        }
    }

    #[test]
    fn panels_are_refused_with_an_example_or_the_limit() {
        let hint = |text: &str| text.parse::<Panels>().unwrap_err().to_string();
        for bad in [
            "",
            "2x2",
            "2x2:16",
            "0x2:4x4",
            "2x2:16x16:sideways",
            "2x2:16x16:",
            ":",
            "2x2;16x16",
        ] {
            assert!(
                hint(bad).contains("2x2:16x16:rows-serpentine-tl:turned"),
                "{bad}"
            );
        }
        assert!(hint("65535x65535:65535x65535").contains("65,535"));
        assert!(hint("16x16:17x16").contains("65,535"));
        let largest: Panels = "65535x1:1x1".parse().unwrap();
        assert_eq!(largest.matrix().to_string(), "65535x1");
        assert_eq!(
            " 2X2 : 16x16 : TURNED ".parse(),
            "2x2:16x16:turned".parse::<Panels>()
        );
    }
}
