//! Addresses: text from a person is parsed once into an [`AddrSpec`], resolved once into a [`DeviceAddr`], and that is what is connected to.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// Port of devices that are given without one: plain HTTP.
const DEFAULT_PORT: u16 = 80;

/// Why text is no address of a device.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not host, host:port, or an `http://` address.
    #[error("'{text}' is no address of a device")]
    Invalid {
        /// As given.
        text: String,
        /// What to write instead.
        hint: &'static str,
    },
    /// The name could not be found.
    #[error("the name '{host}' was not found")]
    Unresolved {
        /// The name.
        host: String,
        /// Why, where there is more to say.
        detail: String,
    },
    /// Outside private, link-local and loopback ranges.
    #[error("{addr} is a public address")]
    Public {
        /// The address.
        addr: IpAddr,
    },
    /// Outside what this run may reach.
    #[error(transparent)]
    Forbidden(#[from] crate::net::Forbidden),
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

impl FromStr for AddrSpec {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = |hint| AddressError::Invalid {
            text: text.to_owned(),
            hint,
        };
        let trimmed = text.trim();
        if trimmed
            .get(..8)
            .is_some_and(|s| s.eq_ignore_ascii_case("https://"))
        {
            return Err(invalid(
                "LED controllers speak plain HTTP on the local network: leave https:// away",
            ));
        }
        let bare = match trimmed.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("http://") => {
                trimmed.get(7..).unwrap_or_default()
            }
            _ => trimmed,
        };
        let bare = bare.trim_end_matches('/');
        let plain = "give an address like 192.168.1.40, 192.168.1.40:8080 or porch.local";
        if let Ok(ip) = bare
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>()
        {
            return Ok(Self {
                host: ip.to_string(),
                port: DEFAULT_PORT,
            });
        }
        if let Ok(socket) = bare.parse::<SocketAddr>() {
            return if socket.port() == 0 {
                Err(invalid(plain))
            } else {
                Ok(Self::from(socket))
            };
        }
        let (host, port) = match bare.rsplit_once(':') {
            Some((host, port)) => (
                host,
                port.parse()
                    .ok()
                    .filter(|&p| p > 0)
                    .ok_or_else(|| invalid(plain))?,
            ),
            None => (bare, DEFAULT_PORT),
        };
        if is_host_name(host) {
            Ok(Self {
                host: host.to_ascii_lowercase(),
                port,
            })
        } else {
            Err(invalid(plain))
        }
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

/// Letters, digits, dashes and dots in labels of 1 to 63 (RFC 1123); a last label of digits only would be a broken IP address.
fn is_host_name(host: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let last_is_number = host
        .rsplit('.')
        .next()
        .is_some_and(|l| l.chars().all(|c| c.is_ascii_digit()));
    host.len() <= 253 && host.split('.').all(label) && !last_is_number
}

/// Where a device answers: resolved once and pinned, with the name it was given by.
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

    /// One that was looked up under a name.
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

    /// What is connected to.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (text, shown) in [
            ("192.168.1.40", "192.168.1.40"),
            ("192.168.1.40:8080", "192.168.1.40:8080"),
            (" http://Porch.local/ ", "porch.local"),
            ("http://10.0.0.3:81", "10.0.0.3:81"),
            ("[::1]:80", "[::1]"),
            ("ledmatrix", "ledmatrix"),
        ] {
            assert_eq!(
                text.parse::<AddrSpec>().unwrap().to_string(),
                shown,
                "{text}"
            );
        }
        for bad in [
            "",
            "a b",
            "1.2.3.400",
            "host:99999",
            "host:0",
            "1.2.3.4:0",
            "-x",
            "http://",
            "a..b",
            "ünï",
        ] {
            assert!(
                matches!(bad.parse::<AddrSpec>(), Err(AddressError::Invalid { .. })),
                "{bad}"
            );
        }
        assert!(
            matches!("https://x".parse::<AddrSpec>(), Err(AddressError::Invalid { hint, .. }) if hint.contains("HTTP"))
        );
    }
}
