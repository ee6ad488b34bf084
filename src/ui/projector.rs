//! Reads frames of streamed patterns on a thread of its own, so that the window never waits for a disk or a decoder. Faces
//! ask for the frame that they want; until it is there they show what they have. A newer wish of a face replaces its older.

use crate::pattern::{FrameReader, Reel, Thumbnail};
use egui::{Context, Id};
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};

/// Readers that stay open, each at its place in a file: the one that plays, the one for thumbs, and what was shown before.
const READERS: usize = 4;

/// Who asks: its wishes replace each other, and share a reader with those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Seat {
    pub(super) id: u64,
    /// Faces that move forwards have a reader of their own; thumbs, which jump, share one.
    pub(super) jumps: bool,
}

/// What was read; `None`: it cannot be.
type Bytes = Option<Arc<[u8]>>;

/// A reel that is being read, by those who jump about in it or by those who do not.
struct Reading {
    reel: Reel,
    jumps: bool,
    reader: FrameReader,
}

#[derive(Clone)]
struct Wish {
    seat: Seat,
    reel: Reel,
    frame: usize,
    small: Small,
}

/// Columns and rows of a frame, and how many pixels of it, in each direction, become one; `None`: it stays as it is.
type Small = Option<((usize, usize), usize)>;

impl Wish {
    fn is(&self, (reel, frame): (&Reel, usize), small: Small) -> bool {
        self.frame == frame && self.small == small && self.reel == *reel
    }
}

#[derive(Default)]
struct Board {
    wishes: Vec<Wish>,
    /// What was read for each seat; `None`: it cannot be read.
    done: HashMap<Seat, (Wish, Bytes)>,
    runs: bool,
}

#[derive(Default)]
struct Shared {
    board: Mutex<Board>,
    news: Condvar,
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See the module. One for a window, kept by its context; its thread starts with the first wish and ends with the window.
#[derive(Clone, Default)]
pub(super) struct Projector(Arc<Shared>);

impl Projector {
    /// The one of this window.
    pub(super) fn of(ctx: &Context) -> Self {
        ctx.data_mut(|data| {
            data.get_temp_mut_or_default::<Self>(Id::unique("projector"))
                .clone()
        })
    }

    /// A frame of a reel, if it has been read for this seat; else it will be, and the window is painted again then. An empty
    /// frame stands for one that cannot be read.
    pub(super) fn frame(
        &self,
        ctx: &Context,
        seat: Seat,
        frame: (&Reel, usize),
        small: Small,
    ) -> Option<Arc<[u8]>> {
        let mut board = self.0.board();
        if let Some((wish, bytes)) = board.done.get(&seat)
            && wish.is(frame, small)
        {
            return Some(bytes.clone().unwrap_or_default());
        }
        if board
            .wishes
            .iter()
            .any(|wish| wish.seat == seat && wish.is(frame, small))
        {
            return None;
        }
        board.wishes.retain(|wish| wish.seat != seat);
        board.wishes.push(Wish {
            seat,
            reel: frame.0.clone(),
            frame: frame.1,
            small,
        });
        if !board.runs {
            board.runs = true;
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
        self.0.news.notify_one();
        None
    }

    /// Nobody sits there any more.
    pub(super) fn leave(&self, seat: Seat) {
        let mut board = self.0.board();
        board.wishes.retain(|wish| wish.seat != seat);
        board.done.remove(&seat);
    }
}

/// Reads what is wished for, oldest first, until the window is gone.
fn work(shared: &Weak<Shared>, ctx: &Context) {
    let mut readers: Vec<Reading> = Vec::new();
    while let Some(shared) = shared.upgrade() {
        let mut board = shared.board();
        if board.wishes.is_empty() {
            let waited = shared
                .news
                .wait_timeout(board, std::time::Duration::from_millis(500));
            board = waited.map_or_else(|e| e.into_inner().0, |(board, _)| board);
        }
        if board.wishes.is_empty() {
            // what nobody looks at is closed with this thread: its file can be deleted, and its memory is free
            board.runs = false;
            return;
        }
        let wish = board.wishes.remove(0);
        drop(board);
        let bytes = read(&mut readers, &wish);
        let mut board = shared.board();
        // a newer wish of the same seat will not want this one; it is shown all the same, so that something moves
        board.done.insert(wish.seat, (wish, bytes));
        drop(board);
        ctx.request_repaint();
    }
}

fn read(readers: &mut Vec<Reading>, wish: &Wish) -> Bytes {
    let jumps = wish.seat.jumps;
    let known = readers
        .iter()
        .position(|open| open.reel == wish.reel && open.jumps == jumps);
    let mut reader = match known {
        Some(at) => readers.remove(at),
        None => match wish.reel.reader() {
            Ok(reader) => Reading {
                reel: wish.reel.clone(),
                jumps,
                reader,
            },
            Err(error) => {
                tracing::warn!(%error, "a frame cannot be shown");
                return None;
            }
        },
    };
    let bytes = match reader.reader.frame(wish.frame) {
        Ok(frame) => Some(match wish.small.filter(|(_, by)| *by > 1) {
            Some((size, by)) => Thumbnail::averaged(frame.rgb, size, by).rgb.into(),
            None => Arc::from(frame.rgb),
        }),
        Err(error) => {
            tracing::warn!(%error, frame = wish.frame, "a frame cannot be shown");
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
        let seat = |id| Seat { id, jumps: false };
        let wait = |seat, frame| {
            for _ in 0..2000 {
                if let Some(bytes) = projector.frame(&ctx, seat, (&reel, frame), None) {
                    return bytes;
                }
                std::thread::park_timeout(std::time::Duration::from_millis(1));
            }
            panic!("frame {frame} never came");
        };
        assert!(projector.frame(&ctx, seat(1), (&reel, 3), None).is_none());
        assert_eq!(
            (&*wait(seat(1), 3), &*wait(seat(2), 7)),
            (&[3; 6][..], &[7; 6][..])
        );
        assert_eq!(&*wait(seat(1), 4), [4; 6]);
        assert!(
            wait(seat(1), 9).is_empty(),
            "a frame that cannot be read is nothing to wait for"
        );
        let small = projector.frame(&ctx, seat(5), (&reel, 4), Some(((2, 1), 2)));
        assert!(small.is_none());
        for _ in 0..2000 {
            if let Some(bytes) = projector.frame(&ctx, seat(5), (&reel, 4), Some(((2, 1), 2))) {
                assert_eq!(&*bytes, [4; 3], "two pixels as one");
                break;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(1));
        }
        projector.leave(seat(1));
        assert!(projector.frame(&ctx, seat(1), (&reel, 9), None).is_none());
    }
}
