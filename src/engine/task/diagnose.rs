//! A diagnosis: from the address to what the device can do, stage by stage, up to the first that fails and what to do then.

mod words;

use super::Visit;
use super::patience::real_cause;
use super::reach::{self, Path, Reached};
use crate::device::{AddressError, Device, DeviceError, DeviceId, Doing};
use crate::engine::api::{Diagnosis, Event, Stage, StageReport};
use crate::engine::note::Note;
use crate::link::{
    Attempts, CONNECT_TIMEOUT, Call, DeviceLink, Expect, LinkError, ProbeTimeout, Transport as _,
};
use crate::message::Message;
use crate::msg;
use crate::net::Interface;
use crate::problem::{Code, Problem, Remedy};
use std::time::Duration;
use tokio::time::{Instant, timeout};
use words::{capabilities, location, no_answer_remedy, refused, unknown};

/// How long a web server may be silent: a level-1 device plays for up to 20 s between two requests.
const SILENCE: Duration = Duration::from_secs(25);
/// Longest time to identify a device, retries included.
const IDENTIFYING: Duration = Duration::from_secs(60);

/// The finding of a stage, and its words.
type Found<T> = Result<(T, Message), Problem>;

fn problem(error: impl Into<DeviceError>) -> Problem {
    Problem::from(&error.into())
}

/// Goes through all stages; ends in a `Note::Diagnosed`.
pub(in crate::engine) async fn diagnose(visit: Visit) {
    let mut response = None;
    let problem = stages(&visit, &mut response).await.err();
    visit.context.notify(Note::Diagnosed {
        address: visit.address.to_string(),
        diagnosis: Diagnosis { response, problem },
    });
}

async fn stages(visit: &Visit, response: &mut Option<Duration>) -> Result<(), Problem> {
    let interfaces = visit.context.keep.gate.interfaces().unwrap_or_default();
    stage(visit, Stage::Address, address(visit, &interfaces)).await?;
    let path = stage(visit, Stage::Name, name(visit, &interfaces)).await?;
    stage(visit, Stage::Tcp, tcp(visit, &path, &interfaces)).await?;
    let start = Instant::now();
    stage(visit, Stage::Http, http(&path.link)).await?;
    *response = Some(start.elapsed());
    let reached = stage(visit, Stage::Family, family(visit, &path)).await?;
    stage(visit, Stage::Capabilities, async {
        Ok(((), capabilities(&reached.device)))
    })
    .await?;
    visit.report_answer(&reached);
    Ok(())
}

/// Runs one stage and reports its result.
async fn stage<T>(
    visit: &Visit,
    stage: Stage,
    work: impl Future<Output = Found<T>>,
) -> Result<T, Problem> {
    let start = Instant::now();
    let result = Box::pin(work).await;
    let took = start.elapsed();
    let (detail, problem) = match &result {
        Ok((_, detail)) => (detail.clone(), None),
        Err(problem) => (problem.message.clone(), Some(problem.clone())),
    };
    let report = StageReport {
        stage,
        took,
        detail,
        problem,
    };
    visit.context.notify(Note::Pass(Event::Stage {
        address: visit.address.to_string(),
        report,
    }));
    result.map(|(found, _)| found)
}

async fn address(visit: &Visit, interfaces: &[Interface]) -> Found<()> {
    let spec = &visit.address;
    if spec.is_name() {
        return Ok((
            (),
            msg!(
                "diagnosis-name",
                name = spec.host(),
                port = spec.port().to_string()
            ),
        ));
    }
    let path = visit.find().await.map_err(problem)?;
    Ok(((), location(&path.address, interfaces)))
}

async fn name(visit: &Visit, interfaces: &[Interface]) -> Found<Path> {
    let path = visit.find_for_person().await.map_err(|error| {
        let detail = match &error {
            AddressError::Unresolved { detail, .. } => Some(detail.clone()),
            _ => None,
        };
        let mut problem = problem(error);
        if let Some(detail) = detail {
            problem.message = msg!(
                "diagnosis-unresolved",
                problem = &problem.message,
                detail = detail
            );
        }
        problem
    })?;
    let detail = if visit.address.is_name() {
        location(&path.address, interfaces)
    } else {
        msg!("diagnosis-no-name")
    };
    Ok((path, detail))
}

async fn tcp(visit: &Visit, path: &Path, interfaces: &[Interface]) -> Found<()> {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    let addr = &path.address;
    let connect = visit.context.keep.gate.connect(addr.socket());
    let failure = match timeout(CONNECT_TIMEOUT, connect).await {
        Ok(Ok(_)) => {
            return Ok((
                (),
                msg!("diagnosis-connects", address = addr.socket().to_string()),
            ));
        }
        // a reset may come while the connection is made: there is a host, and it does not want us
        Ok(Err(e))
            if matches!(
                e.kind(),
                ConnectionRefused | ConnectionReset | ConnectionAborted
            ) =>
        {
            return Err(refused(addr));
        }
        Ok(Err(e)) => Message::verbatim(e.to_string()),
        Err(_) => msg!(
            "diagnosis-no-answer-within",
            seconds = CONNECT_TIMEOUT.as_secs()
        ),
    };
    let message = msg!(
        "diagnosis-no-answer",
        address = addr.socket().to_string(),
        reason = failure
    );
    Err(Problem::new(
        Code::DeviceUnreachable,
        message,
        no_answer_remedy(addr, interfaces),
    ))
}

