//! A tiny HTTP client on a raw socket, tus on top of it, and patterns to send.

use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use upload_bridge::net::Gate;
use upload_bridge::simulator::{
    DeviceOptions, Dialect, Lights, Simulator, SimulatorOptions, start,
};

/// Waits for what must come soon; a device that hangs fails the test instead of stopping it.
pub(crate) async fn soon<F: Future>(what: F) -> F::Output {
    tokio::time::timeout(std::time::Duration::from_secs(20), what)
        .await
        .expect("it did not come")
}

/// Asks for the status, which disturbs nobody, until the open upload stands at `offset`.
pub(crate) async fn until_offset(device: SocketAddr, offset: u64) {
    soon(async { while status(device).await["upload"]["offset"] != offset {} }).await;
}

/// Asks until a device that reboots answers again.
pub(crate) async fn until_back(device: SocketAddr) {
    soon(async { while call(device, "GET /api/status", &[], b"").await.is_err() {} }).await;
}

/// What a device answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields
            .into_iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The code of an error.
    pub(crate) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap().to_owned()
    }

    pub(crate) fn offset(&self) -> u64 {
        self.header("upload-offset").unwrap().parse().unwrap()
    }
}

/// One connection.
pub(crate) struct Client {
    pub(crate) stream: TcpStream,
}

impl Client {
    pub(crate) async fn to(device: SocketAddr) -> std::io::Result<Self> {
        Ok(Self {
            stream: TcpStream::connect(device).await?,
        })
    }

    /// Sends a request whose body is announced as `length` bytes.
    pub(crate) async fn send(
        &mut self,
        line: &str,
        headers: &[(&str, String)],
        length: usize,
        body: &[u8],
    ) {
        let mut head = format!("{line} HTTP/1.1\r\nHost: device\r\nContent-Length: {length}\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        // an answer may come, or the connection may go, before all is sent
        let whole = [format!("{head}\r\n").as_bytes(), body].concat();
        let _ = self.stream.write_all(&whole).await;
    }

    /// Reads one answer; an error when the connection ends before it.
    pub(crate) async fn answer(&mut self, to_head: bool) -> std::io::Result<Answer> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
                break end + 4;
            }
            bytes.push(self.stream.read_u8().await?);
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let length = answer
            .header("content-length")
            .map_or(0, |l| l.parse().unwrap());
        answer.body = vec![0; if to_head { 0 } else { length }];
        self.stream.read_exact(&mut answer.body).await?;
        Ok(answer)
    }

    pub(crate) async fn call(
        &mut self,
        line: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        self.send(line, headers, body.len(), body).await;
        self.answer(line.starts_with("HEAD")).await
    }
}

