//! Finds the device that an argument means: an address, the id or name of a known device, or `@name` for the devices of a
//! group. The same for every command. A name that several devices have is refused: nothing is ever sent to all of them.

use super::store_failed;
use crate::device::{
    AddrSpec, AddressError, DeviceError, DeviceId, GROUP_SIGN, GroupName, looks_like_address,
};
use crate::engine::Target;
use crate::msg;
use crate::problem::{Code, Problem, Remedy};
use crate::store::{KnownDevice, Store};
use crate::text::line;
use std::collections::{BTreeMap, HashSet};

/// Maximum number of devices or groups that a message lists.
const MAX_NAMED: usize = 8;

/// The address of a device, and what is known of it.
#[derive(Debug)]
pub(super) struct Located {
    pub(super) address: AddrSpec,
    pub(super) known: Option<KnownDevice>,
}

/// Finds the known device that `text` means; `None` if no known device has that id, name or address.
///
/// In this order: an id; an address, if `text` looks like one; a name; a host name. So a device cannot take the place of an
/// address by using it as its name.
///
/// # Errors
/// `device.ambiguous` if several devices have that name; `group.not_one` for a group; `store.*` if the store cannot be read.
pub(super) fn find(store: &Store, text: &str) -> Result<Option<KnownDevice>, Problem> {
    if is_group(text) {
        return Err(not_one_device(text));
    }
    // a MAC address as a router lists it, or an id as it is printed
    let id = DeviceId::from_mac(text.trim()).unwrap_or_else(|| DeviceId::stored(text.trim()));
    let by_id = store.device(&id);
    if let Some(device) = by_id.map_err(store_failed)? {
        return Ok(Some(device));
    }
    if !looks_like_address(text) {
        let mut named = store.devices_named(text).map_err(store_failed)?;
        if named.len() > 1 {
            return Err(ambiguous(text, &named));
        }
        if let Some(device) = named.pop() {
            return Ok(Some(device));
        }
    }
    let address = text.parse::<AddrSpec>().map(|spec| spec.to_string());
    let there = store.device_at(address.as_deref().unwrap_or(text));
    there.map_err(store_failed)
}

/// Finds the known device that `text` means.
///
/// # Errors
/// As [`find`]; `address.invalid` if there is no such device.
pub(super) fn find_known(store: &Store, text: &str) -> Result<KnownDevice, Problem> {
    find(store, text)?.ok_or_else(|| {
        Problem::new(
            Code::AddressInvalid,
            msg!("cli-device-unknown", name = line(text).as_ref()),
            Remedy::ListOrScan,
        )
    })
}

/// Returns the address of the device that `text` means: the address that is given, or the last one of the known device with
/// that id or name.
///
/// # Errors
/// As [`find`], but a store that cannot be read is only logged: an address needs none. `address.invalid` if `text` is neither
/// known nor an address; `device.unreachable` if another device has taken the address of the known one.
pub(super) fn locate(store: &Store, text: &str) -> Result<Located, Problem> {
    let known = match find(store, text) {
        Err(problem) if problem.code == Code::StoreUnavailable => {
            tracing::warn!(%problem, "cannot read the known devices");
            None
        }
        found => found?,
    };
    let invalid = |error: AddressError| Problem::from(&DeviceError::Address(error));
    let Some(device) = known else {
        let address = text.parse().map_err(invalid)?;
        return Ok(Located {
            address,
            known: None,
        });
    };
    // an address is used as it is given, even if the device was last reached under another spelling of it
    let given = text.parse::<AddrSpec>().ok();
    let given = given.filter(|spec| looks_like_address(text) || spec.to_string() == device.address);
    let address = match given {
        Some(address) => address,
        None => address_of(&device)?,
    };
    Ok(Located {
        address,
        known: Some(device),
    })
}

