//! Blocks that are asked for one after the other are unpacked ahead of the reader, on every core. Which thread
//! takes which block is open, so that a slow core delays no other; they are given out in order.

use super::blocks::Unpacker;
use super::header::Header;
use crate::msg;
use crate::pattern::{DiskFile, DiskReader, PatternError};
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::JoinHandle;

/// Threads that unpack, at the most: each holds a block of at most 4 MiB, packed and unpacked.
const MAX_THREADS: usize = 4;
/// So many unpacked blocks may wait: a reader may be slow, and must not wait when it is fast.
const ROOM: usize = 2;

/// The threads, and what they have done. Dropping it ends them: at once, or as soon as the block is done that they are at.
pub(super) struct Ahead {
    shared: Arc<AheadShared>,
    threads: Vec<JoinHandle<()>>,
    /// The block that is given out next.
    next: usize,
}

struct AheadShared {
    file: DiskFile,
    header: Arc<Header>,
    /// The first block behind those that are unpacked here: one too large, or the end.
    end: usize,
    /// Blocks that may be unpacked or in work beyond those that were given out.
    room: usize,
    state: Mutex<AheadState>,
    changed: Condvar,
}

#[derive(Default)]
struct AheadState {
    /// The block that is begun next.
    begin: usize,
    /// The block that is given out next.
    wanted: usize,
    done: BTreeMap<usize, Result<Vec<u8>, PatternError>>,
    /// Buffers of blocks that are no longer needed: fresh memory costs as much as unpacking does.
    spare: Vec<Vec<u8>>,
    ended: bool,
}

impl Ahead {
    /// Begins at block `first`, on at most so many threads. `None` where that is the last one, or there is only one core.
    pub(super) fn start(
        file: &DiskFile,
        header: &Arc<Header>,
        first: usize,
        threads: usize,
    ) -> Option<Self> {
        let blocks = header.blocks.get(first..).unwrap_or_default().iter();
        let whole = blocks.take_while(|block| header.is_whole(block)).count();
        let threads = threads.min(MAX_THREADS).min(whole);
        if threads < 2 {
            return None;
        }
        let shared = Arc::new(AheadShared {
            file: file.clone(),
            header: header.clone(),
            end: first + whole,
            room: threads + ROOM,
            state: Mutex::new(AheadState {
                begin: first,
                wanted: first,
                ..AheadState::default()
            }),
            changed: Condvar::new(),
        });
        let work = |shared: Arc<AheadShared>| {
            std::thread::Builder::new()
                .name("fseq".into())
                .spawn(move || shared.work())
        };
        let threads: Vec<_> = (0..threads)
            .map_while(|_| work(shared.clone()).ok())
            .collect();
        (!threads.is_empty()).then_some(Self {
            shared,
            threads,
            next: first,
        })
    }

    /// The block that [`Ahead::take`] gives.
    pub(super) fn next(&self) -> usize {
        self.next
    }

    /// The frames of the next block, as soon as they are there. `used` is a buffer that is done with.
    pub(super) fn take(&mut self, used: Vec<u8>) -> Result<Vec<u8>, PatternError> {
        let mut state = self.shared.lock();
        state.spare.push(used);
        loop {
            if let Some(block) = state.done.remove(&self.next) {
                self.next += 1;
                state.wanted = self.next;
                drop(state);
                self.shared.changed.notify_all();
                return block;
            }
            if state.ended {
                let detail = msg!("pattern-fseq-thread");
                return Err(PatternError::Unreadable { detail });
            }
            self.shared.changed.wait(&mut state);
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.shared.end();
        for thread in self.threads.drain(..) {
            let _ = thread.join(); // one that has panicked has said so
        }
    }
}

impl AheadShared {
    fn lock(&self) -> MutexGuard<'_, AheadState> {
        self.state.lock()
    }

    fn end(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
    }

    /// Runs on each thread until there is nothing left or the reader is gone.
    fn work(self: Arc<Self>) {
        let ends = Ends(&self);
        let mut reader = None;
        let mut unpacker = Unpacker::default();
        while let Some((number, mut frames)) = self.begin() {
            let done = self
                .unpack(number, &mut reader, &mut unpacker, &mut frames)
                .map(|()| frames);
            self.lock().done.insert(number, done);
            self.changed.notify_all();
        }
        std::mem::forget(ends); // it has come to its end as it should
    }

    /// The block to unpack, and a buffer for it, as soon as there is room for one more.
    fn begin(&self) -> Option<(usize, Vec<u8>)> {
        let mut state = self.lock();
        loop {
            if state.ended || state.begin >= self.end {
                return None;
            }
            if state.begin < state.wanted + self.room {
                let number = state.begin;
                state.begin += 1;
                return Some((number, state.spare.pop().unwrap_or_default()));
            }
            self.changed.wait(&mut state);
        }
    }

    fn unpack(
        &self,
        number: usize,
        reader: &mut Option<DiskReader>,
        unpacker: &mut Unpacker,
        into: &mut Vec<u8>,
    ) -> Result<(), PatternError> {
        let reader = match reader {
            Some(reader) => reader,
            None => reader.insert(self.file.open()?),
        };
        let block = self
            .header
            .blocks
            .get(number)
            .ok_or(PatternError::Changed)?;
        unpacker.read(reader, &self.header, block, into)
    }
}

/// Reports a panic of a thread to the waiting reader.
struct Ends<'a>(&'a AheadShared);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fseq, tests::noise};
    use super::*;
    use crate::pattern::format::encode;

    /// A file of 15 blocks.
    fn sequence(folder: &std::path::Path) -> (DiskFile, Arc<Header>) {
        let bytes = encode(&Fseq, &noise(1000, 300, 25).into()).unwrap();
        let path = folder.join("a.fseq");
        std::fs::write(&path, &bytes).unwrap();
        let header = Header::parse(&bytes, bytes.len() as u64).unwrap();
        (DiskFile::look(&path).unwrap(), Arc::new(header))
    }

    #[test]
    fn no_more_blocks_are_unpacked_than_there_is_room_for() {
        let folder = tempfile::tempdir().unwrap();
        let (file, header) = sequence(folder.path());
        let mut ahead = Ahead::start(&file, &header, 3, 2).unwrap();
        for number in 3..header.blocks.len() {
            let block = header.blocks[number];
            assert_eq!(
                (ahead.next(), ahead.take(Vec::new()).unwrap().len()),
                (number, block.frames * header.channels)
            );
            let state = ahead.shared.lock();
            assert!(
                state.begin <= number + 1 + 2 + ROOM && state.done.len() <= 2 + ROOM,
                "{}",
                state.begin
            );
        }
        assert!(
            Ahead::start(&file, &header, header.blocks.len() - 1, 2).is_none(),
            "one block needs no help"
        );
        assert!(
            Ahead::start(&file, &header, 3, 1).is_none(),
            "nor is there help where there is one core"
        );
    }

    #[test]
    fn who_leaves_early_leaves_no_thread_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (file, header) = sequence(folder.path());
        for taken in [0, 1, 12] {
            let mut ahead = Ahead::start(&file, &header, 0, 4).unwrap();
            (0..taken).for_each(|_| assert!(ahead.take(Vec::new()).is_ok()));
            let shared = Arc::downgrade(&ahead.shared);
            drop(ahead);
            assert!(shared.upgrade().is_none(), "after {taken}");
        }
    }
}
