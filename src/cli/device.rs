//! `device`: controls one device: its files, what it plays, its brightness.

mod args;
mod get;
mod selftest;
mod several;

pub(super) use args::Device;
use args::DeviceCommand;

use super::interrupt::Interrupt;
use super::pins::Pins;
use super::running::Running;
use super::{Context, Exit, lookup};
use crate::device::{DeviceError, Keep, Light, Shelf};
use crate::engine::{Answer, Ask, Command, ConnectOptions, Event, Target};
use crate::problem::{Code, Problem};
use crate::text::{display_text, new_file_name, path_text};
use serde_json::{Value, json};

pub(super) async fn run(context: &Context, device: &Device) -> Result<Exit, Problem> {
    if lookup::is_group(&device.address) {
        return several::run(context, device).await;
    }
    if let DeviceCommand::Selftest {
        report,
        force,
        replace_pattern,
    } = &device.command
    {
        let options = selftest::Options {
            report: report.as_deref(),
            force: *force,
            replace_pattern: *replace_pattern,
        };
        return Box::pin(selftest::run(context, device, &options)).await;
    }
    let connect = device.connection.options();
    let pins = Pins::new(&device.pin, connect.clone())?;
    let options = context.engine(None)?;
    let place = lookup::locate(&options.store, &device.address)?;
    let target = Target::Address(place.address);
    let mut interrupt = Interrupt::listen();
    let engine = Running::start(context, options)?;
    let mut asking = Asking {
        context,
        engine: &engine,
        pins,
        target,
        options: connect,
    };
    let answer = interrupt
        .unless_raised(asking.carry_out(&device.command))
        .await;
    // what is known of the device is stored before the end
    let again = engine.shut_down(&mut interrupt).await;
    match answer {
        Ok(answer) => print(context, &device.command, answer?),
        Err(signal) => {
            if again.is_some() && changes(&device.command) {
                let words = format!("{} may have done a part of it.", device.address);
                context.out.message(&words);
            }
            Ok(Exit::Interrupted(signal))
        }
    }
}

/// Returns whether the command changes something on the device.
fn changes(command: &DeviceCommand) -> bool {
    !matches!(
        command,
        DeviceCommand::Files
            | DeviceCommand::Get { .. }
            | DeviceCommand::Light
            | DeviceCommand::Backup { .. }
            | DeviceCommand::Web
    )
}

fn ask(command: &DeviceCommand) -> Ask {
    let switched = |on| {
        Ask::SetLight(Light {
            on: Some(on),
            brightness: None,
        })
    };
    match command.clone() {
        DeviceCommand::Files => Ask::Files,
        DeviceCommand::Get { name, out, force } => Ask::Fetch {
            to: out.unwrap_or_else(|| new_file_name(&name).into()),
            name,
            replace: force,
        },
        DeviceCommand::Delete { name } => Ask::Delete(name),
        DeviceCommand::Play { name } => Ask::Show(name),
        DeviceCommand::Light => Ask::Light,
        DeviceCommand::On => switched(true),
        DeviceCommand::Off => switched(false),
        DeviceCommand::Brightness { value } => Ask::SetLight(Light {
            on: None,
            brightness: Some(value),
        }),
        DeviceCommand::Blink => Ask::Blink,
        DeviceCommand::Keep { name, at_start } => Ask::Keep(Keep { name, at_start }),
        DeviceCommand::Backup { out, force } => Ask::Backup {
            to: out,
            replace: force,
        },
        DeviceCommand::Restore { file } => Ask::Restore { from: file },
        DeviceCommand::Undo => Ask::Undo,
        // a test is a command of its own: it never comes here
        DeviceCommand::Web | DeviceCommand::Selftest { .. } => Ask::Abilities,
    }
}

/// A request to a device, with its PIN if the device is locked.
struct Asking<'a> {
    context: &'a Context,
    engine: &'a Running<'a>,
    pins: Pins,
    target: Target,
    options: ConnectOptions,
}

