//! `diagnostics`: lists what is in the bundle, and saves it as a zip file.

use super::args::Diagnostics;
use super::interrupt::Interrupt;
use super::{Context, Exit, default_home};
use crate::computer::{self, Surroundings};
use crate::diagnostics::{Bundle, Sources};
use crate::engine::settings::Settings;
use crate::message::Message;
use crate::msg;
use crate::pattern::byte_text;
use crate::problem::{Code, Problem, Remedy};
use crate::text::{line, path_text};
use serde_json::json;

pub(super) async fn run(context: &Context, asked: Diagnostics) -> Result<Exit, Problem> {
    if let Some(out) = &asked.out
        && !asked.force
        && out.exists()
    {
        let message = msg!("output-exists", file = out.display().to_string());
        let remedy = Remedy::OtherNameOrForce;
        return Err(Problem::new(Code::OutputExists, message, remedy));
    }
    let mut interrupt = Interrupt::listen();
    let bundle = match interrupt.unless_raised(collect(context)).await {
        Ok(bundle) => bundle?,
        Err(signal) => return Ok(Exit::Interrupted(signal)),
    };
    if let Some(name) = &asked.show {
        let file = bundle.file(name).ok_or_else(|| unknown(name, &bundle))?;
        context.out.document(file.text());
        return Ok(Exit::Done);
    }
    for file in &bundle.files {
        let bytes = file.text().len();
        let about = file.about.to_string();
        let object = json!({"event": "file", "name": file.name, "bytes": bytes, "about": about});
        let size = byte_text(bytes as u64);
        let words = format!("{size:>9}  {}  {}", line(&file.name), line(&about));
        context.out.event(&object, &words);
    }
    let Some(out) = asked.out else {
        return Ok(Exit::Done);
    };
    let place = out.clone();
    let saved = tokio::task::spawn_blocking(move || bundle.save(&place, asked.force)).await;
    let bytes = saved.map_err(|error| stopped(&error))??;
    let path = out.display().to_string();
    let object = json!({"event": "saved", "path": path, "bytes": bytes});
    let size = byte_text(bytes);
    let words = format!("Saved {} ({size}). Only you can read it.", path_text(&path));
    context.out.event(&object, &words);
    Ok(Exit::Done)
}

async fn collect(context: &Context) -> Result<Bundle, Problem> {
    let home = context.home.clone().or_else(default_home);
    let settings = home.as_deref().map(Settings::load).unwrap_or_default().0;
    let surroundings = Surroundings::new(context.gate, home.clone());
    let checks = computer::check(&surroundings).await;
    let sources = Sources {
        home,
        settings,
        checks,
    };
    let collected = tokio::task::spawn_blocking(move || Bundle::collect(&sources)).await;
    collected.map_err(|error| stopped(&error))
}

fn unknown(name: &str, bundle: &Bundle) -> Problem {
    let names: Vec<&str> = bundle.files.iter().map(|file| file.name.as_str()).collect();
    Problem::new(
        Code::SourceUnreadable,
        msg!("bundle-no-file", name = name, names = names),
        Remedy::None,
    )
}

fn stopped(error: &tokio::task::JoinError) -> Problem {
    Problem::new(
        Code::OutputUnwritable,
        Message::verbatim(error.to_string()),
        Remedy::RunAgain,
    )
}
