//! What a person can do with patterns that this computer plays live.

use crate::device::DeviceId;
use crate::engine::StreamId;

/// What happened to live playing.
#[derive(Clone, Debug)]
pub enum LiveAction {
    /// Play the open pattern live on a device.
    Play(DeviceId),
    /// Stop a stream.
    Stop(StreamId),
    /// Stop every stream.
    StopAll,
    /// Take one that failed off the list.
    Dismiss(StreamId),
}
