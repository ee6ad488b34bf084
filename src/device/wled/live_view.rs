//! Sees the LEDs: WLED sends their colours over its WebSocket, and they are compared with the pattern's frames. Only a
//! match proves something; a device that sends nothing may be built without the view, or send it to another client.

use super::area::Area;
use super::caps;
use crate::device::{Form, Payload, Session};
use crate::link::{DeviceLink, LinkError, SocketMessage};
use crate::pattern::{FittedPattern, Frames, PatternError, ReadOptions, Reel, read_bytes};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long is looked: a GIF is open within a second, and a view comes every 40 ms.
const LOOK: Duration = Duration::from_millis(2500);
/// Views that are enough to be looked for in a long pattern.
const VIEWS: usize = 8;
/// How long a long pattern is searched for them: some 100 MB of frames.
const READING: Duration = Duration::from_secs(3);
/// First bytes of a view: its kind, then 1 for a strip, 2 for a matrix (width and height follow).
const STRIP: [u8; 2] = [b'L', 1];
const MATRIX: [u8; 2] = [b'L', 2];
/// Firmwares that scale the view by brightness round each value; below this share of full brightness rounding could make
/// anything look alike.
const MIN_SCALE: f64 = 0.1;
/// So far rounding may move a scaled value.
const ROUNDING: f64 = 2.0;
/// A view darker than this cannot be distinguished from another scaled frame.
const MIN_LIGHT: u8 = 32;

/// Colours of some of the LEDs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct View {
    /// Which LED each colour is of.
    leds: Vec<usize>,
    rgb: Vec<u8>,
}

impl View {
    /// Whether it says anything: a device that is off looks like a black frame.
    fn is_lit(&self) -> bool {
        self.rgb.iter().any(|value| *value > 0)
    }

    /// Of a message; `None` where it is none, or of another number of LEDs than the device has. Of more than 1024 LEDs
    /// (256 on an ESP8266) only each n-th comes; n follows from the length.
    fn parse(message: &[u8], device: (usize, Option<(usize, usize)>)) -> Option<Self> {
        let (count, matrix) = device;
        let (kind, rest) = message.split_first_chunk::<2>()?;
        let (leds, rgb) = match (*kind, matrix) {
            (STRIP, _) => (every_nth(count, rest.len() / 3)?, rest),
            (MATRIX, Some(size)) => {
                let ([w, h], rgb) = rest.split_first_chunk::<2>()?;
                (thinned(size, (usize::from(*w), usize::from(*h)))?, rgb)
            }
            _ => return None,
        };
        // behind the last pixel there may be black filling
        Some(Self {
            rgb: rgb.get(..leds.len() * 3)?.to_vec(),
            leds,
        })
    }
}

/// The pixels of a pattern that a view shows, where it plays on a segment: what other segments show is left out. `None`
/// where nothing is left.
fn within(view: &View, area: Area, width: Option<usize>) -> Option<View> {
    let (colors, _) = view.rgb.as_chunks::<3>();
    let (leds, rgb): (Vec<_>, Vec<_>) = view
        .leds
        .iter()
        .zip(colors)
        .filter_map(|(led, rgb)| Some((area.pixel(*led, width)?, *rgb)))
        .unzip();
    (!leds.is_empty()).then(|| View {
        leds,
        rgb: rgb.concat(),
    })
}

/// The LEDs of a strip's view of `shown` colours.
fn every_nth(count: usize, shown: usize) -> Option<Vec<usize>> {
    let n = (1..=count).find(|n| count / n <= shown)?;
    (count / n == shown && shown > 0).then(|| (0..shown).map(|k| k * n).collect())
}

/// The LEDs of a matrix's view: every n-th of every n-th row, in the order in which WLED walks over it.
fn thinned((w, h): (usize, usize), (shown_w, shown_h): (usize, usize)) -> Option<Vec<usize>> {
    let n = [1, 2, 4]
        .into_iter()
        .find(|n| (w / n, h / n) == (shown_w, shown_h))?;
    let mut leds = Vec::with_capacity(shown_w * shown_h);
    let mut at = 0;
    while leds.len() < shown_w * shown_h {
        if n > 1 && !(at / w).is_multiple_of(n) {
            at += w * (n - 1);
        }
        leds.push(at);
        at += n;
    }
    (!leds.is_empty()).then_some(leds)
}

/// What a pattern looks like on the device: frames that are held, or too many to be held at once.
enum Expected {
    Held(Vec<Arc<Frames>>),
    Streamed(Reel),
}

