//! The dialogs, and what is typed into them.

use super::{BundleView, DeviceDialog, GroupsForm, LayoutForm, PowerForm};
use crate::device::DeviceId;
use crate::device::discovery::{Subnet, SubnetError, budget};
use crate::engine::JobId;
use crate::engine::settings::ScanSettings;
use crate::message::Message;
use crate::msg;
use crate::problem::Problem;
use std::time::Duration;

/// A dialog, with what is typed into it.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Adds a device by its address.
    AddDevice(AddDevice),
    /// Opens a file by its path.
    PastePath {
        /// The typed text.
        text: String,
        /// Whether it opened because this system has no file dialog.
        no_dialog: bool,
    },
    /// Sets name, size, wiring and colour order of a device.
    Layout(Box<LayoutForm>),
    /// Sets the power supply of a device.
    Power(PowerForm),
    /// Sets the groups of a device.
    Groups(GroupsForm),
    /// Asks for a PIN, or something else about one device.
    Device(DeviceDialog),
    /// Asks whether to forget a device.
    Forget(DeviceId),
    /// Asks whether to delete the playing pattern of a device that has no room for both.
    DeleteFirst(DeviceId),
    /// Sets where scans look.
    ScanOptions(ScanForm),
    /// Lists what the last scan tried, and what to do.
    ScanReport,
    /// Tests the connection to a device, stage by stage.
    Test(TestForm),
    /// Lists everything about one job.
    Details(JobId),
    /// Asks whether to close the window while jobs run.
    Close,
    /// Asks whether to discard the input of a dialog.
    Discard(Box<Dialog>),
    /// Shows a diagnostics bundle before it is saved.
    Bundle(BundleView),
    /// Lists the keyboard shortcuts.
    Shortcuts,
}

/// The form that adds a device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AddDevice {
    /// The typed text.
    pub text: String,
    /// Whether the device is being contacted.
    pub asking: bool,
    /// Why it failed.
    pub problem: Option<Problem>,
}

/// The form that tests a connection; how the test goes is in `State::tests`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestForm {
    /// The address.
    pub text: String,
    /// Why it is not valid.
    pub problem: Option<Problem>,
}

/// The form of where scans look.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanForm {
    /// Listen for announcements.
    pub announcements: bool,
    /// Scan the addresses of subnets.
    pub sweep: bool,
    /// This computer's own among them.
    pub own_subnets: bool,
    /// Other subnets, separated by commas or spaces.
    pub subnets: String,
    /// Ports, separated likewise; empty: 80.
    pub ports: String,
    /// Whether the user agreed to a long scan.
    pub wide_agreed: bool,
}

/// What is wrong with the fields of a [`ScanForm`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanFaults {
    /// What is wrong with the subnets.
    pub subnets: Option<Message>,
    /// What is wrong with the ports.
    pub ports: Option<Message>,
    /// A long scan that the user has not agreed to.
    pub wide: Option<WideSweep>,
}

/// A scan of addresses that takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WideSweep {
    /// The largest of the subnets.
    pub subnet: Subnet,
    /// Number of addresses in all typed subnets.
    pub addresses: usize,
    /// Duration of the scan if nothing answers.
    pub takes: Duration,
}

/// Subnets with more addresses than a /22 are scanned only if the user agrees.
const WIDE: usize = 1022;
/// Maximum number of ports: each means one more attempt at every address.
const MAX_PORTS: usize = 16;

impl ScanForm {
    /// Fills the form from the settings.
    #[must_use]
    pub fn of(settings: &ScanSettings) -> Self {
        let ports: Vec<String> = settings.ports.iter().map(ToString::to_string).collect();
        Self {
            announcements: settings.announcements,
            sweep: settings.sweep,
            own_subnets: settings.own_subnets,
            subnets: settings.subnets.join(", "),
            ports: ports.join(", "),
            wide_agreed: true, // it was agreed to when it was set
        }
    }

    /// Reads the form into settings.
    ///
    /// # Errors
    /// What is wrong with each field.
    pub fn read(&self) -> Result<ScanSettings, ScanFaults> {
        let subnets = self.subnets();
        let ports = self.ports();
        let none =
            self.sweep && !self.own_subnets && matches!(&subnets, Ok(named) if named.is_empty());
        let faults = ScanFaults {
            subnets: match &subnets {
                Err(fault) => Some(fault.clone()),
                Ok(_) if none => Some(msg!("form-no-subnet")),
                Ok(_) => None,
            },
            ports: ports.as_ref().err().cloned(),
            wide: self.wide().filter(|_| !self.wide_agreed),
        };
        match (subnets, ports) {
            (Ok(subnets), Ok(ports)) if faults == ScanFaults::default() => Ok(ScanSettings {
                announcements: self.announcements,
                sweep: self.sweep,
                own_subnets: self.own_subnets,
                subnets: subnets.iter().map(ToString::to_string).collect(),
                ports,
            }),
            _ => Err(faults),
        }
    }

