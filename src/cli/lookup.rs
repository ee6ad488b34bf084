//! Finds the device that a word on the command line means: an address, the id or the name of a known device, or `@name` for
//! the devices of a group. The same for every command. A name that several devices have is refused: nothing is ever sent to all of them.

use super::unavailable;
use crate::device::{
    AddrSpec, AddressError, DeviceError, DeviceId, GROUP_SIGN, GroupName, looks_like_address,
};
use crate::engine::Target;
use crate::problem::{Code, Problem};
use crate::store::{KnownDevice, Store};
use crate::text::line;
use std::collections::{BTreeMap, HashSet};

/// A message names at most so many devices.
const MAX_NAMED: usize = 8;

/// Where to reach a device, and which one it is if it is known.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) address: AddrSpec,
    pub(super) known: Option<KnownDevice>,
}

/// The known device that `text` means; `None` where no known device has that id, name or address.
///
/// In this order: an id; an address, where `text` looks like one; a name; the name of a host. So no device can take what is
/// meant for an address by calling itself so.
///
/// # Errors
/// `device.ambiguous` where several devices have that name; `group.not_one` for a group; `store.*` where the store cannot be
/// read.
pub(super) fn find(store: &Store, text: &str) -> Result<Option<KnownDevice>, Problem> {
    if is_group(text) {
        return Err(not_one(text));
    }
    // a MAC address as a router lists it, or an id as it is printed
    let id = DeviceId::from_mac(text.trim()).unwrap_or_else(|| DeviceId::stored(text.trim()));
    let by_id = store.device(&id);
    if let Some(device) = by_id.map_err(unavailable)? {
        return Ok(Some(device));
    }
    if !looks_like_address(text) {
        let mut named = store.devices_named(text).map_err(unavailable)?;
        if named.len() > 1 {
            return Err(ambiguous(text, &named));
        }
        if let Some(device) = named.pop() {
            return Ok(Some(device));
        }
    }
    let address = text.parse::<AddrSpec>().map(|spec| spec.to_string());
    let there = store.device_at(address.as_deref().unwrap_or(text));
    there.map_err(unavailable)
}

/// The known device that `text` means.
///
/// # Errors
/// As [`find`]; `address.invalid` where no such device is known.
pub(super) fn known(store: &Store, text: &str) -> Result<KnownDevice, Problem> {
    find(store, text)?.ok_or_else(|| {
        Problem::new(
            Code::AddressInvalid,
            format!("No device '{}' is known.", line(text)),
            "`devices list` shows the known ones; `scan --host ADDR` makes one known.",
        )
    })
}

/// Where to reach the device that `text` means: an address as it was given, or where the known device of that id or name
/// answered last.
///
/// # Errors
/// As [`find`], but a store that cannot be read is only logged: an address needs none. `address.invalid` where `text` is neither
/// known nor an address; `device.unreachable` where another device took the address of the one that is meant.
pub(super) fn place(store: &Store, text: &str) -> Result<Place, Problem> {
    let known = match find(store, text) {
        Err(problem) if problem.code == Code::StoreUnavailable => {
            tracing::warn!(%problem, "known devices cannot be read");
            None
        }
        found => found?,
    };
    let invalid = |error: AddressError| Problem::from(&DeviceError::Address(error));
    let Some(device) = known else {
        let address = text.parse().map_err(invalid)?;
        return Ok(Place {
            address,
            known: None,
        });
    };
    // an address is used as it was given, whichever way it was written when the device answered last
    let given = text.parse::<AddrSpec>().ok();
    let given = given.filter(|spec| looks_like_address(text) || spec.to_string() == device.address);
    let address = match given {
        Some(address) => address,
        None => address_of(&device)?,
    };
    Ok(Place {
        address,
        known: Some(device),
    })
}

/// Targets for all of these texts, each device once; `wrong` gets each text that tells no device, and why.
pub(super) fn targets(
    store: &Store,
    texts: &[String],
    wrong: &mut dyn FnMut(&str, &Problem),
) -> Vec<Target> {
    let mut ids = HashSet::new();
    let mut addresses = Vec::new();
    let mut given = HashSet::new();
    for text in texts.iter().filter(|text| given.insert(*text)) {
        for (text, place) in places(store, text) {
            match place {
                Ok(Place { address, known }) => {
                    let is_new = known.is_none_or(|device| ids.insert(device.id));
                    if is_new && !addresses.contains(&address) {
                        addresses.push(address);
                    }
                }
                Err(problem) => wrong(&text, &problem),
            }
        }
    }
    addresses.into_iter().map(Target::Address).collect()
}

