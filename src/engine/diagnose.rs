//! A diagnosis: from the address to what the device can do, stage by stage, up to the first that fails and what to do then.

use super::event::{Diagnosis, Event, Stage, StageReport};
use super::report::Note;
use super::shared::{Shared, real_cause};
use crate::device::discovery::Subnet;
use crate::device::{
    AddrSpec, AddressError, Device, DeviceAddr, DeviceError, DeviceId, FAMILIES, Problem,
};
use crate::link::{
    Attempts, CONNECT_TIMEOUT, Call, DeviceLink, Expect, LinkError, ProbeTimeout, Transport as _,
};
use crate::net::Interface;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, timeout};

/// How long a web server may be silent: a level-1 device plays for up to 20 s between two requests.
const SILENCE: Duration = Duration::from_secs(25);
/// How long it may take to say who it is, repeated requests included.
const IDENTIFYING: Duration = Duration::from_secs(60);

/// One diagnosis at work.
pub(super) struct Visit {
    pub(super) shared: Arc<Shared>,
    pub(super) spec: AddrSpec,
    pub(super) notes: UnboundedSender<Note>,
}

/// What a stage found, and how that is told.
type Found<T> = Result<(T, String), Problem>;

fn problem(error: impl Into<DeviceError>) -> Problem {
    Problem::from(&error.into())
}

impl Visit {
    /// Goes through all stages; ends in a `Note::Diagnosed`.
    pub(super) async fn run(self) {
        let mut response = None;
        let problem = self.stages(&mut response).await.err();
        let address = self.spec.to_string();
        let _ = self.notes.send(Note::Diagnosed {
            address,
            diagnosis: Diagnosis { response, problem },
        });
    }

    async fn stages(&self, response: &mut Option<Duration>) -> Result<(), Problem> {
        let interfaces = self.shared.gate.interfaces().unwrap_or_default();
        self.stage(Stage::Address, self.address(&interfaces))
            .await?;
        let addr = self.stage(Stage::Name, self.name(&interfaces)).await?;
        self.stage(Stage::Tcp, self.tcp(&addr, &interfaces)).await?;
        let link = self.shared.link(&addr);
        link.forgive(); // a person asks now, whatever failed before
        let start = Instant::now();
        self.stage(Stage::Http, http(&link)).await?;
        *response = Some(start.elapsed());
        let device = self.stage(Stage::Family, self.family(&addr, &link)).await?;
        self.stage(Stage::Capabilities, async {
            Ok(((), capabilities(&device)))
        })
        .await?;
        let _ = self.notes.send(Note::Answered {
            device: Box::new(device),
            forgettable: false,
        });
        Ok(())
    }

    /// Runs one stage and tells how it went.
    async fn stage<T>(
        &self,
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
        let _ = self.notes.send(Note::Pass(Event::Stage {
            address: self.spec.to_string(),
            report,
        }));
        result.map(|(found, _)| found)
    }

    async fn address(&self, interfaces: &[Interface]) -> Found<()> {
        if self.spec.is_name() {
            return Ok((
                (),
                format!("the name {}, port {}", self.spec.host(), self.spec.port()),
            ));
        }
        let addr = self
            .spec
            .resolve(self.shared.gate, false)
            .await
            .map_err(problem)?;
        Ok(((), place(&addr, interfaces)))
    }

    async fn name(&self, interfaces: &[Interface]) -> Found<DeviceAddr> {
        let addr = self
            .spec
            .resolve(self.shared.gate, false)
            .await
            .map_err(|error| {
                let why = match &error {
                    AddressError::Unresolved { detail, .. } if !detail.is_empty() => {
                        format!(": {detail}")
                    }
                    _ => String::new(),
                };
                let problem = problem(error);
                Problem {
                    message: format!("{}{why}", problem.message),
                    ..problem
                }
            })?;
        let detail = if self.spec.is_name() {
            place(&addr, interfaces)
        } else {
            "no name to look up".to_owned()
        };
        Ok((addr, detail))
    }

