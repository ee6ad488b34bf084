//! [`DeviceId`]: which device it is, wherever it is found.

use super::DeviceAddr;
use std::fmt;

/// Which device it is, wherever it is found: its MAC where it tells one, else its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(String);

impl DeviceId {
    /// By a MAC address in hex; `None` unless that is 12 hex digits. Separators are dropped, letters made small.
    #[must_use]
    pub fn from_mac(mac: &str) -> Option<Self> {
        let digits: String = mac.chars().filter(|c| !matches!(c, ':' | '-')).collect();
        (digits.len() == 12 && digits.chars().all(|c| c.is_ascii_hexdigit()))
            .then(|| Self(digits.to_ascii_lowercase()))
    }

    /// By address, for devices that tell no identity.
    #[must_use]
    pub fn from_address(address: &DeviceAddr) -> Self {
        Self(address.socket().to_string())
    }

    /// An id that was stored before.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether it is only an address: another device there would go unnoticed.
    #[must_use]
    pub fn is_address(&self) -> bool {
        self.0.contains(':')
    }

    /// Whether `other` is this one with a single wrong bit, as a bad line makes it.
    #[must_use]
    pub fn differs_by_one_bit(&self, other: &Self) -> bool {
        let bits = |(a, b): (u8, u8)| (a ^ b).count_ones();
        self.0.len() == other.0.len()
            && self.0.bytes().zip(other.0.bytes()).map(bits).sum::<u32>() == 1
    }

    /// As text, as the command line prints it.
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
