//! `devices isolate` and `devices try`: sets a device aside, and uses it again.

use super::super::interrupt::Interrupt;
use super::super::running::Running;
use super::super::{Context, Exit, lookup, store_failed};
use super::{line, object};
use crate::engine::{Command, ConnectOptions, Event};
use crate::problem::Problem;
use crate::store::Store;

/// Sets a device aside: nothing is sent to it.
pub(super) fn isolate(context: &Context, store: &Store, device: &str) -> Result<(), Problem> {
    let device = lookup::find_known(store, device)?;
    store.set_aside(&device.id, true).map_err(store_failed)?;
    let device = lookup::find_known(store, device.id.as_str())?;
    context.out.event(&object(&device), &line(&device));
    Ok(())
}

/// Uses the device again, and checks whether it is online.
pub(super) async fn try_now(context: &Context, device: &str) -> Result<Exit, Problem> {
    let options = context.engine(None)?;
    let store = options.store.clone();
    let id = lookup::find_known(&store, device)?.id;
    store.set_aside(&id, false).map_err(store_failed)?;
    let address = lookup::locate(&store, id.as_str())?.address;
    let mut interrupt = Interrupt::listen();
    let engine = Running::start(context, options)?;
    let options = ConnectOptions::default();
    engine.send(Command::Connect { address, options });
    let connecting = engine.wait(|event| match event {
        Event::Connected { .. } => Some(Ok(())),
        Event::ConnectFailed { problem, .. } => Some(Err(problem)),
        _ => None,
    });
    let answer = interrupt.unless_raised(connecting).await;
    engine.shut_down(&mut interrupt).await;
    match answer {
        Ok(answer) => answer??,
        Err(signal) => return Ok(Exit::Interrupted(signal)),
    }
    let device = lookup::find_known(&store, id.as_str())?;
    context.out.event(&object(&device), &line(&device));
    Ok(Exit::Done)
}
