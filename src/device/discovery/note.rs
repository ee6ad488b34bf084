//! [`ScanNote`]: what a scan tried and what came back, so that "nothing found" can be explained; and what to do about it.

use super::sweep::Knock;
use super::{Plan, Subnet, Via};
use crate::device::AddrSpec;
use crate::device::mdns::MdnsError;
use crate::message::Message;
use crate::msg;
use crate::net::Interface;
use crate::problem::{Code, Problem, Remedy};
use std::fmt;

/// The result of one part of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// Announcements or beacons were listened for.
    Heard {
        /// Places that they named.
        services: usize,
    },
    /// A subnet was swept.
    Swept {
        /// Addresses that accepted a connection.
        open: usize,
        /// Addresses that refused it.
        refused: usize,
        /// Addresses that did not answer.
        silent: usize,
        /// Addresses that this computer could not ask.
        failed: usize,
        /// The last reason for that.
        reason: Option<String>,
    },
    /// No device answered, or the address could not be asked.
    NoAnswer(Problem),
    /// Too large to be swept automatically.
    TooLarge,
    /// The scan was stopped early.
    Stopped,
}

/// One part of a scan: what was tried on which interface, and what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanNote {
    /// How this part looked for devices.
    pub via: Via,
    /// Where: an address, or a subnet with its ports. Empty for what was listened for, and for the scan as a whole.
    pub place: String,
    /// The interfaces used, separated by commas; empty where the system chose.
    pub interface: String,
    pub result: Tried,
}

impl ScanNote {
    pub(super) fn heard(interfaces: &[Interface], services: usize) -> Self {
        Self {
            via: Via::Mdns,
            place: String::new(),
            interface: names(interfaces),
            result: Tried::Heard { services },
        }
    }

    pub(super) fn deaf(interfaces: &[Interface], error: &MdnsError) -> Self {
        let problem = Problem::new(
            Code::DeviceUnreachable,
            error.message(),
            Remedy::FreeMdnsPort,
        );
        Self {
            result: Tried::NoAnswer(problem),
            ..Self::heard(interfaces, 0)
        }
    }

    pub(super) fn beacons(interfaces: &[Interface], nodes: usize) -> Self {
        Self {
            via: Via::Udp,
            place: String::new(),
            interface: names(interfaces),
            result: Tried::Heard { services: nodes },
        }
    }

    pub(super) fn no_beacons(interfaces: &[Interface], error: &std::io::Error) -> Self {
        let problem = Problem::new(
            Code::DeviceUnreachable,
            msg!(
                "discovery-deaf",
                error = Message::verbatim(error.to_string())
            ),
            Remedy::FreeBeaconPort,
        );
        Self {
            result: Tried::NoAnswer(problem),
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

    /// An address was asked, and no device answered.
    #[must_use]
    pub fn no_answer(via: Via, place: &AddrSpec, problem: Problem) -> Self {
        Self {
            via,
            place: place.to_string(),
            interface: String::new(),
            result: Tried::NoAnswer(problem),
        }
    }

    /// One of this computer's subnets is too large to be swept automatically.
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
            place: String::new(),
            interface: String::new(),
            result: Tried::Stopped,
        }
    }

    /// Counts the result of one more address of a sweep.
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

impl ScanNote {
    /// Says where it looked.
    fn place(&self) -> Message {
        let place = match (self.via, &self.result) {
            (_, Tried::Stopped) => msg!("discovery-scan"),
            (Via::Mdns, _) => msg!("discovery-announcements"),
            (Via::Udp, _) => msg!("discovery-beacons", port = super::udp::PORT),
            _ => Message::verbatim(&self.place),
        };
        if self.interface.is_empty() {
            place
        } else {
            msg!("discovery-on", place = place, interface = &self.interface)
        }
    }