async fn family(visit: &Visit, path: &Path) -> Found<Reached> {
    let attempts = Attempts::new();
    let asking = reach::ask_by_name(&visit.context.keep, path, &attempts);
    let found = match timeout(IDENTIFYING, asking).await {
        Ok(result) => result.map_err(|error| unknown(&error))?,
        Err(_) => {
            let cause = LinkError::TimedOut { after: IDENTIFYING };
            return Err(problem(DeviceError::Link {
                doing: Doing::Identifying,
                cause,
            }));
        }
    };
    let device = found.0.clone();
    let reached = match visit.checked(path, found).await {
        Ok(reached) => reached,
        Err(error) => return Err(other_device(visit, error, &device).await),
    };
    let detail = msg!(
        "diagnosis-device",
        family = reached.family.title(),
        name = device.name,
        id = device.id.to_string()
    );
    Ok((reached, detail))
}

/// Explains that a different device answers, with the names of both as far as they are known.
async fn other_device(visit: &Visit, error: DeviceError, found: &Device) -> Problem {
    let DeviceError::IdentityChanged { expected, .. } = &error else {
        return problem(error);
    };
    let id = expected.clone();
    let records = &visit.context.keep.records;
    let before = records.read(move |store| store.device(&id)).await;
    let before = before.ok().flatten();
    let before = before.map(|known| known.settings.nickname.unwrap_or(known.name));
    let named = |name: Option<&str>, id: &DeviceId| match name {
        Some(name) => msg!("diagnosis-named", name = name, id = id.to_string()),
        None => Message::verbatim(id.to_string()),
    };
    let message = msg!(
        "diagnosis-other-device",
        found = named(Some(&found.name), &found.id),
        expected = named(before.as_deref(), expected)
    );
    Problem::new(Code::DeviceIdentityChanged, message, Remedy::ScanOrAddNew)
}

/// Whether a web server answers at all; any status will do.
async fn http(link: &DeviceLink) -> Found<()> {
    link.set_probe_timeout(ProbeTimeout::NATIVE_LEVEL_1); // its family, when it is known, sets another
    let call = Call {
        expect: Expect::SHORT,
        ..Call::get("/", &Attempts::new())
    };
    let silent = || {
        Problem::new(
            Code::DeviceTimeout,
            msg!("diagnosis-silent", seconds = SILENCE.as_secs()),
            Remedy::WaitOrRestart,
        )
    };
    // a moment more than the link's own limit, so that it is the link that counts the failure
    let error = match timeout(SILENCE + Duration::from_secs(1), link.send(call)).await {
        Ok(Ok(reply)) => {
            return Ok((
                (),
                msg!(
                    "diagnosis-web-server",
                    status = reply.status.as_u16().to_string()
                ),
            ));
        }
        Err(_) => return Err(silent()),
        Ok(Err(error)) => error,
    };
    let error = real_cause(
        DeviceError::Link {
            doing: Doing::AskingWebServer,
            cause: error,
        },
        link,
    );
    let DeviceError::Link { doing, cause } = error else {
        return Err(problem(error));
    };
    match last(cause) {
        LinkError::TooLong { .. } => Ok(((), msg!("diagnosis-web-server-long"))),
        LinkError::Status { code, .. } => {
            Ok(((), msg!("diagnosis-web-server", status = code.to_string())))
        }
        LinkError::TimedOut { .. } => Err(silent()),
        LinkError::Cut { .. } => Err(Problem::new(
            Code::DeviceRefused,
            msg!("diagnosis-cut"),
            Remedy::CheckPortOrRestart,
        )),
        LinkError::Protocol { detail } => Err(Problem::new(
            Code::DeviceNotADevice,
            msg!("diagnosis-not-http", detail = detail),
            Remedy::CheckPortOfOther,
        )),
        cause => Err(problem(DeviceError::Link { doing, cause })),
    }
}

/// The cause behind used-up attempts.
fn last(error: LinkError) -> LinkError {
    match error {
        LinkError::Exhausted { last: cause, .. } => last(*cause),
        error => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_answers_wrongly_is_not_called_offline() {
        let status = |code: Option<Code>| {
            let problem = code.map(|code| Problem::new(code, Message::verbatim("x"), Remedy::None));
            Diagnosis {
                response: None,
                problem,
            }
            .status()
        };
        assert_eq!(status(None), "online");
        assert_eq!(status(Some(Code::DeviceRefused)), "offline");
        assert_eq!(status(Some(Code::AddressUnresolved)), "offline");
        for code in [
            Code::DeviceNotADevice,
            Code::DeviceIdentityChanged,
            Code::AddressPublic,
            Code::DeviceLocked,
        ] {
            assert_eq!(status(Some(code)), "error");
        }
    }
}
