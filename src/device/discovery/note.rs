//! What a scan tried and what came back, so that "nothing found" can be explained, and what to do about it.

use super::sweep::Knock;
use super::{Plan, Subnet, Via};
use crate::device::AddrSpec;
use crate::device::mdns::MdnsError;
use crate::net::Interface;
use crate::problem::{Code, Problem};
use std::fmt;

/// What came back of one part of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// Announcements or beacons: so many were heard that may be a device.
    Heard {
        /// Places they named.
        services: usize,
    },
    /// A sweep: how its addresses behaved.
    Swept {
        /// Took a connection.
        open: usize,
        /// Are on, but refused it.
        refused: usize,
        /// Did not answer.
        silent: usize,
        /// Could not be asked, as this computer says.
        failed: usize,
        /// The last reason for that.
        reason: Option<String>,
    },
    /// Nobody we know answered there, or it could not be asked.
    Nobody(Problem),
    /// Not tried, since nobody asked for it by hand.
    TooLarge,
    /// Stopped before its end.
    Stopped,
}

/// One part of a scan: what was tried on which interface, and what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanNote {
    /// How it looked for devices.
    pub via: Via,
    /// Where, for people: an address, a subnet with its ports, or what was listened for.
    pub place: String,
    /// Interfaces it went out of, with commas; empty where that is up to the system.
    pub interface: String,
    /// What came back.
    pub result: Tried,
}

impl ScanNote {
    pub(super) fn heard(interfaces: &[Interface], services: usize) -> Self {
        let result = Tried::Heard { services };
        Self {
            via: Via::Mdns,
            place: "announcements".into(),
            interface: names(interfaces),
            result,
        }
    }

    pub(super) fn deaf(interfaces: &[Interface], error: &MdnsError) -> Self {
        let problem = Problem::new(
            Code::DeviceUnreachable,
            error.to_string(),
            "Another program may hold the mDNS port. The sweep finds devices without it; so does --host.",
        );
        Self {
            result: Tried::Nobody(problem),
            ..Self::heard(interfaces, 0)
        }
    }

    pub(super) fn beacons(interfaces: &[Interface], nodes: usize) -> Self {
        let place = format!("beacons of WLED (UDP port {})", super::udp::PORT);
        Self {
            via: Via::Udp,
            place,
            interface: names(interfaces),
            result: Tried::Heard { services: nodes },
        }
    }

    pub(super) fn no_beacons(interfaces: &[Interface], error: &std::io::Error) -> Self {
        let problem = Problem::new(
            Code::DeviceUnreachable,
            format!("cannot be listened for: {error}"),
            "Another program may hold that port. The sweep and mDNS find such devices without it; so does --host.",
        );
        Self {
            result: Tried::Nobody(problem),
            ..Self::beacons(interfaces, 0)
        }
    }

    pub(super) fn swept(subnet: &Subnet, plan: &Plan) -> Self {
        let first = subnet.hosts().next();
        let interface = first
            .and_then(|ip| plan.interface_of(ip))
            .unwrap_or_default()
            .to_owned();
        let ports: Vec<String> = plan.ports.iter().map(ToString::to_string).collect();
        let place = format!("{subnet} port {}", ports.join(", "));
        let result = Tried::Swept {
            open: 0,
            refused: 0,
            silent: 0,
            failed: 0,
            reason: None,
        };
        Self {
            via: Via::Sweep,
            place,
            interface,
            result,
        }
    }

    /// Somebody was asked at an address, and is no device.
    #[must_use]
    pub fn nobody(via: Via, place: &AddrSpec, problem: Problem) -> Self {
        Self {
            via,
            place: place.to_string(),
            interface: String::new(),
            result: Tried::Nobody(problem),
        }
    }

    /// An own subnet that is too large to be swept unasked.
    #[must_use]
    pub fn too_large(interface: &Interface, subnet: &Subnet) -> Self {
        let interface = interface.name.clone();
        Self {
            via: Via::Sweep,
            place: subnet.to_string(),
            interface,
            result: Tried::TooLarge,
        }
    }

    /// The scan was stopped, by a person or by its time.
    #[must_use]
    pub fn stopped() -> Self {
        Self {
            via: Via::Sweep,
            place: "the scan".into(),
            interface: String::new(),
            result: Tried::Stopped,
        }
    }

    /// Counts how one more address of a sweep behaved.
    pub(super) fn count(&mut self, knock: &Knock) {
        let Tried::Swept {
            open,
            refused,
            silent,
            failed,
            reason,
        } = &mut self.result
        else {
            return;
        };
        match knock {
            Knock::Open => *open += 1,
            Knock::Refused => *refused += 1,
            Knock::Silent => *silent += 1,
            Knock::Failed(detail) => {
                *failed += 1;
                *reason = Some(detail.clone());
            }
        }
    }
}

