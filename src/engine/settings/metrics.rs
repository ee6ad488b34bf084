//! Settings of the local port for metrics.

use crate::message::Message;
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;

/// Range of [`MetricsSettings::port`]: lower ports belong to the system.
pub const METRICS_PORT: RangeInclusive<u32> = 1024..=65_535;

/// Whether the window serves metrics to programs on this computer, such as Prometheus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MetricsSettings {
    pub serve: bool,
    /// The port at 127.0.0.1, 1024 to 65,535.
    pub port: u32,
}

impl Default for MetricsSettings {
    fn default() -> Self {
        Self {
            serve: false,
            port: 9184,
        }
    }
}

impl MetricsSettings {
    /// The address to serve at; `None` if it is turned off.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        let port = u16::try_from(self.port).ok().filter(|_| self.serve)?;
        Some((Ipv4Addr::LOCALHOST, port).into())
    }

    /// Replaces a value out of range by its default, and says so.
    pub(super) fn mend(&mut self) -> Option<Message> {
        let wrong = super::file::out_of_range("metrics.port", self.port, &METRICS_PORT);
        if wrong.is_some() {
            self.port = Self::default().port;
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_off_until_it_is_turned_on_and_always_on_loopback() {
        let usual = MetricsSettings::default();
        assert_eq!(usual.address(), None);
        let on = MetricsSettings {
            serve: true,
            ..usual
        };
        assert_eq!(on.address(), Some("127.0.0.1:9184".parse().unwrap()));
        let mut wrong = MetricsSettings { port: 80, ..on };
        assert!(wrong.mend().is_some());
        assert_eq!(wrong.port, 9184);
    }
}
