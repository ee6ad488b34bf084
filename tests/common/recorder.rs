//! Stands before a device and notes what it is asked: a witness that shares no code with the app.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Stands before a device and notes the first line of each request.
pub struct Recorder {
    /// Where it listens.
    pub address: SocketAddr,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    /// Starts one before a device.
    pub fn before(device: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = lines.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(device) else {
                    continue;
                };
                let (back, forth) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                std::thread::spawn(move || pass(back, forth, |_| ()));
                let noted = noted.clone();
                std::thread::spawn(move || {
                    pass(client, server, |bytes| {
                        let first = bytes.split(|b| *b == b'\r').next().unwrap_or_default();
                        if let Ok(line) = std::str::from_utf8(first)
                            && line.ends_with("HTTP/1.1")
                        {
                            noted.lock().unwrap().push(line.to_owned());
                        }
                    });
                });
            }
        });
        Self { address, lines }
    }

    /// Requests that begin so, as `GET /api/status `.
    pub fn count(&self, begin: &str) -> usize {
        let lines = self.lines.lock().unwrap();
        lines.iter().filter(|line| line.starts_with(begin)).count()
    }

    /// The open uploads that pieces were sent to, in order, each once for every change.
    pub fn uploads(&self) -> Vec<String> {
        let lines = self.lines.lock().unwrap();
        let mut all: Vec<String> = lines
            .iter()
            .filter_map(|line| line.strip_prefix("PATCH "))
            .map(|rest| rest.split(' ').next().unwrap().to_owned())
            .collect();
        all.dedup();
        all
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, note: impl Fn(&[u8])) {
    let mut piece = [0; 16 * 1024];
    while let Ok(len @ 1..) = from.read(&mut piece) {
        note(&piece[..len]);
        if to.write_all(&piece[..len]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
    let _ = from.shutdown(std::net::Shutdown::Both);
}