fn names(interfaces: &[Interface]) -> String {
    let mut names: Vec<&str> = interfaces.iter().map(|i| i.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

impl fmt::Display for ScanNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        if !self.interface.is_empty() {
            write!(f, " on {}", self.interface)?;
        }
        match &self.result {
            Tried::Heard { services: 0 } => write!(f, ": nothing was heard"),
            Tried::Heard { services } => write!(f, ": {services} heard"),
            Tried::Swept {
                open,
                refused,
                silent,
                failed,
                reason,
            } => {
                write!(
                    f,
                    ": {open} took a connection, {refused} refused it, {silent} did not answer"
                )?;
                match reason {
                    Some(reason) => write!(f, ", {failed} could not be asked ({reason})"),
                    None => Ok(()),
                }
            }
            Tried::Nobody(problem) => write!(f, ": {}", problem.message),
            Tried::TooLarge => write!(
                f,
                ": not swept, it is larger than a /{}",
                32 - super::MOST_OWN_HOST_BITS
            ),
            Tried::Stopped => write!(f, ": stopped before its end"),
        }
    }
}

/// What to do when a scan found nothing, most likely cause first; never empty.
#[must_use]
pub fn advice(notes: &[ScanNote]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if !all.contains(&text) {
            all.push(text);
        }
    };
    for note in notes {
        match (&note.via, &note.result) {
            (_, Tried::Nobody(problem)) => add(format!("{}: {}", note.place, problem.remedy)),
            (
                _,
                Tried::Swept {
                    open: 0,
                    refused: 0,
                    silent: 0,
                    failed,
                    ..
                },
            ) if *failed > 0 => {
                add(format!(
                    "This computer has no way to {}. Check its own network connection.",
                    note.place
                ));
            }
            (
                _,
                Tried::Swept {
                    open: 0,
                    refused: 0,
                    ..
                },
            ) => add(format!(
                "Nobody at all answers in {}. Check that this computer is in the devices' WiFi, without a VPN, and that the access point lets its clients talk to each other (no guest network).",
                note.place
            )),
            (_, Tried::Swept { .. }) => add(format!(
                "Others answer in {}, but no device. Check that the device has power and has joined this WiFi; if it listens at another port, give it with --port.",
                note.place
            )),
            (_, Tried::TooLarge) => add(format!(
                "{} is large: say which part of it the devices are in, like --subnet {}/24.",
                note.place,
                note.place.split('/').next().unwrap_or_default()
            )),
            (_, Tried::Stopped) => {
                add("The scan was stopped before its end: let it run, or give it more time with --timeout.".into());
            }
            _ => {}
        }
    }
    if !notes.iter().any(|note| note.via == Via::Sweep) {
        add("No subnet was swept: choose one with --subnet, like --subnet 192.168.1.0/24, or give an address with --host."
            .into());
    }
    add("A new device makes a WiFi of its own: join it, then scan again. The device is then at 192.168.4.1.".into());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swept(open: usize, refused: usize, silent: usize, failed: usize) -> ScanNote {
        let result = Tried::Swept {
            open,
            refused,
            silent,
            failed,
            reason: (failed > 0).then(|| "no route".into()),
        };
        ScanNote {
            via: Via::Sweep,
            place: "10.0.0.0/24 port 80".into(),
            interface: "wlan0".into(),
            result,
        }
    }

    #[test]
    fn notes_say_where_and_what_came_back() {
        let text = swept(1, 2, 251, 0).to_string();
        assert_eq!(
            text,
            "10.0.0.0/24 port 80 on wlan0: 1 took a connection, 2 refused it, 251 did not answer"
        );
        assert!(
            swept(0, 0, 0, 254)
                .to_string()
                .ends_with("254 could not be asked (no route)")
        );
    }

    #[test]
    fn a_port_that_is_taken_is_told_as_such() {
        let taken = std::io::Error::from(std::io::ErrorKind::AddrInUse);
        let text = ScanNote::no_beacons(&[], &taken).to_string();
        assert_eq!(
            text,
            "beacons of WLED (UDP port 65506): cannot be listened for: address in use"
        );
        assert!(advice(&[ScanNote::no_beacons(&[], &taken)])[0].contains("Another program"));
        assert!(ScanNote::beacons(&[], 2).to_string().ends_with(": 2 heard"));
    }

    #[test]
    fn each_kind_of_nothing_has_its_own_advice() {
        let first = |note: ScanNote| advice(&[note]).first().cloned().unwrap();
        assert!(first(swept(0, 0, 254, 0)).contains("guest network"));
        assert!(first(swept(0, 3, 251, 0)).contains("--port"));
        assert!(first(swept(0, 0, 0, 254)).contains("its own network connection"));
        let large = ScanNote {
            place: "10.0.0.0/8".into(),
            result: Tried::TooLarge,
            ..swept(0, 0, 0, 0)
        };
        assert!(first(large).contains("--subnet 10.0.0.0/24"));
        assert!(advice(&[]).iter().any(|text| text.contains("--subnet")));
        assert!(advice(&[]).iter().any(|text| text.contains("192.168.4.1")));
    }
}