    /// Says what was tried, and what came back.
    #[must_use]
    pub fn message(&self) -> Message {
        let place = self.place();
        match &self.result {
            Tried::Heard { services } => {
                msg!("discovery-heard", place = place, count = *services)
            }
            Tried::Swept {
                open,
                refused,
                silent,
                failed,
                reason: Some(reason),
            } => msg!(
                "discovery-swept-failed",
                place = place,
                open = *open,
                refused = *refused,
                silent = *silent,
                failed = *failed,
                reason = reason
            ),
            Tried::Swept {
                open,
                refused,
                silent,
                ..
            } => msg!(
                "discovery-swept",
                place = place,
                open = *open,
                refused = *refused,
                silent = *silent
            ),
            Tried::NoAnswer(problem) => {
                msg!(
                    "discovery-no-answer",
                    place = place,
                    problem = &problem.message
                )
            }
            Tried::TooLarge => msg!(
                "discovery-too-large",
                place = place,
                prefix = 32 - super::MAX_OWN_HOST_BITS
            ),
            Tried::Stopped => msg!("discovery-stopped", place = place),
        }
    }

    /// Says what to do where this part found no device.
    fn advice(&self) -> Option<Message> {
        let place = Message::verbatim(&self.place);
        match &self.result {
            Tried::NoAnswer(problem) => Some(msg!(
                "advice-at",
                place = self.at(),
                remedy = problem.remedy.message()
            )),
            Tried::Swept {
                open: 0,
                refused: 0,
                silent: 0,
                failed: 1..,
                ..
            } => Some(msg!("advice-no-route", place = place)),
            Tried::Swept {
                open: 0,
                refused: 0,
                ..
            } => Some(msg!("advice-no-answer", place = place)),
            Tried::Swept { .. } => Some(msg!("advice-no-device", place = place)),
            Tried::TooLarge => {
                let part = self.place.split('/').next().unwrap_or_default();
                Some(msg!("advice-large", place = place, part = part))
            }
            Tried::Stopped => Some(msg!("advice-stopped")),
            Tried::Heard { .. } => None,
        }
    }

    /// Says where it looked, without the interface.
    fn at(&self) -> Message {
        Self {
            interface: String::new(),
            ..self.clone()
        }
        .place()
    }
}

impl fmt::Display for ScanNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Says what to do when a scan found nothing, most likely cause first; never empty.
#[must_use]
pub fn advice(notes: &[ScanNote]) -> Vec<Message> {
    let mut all: Vec<Message> = Vec::new();
    for text in notes.iter().filter_map(ScanNote::advice) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    if !notes.iter().any(|note| note.via == Via::Sweep) {
        all.push(msg!("advice-no-subnet"));
    }
    all.push(msg!("advice-new-device"));
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
            "10.0.0.0/24 port 80 on wlan0: 1 accepted a connection, 2 refused it, 251 did not answer"
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
            "WLED beacons (UDP port 65506): Listening failed: address in use"
        );
        assert!(
            advice(&[ScanNote::no_beacons(&[], &taken)])[0]
                .to_string()
                .contains("Another program")
        );
        assert!(ScanNote::beacons(&[], 2).to_string().ends_with(": 2 heard"));
    }

    #[test]
    fn each_kind_of_nothing_has_its_own_advice() {
        let first = |note: ScanNote| advice(&[note]).first().unwrap().to_string();
        assert!(first(swept(0, 0, 254, 0)).contains("guest network"));
        assert!(first(swept(0, 3, 251, 0)).contains("--port"));
        assert!(first(swept(0, 0, 0, 254)).contains("its own network connection"));
        let large = ScanNote {
            place: "10.0.0.0/8".into(),
            result: Tried::TooLarge,
            ..swept(0, 0, 0, 0)
        };
        assert!(first(large).contains("--subnet 10.0.0.0/24"));
        assert!(
            advice(&[])
                .iter()
                .any(|text| text.to_string().contains("--subnet"))
        );
        assert!(
            advice(&[])
                .iter()
                .any(|text| text.to_string().contains("192.168.4.1"))
        );
    }
}
