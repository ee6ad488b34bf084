//! Addresses: text from a person is parsed once into an [`AddrSpec`], resolved once into a [`DeviceAddr`], and that is what is connected to.

mod parse;

use crate::message::Message;
use crate::msg;
use crate::problem::{Code, Remedy};
use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// Port of devices that are given without one: plain HTTP.
const DEFAULT_PORT: u16 = 80;

/// Why text is not the address of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// Not host, host:port, or an `http://` address.
    Invalid {
        /// As given.
        text: String,
        /// What to write instead.
        remedy: Remedy,
    },
    /// The name could not be found.
    Unresolved {
        /// The name.
        host: String,
        /// Why, where there is more to say.
        detail: Message,
    },
    /// An address that no device has.
    Special {
        /// The address.
        addr: IpAddr,
        /// What it is instead.
        what: Message,
    },
    /// Outside private, link-local and loopback ranges.
    Public {
        /// The address.
        addr: IpAddr,
    },
    /// Outside what this run may reach.
    Forbidden(crate::net::Forbidden),
}

impl std::error::Error for AddressError {}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<crate::net::Forbidden> for AddressError {
    fn from(error: crate::net::Forbidden) -> Self {
        Self::Forbidden(error)
    }
}

impl AddressError {
    /// What is wrong with the address.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Invalid { text, .. } => msg!("address-invalid", text = text),
            Self::Unresolved { host, .. } => msg!("address-unresolved", host = host),
            Self::Special { addr, what } => {
                msg!("address-special", address = addr.to_string(), what = what)
            }
            Self::Public { addr } => msg!("address-public", address = addr.to_string()),
            Self::Forbidden(forbidden) => forbidden.message(),
        }
    }

    /// Kind of the error, for programs.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Invalid { .. } | Self::Special { .. } => Code::AddressInvalid,
            Self::Unresolved { .. } => Code::AddressUnresolved,
            Self::Public { .. } => Code::AddressPublic,
            Self::Forbidden(_) => Code::AddressForbidden,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Invalid { remedy, .. } => remedy.clone(),
            Self::Special {
                addr: IpAddr::V6(_),
                ..
            } => Remedy::UseIpv4OrLocalName,
            Self::Special { .. } => Remedy::UseDeviceAddress,
            Self::Unresolved { .. } => Remedy::CheckSpelling,
            Self::Public { .. } => Remedy::AllowPublicAddress,
            Self::Forbidden(_) => Remedy::AllowNetwork,
        }
    }
}

/// Host and port as a person gave them, well-formed but not yet resolved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddrSpec {
    host: String,
    port: u16,
}

impl AddrSpec {
    /// Host name or IP address without port or brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether a person gave a name, which has to be looked up.
    #[must_use]
    pub fn is_name(&self) -> bool {
        self.host.parse::<IpAddr>().is_err()
    }

    /// Port; 80 where none was given.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl From<SocketAddr> for AddrSpec {
    fn from(socket: SocketAddr) -> Self {
        Self {
            host: socket.ip().to_string(),
            port: socket.port(),
        }
    }
}

impl fmt::Display for AddrSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        if self.port == DEFAULT_PORT {
            f.write_str(&host)
        } else {
            write!(f, "{host}:{}", self.port)
        }
    }
}

/// The address at which a device answers: resolved once and pinned, with the name it was given by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeviceAddr {
    socket: SocketAddr,
    host: String,
}

impl DeviceAddr {
    /// An address that needs no resolving.
    #[must_use]
    pub fn from_socket(socket: SocketAddr) -> Self {
        Self {
            socket,
            host: socket.ip().to_string(),
        }
    }

    /// An address that was looked up under a name.
    #[must_use]
    pub fn named(host: &str, socket: SocketAddr) -> Self {
        Self {
            socket,
            host: host.to_owned(),
        }
    }

    /// Whether it was given by numbers, not by a name.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        self.host.parse::<IpAddr>().is_ok()
    }

    /// The socket address that is connected to.
    #[must_use]
    pub fn socket(&self) -> SocketAddr {
        self.socket
    }
}

impl fmt::Display for DeviceAddr {
    /// The name it was given by, with the port where that is not 80.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        AddrSpec {
            host: self.host.clone(),
            port: self.socket.port(),
        }
        .fmt(f)
    }
}

/// Whether only mDNS can find the name (RFC 6762 section 3).
pub(super) fn is_local_name(host: &str) -> bool {
    host.trim_end_matches('.')
        .rsplit_once('.')
        .is_some_and(|(_, last)| last.eq_ignore_ascii_case("local"))
}

/// Loopback, private (RFC 1918, RFC 4193), link-local, carrier-grade NAT: where a LED controller can be.
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
}

#[cfg(test)]
mod tests;
