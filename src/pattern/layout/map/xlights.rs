//! Custom models of xLights: a grid of cells with the number of a node, from 1 on, in some of them. An `.xmodel` holds one
//! (`<custommodel>`, or `<models><model DisplayAs="Custom">`), an `xlights_rgbeffects.xml` all models of a show. (xLights
//! `CustomModel.cpp`: `CustomModel` has layers between `|`, rows between `;` and cells between `,`;
//! `CustomModelCompressed` has `node,row,column[,layer]` between `;`.)

mod grid;

use super::super::super::PatternError;
use super::super::super::words::{excerpt, foreign};
use super::kind::MapKind;
use super::models::choose;
use super::read::{MapFile, MapOptions, at, map_of, whole};
use super::view::Height;
use crate::msg;
use crate::pattern::{MAX_LEDS, Matrix};
use grid::Grid;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Models of a file that are looked at: large shows have some hundred.
const MAX_MODELS: usize = 10_000;
/// Cells for each LED up to which the grid of a model is kept as it is. Finer ones show a few dots on a dark face.
const MAX_CELLS: usize = 40;

/// A model whose cells are known.
#[derive(Default)]
struct Model {
    name: String,
    /// Sides that the model says.
    width: usize,
    height: usize,
    cells: String,
    compressed: String,
}

/// Reads the model of that name, or the only one.
///
/// # Errors
/// `layout.unreadable`, with the line where one is to blame; with the names where there are several.
pub(super) fn read_models(text: &str, options: &MapOptions) -> Result<MapFile, PatternError> {
    let mut found = Found::default();
    found.parse(text, options)?;
    if found.names.is_empty() {
        return Err(whole(match found.others.first() {
            Some((name, kind)) => {
                let (name, kind) = (excerpt(name), excerpt(kind));
                msg!("pattern-map-model-kind", name = name, kind = kind)
            }
            None => msg!("pattern-map-not-xlights"),
        }));
    }
    let chosen = choose(&found.names, &found.others, options)?;
    let model = found.models.into_iter().nth(chosen).unwrap_or_default();
    let mut file = model.laid(options)?;
    file.model = found.names.get(chosen).cloned();
    file.models = found.names;
    Ok(file)
}

/// The models of a file.
#[derive(Default)]
struct Found {
    /// Custom models, and their names.
    models: Vec<Model>,
    names: Vec<String>,
    /// Name and kind of the others.
    others: Vec<(String, String)>,
}

impl Found {
    fn parse(&mut self, text: &str, options: &MapOptions) -> Result<(), PatternError> {
        let mut reader = Reader::from_str(text);
        loop {
            options.cancel.check()?;
            let event = reader.read_event();
            match event {
                Ok(Event::Start(tag) | Event::Empty(tag)) => self.take(&tag)?,
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(error) => {
                    let until = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                    let before = text.as_bytes().get(..until).unwrap_or(text.as_bytes());
                    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
                    return Err(at(line, msg!("pattern-map-xml", why = foreign(&error))));
                }
            }
        }
    }

    /// Takes a model, if the tag is one.
    fn take(&mut self, tag: &BytesStart<'_>) -> Result<(), PatternError> {
        let name = tag.name();
        let tag_name = String::from_utf8_lossy(name.as_ref()).to_lowercase();
        // <custommodel>, <treemodel>, ... alone in a file, <model> among others
        let Some(kind) = tag_name.strip_suffix("model").filter(|kind| *kind != "sub") else {
            return Ok(());
        };
        let mut model = Model::default();
        let mut shown_as = kind.to_owned();
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value = || match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) => value.into_owned(),
                Err(_) => String::from_utf8_lossy(&attribute.value).into_owned(),
            };
            let side = || value().trim().parse().unwrap_or(0);
            match attribute.key.as_ref() {
                b"name" => model.name = value(),
                b"DisplayAs" => shown_as = value(),
                b"parm1" | b"CustomWidth" => model.width = side(),
                b"parm2" | b"CustomHeight" => model.height = side(),
                b"CustomModel" => model.cells = value(),
                b"CustomModelCompressed" => model.compressed = value(),
                _ => {}
            }
        }
        if self.names.len() + self.others.len() >= MAX_MODELS {
            return Err(whole(msg!("pattern-map-models-too-many", max = MAX_MODELS)));
        }
        if model.cells.trim().is_empty() && model.compressed.trim().is_empty() {
            self.others.push((model.name, shown_as));
        } else {
            self.names.push(model.name.clone());
            self.models.push(model);
        }
        Ok(())
    }
}

impl Model {
    /// The map of a model: its own grid where that is not too fine, else its LEDs laid out again.
    fn laid(&self, options: &MapOptions) -> Result<MapFile, PatternError> {
        let mut grid = Grid::default();
        if self.compressed.trim().is_empty() {
            grid.read_cells(&self.cells, options)?;
        } else {
            grid.read_compressed(&self.compressed, options)?;
        }
        let mut notes = Vec::new();
        if grid.repeated > 0 {
            notes.push(msg!("pattern-map-nodes-repeated", repeated = grid.repeated));
        }
        let width = grid.columns.max(self.width.min(MAX_LEDS));
        let height = grid.rows.max(self.height.min(MAX_LEDS));
        let own = |side: usize| u16::try_from(side).ok();
        let own = own(width)
            .zip(own(height))
            .and_then(|(w, h)| Matrix::new(w, h));
        let fits = |own: &Matrix| {
            let max = grid
                .nodes
                .len()
                .saturating_mul(MAX_CELLS)
                .clamp(256, MAX_LEDS);
            options.size.is_none_or(|size| size == *own) && own.leds() <= max
        };
        if let Some(own) = own.filter(fits).filter(|_| grid.layers == 1) {
            let cell = |at: &[u32; 3]| {
                let [column, row, _] = at.map(|n| n as usize);
                row * own.w() + column
            };
            let cells: Vec<_> = grid
                .nodes
                .iter()
                .map(|node| node.as_ref().map(cell))
                .collect();
            return Ok(MapFile::of_cells(
                map_of(own, &cells)?,
                MapKind::XLights,
                notes,
            ));
        }
        if options.size.is_none() && grid.layers == 1 {
            notes.push(msg!("pattern-map-coarser", w = width, h = height));
        }
        let points = grid
            .nodes
            .iter()
            .map(|node| node.map(|at| at.map(f64::from)));
        let file =
            MapFile::of_points(points.collect(), MapKind::XLights, Some(Height::Y), options)?;
        Ok(file.noted(&notes))
    }
}

#[cfg(test)]
mod tests;