    /// The scan of the typed subnets, if it takes long.
    #[must_use]
    pub fn wide(&self) -> Option<WideSweep> {
        let named = self.subnets().unwrap_or_default();
        let sized = named
            .into_iter()
            .map(|subnet| (subnet.hosts().count(), subnet));
        let sized: Vec<(usize, Subnet)> = sized.collect();
        let (most, subnet) = sized.iter().max_by_key(|(hosts, _)| *hosts).copied()?;
        let addresses = sized.iter().map(|(hosts, _)| hosts).sum::<usize>();
        let ports = self.ports().map_or(1, |ports| ports.len().max(1));
        // a subnet that has to be named is seldom the one this computer is in
        (self.sweep && most > WIDE).then(|| WideSweep {
            subnet,
            addresses,
            takes: budget(addresses * ports, false),
        })
    }

    fn subnets(&self) -> Result<Vec<Subnet>, Message> {
        words(&self.subnets)
            .map(|word| word.parse().map_err(|error: SubnetError| error.message()))
            .collect()
    }

    fn ports(&self) -> Result<Vec<u16>, Message> {
        let port = |word: &str| match word.parse() {
            Ok(0) | Err(_) => Err(msg!("form-port", port = word)),
            Ok(port) => Ok(port),
        };
        let ports: Vec<u16> = words(&self.ports).map(port).collect::<Result<_, _>>()?;
        if ports.len() > MAX_PORTS {
            Err(msg!("form-ports-too-many", max = MAX_PORTS))
        } else {
            Ok(ports)
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' '])
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(subnets: &str, ports: &str) -> ScanForm {
        let subnets = subnets.to_owned();
        let ports = ports.to_owned();
        ScanForm {
            subnets,
            ports,
            wide_agreed: false,
            ..ScanForm::of(&ScanSettings::default())
        }
    }

    #[test]
    fn subnets_and_ports_are_read_as_people_write_them() {
        let read = form(" 192.168.1.77/24, 10.0.0.0/24 10.0.9.5", "80;8080")
            .read()
            .unwrap();
        assert_eq!(
            read.subnets,
            ["192.168.1.0/24", "10.0.0.0/24", "10.0.9.5/32"]
        );
        assert_eq!(read.ports, [80, 8080]);
        assert_eq!(form("", "").read(), Ok(ScanSettings::default()));
        assert_eq!(ScanForm::of(&read).read(), Ok(read));
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let faults = form("192.168.1", "80, http").read().unwrap_err();
        let subnets = |form: ScanForm| form.read().unwrap_err().subnets.unwrap().to_string();
        let said = faults.subnets.unwrap().to_string();
        assert!(said.contains("'192.168.1' is no"), "{said}");
        let said = faults.ports.unwrap().to_string();
        assert!(said.contains("“http” is not a port"), "{said}");
        assert!(subnets(form("8.8.8.0/24", "")).contains("private"));
        let none = ScanForm {
            own_subnets: false,
            ..form("", "")
        };
        assert!(subnets(none.clone()).contains("Enter a subnet"));
        assert!(
            ScanForm {
                sweep: false,
                ..none
            }
            .read()
            .is_ok(),
            "announcements are enough"
        );
    }

    #[test]
    fn more_than_a_22_has_to_be_agreed_to() {
        assert!(form("10.0.0.0/22", "").read().is_ok());
        let wide = form("10.0.0.0/16, 10.1.0.0/24", "80, 81")
            .read()
            .unwrap_err()
            .wide
            .unwrap();
        assert_eq!(
            (wide.subnet.to_string().as_str(), wide.addresses),
            ("10.0.0.0/16", 65_534 + 254)
        );
        assert!(
            wide.takes > form("10.0.0.0/16", "80").wide().unwrap().takes,
            "two ports take longer than one"
        );
        assert!(
            ScanForm {
                wide_agreed: true,
                ..form("10.0.0.0/16", "")
            }
            .read()
            .is_ok()
        );
    }
}