/// Where to reach what `text` means, a device or each device of a group, with what to call each.
fn places(store: &Store, text: &str) -> Vec<(String, Result<Place, Problem>)> {
    if !is_group(text) {
        return vec![(text.to_owned(), place(store, text))];
    }
    match members(store, text) {
        Ok(devices) => devices
            .into_iter()
            .map(|device| (device.called().to_owned(), place_of(device)))
            .collect(),
        Err(problem) => vec![(text.to_owned(), Err(problem))],
    }
}

/// Whether `text` names a group instead of a device.
pub(super) fn is_group(text: &str) -> bool {
    text.trim_start().starts_with(GROUP_SIGN)
}

/// The known devices of the group that `text` names.
///
/// # Errors
/// As [`group`]; `name.invalid` where no group can be called so.
pub(super) fn members(store: &Store, text: &str) -> Result<Vec<KnownDevice>, Problem> {
    let name: GroupName = text.parse().map_err(|error| Problem::from(&error))?;
    group(store, &name)
}

/// The known devices of a group.
///
/// # Errors
/// `group.unknown` where no device is in it, with the groups there are.
pub(super) fn group(store: &Store, name: &GroupName) -> Result<Vec<KnownDevice>, Problem> {
    let devices = store.devices_in(name).map_err(unavailable)?;
    if devices.is_empty() {
        let groups = store.groups().map_err(unavailable)?;
        return Err(unknown_group(name, &groups));
    }
    Ok(devices)
}

fn unknown_group(name: &GroupName, groups: &BTreeMap<GroupName, usize>) -> Problem {
    let mut there: Vec<String> = groups
        .keys()
        .take(MAX_NAMED)
        .map(ToString::to_string)
        .collect();
    if let Some(more) = groups.len().checked_sub(MAX_NAMED).filter(|n| *n > 0) {
        there.push(format!("and {more} more"));
    }
    let message = match there.as_slice() {
        [] => format!("There is no group {name}, nor any other."),
        there => format!(
            "There is no group {name}. The groups are: {}.",
            there.join(", ")
        ),
    };
    let hint =
        "`devices set DEVICE --group NAME` puts a device into a group; `devices list` shows all.";
    Problem::new(Code::GroupUnknown, message, hint)
}

/// Where a known device answered last.
///
/// # Errors
/// As [`address_of`].
pub(super) fn place_of(device: KnownDevice) -> Result<Place, Problem> {
    Ok(Place {
        address: address_of(&device)?,
        known: Some(device),
    })
}

/// Where a known device answered last.
///
/// # Errors
/// `device.unreachable` where another device answers there by now.
fn address_of(device: &KnownDevice) -> Result<AddrSpec, Problem> {
    if device.address.is_empty() {
        let words = format!(
            "{} is not at {} any more: another device answers there.",
            line(device.called()),
            device.last_address
        );
        let hint = "`scan` finds it where it is now; if the other device replaced it, `devices forget` it.";
        return Err(Problem::new(Code::DeviceUnreachable, words, hint));
    }
    let invalid = |error: AddressError| Problem::from(&DeviceError::Address(error));
    device.address.parse().map_err(invalid)
}

/// Several devices have that name.
fn ambiguous(name: &str, devices: &[KnownDevice]) -> Problem {
    let place = |device: &KnownDevice| {
        if device.address.is_empty() {
            format!("id {}, no longer at {}", device.id, device.last_address)
        } else {
            format!("{} (id {})", device.address, device.id)
        }
    };
    let mut places: Vec<String> = devices.iter().take(MAX_NAMED).map(place).collect();
    if let Some(more) = devices.len().checked_sub(MAX_NAMED).filter(|n| *n > 0) {
        places.push(format!("and {more} more"));
    }
    let message = format!(
        "{} devices are called '{}': {}.",
        devices.len(),
        line(name),
        places.join(", ")
    );
    let hint = "Give the address or the id of the one you mean, or give one a name of its own: `devices set ADDR --name NAME`.";
    Problem::new(Code::DeviceAmbiguous, message, hint)
}

