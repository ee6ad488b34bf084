//! Patterns as GIFs for the effect "Image": encoding and starting. `storing.rs` stores them and reads them back.

use super::area::Area;
use super::caps;
use super::gif_upload::GifUpload;
use super::state::State;
use super::{identify, live_view, names, requests, segments, superseded};
use crate::device::{DeviceError, Doing, Form, Payload, Playing, Receipt, Session, StoredName};
use crate::message::Message;
use crate::msg;
use crate::pattern::{
    Finding, FittedPattern, GifBuffer, GifFile, GifProfile, Layout, Matrix, encode_gif,
};
use crate::problem::{Code, Remedy};

/// Widest canvas that WLED's decoder has memory for (devices/wled.md section 3.1).
const MAX_WIDTH: usize = 320;
/// What WLED's decoder plays.
pub const GIF_PROFILE: GifProfile = GifProfile {
    // it shows at most 33 pictures a second (section 3.3)
    min_delay: 3,
    merge_equal: true,
    max_width: Some(MAX_WIDTH),
    // it refills a buffer of 1530 bytes; pictures break from about 1270 on (section 3.2)
    buffer: Some(GifBuffer {
        rows: 4,
        bytes: 1200,
        safe_width: 212,
    }),
};
const STARTING: Doing = Doing::Starting;

/// The pattern as the effect plays it exactly, under a name made of `name` and of what is in it.
pub(super) fn encode(
    form: Form,
    fitted: &FittedPattern,
    name: &StoredName,
) -> Result<Payload, DeviceError> {
    let GifFile {
        bytes,
        pictures,
        reduced,
        left_out,
    } = file(form, fitted)?;
    let name = names::file_name(name, &bytes);
    let payload =
        Payload::new(name, bytes.into(), fitted.frames().leds(), pictures).with_left_out(left_out);
    if reduced > 0 {
        return Ok(payload.with_remark(msg!(
            "upload-colours-reduced",
            reduced = reduced,
            frames = fitted.frames().len()
        )));
    }
    Ok(payload)
}

/// The GIF itself; the same for the same frames.
pub(super) fn file(form: Form, fitted: &FittedPattern) -> Result<GifFile, DeviceError> {
    let canvas = canvas(form, fitted.layout())?;
    encode_gif(&*fitted.frames().hold()?, canvas, GIF_PROFILE).map_err(DeviceError::from)
}

/// Size of the GIF: the matrix itself, or the strip folded into rows that WLED reads one after another.
fn canvas(form: Form, layout: &Layout) -> Result<Matrix, DeviceError> {
    let unsuitable = |fact: Message, remedy: Remedy| {
        DeviceError::from(Finding::blocks(Code::DeviceIncapable, fact, remedy))
    };
    if form == Form::GifStrip {
        return folded(layout.leds()).ok_or(DeviceError::LayoutUnknown);
    }
    let matrix = layout.matrix().ok_or_else(|| {
        unsuitable(
            msg!("unfit-not-a-strip", leds = layout.leds()),
            Remedy::SizeAsWidthAndHeight,
        )
    })?;
    if matrix.w() > MAX_WIDTH {
        let fact = msg!("unfit-too-wide", width = matrix.w(), max = MAX_WIDTH);
        return Err(unsuitable(fact, Remedy::StreamInstead));
    }
    Ok(matrix)
}

/// `w x h` for a strip: row by row it is the strip, or the strip and one pixel more, which WLED drops.
fn folded(leds: usize) -> Option<Matrix> {
    let side = |n: usize| u16::try_from(n).ok();
    let fold = |leds: usize| {
        (2..=MAX_WIDTH.min(leds))
            .rev()
            .find(|w| leds.is_multiple_of(*w))
            .map(|w| (w, leds / w))
    };
    let (w, h) = if leds <= MAX_WIDTH {
        (leds, 1)
    } else {
        fold(leds).or_else(|| fold(leds + 1))?
    };
    Matrix::new(side(w)?, side(h)?)
}

/// What part of the device a GIF of ours is for. Its header says its size: a picture of another size would be stretched.
pub(super) fn area(session: &Session, payload: &Payload) -> Result<Area, DeviceError> {
    let area = Area::of(session, payload.leds());
    let Some(matrix) = area.size() else {
        return Ok(area);
    };
    let side = |at: usize| {
        payload
            .held()
            .ok()?
            .get(at..at + 2)?
            .try_into()
            .ok()
            .map(u16::from_le_bytes)
    };
    let canvas = side(6).zip(side(8)).and_then(|(w, h)| Matrix::new(w, h));
    match canvas {
        Some(canvas) if canvas != matrix => Err(DeviceError::from(Finding::blocks(
            Code::DeviceIncapable,
            msg!(
                "unfit-other-size",
                canvas = canvas.to_string(),
                matrix = matrix.to_string()
            ),
            Remedy::RemoveSetSize,
        ))),
        _ => Ok(area),
    }
}

