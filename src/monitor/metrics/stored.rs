//! [`StoredFact`]: a fact as another process leaves it in the store for the keeper.

use crate::device::{DeviceId, FAMILIES};
use crate::engine::{Ended, Fact, JobDevice, Measured, UploadFact};
use crate::store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A fact that the keeper has to count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredFact {
    Upload(StoredUpload),
    /// Id of the device.
    SecretRefused(String),
    NetworkDropped {
        network: String,
        devices: Vec<String>,
    },
    /// The network.
    NetworkBack(String),
    /// Id of a device that was taken off the list.
    Forgotten(String),
}

/// How an upload ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredUpload {
    at: i64,
    device: Option<String>,
    name: Option<String>,
    family: Option<String>,
    address: String,
    outcome: Ended,
    code: Option<String>,
    sent: u64,
    sending_ms: u64,
    verifying_ms: u64,
    attempts: u32,
}

impl StoredFact {
    /// A fact that another process is to count; `None`: it counts only here.
    #[must_use]
    pub fn of(fact: &Fact) -> Option<Self> {
        Some(match fact {
            Fact::Upload(upload) if !upload.forgettable => Self::Upload(StoredUpload::of(upload)),
            Fact::SecretRefused(id) => Self::SecretRefused(id.as_str().to_owned()),
            Fact::NetworkDropped { network, devices } => Self::NetworkDropped {
                network: network.clone(),
                devices: devices.iter().map(|id| id.as_str().to_owned()).collect(),
            },
            Fact::NetworkBack { network } => Self::NetworkBack(network.clone()),
            Fact::Forgotten(id) => Self::Forgotten(id.as_str().to_owned()),
            _ => return None,
        })
    }
}

/// Leaves to the keeper that a device was taken off the list.
///
/// # Errors
/// [`StoreError`].
pub fn leave_forgotten(store: &Store, id: &DeviceId) -> Result<(), StoreError> {
    let fact = StoredFact::Forgotten(id.as_str().to_owned());
    let Ok(fact) = serde_json::to_string(&fact) else {
        return Ok(());
    };
    store.commit(|changes| changes.leave_fact(&fact))?
}

impl StoredUpload {
    fn of(fact: &UploadFact) -> Self {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self {
            at: fact.at,
            device: fact.device.id.as_ref().map(|id| id.as_str().to_owned()),
            name: fact.device.name.clone(),
            family: fact.device.family.map(ToOwned::to_owned),
            address: fact.device.address.clone(),
            outcome: fact.outcome,
            code: fact.code.map(|code| code.as_str().to_owned()),
            sent: fact.measured.sent,
            sending_ms: millis(fact.measured.sending),
            verifying_ms: millis(fact.measured.verifying),
            attempts: fact.attempts,
        }
    }

    /// The fact; a family or code that this version does not know is left out.
    pub(super) fn fact(&self) -> UploadFact {
        let known = |name: &String| FAMILIES.iter().map(|f| f.name()).find(|f| f == name);
        UploadFact {
            at: self.at,
            device: JobDevice {
                id: self.device.as_deref().map(DeviceId::stored),
                name: self.name.clone(),
                family: self.family.as_ref().and_then(known),
                address: self.address.clone(),
            },
            outcome: self.outcome,
            code: self.code.as_ref().and_then(|code| code.parse().ok()),
            measured: Measured {
                sent: self.sent,
                sending: Duration::from_millis(self.sending_ms),
                verifying: Duration::from_millis(self.verifying_ms),
            },
            attempts: self.attempts,
            forgettable: false,
        }
    }
}
