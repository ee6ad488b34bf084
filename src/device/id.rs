//! [`DeviceId`]: which device it is, wherever it is found.

use super::DeviceAddr;
use std::fmt;

/// Identifies a device wherever it is found: by its MAC where it reports one, else by its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(String);

impl DeviceId {
    /// Makes an id of a MAC address; `None` unless that is 12 hex digits. Separators are dropped, letters made small.
    #[must_use]
    pub fn from_mac(mac: &str) -> Option<Self> {
        let digits: String = mac.chars().filter(|c| !matches!(c, ':' | '-')).collect();
        (digits.len() == 12 && digits.chars().all(|c| c.is_ascii_hexdigit()))
            .then(|| Self(digits.to_ascii_lowercase()))
    }

    /// Makes an id of an address, for devices that report no MAC.
    #[must_use]
    pub fn from_address(address: &DeviceAddr) -> Self {
        Self(address.socket().to_string())
    }

    /// Makes an id of the text that the store keeps.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether the id is only an address: another device there would go unnoticed.
    #[must_use]
    pub fn is_address(&self) -> bool {
        self.0.contains(':')
    }

    /// Whether `other` differs from this id by a single bit, as a bad connection makes it.
    #[must_use]
    pub fn differs_by_one_bit(&self, other: &Self) -> bool {
        let bits = |(a, b): (u8, u8)| (a ^ b).count_ones();
        self.0.len() == other.0.len()
            && self.0.bytes().zip(other.0.bytes()).map(bits).sum::<u32>() == 1
    }

    /// The text that the command line prints.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macs_are_normal_and_addresses_are_told_apart() {
        assert_eq!(
            DeviceId::from_mac("A0:B1:C2:D3:E4:F5"),
            DeviceId::from_mac("a0b1c2d3e4f5")
        );
        assert_eq!(DeviceId::from_mac("a0b1"), None);
        assert!(
            DeviceId::from_address(&DeviceAddr::from_socket("10.0.0.4:80".parse().unwrap()))
                .is_address()
        );
    }
}