impl Expected {
    /// Whether the view is one of the frames that are held.
    fn contains(&self, view: &View) -> bool {
        let Self::Held(all) = self else { return false };
        view.is_lit()
            && all
                .iter()
                .flat_map(|frames| frames.iter())
                .any(|(frame, _)| is_same(frame, view))
    }
}

/// Whether one of the views is one of the frames, which are read once, in order: a pattern that was just started shows the
/// first of them. Blocks.
fn any_is_in(frames: &Reel, views: &[View]) -> Result<bool, PatternError> {
    let deadline = Instant::now() + READING;
    let mut reader = frames.reader()?;
    for index in 0..frames.len() {
        let frame = reader.frame(index)?.rgb;
        if views.iter().any(|view| is_same(frame, view)) {
            return Ok(true);
        }
        if Instant::now() >= deadline {
            break;
        }
    }
    Ok(false)
}

/// The same in every pixel; or, from firmwares that scale the view by brightness, the same share of every pixel.
fn is_same(frame: &[u8], view: &View) -> bool {
    let (pixels, _) = frame.as_chunks::<3>();
    let (seen, _) = view.rgb.as_chunks::<3>();
    // a LED beyond the pattern is dark
    let pairs = || {
        view.leds
            .iter()
            .map(|led| pixels.get(*led).copied().unwrap_or_default())
            .zip(seen.iter().copied())
    };
    if pairs().all(|(a, b)| a == b) {
        return true;
    }
    let full: f64 = pairs().flat_map(|(a, _)| a).map(f64::from).sum();
    let scaled: f64 = pairs().flat_map(|(_, b)| b).map(f64::from).sum();
    let scale = scaled / full;
    let light = view.rgb.iter().copied().max().unwrap_or_default();
    (MIN_SCALE..=1.0).contains(&scale)
        && light >= MIN_LIGHT
        && pairs().all(|(a, b)| {
            a.iter()
                .zip(b)
                .all(|(a, b)| (f64::from(*a) * scale - f64::from(b)).abs() <= ROUNDING)
        })
}

/// What is to be seen: the frames as they were fitted, and as they are stored. A GIF may hold fewer colours, and where the
/// frames are too large to be held, the file that is stored is what there is to compare with. Blocks.
fn expected(form: Form, payload: &Payload, fitted: &FittedPattern) -> Option<Expected> {
    let mut all: Vec<_> = fitted.frames().held().cloned().into_iter().collect();
    if let (Form::GifMatrix | Form::GifStrip, Ok(bytes)) = (form, payload.held()) {
        let name = Path::new("stored.gif");
        let stored = read_bytes(name, bytes.as_ref().into(), &ReadOptions::default()).ok()?;
        let stored = stored.pattern.frames;
        match stored.held() {
            Some(frames) => all.push(frames.clone()),
            None if all.is_empty() => return Some(Expected::Streamed(stored)),
            None => {}
        }
    }
    (!all.is_empty()).then_some(Expected::Held(all))
}

/// Whether the LEDs show one of the pattern's frames, within some seconds. Never an error: it is a proof or none.
pub(super) async fn shows(
    session: &Session,
    (payload, fitted): (&Payload, &FittedPattern),
) -> bool {
    let Some(leds) = session.device.leds else {
        return false;
    };
    let size = (leds, session.device.matrix.map(|m| (m.w(), m.h())));
    let width = size.1.map(|(w, _)| w);
    let area = session
        .segment()
        .map(|_| Area::of(session, fitted.frames().leds()));
    let ours = |view: View| match area {
        Some(area) => within(&view, area, width),
        None => Some(view),
    };
    let form = caps::form(&session.device);
    let payload = payload.clone();
    let pattern = fitted.clone();
    let made = tokio::task::spawn_blocking(move || expected(form, &payload, &pattern));
    let Some(expected) = made.await.ok().flatten() else {
        return false; // nothing that could be recognised
    };
    let mut views = Vec::new();
    let look = watch(&session.link, size, |view| {
        let Some(view) = ours(view) else {
            return false;
        };
        match &expected {
            Expected::Held(_) => expected.contains(&view),
            Expected::Streamed(_) => {
                if view.is_lit() && !views.contains(&view) {
                    views.push(view);
                }
                views.len() >= VIEWS
            }
        }
    });
    let seen = match tokio::time::timeout(LOOK, look).await {
        Ok(Ok(seen)) => seen,
        Ok(Err(error)) => {
            tracing::debug!(%error, "the LEDs could not be seen");
            false
        }
        Err(_) => false,
    };
    match expected {
        Expected::Held(_) => seen,
        Expected::Streamed(frames) => {
            let found = tokio::task::spawn_blocking(move || any_is_in(&frames, &views));
            matches!(found.await, Ok(Ok(true)))
        }
    }
}

