//! LIVE: frames over UDP, for devices that store no animation or while a person tries something out. Packets
//! ([`packets_of`]), their times, and a [`Player`] on a thread of its own. The engine decides which device, and when.

mod choice;
mod clock;
mod ddp;
mod dnrgb;
mod pace;
mod packets;
mod player;

pub use choice::{Choice, NoWay, StreamPreference, choose};
pub use pace::MAX_FPS;
pub use packets::packets_of;
pub use player::{Ending, Player, Stats, StreamPlan};
