//! Packs blocks of frames on every core, while the frames of the next ones are read; gives them back in order.

use super::write::{Packing, Plan};
use crate::msg;
use crate::pattern::words::foreign;
use crate::pattern::{PatternError, Reel};
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// zstd level: what xLights writes, and fast on a Raspberry Pi.
const LEVEL: i32 = 2;
/// Threads that pack, at the most: each holds a block.
const MAX_THREADS: usize = 8;

/// A packed block.
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    /// SHA-256 of its frames.
    pub(super) digest: [u8; 32],
}

/// The number of a block, what came of it, and the buffer that its frames were in.
type Packed = (usize, Result<Block, PatternError>, Vec<u8>);

/// Blocks that came back from the threads, perhaps before their turn.
#[derive(Default)]
struct Returned {
    waiting: BTreeMap<usize, Result<Block, PatternError>>,
    /// Buffers to be used again: fresh memory for every block costs a fifth of the time.
    spare: Vec<Vec<u8>>,
    /// Blocks that are still with the threads.
    on_their_way: usize,
}

impl Returned {
    fn take(&mut self, (number, block, raw): Packed) {
        self.on_their_way -= 1;
        self.waiting.insert(number, block);
        self.spare.push(raw);
    }
}

/// Packs the steps of `plan` from cut to cut, and calls `each` with the number of each block, its first frame and its bytes.
///
/// # Errors
/// What reading and packing say, and `each`.
pub(super) fn each(
    frames: &Reel,
    plan: &Plan,
    cuts: &[(usize, usize)],
    mut each: impl FnMut(usize, usize, Block) -> Result<(), PatternError>,
) -> Result<(), PatternError> {
    let threads = threads();
    let packing = plan.packing;
    let mut reader = frames.reader()?;
    let mut returned = Returned::default();
    let mut next = 0;
    let mut give = |returned: &mut Returned| {
        while let Some(block) = returned.waiting.remove(&next) {
            let first = cuts.get(next).map_or(0, |&(from, _)| from);
            each(next, first, block?)?;
            next += 1;
        }
        Ok::<(), PatternError>(())
    };
    let (jobs, todo) = sync_channel::<(usize, Vec<u8>)>(1);
    let todo = &Mutex::new(todo);
    std::thread::scope(|scope| {
        let (done, results) = channel::<Packed>();
        for _ in 0..threads {
            let done = done.clone();
            scope.spawn(move || work(todo, &done, packing));
        }
        drop(done);
        let jobs: SyncSender<_> = jobs; // dropped at every end of this scope, so that the threads end
        for (number, &(from, to)) in cuts.iter().enumerate() {
            let mut raw: Vec<u8> = returned.spare.pop().unwrap_or_default();
            raw.clear();
            raw.reserve_exact((to - from) * plan.channels.count);
            for &index in plan.steps.shown.get(from..to).unwrap_or_default() {
                plan.append(reader.frame(index)?.rgb, &mut raw);
            }
            if jobs.send((number, raw)).is_err() {
                break; // a thread has panicked: leaving the scope reports it
            }
            returned.on_their_way += 1;
            while returned.on_their_way > 2 * threads {
                let Ok(packed) = results.recv() else {
                    break;
                };
                returned.take(packed);
            }
            while let Ok(packed) = results.try_recv() {
                returned.take(packed);
            }
            give(&mut returned)?;
        }
        drop(jobs);
        for (number, block, _) in results {
            returned.waiting.insert(number, block);
            give(&mut returned)?;
        }
        Ok(())
    })
}

/// Threads that pack: one for each core.
fn threads() -> usize {
    std::thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(MAX_THREADS)
}

fn work(todo: &Mutex<Receiver<(usize, Vec<u8>)>>, done: &Sender<Packed>, packing: Packing) {
    let mut packer = Packer {
        packing,
        zstd: None,
    };
    loop {
        let job = todo.lock().recv();
        let Ok((number, mut raw)) = job else { return };
        let block = packer.pack(&mut raw);
        if done.send((number, block, raw)).is_err() {
            return;
        }
    }
}

/// Packs block after block; its tables are made once.
struct Packer {
    packing: Packing,
    zstd: Option<zstd::bulk::Compressor<'static>>,
}

impl Packer {
    /// Packs the frames in `raw`, which holds whatever it likes afterwards.
    fn pack(&mut self, raw: &mut Vec<u8>) -> Result<Block, PatternError> {
        let digest = Sha256::digest(&raw).into();
        let bytes = match self.packing {
            Packing::None => std::mem::take(raw),
            Packing::Zstd => self.zstd(raw).map_err(|e| PatternError::TooLarge {
                what: msg!("pattern-fseq-unpackable", error = foreign(&e)),
            })?,
        };
        Ok(Block { bytes, digest })
    }

    fn zstd(&mut self, raw: &[u8]) -> std::io::Result<Vec<u8>> {
        match &mut self.zstd {
            Some(zstd) => zstd.compress(raw),
            none => none
                .insert(zstd::bulk::Compressor::new(LEVEL)?)
                .compress(raw),
        }
    }
}
