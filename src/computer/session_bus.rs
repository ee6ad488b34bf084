//! Asks the session bus which desktop services there are. A service that does not run is not started.

use crate::message::Message;
use crate::msg;
use std::time::Duration;
use zbus::names::BusName;
use zbus::zvariant::OwnedObjectPath;
use zbus::{Connection, Proxy, fdo::DBusProxy};

/// Longest wait for one answer: services on the same computer answer within milliseconds.
const ANSWER: Duration = Duration::from_secs(3);
/// Names the address of the bus.
const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";

/// Whether a service is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// It runs.
    Running,
    /// The bus starts it when it is needed.
    Startable,
    Missing,
}

/// A connection to the session bus.
pub(super) struct SessionBus(Connection);

impl SessionBus {
    /// Connects to the session bus of this computer; one elsewhere is refused.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub(super) async fn connect() -> Result<Self, Message> {
        let is_elsewhere = std::env::var_os(ADDRESS)
            .is_some_and(|address| !address.to_string_lossy().starts_with("unix:"));
        if is_elsewhere {
            return Err(msg!("check-bus-elsewhere"));
        }
        let connected = async {
            Connection::session().await.map_err(|error| {
                tracing::debug!(%error, "no session bus");
                msg!("check-bus-none")
            })
        };
        within(connected).await?.map(Self)
    }

    /// Asks whether a service runs, or can be started.
    ///
    /// # Errors
    /// Why the bus does not answer, in words.
    pub(super) async fn service(&self, name: &'static str) -> Result<Service, Message> {
        let asked = async {
            let bus = DBusProxy::new(&self.0).await?;
            let has_owner = bus.name_has_owner(BusName::try_from(name)?).await?;
            if has_owner {
                return Ok(Service::Running);
            }
            let startable = bus.list_activatable_names().await?;
            Ok(if startable.iter().any(|known| known.as_str() == name) {
                Service::Startable
            } else {
                Service::Missing
            })
        };
        answer(asked).await
    }

    /// Reads the version of an interface of a service that runs.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub(super) async fn version(&self, of: [&'static str; 3]) -> Result<u32, Message> {
        let [name, path, interface] = of;
        let asked = async {
            let proxy = Proxy::new(&self.0, name, path, interface).await?;
            proxy.get_property("version").await
        };
        answer(asked).await
    }

    /// Asks the running keyring whether its default collection is locked; `None` if it has no such collection.
    ///
    /// # Errors
    /// Why it does not answer, in words.
    pub(super) async fn is_keyring_locked(
        &self,
        name: &'static str,
    ) -> Result<Option<bool>, Message> {
        const ROOT: &str = "/org/freedesktop/secrets";
        let asked = async {
            let service = Proxy::new(&self.0, name, ROOT, "org.freedesktop.Secret.Service").await?;
            let path: OwnedObjectPath = service.call("ReadAlias", &("default",)).await?;
            if path.as_str() == "/" {
                return Ok(None);
            }
            let interface = "org.freedesktop.Secret.Collection";
            let collection = Proxy::new(&self.0, name, path, interface).await?;
            collection.get_property("Locked").await.map(Some)
        };
        answer(asked).await
    }
}

/// Waits for an answer, but not too long.
async fn answer<T>(asked: impl Future<Output = zbus::Result<T>>) -> Result<T, Message> {
    let answered = within(asked).await?;
    answered.map_err(|error| Message::verbatim(error.to_string()))
}

async fn within<T>(asked: impl Future<Output = T>) -> Result<T, Message> {
    let answered = tokio::time::timeout(ANSWER, asked).await;
    answered.map_err(|_| msg!("check-bus-silent", seconds = ANSWER.as_secs()))
}
