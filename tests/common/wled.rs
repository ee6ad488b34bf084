//! A simulated WLED as others see it: plain requests and its WebSocket, with no code of the program in between.

use super::PATIENCE;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

/// The body of the answer to `GET /path` or `POST /path`.
pub async fn call(at: SocketAddr, head: &str, body: &str) -> String {
    let ask = async {
        let mut stream = TcpStream::connect(at).await?;
        let length = body.len();
        let text = format!(
            "{head} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(text.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = timeout(PATIENCE, ask).await.unwrap().unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

/// Changes what it shows.
pub async fn say(at: SocketAddr, body: &Value) {
    call(at, "POST /json/state", &body.to_string()).await;
}

/// What it shows, as it says it.
pub async fn state(at: SocketAddr) -> Value {
    serde_json::from_str(&call(at, "GET /json/state", "").await).unwrap()
}

/// What all LEDs show now.
pub async fn colors(at: SocketAddr) -> Vec<[u8; 3]> {
    let look = async {
        let stream = TcpStream::connect(at).await.unwrap();
        let url = format!("ws://{at}/ws");
        let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        socket.send(Message::text(r#"{"lv":true}"#)).await.unwrap();
        loop {
            if let Message::Binary(frame) = socket.next().await.unwrap().unwrap() {
                let begin = if frame[1] == 2 { 4 } else { 2 };
                break frame[begin..].as_chunks::<3>().0.to_vec();
            }
        }
    };
    timeout(PATIENCE, look).await.unwrap()
}