impl Asking<'_> {
    async fn carry_out(&mut self, command: &DeviceCommand) -> Result<Answer, Problem> {
        match ask(command) {
            Ask::Fetch { name, to, replace } => get::get(self, &name, &to, replace).await,
            ask => self.ask(ask).await,
        }
    }

    /// Sends the request; if the device is locked and the user enters a PIN, unlocks it and sends the request again.
    async fn ask(&mut self, ask: Ask) -> Result<Answer, Problem> {
        loop {
            self.engine.send(Command::Control {
                target: self.target.clone(),
                ask: ask.clone(),
                options: self.options.clone(),
            });
            let answering = self.engine.wait(|event| match event {
                Event::Controlled { result, .. } => Some(result),
                _ => None,
            });
            let result = answering.await?;
            let problem = match result {
                Err(problem) if problem.code == Code::DeviceLocked => problem,
                result => return result,
            };
            if !self.unlock().await? {
                return Err(problem);
            }
        }
    }

    /// Unlocks the device; `false` if the user enters no PIN.
    async fn unlock(&mut self) -> Result<bool, Problem> {
        let Target::Address(address) = &self.target else {
            return Ok(false);
        };
        let out = &self.context.out;
        let Some(secret) = self.pins.ask(out, &address.to_string()).await else {
            return Ok(false);
        };
        self.engine.send(Command::Unlock {
            target: self.target.clone(),
            secret,
            keep: self.pins.keep(),
            options: self.options.clone(),
        });
        let unlocking = self.engine.wait(|event| match event {
            Event::Unlocked { result, .. } => Some(result),
            _ => None,
        });
        let unlocked = unlocking.await??;
        if let Some(problem) = unlocked.not_kept {
            out.warn(&problem);
        }
        Ok(true)
    }
}

fn print(context: &Context, command: &DeviceCommand, answer: Answer) -> Result<Exit, Problem> {
    let out = &context.out;
    let done = |more: Value, line: &str| {
        let mut object = json!({"event": "done", "did": word(command)});
        if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
            object.extend(more);
        }
        out.event(&object, line);
    };
    match answer {
        Answer::Files(shelf) => files(context, &shelf),
        Answer::Light(light) => {
            out.event(
                &json!({"event": "light", "on": light.on, "brightness": light.brightness}),
                &describe(light),
            );
        }
        Answer::Saved { path, bytes } => {
            let place = path.display().to_string();
            done(
                json!({"path": place, "bytes": bytes}),
                &format!("saved {bytes} bytes: {}", path_text(&place)),
            );
        }
        Answer::Kept(place) => done(
            json!({"where": place.to_string()}),
            &format!("saved as {}", display_text(&place.to_string())),
        ),
        Answer::Abilities(abilities) => {
            let cannot = DeviceError::Incapable {
                what: crate::msg!("device-cannot-show-page"),
            };
            let url = abilities.web_page.ok_or_else(|| Problem::from(&cannot))?;
            done(json!({"url": url}), &url);
        }
        Answer::Done => done(json!({}), done_words(command)),
    }
    Ok(Exit::Done)
}

fn files(context: &Context, shelf: &Shelf) {
    for file in &shelf.files {
        let name = display_text(&file.name);
        let object = json!({
            "event": "file", "name": file.name, "bytes": file.bytes, "ours": file.ours, "playing": file.playing,
        });
        let plays = if file.playing { "  playing" } else { "" };
        let ours = if file.ours {
            ""
        } else {
            "  not uploaded by this app"
        };
        context
            .out
            .event(&object, &format!("{:>9}  {name}{plays}{ours}", file.bytes));
    }
    let count = shelf.files.len();
    let free = shelf.free_bytes;
    let room = free
        .map(|free| format!(", {free} bytes free"))
        .unwrap_or_default();
    let words = if count == 1 {
        "1 file".to_owned()
    } else {
        format!("{count} files")
    };
    context.out.event(
        &json!({"event": "summary", "files": count, "free_bytes": free}),
        &format!("{words}{room}"),
    );
}

fn describe(light: Light) -> String {
    let on = light.on.map(|on| if on { "on" } else { "off" }.to_owned());
    let bright = light.brightness.map(|n| format!("brightness {n} of 255"));
    let parts: Vec<String> = [on, bright].into_iter().flatten().collect();
    if parts.is_empty() {
        "the device does not report it".into()
    } else {
        parts.join(", ")
    }
}

fn word(command: &DeviceCommand) -> &'static str {
    match command {
        DeviceCommand::Files => "files",
        DeviceCommand::Get { .. } => "get",
        DeviceCommand::Delete { .. } => "delete",
        DeviceCommand::Play { .. } => "play",
        DeviceCommand::Light => "light",
        DeviceCommand::On => "on",
        DeviceCommand::Off => "off",
        DeviceCommand::Brightness { .. } => "brightness",
        DeviceCommand::Blink => "blink",
        DeviceCommand::Keep { .. } => "keep",
        DeviceCommand::Backup { .. } => "backup",
        DeviceCommand::Restore { .. } => "restore",
        DeviceCommand::Undo => "undo",
        DeviceCommand::Web => "web",
        DeviceCommand::Selftest { .. } => "selftest",
    }
}

fn done_words(command: &DeviceCommand) -> &'static str {
    match command {
        DeviceCommand::Delete { .. } => "deleted",
        DeviceCommand::Play { .. } => "playing",
        DeviceCommand::Blink => "blinking for 3 s",
        DeviceCommand::Restore { .. } => "restored, read back and compared",
        DeviceCommand::Undo => "it shows what it showed before",
        _ => "done",
    }
}