    async fn tcp(&self, addr: &DeviceAddr, interfaces: &[Interface]) -> Found<()> {
        use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        let failure = match timeout(CONNECT_TIMEOUT, self.shared.gate.connect(addr.socket())).await
        {
            Ok(Ok(_)) => return Ok(((), format!("{} takes connections", addr.socket()))),
            // a reset may come while the connection is made: there is a host, and it does not want us
            Ok(Err(e))
                if matches!(
                    e.kind(),
                    ConnectionRefused | ConnectionReset | ConnectionAborted
                ) =>
            {
                return Err(refused(addr));
            }
            Ok(Err(e)) => e.to_string(),
            Err(_) => format!("no answer within {} s", CONNECT_TIMEOUT.as_secs()),
        };
        let message = format!("Nobody answers at {} ({failure})", addr.socket());
        Err(Problem::new(
            "device.unreachable",
            message,
            nobody_hint(addr, interfaces),
        ))
    }

    async fn family(&self, addr: &DeviceAddr, link: &DeviceLink) -> Found<Device> {
        let attempts = Attempts::new();
        let identify = self.shared.identify(addr, link, &attempts);
        let (device, family) = match timeout(IDENTIFYING, identify).await {
            Ok(result) => result.map_err(unknown)?,
            Err(_) => {
                let cause = LinkError::TimedOut { after: IDENTIFYING };
                return Err(problem(DeviceError::Link {
                    doing: "asking what it is",
                    cause,
                }));
            }
        };
        if let Err(error) = self.shared.check_identity(&device).await {
            return Err(self.other_device(error, &device).await);
        }
        let detail = format!("{}, {} ({})", family.title(), device.name, device.id);
        Ok((device, detail))
    }

    /// Somebody else than before answers: both by their names, as far as they have any.
    async fn other_device(&self, error: DeviceError, found: &Device) -> Problem {
        let DeviceError::IdentityChanged { expected, .. } = &error else {
            return problem(error);
        };
        let id = expected.clone();
        let before = self
            .shared
            .stored(move |store| store.device(&id))
            .await
            .ok()
            .flatten();
        let before = before.map(|known| known.told.nickname.unwrap_or(known.name));
        let named = |name: Option<&str>, id: &DeviceId| {
            name.map_or(id.to_string(), |name| format!("{name} ({id})"))
        };
        let message = format!(
            "Another device answers there than before: {} instead of {}",
            named(Some(&found.name), &found.id),
            named(before.as_deref(), expected)
        );
        let hint = "Addresses are handed out anew at times: scan to find where the device you mean is now. If this one has \
                    taken its place, add it by this address, or upload with --accept-new-device.";
        Problem::new("device.identity_changed", message, hint)
    }
}

/// The host is on, and has no use for us at this port.
fn refused(addr: &DeviceAddr) -> Problem {
    let socket = addr.socket();
    Problem::new(
        "device.refused",
        format!(
            "{} is on, but refuses connections at port {}",
            socket.ip(),
            socket.port()
        ),
        "No web server runs at this port: check the port (most devices use 80), or restart the device.",
    )
}

