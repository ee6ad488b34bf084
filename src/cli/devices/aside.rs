//! `devices isolate` and `devices try`: a device that gets nothing for a while, by a person's will.

use super::super::interrupt::Interrupt;
use super::super::{Context, Exit, ended, lookup, unavailable};
use super::{line, object};
use crate::engine::{Command, ConnectOptions, Event, spawn};
use crate::problem::Problem;
use crate::store::Store;
use std::sync::Arc;

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
    let (handle, events) = spawn(options, Arc::new(|| {}))?;
    let options = ConnectOptions::default();
    handle.send(Command::Connect { address, options });
    let listen = async {
        loop {
            match events.next().await {
                Some(Event::Connected { .. }) => return Some(Ok(())),
                Some(Event::ConnectFailed { problem, .. }) => return Some(Err(problem)),
                Some(Event::Trouble(problem)) => context.out.trouble(&problem),
                Some(_) => {}
                None => return None,
            }
        }
    };
    let answer = tokio::select! {
        answer = listen => Ok(answer),
        signal = interrupt.raised() => Err(signal),
    };
    handle.send(Command::Shutdown);
    context.ended(&events, &mut interrupt).await;
    match answer {
        Ok(Some(answer)) => answer?,
        Ok(None) => return Err(ended()),
        Err(signal) => return Ok(Exit::Interrupted(signal)),
    }
    let device = lookup::known(&store, id.as_str())?;
    context.out.event(&object(&device), &line(&device));
    Ok(Exit::Done)
}
