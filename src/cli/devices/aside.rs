//! `devices isolate` and `devices try`: a device that gets nothing for a while, by a person's will.

use super::super::interrupt::Interrupt;
use super::super::running::Running;
use super::super::{Context, Exit, lookup, unavailable};
use super::{line, object};
use crate::engine::{Command, ConnectOptions, Event};
use crate::problem::Problem;
use crate::store::Store;

/// Notes that nothing is to be sent to the device.
pub(super) fn isolate(context: &Context, store: &Store, device: &str) -> Result<(), Problem> {
    let device = lookup::known(store, device)?;
    store.set_aside(&device.id, true).map_err(unavailable)?;
    let device = lookup::known(store, device.id.as_str())?;
    context.out.event(&object(&device), &line(&device));
    Ok(())
}

/// Takes that back, and asks the device whether it is there.
pub(super) async fn try_now(context: &Context, device: &str) -> Result<Exit, Problem> {
    let options = context.engine(None)?;
    let store = options.store.clone();
    let id = lookup::known(&store, device)?.id;
    store.set_aside(&id, false).map_err(unavailable)?;
    let address = lookup::place(&store, id.as_str())?.address;
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
    let device = lookup::known(&store, id.as_str())?;
    context.out.event(&object(&device), &line(&device));
    Ok(Exit::Done)
}
