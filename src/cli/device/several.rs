//! `device @GROUP`: the same command for every device of a group at once. For locked devices, the user is asked for one PIN
//! after the other.

use super::args::{Device, DeviceCommand};
use super::{Asking, ask, describe, done_words, word};
use crate::cli::interrupt::Interrupt;
use crate::cli::output::{error, failure};
use crate::cli::pins::Pins;
use crate::cli::running::Running;
use crate::cli::{Context, Exit, lookup};
use crate::device::display_text;
use crate::engine::{Answer, Command, ConnectOptions, Event, JobDevice, Target};
use crate::problem::{Code, Problem};
use crate::store::KnownDevice;
use serde_json::{Map, Value, json};

/// Returns whether a command can be used for a group: not if it reads or writes one file.
fn is_for_several(command: &DeviceCommand) -> bool {
    !matches!(
        command,
        DeviceCommand::Files
            | DeviceCommand::Get { .. }
            | DeviceCommand::Backup { .. }
            | DeviceCommand::Restore { .. }
            | DeviceCommand::Web
            | DeviceCommand::Selftest { .. }
    )
}

pub(super) async fn run(context: &Context, device: &Device) -> Result<Exit, Problem> {
    if !is_for_several(&device.command) {
        return Err(lookup::not_one_device(&device.address));
    }
    let connect = device.connection.options();
    let pins = Pins::new(&device.pin, connect.clone())?;
    let options = context.engine(None)?;
    let members = lookup::members(&options.store, &device.address)?;
    let mut group = Group {
        context,
        command: &device.command,
        done: 0,
        failed: 0,
    };
    let targets = group.targets(members);
    let mut interrupt = Interrupt::listen();
    let engine = Running::start(context, options)?;
    let work = group.carry_out(&targets, &engine, (pins, connect));
    let carried_out = interrupt.unless_raised(work).await;
    // what is known of the devices is stored before the end
    engine.shut_down(&mut interrupt).await;
    match carried_out {
        Ok(result) => result.map(|()| group.summary()),
        Err(signal) => {
            group.summary();
            Ok(Exit::Interrupted(signal))
        }
    }
}

/// The devices of a group, and how many commands succeeded.
struct Group<'a> {
    context: &'a Context,
    command: &'a DeviceCommand,
    done: usize,
    failed: usize,
}

/// A device and its target.
type Member = (KnownDevice, Target);

impl Group<'_> {
    /// Returns the targets of the devices; a device without an address has failed.
    fn targets(&mut self, devices: Vec<KnownDevice>) -> Vec<Member> {
        let mut targets = Vec::new();
        for device in devices {
            match lookup::locate_known(device.clone()) {
                Ok(place) => targets.push((device, Target::Address(place.address))),
                Err(problem) => self.print(&device, Err(problem)),
            }
        }
        targets
    }

    /// Sends the command to all at once, then again to each locked device, with its PIN.
    async fn carry_out(
        &mut self,
        members: &[Member],
        engine: &Running<'_>,
        (pins, options): (Pins, ConnectOptions),
    ) -> Result<(), Problem> {
        for (_, target) in members {
            engine.send(Command::Control {
                target: target.clone(),
                ask: ask(self.command),
                options: options.clone(),
            });
        }
        let mut locked = Vec::new();
        let mut open = members.len();
        while open > 0 {
            let answering = engine.wait(|event| match event {
                Event::Controlled { target, result, .. } => Some((target, result)),
                _ => None,
            });
            let (target, result) = answering.await?;
            let Some(member) = members.iter().find(|(_, asked)| *asked == target) else {
                continue;
            };
            open -= 1;
            match result {
                Err(problem) if problem.code == Code::DeviceLocked => {
                    locked.push((member, problem));
                }
                result => self.print(&member.0, result),
            }
        }
        let Some(((_, first), _)) = locked.first() else {
            return Ok(());
        };
        let mut asking = Asking {
            context: self.context,
            engine,
            pins,
            target: first.clone(),
            options,
        };
        for ((device, target), problem) in locked {
            asking.target = target.clone();
            let result = match asking.unlock().await {
                Ok(true) => asking.ask(ask(self.command)).await,
                Ok(false) => Err(problem),
                Err(refused) => Err(refused),
            };
            self.print(device, result);
        }
        Ok(())
    }

    /// Prints the result of one device.
    fn print(&mut self, device: &KnownDevice, result: Result<Answer, Problem>) {
        let out = &self.context.out;
        let label = out.label(&JobDevice {
            id: Some(device.id.clone()),
            name: Some(device.called().to_owned()),
            family: None,
            address: device.address.clone(),
        });
        let event = |event: &str, more: Value| {
            let mut object = Map::new();
            object.insert("event".into(), event.into());
            object.insert("device".into(), device.id.as_str().into());
            object.insert("address".into(), device.address.as_str().into());
            if let Value::Object(more) = more {
                object.extend(more);
            }
            Value::Object(object)
        };
        match result {
            Err(problem) => {
                self.failed += 1;
                let object = error(&problem);
                out.event(&event("error", object), &failure(&label, &problem));
            }
            Ok(answer) => {
                self.done += 1;
                let did = word(self.command);
                let (object, line) = match answer {
                    Answer::Light(light) => {
                        let object = json!({"on": light.on, "brightness": light.brightness});
                        (event("light", object), describe(light))
                    }
                    Answer::Kept(place) => (
                        event("done", json!({"did": did, "where": place.to_string()})),
                        format!("saved as {}", display_text(&place.to_string())),
                    ),
                    _ => (
                        event("done", json!({"did": did})),
                        done_words(self.command).to_owned(),
                    ),
                };
                out.event(&object, &format!("{label}: {line}"));
            }
        }
    }

    /// Prints the summary, and returns how the run ended.
    fn summary(&self) -> Exit {
        let Self { done, failed, .. } = *self;
        let words = if failed == 0 {
            format!("{done} done")
        } else {
            format!("{done} done, {failed} failed")
        };
        let object = json!({"event": "summary", "done": done, "failed": failed});
        self.context.out.event(&object, &words);
        match (done, failed) {
            (_, 0) => Exit::Done,
            (0, _) => Exit::Failed,
            _ => Exit::Some,
        }
    }
}
