//! Asks which device is at an address; and forgets the secret of one that was taken off the list.

use super::{Context, Visit};
use crate::device::DeviceId;
use crate::engine::api::Event;
use crate::engine::note::Note;
use crate::problem::Problem;
use std::net::SocketAddr;

/// Ends in `Event::Connected` or `Event::ConnectFailed`.
pub(in crate::engine) async fn connect(mut visit: Visit) {
    // one that is forgotten after this run was never known at its address
    visit.connect.accept_new |= visit.connect.forgettable;
    let address = visit.address.to_string();
    visit.context.notify(match visit.reach().await {
        Ok(reached) => Note::Pass(Event::Connected {
            address,
            device: reached.device.id,
        }),
        Err(error) => Note::ConnectFailed {
            address,
            problem: Problem::from(&error),
        },
    });
}

/// Forgets the secret of a device, in the keyring too.
pub(in crate::engine) async fn forget_secret(context: Context, id: DeviceId, place: SocketAddr) {
    context.keep.secrets.forget(&id, place).await;
}