/// What a person is told of a web server that is no device: what was looked for, too.
fn unknown(error: DeviceError) -> Problem {
    let DeviceError::NotADevice { .. } = &error else {
        return problem(error);
    };
    let families: Vec<&str> = FAMILIES.iter().map(|family| family.title()).collect();
    Problem::new(
        "device.not_a_device",
        format!(
            "A web server answers, but as no device that is known ({})",
            families.join(", ")
        ),
        "Check the address: it may be a router, a printer or another web server. If it is a controller of another make, it \
         cannot be uploaded to yet.",
    )
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
            "device.timeout",
            format!(
                "The host takes connections, but its web server was silent for {} s",
                SILENCE.as_secs()
            ),
            "It may hang, or be busy with something else: wait a minute, then take its power away and give it back.",
        )
    };
    // a moment more than the link's own limit, so that it is the link that counts the failure
    let error = match timeout(SILENCE + Duration::from_secs(1), link.send(call)).await {
        Ok(Ok(reply)) => {
            return Ok((
                (),
                format!(
                    "its web server answers (HTTP status {})",
                    reply.status.as_u16()
                ),
            ));
        }
        Err(_) => return Err(silent()),
        Ok(Err(error)) => error,
    };
    let error = real_cause(
        DeviceError::Link {
            doing: "asking its web server",
            cause: error,
        },
        link,
    );
    let DeviceError::Link { doing, cause } = error else {
        return Err(problem(error));
    };
    match last(cause) {
        LinkError::TooLong { .. } => Ok(((), "its web server answers (a long page)".to_owned())),
        LinkError::Status { code, .. } => {
            Ok(((), format!("its web server answers (HTTP status {code})")))
        }
        LinkError::TimedOut { .. } => Err(silent()),
        LinkError::Cut { .. } => Err(Problem::new(
            "device.refused",
            "The host takes connections, but cuts them off without an answer",
            "Its web server may be overloaded, or the port belongs to something else: check the port, then restart the device.",
        )),
        LinkError::Protocol { detail } => Err(Problem::new(
            "device.not_a_device",
            format!("Something listens there, but it is no web server ({detail})"),
            "Check the port: it belongs to another service. Most devices are at port 80.",
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

/// Where an address lies, seen from this computer.
fn place(addr: &DeviceAddr, interfaces: &[Interface]) -> String {
    let ip = addr.socket().ip();
    match own(addr, interfaces) {
        Some((interface, subnet)) => format!("{ip} is in {subnet}, which {} is in", interface.name),
        None => format!("{ip} is in none of this computer's own subnets"),
    }
}

fn own<'a>(addr: &DeviceAddr, interfaces: &'a [Interface]) -> Option<(&'a Interface, Subnet)> {
    let subnets = interfaces
        .iter()
        .filter_map(|interface| Some((interface, Subnet::of_interface(interface)?)));
    subnets
        .into_iter()
        .find(|(_, subnet)| subnet.contains(addr.socket().ip()))
}

/// What to do when nobody answers: in another subnet than ours, that is the likely reason.
fn nobody_hint(addr: &DeviceAddr, interfaces: &[Interface]) -> String {
    if own(addr, interfaces).is_some() {
        return "Check that the device has power and has joined this network; its address may have changed: scan for it."
            .into();
    }
    let outside = interfaces
        .iter()
        .filter(|interface| !interface.ip.is_loopback() && interface.ip.is_ipv4());
    let own: Vec<String> = outside
        .filter_map(Subnet::of_interface)
        .map(|subnet| subnet.to_string())
        .collect();
    let own = if own.is_empty() {
        "no network".to_owned()
    } else {
        own.join(", ")
    };
    format!(
        "{} is in another subnet than this computer ({own}): join the device's WiFi, or check the address.",
        addr.socket().ip()
    )
}

fn capabilities(device: &Device) -> String {
    let mut parts = vec![if device.caps.is_empty() {
        "tells none (level 1): an upload cannot be read back".to_owned()
    } else {
        device
            .caps
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    }];
    match (device.matrix, device.leds) {
        (Some(matrix), _) => parts.push(format!("{matrix} LEDs")),
        (None, Some(leds)) => parts.push(format!("{leds} LEDs")),
        (None, None) => parts.push("does not say how many LEDs it has".into()),
    }
    parts.extend(
        device
            .limits
            .free_bytes
            .map(|bytes| format!("{bytes} bytes free")),
    );
    parts.extend(
        device
            .firmware
            .as_ref()
            .map(|firmware| format!("firmware {firmware}")),
    );
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_another_subnet_is_told_as_the_reason() {
        let interfaces = [Interface {
            name: "wlan0".into(),
            ip: "192.168.1.7".parse().unwrap(),
            prefix: 24,
        }];
        let at = |ip: &str| DeviceAddr::from_socket(format!("{ip}:80").parse().unwrap());
        assert!(place(&at("192.168.1.40"), &interfaces).contains("192.168.1.0/24, which wlan0"));
        assert!(nobody_hint(&at("192.168.1.40"), &interfaces).contains("power"));
        let hint = nobody_hint(&at("192.168.4.1"), &interfaces);
        assert!(
            hint.contains("192.168.4.1 is in another subnet") && hint.contains("192.168.1.0/24"),
            "{hint}"
        );
        assert!(nobody_hint(&at("192.168.4.1"), &[]).contains("no network"));
    }

    #[test]
    fn who_answers_wrongly_is_not_called_offline() {
        let status = |code: Option<&'static str>| {
            let problem = code.map(|code| Problem::new(code, "x", "y"));
            Diagnosis {
                response: None,
                problem,
            }
            .status()
        };
        assert_eq!(status(None), "online");
        assert_eq!(status(Some("device.refused")), "offline");
        assert_eq!(status(Some("address.unresolved")), "offline");
        for code in [
            "device.not_a_device",
            "device.identity_changed",
            "address.public",
            "device.locked",
        ] {
            assert_eq!(status(Some(code)), "error");
        }
    }
}
