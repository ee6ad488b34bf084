//! The WebSocket at `/ws` (ws.cpp): sends state and info at every change, takes the same JSON as `/json/state`, and sends live
//! frames to one viewer at a time.

use super::super::http::Connection;
use super::super::message::Request;
use super::{Answer, End, Wled};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::MissedTickBehavior;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Time between two live frames (`WS_LIVE_INTERVAL`).
const LIVE: Duration = Duration::from_millis(40);
/// A text below this length that begins with `p` is a ping.
const SHORT: usize = 10;

/// The connected viewers.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    next: u64,
    /// Open sockets, the oldest first.
    open: Vec<u64>,
    /// The viewer that receives live frames.
    viewer: Option<u64>,
}

impl Sockets {
    fn enter(&mut self, most: usize) -> u64 {
        self.next += 1;
        self.open.push(self.next);
        if self.open.len() > most {
            self.open.remove(0);
        }
        self.next
    }

    fn leave(&mut self, id: u64) {
        self.open.retain(|open| *open != id);
        self.viewer = self.viewer.filter(|viewer| *viewer != id);
    }

    /// Returns the number of open sockets.
    pub(super) fn count(&self) -> usize {
        self.open.len()
    }
}

type Socket<'a> = WebSocketStream<&'a mut TcpStream>;

impl Wled {
    /// Returns whether a request opens a WebSocket.
    pub(super) fn is_socket(request: &Request) -> bool {
        request.path == "/ws" && request.header("sec-websocket-key").is_some()
    }

    /// Serves a viewer until the connection ends.
    pub(super) async fn socket(&self, request: &Request, connection: &mut Connection) -> Answer {
        let key = request.header("sec-websocket-key").unwrap_or_default();
        let head = format!(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Accept: {}\r\n\r\n",
            derive_accept_key(key.as_bytes())
        );
        if let Err(lost) = connection.raw(head.as_bytes()).await {
            return lost.into();
        }
        let (stream, early) = connection.stream();
        let mut socket =
            WebSocketStream::from_partially_read(stream, early, Role::Server, None).await;
        let id = self.viewers().enter(self.build.max_sockets);
        self.changed.send_replace(());
        if let Err(error) = self.converse(id, &mut socket).await {
            tracing::debug!(%error, "a viewer of a simulated device went away");
        }
        self.viewers().leave(id);
        Answer::End(End::Close)
    }

    async fn converse(&self, id: u64, socket: &mut Socket<'_>) -> Result<(), Error> {
        let mut changed = self.changed.subscribe();
        let mut live = tokio::time::interval(LIVE);
        live.set_missed_tick_behavior(MissedTickBehavior::Skip);
        socket.send(self.everything()).await?;
        loop {
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        if let Some(reply) = self.hear(id, &text) {
                            socket.send(reply).await?;
                        }
                    }
                    Some(Ok(Message::Close(_))) | None => return Ok(()),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error),
                },
                notified = changed.changed() => {
                    // an error means that the device is gone
                    if notified.is_err() || !self.viewers().open.contains(&id) {
                        return socket.close(None).await;
                    }
                    socket.send(self.everything()).await?;
                }
                _ = live.tick() => {
                    if self.viewers().viewer == Some(id) {
                        socket.send(Message::binary(self.live_frame())).await?;
                    }
                }
            }
        }
    }

    fn everything(&self) -> Message {
        let json = self.with(|state, now| {
            Ok(json!({"state": state.report(now), "info": self.info(state, now)}))
        });
        Message::text(json.unwrap_or_else(|_| json!({"error": 3})).to_string())
    }

    /// Applies a viewer's JSON. Returns its reply, unless all viewers are notified.
    fn hear(&self, id: u64, text: &str) -> Option<Message> {
        if text.len() > self.build.max_message {
            return Some(Message::text(json!({"error": 9}).to_string()));
        }
        if text.starts_with('p') && text.len() < SHORT {
            return Some(Message::text("pong"));
        }
        let json = self.read(text.as_bytes())?;
        if json.as_object().is_some_and(|json| json.len() == 1) && json.get("v").is_some() {
            return Some(self.everything());
        }
        if let Some(live) = json.get("lv") {
            let mut sockets = self.viewers();
            sockets.viewer = live.as_bool().unwrap_or(false).then_some(id);
            return Some(Message::text(json!({"success": true}).to_string()));
        }
        if let Some(pin) = json.get("pin").and_then(Value::as_str) {
            self.give_pin(pin);
        }
        if let Err(error) = self.apply(&json) {
            tracing::debug!(%error, "a simulated device cannot apply a viewer's JSON");
        }
        None // all viewers are notified of the change
    }

    /// Returns a live frame. Strip: `L`, 1, colours; matrix: `L`, 2, width, height, colours. Of too many LEDs, it has every
    /// second or fourth column and row; the frame is then as long as with only columns left out, filled with zeros.
    fn live_frame(&self) -> Vec<u8> {
        let shown = self.with(|state, _| Ok((state.canvas, state.leds())));
        let Ok((canvas, leds)) = shown else {
            return Vec::new();
        };
        let used = leds.len();
        let most = self.build.live_leds;
        let step = match (canvas.is_2d, used) {
            (true, used) if used > most * 4 => 4,
            (true, used) if used > most => 2,
            (true, _) => 1,
            (false, used) => used.saturating_sub(1) / most + 1,
        };
        let mut frame = if canvas.is_2d {
            vec![b'L', 2, (canvas.w / step) as u8, (canvas.h / step) as u8]
        } else {
            vec![b'L', 1]
        };
        let mut at = 0;
        for _ in 0..used / step {
            let row = at / canvas.w.max(1);
            if canvas.is_2d && row % step != 0 {
                at += canvas.w * (step - 1);
            }
            frame.extend(leds.get(at).copied().unwrap_or_default());
            at += step;
        }
        frame
    }
}