/// Returns the targets for all texts, each device once; `wrong` receives each text that means no device, and why.
pub(super) fn targets(
    store: &Store,
    texts: &[String],
    wrong: &mut dyn FnMut(&str, &Problem),
) -> Vec<Target> {
    let mut ids = HashSet::new();
    let mut addresses = Vec::new();
    let mut given = HashSet::new();
    for text in texts.iter().filter(|text| given.insert(*text)) {
        for (text, place) in locate_all(store, text) {
            match place {
                Ok(Located { address, known }) => {
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

/// Returns the address of the device that `text` means, or of each device of a group, with the name of each.
fn locate_all(store: &Store, text: &str) -> Vec<(String, Result<Located, Problem>)> {
    if !is_group(text) {
        return vec![(text.to_owned(), locate(store, text))];
    }
    match members(store, text) {
        Ok(devices) => devices
            .into_iter()
            .map(|device| (device.called().to_owned(), locate_known(device)))
            .collect(),
        Err(problem) => vec![(text.to_owned(), Err(problem))],
    }
}

/// Returns whether `text` names a group instead of a device.
pub(super) fn is_group(text: &str) -> bool {
    text.trim_start().starts_with(GROUP_SIGN)
}

/// Returns the known devices of the group that `text` names.
///
/// # Errors
/// As [`group`]; `name.invalid` if it is not a valid group name.
pub(super) fn members(store: &Store, text: &str) -> Result<Vec<KnownDevice>, Problem> {
    let name: GroupName = text.parse().map_err(|error| Problem::from(&error))?;
    group(store, &name)
}

/// Returns the known devices of a group.
///
/// # Errors
/// `group.unknown` if no device is in it; the message lists the existing groups.
pub(super) fn group(store: &Store, name: &GroupName) -> Result<Vec<KnownDevice>, Problem> {
    let devices = store.devices_in(name).map_err(store_failed)?;
    if devices.is_empty() {
        let groups = store.groups().map_err(store_failed)?;
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
    let group = name.to_string();
    let message = match there.as_slice() {
        [] => msg!("cli-no-groups", group = group),
        there => msg!(
            "cli-group-unknown",
            group = group,
            groups = there.join(", ")
        ),
    };
    Problem::new(Code::GroupUnknown, message, Remedy::AddToGroup)
}

/// Returns the last address of a known device, with the device.
///
/// # Errors
/// As [`address_of`].
pub(super) fn locate_known(device: KnownDevice) -> Result<Located, Problem> {
    Ok(Located {
        address: address_of(&device)?,
        known: Some(device),
    })
}

/// Returns the last address of a known device.
///
/// # Errors
/// `device.unreachable` if another device has taken that address.
fn address_of(device: &KnownDevice) -> Result<AddrSpec, Problem> {
    if device.address.is_empty() {
        let name = line(device.called());
        let message = msg!(
            "cli-address-taken",
            device = name.as_ref(),
            address = &device.last_address
        );
        let id = device.id.to_string();
        return Err(Problem::new(
            Code::DeviceUnreachable,
            message,
            Remedy::FindMoved { id },
        ));
    }
    let invalid = |error: AddressError| Problem::from(&DeviceError::Address(error));
    device.address.parse().map_err(invalid)
}

/// Several devices have the name.
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
    let message = msg!(
        "cli-name-ambiguous",
        count = devices.len(),
        name = line(name).as_ref(),
        places = places.join(", ")
    );
    Problem::new(Code::DeviceAmbiguous, message, Remedy::AddressOrOwnName)
}

/// A group is given where one device is needed.
pub(super) fn not_one_device(text: &str) -> Problem {
    Problem::new(
        Code::GroupNotOne,
        msg!("cli-group-not-one", name = line(text).as_ref()),
        Remedy::GiveOneDevice,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Device, DeviceAddr, DeviceSettings};

    /// Notes a device at 192.168.1.N with that name and nickname.
    fn saw(store: &Store, id: &str, n: u8, name: &str, nickname: &str) {
        let device = Device {
            id: DeviceId::stored(id),
            name: name.to_owned(),
            family: "wled",
            address: DeviceAddr::from_socket(([192, 168, 1, n], 80).into()),
            ..Device::example()
        };
        store.record_seen(&device).unwrap();
        let settings = DeviceSettings {
            nickname: (!nickname.is_empty()).then(|| nickname.to_owned()),
            ..DeviceSettings::default()
        };
        store.save_settings(&device.id, &settings).unwrap();
    }

    fn trees() -> Store {
        let store = Store::in_memory().unwrap();
        saw(&store, "a0b1c2d3e4f1", 1, "Tree", "");
        saw(&store, "a0b1c2d3e4f2", 2, "tree ", "");
        saw(&store, "a0b1c2d3e4f3", 3, "Tree", "Star");
        store
    }

    fn address(store: &Store, text: &str) -> Result<String, Problem> {
        locate(store, text).map(|located| located.address.to_string())
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
        let hint = problem.remedy.to_string();
        assert!(hint.contains("devices set ADDR --name"), "{hint}");
        assert_eq!(
            find_known(&store, "Tree").unwrap_err().code,
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
            find_known(&store, "http://192.168.1.1/")
                .unwrap()
                .id
                .as_str(),
            "a0b1c2d3e4f1"
        );
        assert_eq!(address(&store, "roof").unwrap(), "roof", "perhaps a host");
        assert_eq!(
            find_known(&store, "roof").unwrap_err().code,
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
            find_known(&store, "192.168.1.1").unwrap().id.as_str(),
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