/// Looks until `is_enough` says so of a view.
async fn watch(
    link: &DeviceLink,
    size: (usize, Option<(usize, usize)>),
    mut is_enough: impl FnMut(View) -> bool,
) -> Result<bool, LinkError> {
    let mut socket = link.web_socket("/ws").await?;
    socket.send(r#"{"lv":true}"#).await?;
    while let Some(message) = socket.next().await? {
        let SocketMessage::Binary(bytes) = message else {
            continue;
        };
        if View::parse(&bytes, size).is_some_and(&mut is_enough) {
            // there is one live view in a device: give it back to the web page
            let _ = socket.send(r#"{"lv":false}"#).await;
            socket.close().await;
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::FrameDuration;

    fn frames(leds: usize, rgb: Vec<u8>) -> Expected {
        let count = rgb.len() / leds / 3;
        Expected::Held(vec![Arc::new(
            Frames::new(leds, rgb, vec![FrameDuration::DEFAULT; count]).unwrap(),
        )])
    }

    fn strip(rgb: &[u8]) -> Vec<u8> {
        [&STRIP[..], rgb].concat()
    }

    fn seen(expected: &Expected, message: &[u8], size: (usize, Option<(usize, usize)>)) -> bool {
        View::parse(message, size).is_some_and(|view| expected.contains(&view))
    }

    #[test]
    fn only_a_frame_in_every_pixel_is_seen() {
        let rgb: Vec<u8> = (0..60).map(|i| i * 4).collect();
        let expected = frames(10, rgb.clone());
        assert!(seen(&expected, &strip(&rgb[..30]), (10, None)));
        assert!(seen(&expected, &strip(&rgb[30..]), (10, None)));
        let mut other = rgb[30..].to_vec();
        other[7] ^= 0x40;
        assert!(
            !seen(&expected, &strip(&other), (10, None)),
            "one pixel differs"
        );
        assert!(
            !seen(&expected, &strip(&rgb[..27]), (10, None)),
            "a view of other LEDs"
        );
        assert!(!seen(&expected, b"L", (10, None)) && !seen(&expected, &[], (10, None)));
    }

    #[test]
    fn a_dark_device_proves_nothing_even_of_a_dark_frame() {
        let expected = frames(2, vec![0; 6]);
        assert!(!seen(&expected, &strip(&[0; 6]), (2, None)));
    }

    #[test]
    fn a_view_scaled_by_brightness_is_still_the_frame() {
        let rgb: Vec<u8> = vec![255, 0, 0, 0, 200, 0, 10, 20, 250, 90, 90, 90];
        let expected = frames(4, rgb.clone());
        let scaled = |share: f64| {
            strip(
                &rgb.iter()
                    .map(|v| (f64::from(*v) * share) as u8)
                    .collect::<Vec<_>>(),
            )
        };
        assert!(seen(&expected, &scaled(0.5), (4, None)));
        assert!(
            !seen(&expected, &scaled(0.05), (4, None)),
            "too dark to tell"
        );
        let mut other = scaled(0.5);
        other[2] -= 9;
        assert!(!seen(&expected, &other, (4, None)));
    }

    #[test]
    fn a_matrix_over_1024_leds_is_seen_by_every_other_led_of_every_other_row() {
        assert_eq!(
            thinned((4, 4), (4, 4)).unwrap(),
            (0..16).collect::<Vec<_>>()
        );
        assert_eq!(thinned((4, 4), (2, 2)).unwrap(), [0, 2, 8, 10]);
        assert_eq!(thinned((8, 8), (2, 2)).unwrap(), [0, 4, 32, 36]);
        assert_eq!(thinned((4, 4), (3, 3)), None);
        let rgb: Vec<u8> = (0..64 * 64 * 3).map(|i| (i % 251) as u8).collect();
        let view: Vec<u8> = thinned((64, 64), (32, 32))
            .unwrap()
            .iter()
            .flat_map(|l| rgb[l * 3..l * 3 + 3].to_vec())
            .collect();
        let mut message = [&MATRIX[..], &[32, 32], &view].concat();
        message.extend([0; 96]); // what the firmware fills its buffer with
        assert!(seen(&frames(4096, rgb), &message, (4096, Some((64, 64)))));
    }

    #[test]
    fn a_long_strip_is_seen_by_each_nth_led() {
        assert_eq!(every_nth(900, 900).unwrap().len(), 900);
        assert_eq!(every_nth(2000, 1000).unwrap()[..3], [0, 2, 4]);
        assert_eq!(every_nth(3000, 1000).unwrap()[..3], [0, 3, 6]);
        assert_eq!(every_nth(300, 200), None);
    }
}
