//! Other ways to write sequences, each with a name of its own; read, they are sequences.

use super::super::{Confidence, Decoded, Format, Info, Sink, Source};
use super::write::{Packing, Plan};
use super::{Fseq, INFO, max, tesla};
use crate::message::Message;
use crate::msg;
use crate::pattern::{Pattern, PatternError, ReadOptions};

/// See the module.
pub(in crate::pattern::format) struct Variant {
    info: &'static Info,
    plan: fn(&Pattern) -> Plan,
    /// What this way does not keep beside what every sequence does not.
    also_lost: fn(&Pattern, &Plan) -> Vec<Message>,
}

/// Uncompressed: ESPixelStick and older controllers read nothing else.
pub(in crate::pattern::format) static PLAIN: Variant = Variant {
    info: &PLAIN_INFO,
    plan: |pattern| Plan::of(&pattern.frames, Some(Packing::None)),
    also_lost: |_, _| Vec::new(),
};

/// With zstd blocks.
pub(in crate::pattern::format) static PACKED: Variant = Variant {
    info: &PACKED_INFO,
    plan: |pattern| Plan::of(&pattern.frames, Some(Packing::Zstd)),
    also_lost: |_, _| Vec::new(),
};

/// For the light show of a Tesla.
pub(in crate::pattern::format) static TESLA: Variant = Variant {
    info: &TESLA_INFO,
    plan: tesla::plan,
    also_lost: tesla::losses,
};

static PLAIN_INFO: Info = info("fseq-none", msg!("format-fseq-none"));
static PACKED_INFO: Info = info("fseq-zstd", msg!("format-fseq-zstd"));
static TESLA_INFO: Info = info("tesla", msg!("format-tesla"));

const fn info(name: &'static str, title: Message) -> Info {
    Info {
        name,
        read_as: "fseq",
        title,
        extensions: INFO.extensions,
        order: INFO.order,
        writes: INFO.writes,
        writes_streams: INFO.writes_streams,
    }
}

impl Format for Variant {
    fn info(&self) -> &'static Info {
        self.info
    }

    fn sniff(&self, bytes: &[u8]) -> Confidence {
        Fseq.sniff(bytes)
    }

    fn decode(&self, source: Source<'_>, options: &ReadOptions) -> Result<Decoded, PatternError> {
        Fseq.decode(source, options)
    }

    fn write(&self, pattern: &Pattern, to: &mut dyn Sink) -> Result<(), PatternError> {
        (self.plan)(pattern).write(&pattern.frames, max(pattern), to)
    }

    fn losses(&self, pattern: &Pattern) -> Result<Vec<Message>, PatternError> {
        let plan = (self.plan)(pattern);
        let mut losses = plan.losses(pattern.frames.durations());
        losses.extend((self.also_lost)(pattern, &plan));
        Ok(losses)
    }
}
