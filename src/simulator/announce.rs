//! Announces simulated devices by mDNS.

use super::Simulated;
use crate::net::Gate;
use mdns_sd::{ServiceDaemon, ServiceInfo};
use std::collections::HashMap;
use std::time::Duration;

/// Service type of native devices, level 2 (assets/help/native-api.md section 3).
const SERVICE: &str = "_uploadbridge._tcp.local.";
/// Service types of WLED devices, and their family.
const WLED_SERVICE: &str = "_wled._tcp.local.";
const HTTP_SERVICE: &str = "_http._tcp.local.";
const WLED: &str = "wled";

/// Maximum wait until a goodbye is sent.
const FAREWELL: Duration = Duration::from_secs(1);

/// Announces devices until dropped.
pub(super) struct Announcement {
    daemon: ServiceDaemon,
    names: Vec<String>,
}

impl std::fmt::Debug for Announcement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Announcement")
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}

impl Announcement {
    /// Announces the devices; starts no mDNS daemon without devices.
    pub(super) fn of<'a>(
        gate: Gate,
        devices: impl Iterator<Item = &'a Simulated>,
    ) -> Result<Option<Self>, mdns_sd::Error> {
        let mut devices = devices.peekable();
        if devices.peek().is_none() {
            return Ok(None);
        }
        let mut announcement = Self {
            daemon: gate.mdns()?,
            names: Vec::new(),
        };
        for device in devices {
            for info in services(device)? {
                announcement.names.push(info.get_fullname().to_owned());
                announcement.daemon.register(info)?;
            }
        }
        Ok(Some(announcement))
    }
}

impl Announcement {
    /// Withdraws all announcements, and waits until the goodbyes are sent.
    pub(super) async fn end(mut self) {
        for name in std::mem::take(&mut self.names) {
            match self.daemon.unregister(&name) {
                Ok(withdrawn) => {
                    // an error means that the daemon has stopped
                    let _ = tokio::time::timeout(FAREWELL, withdrawn.recv_async()).await;
                }
                Err(error) => tracing::debug!(%error, name, "cannot withdraw an announcement"),
            }
        }
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        for name in &self.names {
            if let Err(error) = self.daemon.unregister(name) {
                tracing::debug!(%error, name, "cannot withdraw an announcement");
            }
        }
        if let Err(error) = self.daemon.shutdown() {
            tracing::debug!(%error, "cannot stop the mDNS daemon");
        }
    }
}

/// Returns the services that a device announces: those of WLED (wled.cpp), or those of native devices.
fn services(device: &Simulated) -> Result<Vec<ServiceInfo>, mdns_sd::Error> {
    if device.family == WLED {
        let name = format!("wled-{}", device.id.get(6..).unwrap_or_default());
        let mac = HashMap::from([("mac".to_owned(), device.id.clone())]);
        let host = format!("{name}.local.");
        let of = |service, txt| service_of(device, service, &name, &host, txt);
        return Ok(vec![
            of(WLED_SERVICE, mac)?,
            of(HTTP_SERVICE, HashMap::new())?,
        ]);
    }
    let txt = HashMap::from([
        ("id".to_owned(), device.id.clone()),
        ("api".to_owned(), "2".to_owned()),
        ("name".to_owned(), device.name.clone()),
        ("fw".to_owned(), super::native::FIRMWARE.to_owned()),
    ]);
    let host = format!("uploadbridge-{}.local.", device.id);
    Ok(vec![service_of(device, SERVICE, &device.name, &host, txt)?])
}

fn service_of(
    device: &Simulated,
    service: &str,
    instance: &str,
    host: &str,
    txt: HashMap<String, String>,
) -> Result<ServiceInfo, mdns_sd::Error> {
    let ip = device.address.ip();
    let port = device.address.port();
    if ip.is_unspecified() {
        return Ok(ServiceInfo::new(service, instance, host, (), port, txt)?.enable_addr_auto());
    }
    ServiceInfo::new(service, instance, host, ip, port, txt)
}
