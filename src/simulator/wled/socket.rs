//! The WebSocket at `/ws` (ws.cpp): tells state and info when anything changes, hears the same words as `/json/state`, and
//! shows one viewer at a time what the LEDs show.

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
/// A text so short that begins with `p` is a ping.
const SHORT: usize = 10;

/// Who is connected.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    next: u64,
    /// The oldest first.
    open: Vec<u64>,
    /// Who sees live frames.
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

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.open.len()
    }
}

type Socket<'a> = WebSocketStream<&'a mut TcpStream>;

impl Wled {
    /// Whether a request wants to be a WebSocket.
    pub(super) fn is_socket(request: &Request) -> bool {
        request.path == "/ws" && request.header("sec-websocket-key").is_some()
    }

    /// Speaks with a viewer until one of both goes.
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
                told = changed.changed() => {
                    // an error means that the device is gone
                    if told.is_err() || !self.viewers().open.contains(&id) {
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
        let told = self.with(|state, now| {
            Ok(json!({"state": state.tell(now), "info": self.info(state, now)}))
        });
        Message::text(told.unwrap_or_else(|_| json!({"error": 3})).to_string())
    }

    /// Does what a viewer says; what it gets for it, unless everybody gets to know.
    fn hear(&self, id: u64, text: &str) -> Option<Message> {
        if text.len() > self.build.max_message {
            return Some(Message::text(json!({"error": 9}).to_string()));
        }
        if text.starts_with('p') && text.len() < SHORT {
            return Some(Message::text("pong"));
        }
        let said = self.read(text.as_bytes())?;
        if said.as_object().is_some_and(|said| said.len() == 1) && said.get("v").is_some() {
            return Some(self.everything());
        }
        if let Some(live) = said.get("lv") {
            let mut sockets = self.viewers();
            sockets.viewer = live.as_bool().unwrap_or(false).then_some(id);
            return Some(Message::text(json!({"success": true}).to_string()));
        }
        if let Some(pin) = said.get("pin").and_then(Value::as_str) {
            self.give_pin(pin);
        }
        if let Err(error) = self.apply(&said) {
            tracing::debug!(%error, "a simulated device could not do what a viewer said");
        }
        None // everybody is told what changed
    }

    /// A live frame: `L`, 1, colours, of a strip; `L`, 2, width, height, colours, of a matrix. Of too many LEDs, every
    /// second or fourth column and row; then the frame is as long as it would be with only columns left out, and zeros
    /// fill it.
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