/// A group stands where one device is needed.
pub(super) fn not_one(text: &str) -> Problem {
    Problem::new(
        Code::GroupNotOne,
        format!(
            "'{}' names a group of devices, and this takes one.",
            line(text)
        ),
        "Give the address, the id or the name of one device; `devices list` shows them.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Device, DeviceAddr, Told};

    /// Notes a device at 192.168.1.N with that name and nickname.
    fn saw(store: &Store, id: &str, n: u8, name: &str, nickname: &str) {
        let device = Device {
            id: DeviceId::stored(id),
            name: name.to_owned(),
            family: "wled",
            address: DeviceAddr::from_socket(([192, 168, 1, n], 80).into()),
            ..Device::example()
        };
        store.saw(&device).unwrap();
        let told = Told {
            nickname: (!nickname.is_empty()).then(|| nickname.to_owned()),
            ..Told::default()
        };
        store.tell(&device.id, &told).unwrap();
    }

    fn trees() -> Store {
        let store = Store::in_memory().unwrap();
        saw(&store, "a0b1c2d3e4f1", 1, "Tree", "");
        saw(&store, "a0b1c2d3e4f2", 2, "tree ", "");
        saw(&store, "a0b1c2d3e4f3", 3, "Tree", "Star");
        store
    }

    fn address(store: &Store, text: &str) -> Result<String, Problem> {
        place(store, text).map(|place| place.address.to_string())
    }

    #[test]
    fn a_name_that_several_devices_have_is_refused_with_their_addresses() {
        let store = trees();
        let problem = address(&store, "TREE").unwrap_err();
        assert_eq!(problem.code, Code::DeviceAmbiguous);
        for part in [
            "192.168.1.1 (id a0b1c2d3e4f1)",
            "192.168.1.2 (id a0b1c2d3e4f2)",
        ] {
            assert!(problem.message.to_string().contains(part), "{problem}");
        }
        assert!(
            !problem.message.to_string().contains("192.168.1.3"),
            "that one is called Star: {problem}"
        );
        assert!(
            problem
                .remedy
                .to_string()
                .contains("devices set ADDR --name"),
            "{}",
            problem.remedy.to_string()
        );
        assert_eq!(
            known(&store, "Tree").unwrap_err().code,
            Code::DeviceAmbiguous
        );
        let mut wrong = Vec::new();
        let texts = ["Tree", "Star", "Tree"].map(String::from);
        let sent = targets(&store, &texts, &mut |text, problem| {
            wrong.push((text.to_owned(), problem.code));
        });
        assert_eq!(wrong, [("Tree".to_owned(), Code::DeviceAmbiguous)]);
        assert_eq!(sent, [Target::Address("192.168.1.3".parse().unwrap())]);
    }

    #[test]
    fn a_nickname_an_id_and_an_address_each_mean_one_device() {
        let store = trees();
        assert_eq!(address(&store, "star").unwrap(), "192.168.1.3");
        assert_eq!(address(&store, "a0b1c2d3e4f2").unwrap(), "192.168.1.2");
        assert_eq!(address(&store, "A0:B1:C2:D3:E4:F2").unwrap(), "192.168.1.2");
        assert_eq!(address(&store, "192.168.1.1").unwrap(), "192.168.1.1");
        assert_eq!(
            known(&store, "http://192.168.1.1/").unwrap().id.as_str(),
            "a0b1c2d3e4f1"
        );
        assert_eq!(address(&store, "roof").unwrap(), "roof", "perhaps a host");
        assert_eq!(
            known(&store, "roof").unwrap_err().code,
            Code::AddressInvalid
        );
        let texts = ["star", "192.168.1.3", "a0b1c2d3e4f3"].map(String::from);
        let once = targets(&store, &texts, &mut |_, problem| panic!("{problem}"));
        assert_eq!(once.len(), 1);
    }

    #[test]
    fn a_device_cannot_call_itself_by_the_address_of_another() {
        let store = trees();
        saw(&store, "a0b1c2d3e4f4", 4, "192.168.1.1", "");
        saw(&store, "a0b1c2d3e4f5", 5, "porch.local", "");
        assert_eq!(address(&store, "192.168.1.1").unwrap(), "192.168.1.1");
        assert_eq!(
            known(&store, "192.168.1.1").unwrap().id.as_str(),
            "a0b1c2d3e4f1"
        );
        assert_eq!(address(&store, "porch.local").unwrap(), "porch.local");
    }

    #[test]
    fn a_device_whose_address_another_one_took_is_not_looked_for_by_dns() {
        let store = trees();
        saw(&store, "a0b1c2d3e4f6", 3, "New", "");
        let problem = address(&store, "Star").unwrap_err();
        assert_eq!(problem.code, Code::DeviceUnreachable);
        assert!(
            problem.message.to_string().contains("192.168.1.3"),
            "{problem}"
        );
        saw(&store, "a0b1c2d3e4f7", 3, "Star", "Star");
        let problem = address(&store, "Star").unwrap_err();
        assert!(
            problem
                .message
                .to_string()
                .contains("no longer at 192.168.1.3"),
            "{problem}"
        );
    }

    #[test]
    fn a_message_names_no_more_than_a_few_and_no_character_that_deceives() {
        let store = Store::in_memory().unwrap();
        for n in 1..=30 {
            saw(&store, &format!("{n}"), n, "WL\u{202e}ED", "");
        }
        let problem = address(&store, "wl\u{202e}ed").unwrap_err();
        assert!(
            problem.message.to_string().contains("30 devices")
                && problem.message.to_string().contains("and 22 more")
        );
        assert!(
            !problem.message.to_string().contains('\u{202e}'),
            "{problem}"
        );
    }
}