/// One request on a connection of its own.
pub(crate) async fn call(
    device: SocketAddr,
    line: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> std::io::Result<Answer> {
    Client::to(device).await?.call(line, headers, body).await
}

pub(crate) async fn get(device: SocketAddr, path: &str) -> Answer {
    call(device, &format!("GET {path}"), &[], b"")
        .await
        .unwrap()
}

pub(crate) async fn post(device: SocketAddr, path: &str, body: &str) -> Answer {
    call(device, &format!("POST {path}"), &[], body.as_bytes())
        .await
        .unwrap()
}

pub(crate) async fn status(device: SocketAddr) -> Value {
    get(device, "/api/status").await.json()
}

fn tus(more: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    [&[("Tus-Resumable", "1.0.0".to_owned())], more].concat()
}

pub(crate) fn metadata(name: &str, sha256: &str) -> String {
    let code = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    format!("filename {},sha256 {}", code(name), code(sha256))
}

/// Announces an upload.
pub(crate) async fn create(
    device: SocketAddr,
    name: &str,
    bytes: &[u8],
) -> std::io::Result<Answer> {
    let promise = [
        ("Upload-Length", bytes.len().to_string()),
        ("Upload-Metadata", metadata(name, &sha256(bytes))),
    ];
    call(device, "POST /api/files", &tus(&promise), b"").await
}

/// The address of the upload that an announcement got.
pub(crate) fn location(created: &Answer) -> String {
    assert_eq!(
        created.status,
        201,
        "{}",
        String::from_utf8_lossy(&created.body)
    );
    created.header("location").unwrap().to_owned()
}

pub(crate) fn piece_headers(offset: u64) -> Vec<(&'static str, String)> {
    tus(&[
        ("Upload-Offset", offset.to_string()),
        ("Content-Type", "application/offset+octet-stream".into()),
    ])
}

pub(crate) async fn patch(
    device: SocketAddr,
    file: &str,
    offset: u64,
    bytes: &[u8],
) -> std::io::Result<Answer> {
    call(
        device,
        &format!("PATCH {file}"),
        &piece_headers(offset),
        bytes,
    )
    .await
}

pub(crate) async fn head(device: SocketAddr, file: &str) -> std::io::Result<Answer> {
    call(device, &format!("HEAD {file}"), &tus(&[]), b"").await
}

pub(crate) async fn delete_upload(device: SocketAddr, file: &str) -> Answer {
    call(device, &format!("DELETE {file}"), &tus(&[]), b"")
        .await
        .unwrap()
}

/// Announces and sends in one piece; the answer to the last byte.
pub(crate) async fn send(device: SocketAddr, name: &str, bytes: &[u8]) -> std::io::Result<Answer> {
    let file = location(&create(device, name, bytes).await?);
    patch(device, &file, 0, bytes).await
}

/// Stored bytes of a pattern.
pub(crate) async fn stored(device: SocketAddr, name: &str) -> Option<Vec<u8>> {
    let answer = get(device, &format!("/api/patterns/{name}")).await;
    (answer.status == 200).then_some(answer.body)
}

/// A form with one file, as level 1 wants it.
pub(crate) fn form(disposition: &str, bytes: &[u8]) -> (Vec<(&'static str, String)>, Vec<u8>) {
    let head = format!(
        "--b0undary\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--b0undary--\r\n"].concat();
    (
        vec![(
            "Content-Type",
            "multipart/form-data; boundary=b0undary".into(),
        )],
        body,
    )
}

/// Uploads as level 1 wants it.
pub(crate) async fn post_form(device: SocketAddr, bytes: &[u8]) -> std::io::Result<Answer> {
    let (headers, body) = form("name=\"pattern\"; filename=\"a.bin\"", bytes);
    call(device, "POST /api/upload", &headers, &body).await
}

/// A pattern in wire format whose frames last `delay` ms.
pub(crate) fn pattern(leds: u16, frames: u16, delay: u16) -> Vec<u8> {
    let mut bytes = [leds.to_le_bytes(), frames.to_le_bytes()].concat();
    for frame in 0..frames {
        bytes.extend(delay.to_le_bytes());
        bytes.extend((0..leds * 3).map(|i| (i.wrapping_mul(31) ^ frame.wrapping_mul(7)) as u8));
    }
    bytes
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Options for one device of 8 LEDs with these faults (blank-separated).
pub(crate) fn one(dialect: Dialect, faults: &str) -> SimulatorOptions {
    SimulatorOptions {
        gate: Gate::loopback(),
        devices: vec![DeviceOptions::new(dialect, Lights::Leds(8))],
        bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: None,
        ports_by_seed: false,
        dir: None,
        mdns: false,
        faults: faults
            .split_whitespace()
            .map(|f| f.parse().unwrap())
            .collect(),
        seed: 1,
    }
}

/// One device, and its address.
pub(crate) async fn device(dialect: Dialect, faults: &str) -> (Simulator, SocketAddr) {
    run(one(dialect, faults)).await
}

/// One level 2 device that keeps its files in `dir`.
pub(crate) async fn device_in(dir: &Path, faults: &str) -> (Simulator, SocketAddr) {
    run(SimulatorOptions {
        dir: Some(dir.into()),
        ..one(Dialect::NATIVE, faults)
    })
    .await
}

pub(crate) async fn run(options: SimulatorOptions) -> (Simulator, SocketAddr) {
    let simulator = start(options).await.unwrap();
    let address = simulator.devices()[0].address;
    (simulator, address)
}
