//! Simulated WLED devices: what devices/wled.md says of the real ones, fact by fact.

mod faults;
mod files;
mod live;
mod state;

use crate::client::{Answer, call, form, get};
use serde_json::Value;
use std::net::SocketAddr;
use upload_bridge::simulator::{DeviceOptions, Dialect, Lights, Simulator, SimulatorOptions};

/// A type of body that is no form.
pub(crate) fn json_type() -> Vec<(&'static str, String)> {
    vec![("Content-Type", "application/json".into())]
}

/// One device of that dialect and layout.
pub(crate) async fn with_lights(
    dialect: Dialect,
    lights: Lights,
    faults: &str,
) -> (Simulator, SocketAddr) {
    let devices = vec![DeviceOptions::new(dialect, lights)];
    crate::client::run(SimulatorOptions {
        devices,
        ..crate::client::one(dialect, faults)
    })
    .await
}

/// Says something to the state.
pub(crate) async fn say(device: SocketAddr, body: &Value) -> Answer {
    call(
        device,
        "POST /json/state",
        &json_type(),
        body.to_string().as_bytes(),
    )
    .await
    .unwrap()
}

pub(crate) async fn state(device: SocketAddr) -> Value {
    get(device, "/json/state").await.json()
}

pub(crate) async fn info(device: SocketAddr) -> Value {
    get(device, "/json/info").await.json()
}

/// Uploads a file under that name.
pub(crate) async fn upload(
    device: SocketAddr,
    name: &str,
    bytes: &[u8],
) -> std::io::Result<Answer> {
    let (headers, body) = form(&format!("name=\"data\"; filename=\"{name}\""), bytes);
    call(device, "POST /upload", &headers, &body).await
}

/// The text of an answer.
pub(crate) fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}
