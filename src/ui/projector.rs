//! Reads frames of streamed patterns on a separate thread, so that the window never waits for a disk or a decoder. Each LED
//! face requests the frame it wants and shows its previous one until then. A newer request of a face replaces its older one.

use crate::pattern::{FrameReader, Reel, Thumbnail};
use egui::{Context, Id};
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::{Arc, Weak};

/// Maximum number of open readers: for the playing pattern, its thumbs, and what was shown before.
const READERS: usize = 4;

/// Identifies the LED face that requests frames: its requests replace each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RequestSlot {
    pub(super) id: u64,
    /// Faces that move forwards have a reader of their own; thumbs, which jump, share one.
    pub(super) jumps: bool,
}

/// The bytes of a frame; `None` if it cannot be read.
type Bytes = Option<Arc<[u8]>>;

/// An open reader of a reel. Faces that jump and faces that play have separate readers.
struct OpenReader {
    reel: Reel,
    jumps: bool,
    reader: FrameReader,
}

#[derive(Clone)]
struct FrameRequest {
    slot: RequestSlot,
    reel: Reel,
    frame: usize,
    small: Small,
}

/// Size of a frame, and how many of its pixels, in each direction, become one; `None`: full size.
type Small = Option<((usize, usize), usize)>;

impl FrameRequest {
    fn asks_for(&self, (reel, frame): (&Reel, usize), small: Small) -> bool {
        self.frame == frame && self.small == small && self.reel == *reel
    }
}

#[derive(Default)]
struct Requests {
    waiting: Vec<FrameRequest>,
    /// The newest answer for each slot.
    done: HashMap<RequestSlot, (FrameRequest, Bytes)>,
    is_running: bool,
}

#[derive(Default)]
struct SharedRequests {
    requests: Mutex<Requests>,
    added: Condvar,
}

impl SharedRequests {
    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.requests.lock()
    }
}

/// Reads frames for the LED faces of one window; kept by the window's context. Its thread starts with a request and ends after
/// half a second without one.
#[derive(Clone, Default)]
pub(super) struct Projector(Arc<SharedRequests>);

impl Projector {
    /// Returns the projector of this window.
    pub(super) fn of(ctx: &Context) -> Self {
        ctx.data_mut(|data| {
            data.get_temp_mut_or_default::<Self>(Id::unique("projector"))
                .clone()
        })
    }

    /// Returns a frame of a reel if it has been read for this slot; else requests it, and a repaint when it is there. An empty
    /// frame stands for one that cannot be read.
    pub(super) fn frame(
        &self,
        ctx: &Context,
        slot: RequestSlot,
        frame: (&Reel, usize),
        small: Small,
    ) -> Option<Arc<[u8]>> {
        let mut requests = self.0.requests();
        if let Some((request, bytes)) = requests.done.get(&slot)
            && request.asks_for(frame, small)
        {
            return Some(bytes.clone().unwrap_or_default());
        }
        if requests
            .waiting
            .iter()
            .any(|request| request.slot == slot && request.asks_for(frame, small))
        {
            return None;
        }
        requests.waiting.retain(|request| request.slot != slot);
        requests.waiting.push(FrameRequest {
            slot,
            reel: frame.0.clone(),
            frame: frame.1,
            small,
        });
        if !requests.is_running {
            requests.is_running = true;
            let shared = Arc::downgrade(&self.0);
            let ctx = ctx.clone();
            let work = move || work(&shared, &ctx);
            if let Err(error) = std::thread::Builder::new()
                .name("projector".into())
                .spawn(work)
            {
                tracing::warn!(%error, "frames of large files are not shown");
            }
        }
        self.0.added.notify_one();
        None
    }

    /// Drops the requests and the answer of a face that is gone.
    pub(super) fn leave(&self, slot: RequestSlot) {
        let mut requests = self.0.requests();
        requests.waiting.retain(|request| request.slot != slot);
        requests.done.remove(&slot);
    }
}

