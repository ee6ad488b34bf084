//! Ids and names of the simulated devices, the same for the same seed.

use super::DeviceOptions;
use crate::pattern::hex;

/// Names that are easy to tell apart in a list.
const PLACES: [&str; 16] = [
    "Porch", "Shelf", "Window", "Stairs", "Fence", "Kitchen", "Tree", "Mirror", "Balcony", "Desk",
    "Arch", "Hallway", "Roof", "Garden", "Piano", "Garage",
];

/// Id and name of one simulated device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// 12 hex digits, a locally administered unicast MAC.
    pub(super) id: String,
    /// Friendly name.
    pub(super) name: String,
}

/// Makes one identity per device. It depends on the seed and the position only, not on how many devices follow.
pub(super) fn identities(seed: u64, devices: &[DeviceOptions]) -> Vec<Identity> {
    let mut places = PLACES;
    fastrand::Rng::with_seed(seed).shuffle(&mut places);
    let mut taken = std::collections::HashSet::new();
    devices
        .iter()
        .enumerate()
        .map(|(index, device)| {
            let mut id = mac(seed, index);
            while !taken.insert(id.clone()) {
                id = mac(seed, index + taken.len() * devices.len());
            }
            let place = places
                .get(index % places.len())
                .copied()
                .unwrap_or("Device");
            let again = index / places.len();
            let name = if again == 0 {
                place.to_owned()
            } else {
                format!("{place} {}", again + 1)
            };
            Identity {
                id,
                name: device.name.clone().unwrap_or(name),
            }
        })
        .collect()
}

/// Returns the port of the first device: 20,000 to 39,999, where few services listen.
pub(super) fn first_port(seed: u64) -> u16 {
    fastrand::Rng::with_seed(seed).u16(20_000..40_000)
}

fn mac(seed: u64, index: usize) -> String {
    // the odd constant keeps (seed, index + 1) and (seed + 1, index) apart
    let mut rng = fastrand::Rng::with_seed(
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(index as u64),
    );
    let mut mac = [0_u8; 6];
    rng.fill(&mut mac);
    let [first, ..] = &mut mac;
    *first = (*first & !0x01) | 0x02; // unicast, locally administered
    hex(&mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::{Dialect, Lights};

    fn some(count: usize) -> Vec<DeviceOptions> {
        vec![DeviceOptions::new(Dialect::NATIVE, Lights::Leds(8)); count]
    }

    #[test]
    fn the_same_seed_gives_the_same_devices_however_many_follow() {
        let many = identities(7, &some(40));
        assert_eq!(many[..3], identities(7, &some(3))[..]);
        assert_ne!(many[0], identities(8, &some(1))[0]);
    }

    #[test]
    fn ids_are_locally_administered_macs_and_nobody_shares_id_or_name() {
        let many = identities(0, &some(40));
        for one in &many {
            assert_eq!(one.id.len(), 12);
            let first = u8::from_str_radix(&one.id[..2], 16).unwrap();
            assert_eq!(first & 0x03, 0x02, "{}", one.id);
        }
        let ids: std::collections::HashSet<_> = many.iter().map(|i| &i.id).collect();
        let names: std::collections::HashSet<_> = many.iter().map(|i| &i.name).collect();
        assert_eq!((ids.len(), names.len()), (40, 40));
    }
}
