//! A WebSocket to the device of a link, for what devices only push: WLED gives the colours of its LEDs so. Opened by
//! `DeviceLink::web_socket` through the same gate as every call; messages are bounded, and waiting is the caller's to bound.

use super::CutWhile;
use super::{CONNECT_TIMEOUT, LinkError, Wire};
use crate::msg;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message as Raw};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// Maximum size of a message: the colours of 65,535 LEDs are 192 KiB.
const MAX_MESSAGE: usize = 256 << 10;

/// A message from a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketMessage {
    Text(String),
    /// Bytes.
    Binary(Bytes),
}

/// An open WebSocket. Dropped, it is cut off; [`WebSocket::close`] says good-bye.
#[derive(Debug)]
pub struct WebSocket(WebSocketStream<TcpStream>);

/// Opens one at `path`, on a connection of its own.
pub(super) async fn open(wire: &Wire, path: &str) -> Result<WebSocket, LinkError> {
    let (stream, addr) = wire.connect().await?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    let shake = client_async_with_config(format!("ws://{addr}{path}"), stream, Some(config));
    match tokio::time::timeout(CONNECT_TIMEOUT, shake).await {
        Ok(Ok((socket, _))) => Ok(WebSocket(socket)),
        Ok(Err(error)) => Err(failure(error)),
        Err(_) => Err(LinkError::TimedOut {
            after: CONNECT_TIMEOUT,
        }),
    }
}

impl WebSocket {
    /// Sends a text.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn send(&mut self, text: &str) -> Result<(), LinkError> {
        self.0.send(Raw::text(text)).await.map_err(failure)
    }

    /// The next message; `None` once the device has closed.
    ///
    /// # Errors
    /// The connection broke, or what came is none or too long.
    pub async fn next(&mut self) -> Result<Option<SocketMessage>, LinkError> {
        loop {
            match self.0.next().await {
                None | Some(Err(Error::ConnectionClosed) | Ok(Raw::Close(_))) => return Ok(None),
                Some(Err(error)) => return Err(failure(error)),
                Some(Ok(Raw::Text(text))) => {
                    return Ok(Some(SocketMessage::Text(text.as_str().to_owned())));
                }
                Some(Ok(Raw::Binary(bytes))) => return Ok(Some(SocketMessage::Binary(bytes))),
                Some(Ok(Raw::Ping(_) | Raw::Pong(_) | Raw::Frame(_))) => {}
            }
        }
    }

    /// Closes the connection; errors no longer matter.
    pub async fn close(mut self) {
        let _ = self.0.close(None).await;
    }
}

fn failure(error: Error) -> LinkError {
    match error {
        Error::Io(_) | Error::ConnectionClosed | Error::AlreadyClosed => LinkError::Cut {
            stage: CutWhile::WebSocket,
        },
        Error::Capacity(_) => LinkError::TooLong {
            max: MAX_MESSAGE as u64,
        },
        Error::Http(reply) => LinkError::Status {
            code: reply.status().as_u16(),
            detail: String::new(),
            retry_after: None,
        },
        _ => LinkError::Protocol {
            detail: msg!("link-no-web-socket"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{Http, LinkSettings, device_link};
    use crate::net::Gate;
    use tokio_tungstenite::accept_async;

    /// A server that takes one WebSocket, answers its first text with that text as bytes, and closes.
    async fn echo() -> (std::net::SocketAddr, tokio::task::JoinHandle<()>) {
        let listener = Gate::loopback()
            .listen("127.0.0.1:0".parse().unwrap(), 4096)
            .unwrap();
        let addr = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let mut socket = accept_async(listener.accept().await.unwrap().0)
                .await
                .unwrap();
            let said = socket.next().await.unwrap().unwrap().into_text().unwrap();
            socket.send(Raw::Ping(Bytes::new())).await.unwrap();
            socket
                .send(Raw::binary(said.as_str().as_bytes().to_vec()))
                .await
                .unwrap();
            socket.close(None).await.unwrap();
        });
        (addr, server)
    }

    #[tokio::test]
    async fn what_a_device_pushes_comes_until_it_closes() {
        let (addr, server) = echo().await;
        let link = device_link(
            &Http::new(Gate::loopback()).unwrap(),
            addr,
            &LinkSettings::default(),
        );
        let mut socket = link.web_socket("/ws").await.unwrap();
        socket.send("hello").await.unwrap();
        assert_eq!(
            socket.next().await,
            Ok(Some(SocketMessage::Binary("hello".into())))
        );
        assert_eq!(socket.next().await, Ok(None));
        socket.close().await;
        server.await.unwrap();
    }

    #[tokio::test]
    async fn where_nothing_listens_none_is_opened() {
        let listener = Gate::loopback()
            .listen("127.0.0.1:0".parse().unwrap(), 4096)
            .unwrap();
        let addr = listener.local_addr().unwrap();
        drop(listener);
        let link = device_link(
            &Http::new(Gate::loopback()).unwrap(),
            addr,
            &LinkSettings::default(),
        );
        assert_eq!(
            link.web_socket("/ws").await.unwrap_err(),
            LinkError::Refused
        );
    }
}