/// Answers requests, oldest first, until the window is gone.
fn work(shared: &Weak<SharedRequests>, ctx: &Context) {
    let mut readers: Vec<OpenReader> = Vec::new();
    while let Some(shared) = shared.upgrade() {
        let mut requests = shared.requests();
        if requests.waiting.is_empty() {
            let pause = std::time::Duration::from_millis(500);
            shared.added.wait_for(&mut requests, pause);
        }
        if requests.waiting.is_empty() {
            // files that are no longer shown are closed with this thread: they can be deleted, and their memory is free
            requests.is_running = false;
            return;
        }
        let request = requests.waiting.remove(0);
        drop(requests);
        let bytes = read(&mut readers, &request);
        let mut requests = shared.requests();
        // shown even if the slot has requested a newer frame meanwhile, so that something moves
        requests.done.insert(request.slot, (request, bytes));
        drop(requests);
        ctx.request_repaint();
    }
}

fn read(readers: &mut Vec<OpenReader>, request: &FrameRequest) -> Bytes {
    let jumps = request.slot.jumps;
    let known = readers
        .iter()
        .position(|open| open.reel == request.reel && open.jumps == jumps);
    let mut reader = match known {
        Some(at) => readers.remove(at),
        None => match request.reel.reader() {
            Ok(reader) => OpenReader {
                reel: request.reel.clone(),
                jumps,
                reader,
            },
            Err(error) => {
                tracing::warn!(%error, "a frame cannot be shown");
                return None;
            }
        },
    };
    let bytes = match reader.reader.frame(request.frame) {
        Ok(frame) => Some(match request.small.filter(|(_, by)| *by > 1) {
            Some((size, by)) => Thumbnail::averaged(frame.rgb, size, by).rgb.into(),
            None => Arc::from(frame.rgb),
        }),
        Err(error) => {
            tracing::warn!(%error, frame = request.frame, "a frame cannot be shown");
            None
        }
    };
    readers.push(reader);
    if readers.len() > READERS {
        readers.remove(0);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{
        FrameBuffer, FrameDuration, FrameSource, PatternError, ReadFrames, Stream,
    };

    #[derive(Debug)]
    struct Counting;

    impl FrameSource for Counting {
        fn open(&self) -> Result<Box<dyn ReadFrames>, PatternError> {
            Ok(Box::new(Self))
        }
    }

    impl ReadFrames for Counting {
        fn read(&mut self, index: usize, into: &mut FrameBuffer) -> Result<(), PatternError> {
            if index == 9 {
                return Err(PatternError::Changed);
            }
            into.rgb.fill(index as u8);
            Ok(())
        }
    }

    #[test]
    fn what_is_wished_for_comes_without_anybody_waiting_for_it() {
        let reel: Reel = Stream::even(2, 10, FrameDuration::DEFAULT, Arc::new(Counting))
            .unwrap()
            .into();
        let ctx = Context::default();
        let projector = Projector::default();
        let slot = |id| RequestSlot { id, jumps: false };
        let wait = |slot, frame| {
            for _ in 0..2000 {
                if let Some(bytes) = projector.frame(&ctx, slot, (&reel, frame), None) {
                    return bytes;
                }
                std::thread::park_timeout(std::time::Duration::from_millis(1));
            }
            panic!("frame {frame} never came");
        };
        assert!(projector.frame(&ctx, slot(1), (&reel, 3), None).is_none());
        assert_eq!(
            (&*wait(slot(1), 3), &*wait(slot(2), 7)),
            (&[3; 6][..], &[7; 6][..])
        );
        assert_eq!(&*wait(slot(1), 4), [4; 6]);
        assert!(
            wait(slot(1), 9).is_empty(),
            "a frame that cannot be read is nothing to wait for"
        );
        let small = projector.frame(&ctx, slot(5), (&reel, 4), Some(((2, 1), 2)));
        assert!(small.is_none());
        for _ in 0..2000 {
            if let Some(bytes) = projector.frame(&ctx, slot(5), (&reel, 4), Some(((2, 1), 2))) {
                assert_eq!(&*bytes, [4; 3], "two pixels as one");
                break;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(1));
        }
        projector.leave(slot(1));
        assert!(projector.frame(&ctx, slot(1), (&reel, 9), None).is_none());
    }
}