/// Starts the file, sees whether the LEDs show its frames, and then deletes what it replaces.
pub(super) async fn play(
    upload: &GifUpload,
    receipt: &Receipt,
    stored: (&Payload, &FittedPattern),
) -> Result<Playing, DeviceError> {
    let name = receipt.stored_as.as_str();
    let area = Area::of(upload, stored.1.frames().leds());
    let released = show(upload, name, area, upload.is_new()).await?;
    if !released.is_empty() {
        upload.remark(released_words(&released));
    }
    let seen = live_view::shows(upload, stored).await;
    if !seen {
        let now = State::parse(&requests::read_state(upload).await?);
        if let Some(error) = now.error {
            return Err(unexpected(super::reply::error_words(error)));
        }
        let over = segments::over(&now, area);
        if !over.is_empty() {
            upload.remark(covered(&over));
        }
    }
    if let Err(error) = superseded::clear(upload, name).await {
        if matches!(error, DeviceError::IdentityChanged { .. }) {
            return Err(error); // it may have deleted a file of another device
        }
        tracing::debug!(%error, "earlier versions of the pattern stay on the device");
    }
    Ok(if seen { Playing::Seen } else { Playing::Said })
}

/// What lies over ours is the person's and stays; that it may hide the pattern is worth a word.
fn covered(over: &[u64]) -> Message {
    msg!(
        "upload-segments-over",
        count = over.len(),
        segments = over.to_vec()
    )
}

/// A WLED has one decoder for GIFs: what another segment played is over.
fn released_words(segments: &[u64]) -> Message {
    msg!(
        "upload-segments-released",
        count = segments.len(),
        segments = segments.to_vec()
    )
}

fn unexpected(detail: Message) -> DeviceError {
    DeviceError::Unexpected {
        doing: STARTING,
        detail,
    }
}

/// Makes the effect play that file, and checks that the device reports it. Returns the segments that had to release another
/// file. `is_new`: the file was just stored.
pub(super) async fn show(
    session: &Session,
    name: &str,
    area: Area,
    is_new: bool,
) -> Result<Vec<u64>, DeviceError> {
    let image = caps::image(&session.device).ok_or(DeviceError::Incapable {
        what: msg!("device-cannot-play-gifs"),
    })?;
    let before = State::parse(&requests::read_state(session).await?);
    if session.segment().is_some() && !before.segments.iter().any(|s| area.is(s)) {
        return Err(DeviceError::from(Finding::blocks(
            Code::DeviceNoSegment,
            msg!("unfit-segment-moved", segment = area.id),
            Remedy::SendAgain,
        )));
    }
    // the file is read again only when its name changes: a new file of the same name would not be shown
    if is_new && let Some(stop) = segments::stop(&before, image, name) {
        requests::change_state(session, STARTING, &stop).await?;
    }
    let now = requests::change_state(
        session,
        STARTING,
        &segments::start(&before, image, name, area),
    )
    .await?;
    if let Some(error) = now.error {
        return Err(unexpected(super::reply::error_words(error)));
    }
    if !segments::shows(&now, image, name, area) {
        return Err(unexpected(msg!("detail-shows-other")));
    }
    match identify::confirm(session).await?.streamed() {
        Some(error) => Err(error),
        None => Ok(segments::others_with(&before, image, area)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_strip_folds_into_rows_that_wled_reads_exactly() {
        assert_eq!(folded(300).unwrap().to_string(), "300x1");
        assert_eq!(folded(900).unwrap().to_string(), "300x3");
        assert_eq!(folded(480).unwrap().to_string(), "240x2");
        // a prime: one pixel more, which WLED drops
        assert_eq!(folded(331).unwrap().to_string(), "166x2");
        for leds in 1..=4096 {
            let canvas = folded(leds).unwrap();
            assert!(
                canvas.w() <= MAX_WIDTH && (canvas.leds() == leds || canvas.leds() == leds + 1),
                "{leds}: {canvas}"
            );
            assert!(leds == 1 || canvas.w() > 1, "{leds}");
        }
    }

    #[test]
    fn a_matrix_is_its_own_canvas_and_a_strip_on_it_is_refused() {
        let matrix = Layout::matrix_wired(
            Matrix::new(64, 32).unwrap(),
            crate::pattern::Wiring::default(),
        )
        .unwrap();
        assert_eq!(
            canvas(Form::GifMatrix, &matrix).unwrap().to_string(),
            "64x32"
        );
        assert_eq!(canvas(Form::GifStrip, &matrix).unwrap().leds(), 2048);
        let refused = |layout: Option<Layout>| {
            canvas(Form::GifMatrix, &layout.unwrap())
                .unwrap_err()
                .code()
        };
        assert_eq!(refused(Layout::strip(300)), Code::DeviceIncapable);
        assert_eq!(
            refused(Layout::matrix_wired(
                Matrix::new(321, 2).unwrap(),
                crate::pattern::Wiring::default()
            )),
            Code::DeviceIncapable
        );
    }
}
