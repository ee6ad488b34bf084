//! `upload`: sends patterns to devices, and reports each outcome.

use super::args::Upload;
use super::interrupt::Interrupt;
use super::jobs::Jobs;
use super::load::load;
use super::pins::Pins;
use super::running::Running;
use super::tally::Tally;
use super::{Context, Exit, lookup};
use crate::device::DeviceSettings;
use crate::engine::{Command, ConnectOptions, EngineOptions, PatternId, SendRequest, Target};
use crate::problem::Problem;
use tokio::time::Instant;

pub(super) async fn run(context: &Context, upload: &Upload) -> Result<Exit, Problem> {
    let Some(settings) = context.device_settings(&upload.layout, upload.fit.color_order) else {
        return Ok(Exit::Failed);
    };
    let settings = DeviceSettings {
        part: upload.segment,
        ..settings
    };
    let pins = Pins::new(&upload.pin, connect(upload))?;
    let options = context.engine(upload.concurrency.map(usize::from))?;
    let mut tally = Tally::default();
    let start = Instant::now();
    let targets = targets(context, &options, upload, &mut tally);
    let engine = Running::start(context, options)?;
    let mut interrupt = Interrupt::listen();
    let loading = load_all(context, upload, &engine, &mut tally, targets.len());
    let patterns = match interrupt.unless_raised(loading).await {
        Ok(patterns) => patterns?,
        // nothing was sent yet, and reading changes nothing
        Err(signal) => {
            engine.send(Command::Shutdown); // stops the reading
            return Ok(tally.summary(context, start.elapsed(), Some(signal)));
        }
    };
    let jobs = patterns.len() * targets.len();
    engine.send(Command::SetLimits(upload.limits.limits(context.limits())));
    for id in patterns.into_iter().filter(|_| !targets.is_empty()) {
        engine.send(Command::Send(request(
            upload,
            id,
            targets.clone(),
            settings.clone(),
        )));
    }
    let mut jobs = Jobs::new(context, engine.handle(), &mut tally, pins, Some(jobs));
    let interrupted = engine.follow(&mut interrupt, &mut jobs).await;
    drop(jobs);
    engine.finish().await;
    Ok(tally.summary(context, start.elapsed(), interrupted))
}

/// Returns the targets, each device once. A target that means no device fails at once, without the others.
fn targets(
    context: &Context,
    options: &EngineOptions,
    upload: &Upload,
    tally: &mut Tally,
) -> Vec<Target> {
    let mut wrong = |place: &str, problem: &Problem| {
        for file in &upload.files {
            tally.fail(1);
            let file = file.display().to_string();
            context.out.job_not_started(place, &file, problem);
        }
    };
    lookup::targets(&options.store, &upload.to, &mut wrong)
}

/// Reads all files. A file that cannot be sent is reported, and counts as failed for each target.
async fn load_all(
    context: &Context,
    upload: &Upload,
    engine: &Running<'_>,
    tally: &mut Tally,
    targets: usize,
) -> Result<Vec<PatternId>, Problem> {
    let mut good = Vec::new();
    for (n, file) in (1..).zip(&upload.files) {
        let id = PatternId(n);
        let source = (file.as_path(), &upload.source);
        match load(context, engine, id, source).await? {
            None => good.push(id),
            Some(problem) => {
                tally.fail(targets);
                context
                    .out
                    .problem(Some(&file.display().to_string()), &problem);
            }
        }
    }
    Ok(good)
}

fn request(
    upload: &Upload,
    pattern: PatternId,
    targets: Vec<Target>,
    settings: DeviceSettings,
) -> SendRequest {
    SendRequest {
        pattern,
        targets,
        fit: upload.fit.fit(),
        name: upload.name.clone(),
        play: !upload.no_play,
        force: upload.force,
        delete_first: upload.delete_first.unwrap_or_default(),
        settings,
        connect: connect(upload),
    }
}

fn connect(upload: &Upload) -> ConnectOptions {
    ConnectOptions {
        allow_public: upload.allow_public,
        accept_new: upload.accept_new_device,
        forgettable: false,
    }
}
