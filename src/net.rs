//! The one gate to the network: which addresses this process may reach. Every socket and every mDNS daemon is opened
//! through a [`Gate`]; with `--loopback-only` (or `UPLOAD_BRIDGE_LOOPBACK=1`) it lets nothing out of 127.0.0.0/8 and ::1.

mod network_id;

pub use network_id::NetworkId;

use crate::message::Message;
use crate::msg;
use std::net::{IpAddr, SocketAddr};

/// Environment variable that closes the gate to everything but loopback, whatever the arguments say.
pub const LOOPBACK_ENV: &str = "UPLOAD_BRIDGE_LOOPBACK";

/// UDP port of mDNS (RFC 6762).
pub const MDNS_PORT: u16 = 5353;

/// An address outside what this process was allowed to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// The address that was refused.
    pub addr: IpAddr,
}

impl Forbidden {
    /// Why the address is not connected to, as a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        msg!("net-forbidden", address = self.addr.to_string())
    }
}

impl std::error::Error for Forbidden {}

impl std::fmt::Display for Forbidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

/// A UDP socket that the gate has opened.
pub type Datagrams = tokio::net::UdpSocket;

/// An address of this computer, and the subnet that it reaches without a router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// The system's name for it: `wlan0`.
    pub name: String,
    /// This computer's address there.
    pub ip: IpAddr,
    /// Leading bits that all addresses of its subnet share.
    pub prefix: u8,
}

/// The rule which addresses may be connected to: all, or loopback only. Every socket is opened through one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    loopback_only: bool,
}

impl Gate {
    /// A gate as the arguments ask, closed to loopback as well when [`LOOPBACK_ENV`] is set to anything but `0` or nothing.
    #[must_use]
    pub fn new(loopback_only: bool) -> Self {
        let env = std::env::var_os(LOOPBACK_ENV).is_some_and(|v| !v.is_empty() && v != "0");
        Self {
            loopback_only: loopback_only || env,
        }
    }

    /// A gate that lets nothing out of this machine.
    #[must_use]
    pub fn loopback() -> Self {
        Self {
            loopback_only: true,
        }
    }

    /// Whether only loopback addresses may be reached.
    #[must_use]
    pub fn is_loopback_only(self) -> bool {
        self.loopback_only
    }

    /// Asks whether `addr` may be connected to, or listened on.
    ///
    /// # Errors
    /// [`Forbidden`] outside loopback where only that is allowed.
    pub fn check(self, addr: IpAddr) -> Result<(), Forbidden> {
        if !self.loopback_only || addr.is_loopback() {
            Ok(())
        } else {
            Err(Forbidden { addr })
        }
    }

    /// A listening TCP socket whose receive buffer is `receive_buffer` bytes (the kernel doubles it), so that a reader
    /// that stops is felt by the writer soon.
    ///
    /// # Errors
    /// Not allowed by the gate (`PermissionDenied`), or what the system says of binding there.
    pub fn listen(
        self,
        addr: SocketAddr,
        receive_buffer: usize,
    ) -> std::io::Result<tokio::net::TcpListener> {
        self.check(addr.ip())
            .map_err(|e| std::io::Error::new(std::io::ErrorKind::PermissionDenied, e))?;
        let socket = socket2::Socket::new(
            socket2::Domain::for_address(addr),
            socket2::Type::STREAM,
            Some(socket2::Protocol::TCP),
        )?;
        socket.set_reuse_address(true)?;
        socket.set_recv_buffer_size(receive_buffer)?;
        socket.set_nonblocking(true)?;
        socket.bind(&addr.into())?;
        socket.listen(64)?;
        tokio::net::TcpListener::from_std(socket.into())
    }

    /// A TCP connection to `addr`.
    ///
    /// # Errors
    /// Not allowed by the gate (`PermissionDenied`), or what the system says of connecting there.
    pub async fn connect(self, addr: SocketAddr) -> std::io::Result<tokio::net::TcpStream> {
        self.check(addr.ip())
            .map_err(|e| std::io::Error::new(std::io::ErrorKind::PermissionDenied, e))?;
        tokio::net::TcpStream::connect(addr).await
    }

    /// A UDP socket bound to `addr`; several programs may listen on one port.
    ///
    /// # Errors
    /// Not allowed by the gate (`PermissionDenied`), or what the system says of binding there.
    pub fn datagrams(self, addr: SocketAddr) -> std::io::Result<tokio::net::UdpSocket> {
        self.check(addr.ip())
            .map_err(|e| std::io::Error::new(std::io::ErrorKind::PermissionDenied, e))?;
        let socket = socket2::Socket::new(
            socket2::Domain::for_address(addr),
            socket2::Type::DGRAM,
            Some(socket2::Protocol::UDP),
        )?;
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&addr.into())?;
        tokio::net::UdpSocket::from_std(socket.into())
    }

    /// A UDP socket bound to `addr`, where no other program is.
    ///
    /// # Errors
    /// Not allowed by the gate (`PermissionDenied`), or what the system says of binding there: `AddrInUse`.
    pub fn datagrams_alone(self, addr: SocketAddr) -> std::io::Result<Datagrams> {
        self.check(addr.ip())
            .map_err(|e| std::io::Error::new(std::io::ErrorKind::PermissionDenied, e))?;
        let socket = std::net::UdpSocket::bind(addr)?;
        socket.set_nonblocking(true)?;
        tokio::net::UdpSocket::from_std(socket)
    }

    /// A blocking UDP socket that sends to `to` and nowhere else, for a thread that keeps its own time.
    ///
    /// # Errors
    /// Not allowed by the gate (`PermissionDenied`), or what the system says of a way there.
    pub fn sender(self, to: SocketAddr) -> std::io::Result<std::net::UdpSocket> {
        self.check(to.ip())
            .map_err(|e| std::io::Error::new(std::io::ErrorKind::PermissionDenied, e))?;
        let any: SocketAddr = match (to.is_ipv4(), self.loopback_only) {
            (true, true) => (std::net::Ipv4Addr::LOCALHOST, 0).into(),
            (true, false) => (std::net::Ipv4Addr::UNSPECIFIED, 0).into(),
            (false, true) => (std::net::Ipv6Addr::LOCALHOST, 0).into(),
            (false, false) => (std::net::Ipv6Addr::UNSPECIFIED, 0).into(),
        };
        let socket = std::net::UdpSocket::bind(any)?;
        socket.connect(to)?;
        Ok(socket)
    }

    /// This computer's addresses on interfaces that are up, as far as the gate lets anything out of them.
    ///
    /// # Errors
    /// What the system says of its interfaces.
    pub fn interfaces(self) -> std::io::Result<Vec<Interface>> {
        let up = if_addrs::get_if_addrs()?
            .into_iter()
            .filter(if_addrs::Interface::is_oper_up);
        let all = up.map(|interface| {
            let prefix = match &interface.addr {
                if_addrs::IfAddr::V4(v4) => v4.prefixlen,
                if_addrs::IfAddr::V6(v6) => v6.prefixlen,
            };
            Interface {
                ip: interface.ip(),
                name: interface.name,
                prefix,
            }
        });
        Ok(all
            .filter(|interface| self.check(interface.ip).is_ok())
            .collect())
    }

    /// Tries whether the port of mDNS can be shared with the programs that have it, as an mDNS daemon shares it. Joins no
    /// group and sends nothing.
    ///
    /// # Errors
    /// Not allowed by the gate (`PermissionDenied`), or what the system says of binding there: `AddrInUse`.
    pub fn try_mdns_port(self) -> std::io::Result<()> {
        let any = std::net::Ipv4Addr::UNSPECIFIED;
        self.check(any.into())
            .map_err(|e| std::io::Error::new(std::io::ErrorKind::PermissionDenied, e))?;
        let socket = socket2::Socket::new(
            socket2::Domain::IPV4,
            socket2::Type::DGRAM,
            Some(socket2::Protocol::UDP),
        )?;
        socket.set_reuse_address(true)?;
        #[cfg(unix)]
        socket.set_reuse_port(true)?;
        socket.bind(&SocketAddr::from((any, MDNS_PORT)).into())
    }

    /// An mDNS daemon that speaks only on the interfaces the gate allows.
    ///
    /// # Errors
    /// What the daemon says of its sockets.
    pub fn mdns(self) -> mdns_sd::Result<mdns_sd::ServiceDaemon> {
        let daemon = mdns_sd::ServiceDaemon::new()?;
        if self.loopback_only {
            daemon.disable_interface(mdns_sd::IfKind::All)?;
            daemon.enable_interface(mdns_sd::IfKind::LoopbackV4)?;
        }
        Ok(daemon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_gate_lets_only_loopback_through() {
        let gate = Gate::loopback();
        assert!(gate.check("127.8.9.1".parse().unwrap()).is_ok());
        assert!(gate.check("::1".parse().unwrap()).is_ok());
        for outside in ["192.168.1.4", "8.8.8.8", "0.0.0.0", "fe80::1"] {
            assert!(gate.check(outside.parse().unwrap()).is_err(), "{outside}");
        }
    }

    #[tokio::test]
    async fn a_closed_gate_connects_nowhere_else_and_shows_only_loopback() {
        let gate = Gate::loopback();
        let refused = gate
            .connect("192.0.2.1:80".parse().unwrap())
            .await
            .unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied);
        assert!(
            gate.interfaces()
                .unwrap()
                .iter()
                .all(|interface| interface.ip.is_loopback())
        );
    }

    #[tokio::test]
    async fn a_closed_gate_opens_no_listener_outside_loopback() {
        let refused = Gate::loopback()
            .listen("0.0.0.0:0".parse().unwrap(), 4096)
            .unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied);
        assert!(
            Gate::loopback()
                .listen("127.0.0.1:0".parse().unwrap(), 4096)
                .is_ok()
        );
        assert!(
            Gate::loopback()
                .datagrams("0.0.0.0:0".parse().unwrap())
                .is_err()
        );
        let alone = Gate::loopback()
            .datagrams_alone("127.0.0.1:0".parse().unwrap())
            .unwrap();
        let taken = Gate::loopback()
            .datagrams_alone(alone.local_addr().unwrap())
            .unwrap_err();
        assert_eq!(taken.kind(), std::io::ErrorKind::AddrInUse);
        assert!(
            Gate::loopback()
                .sender("192.0.2.1:4048".parse().unwrap())
                .is_err()
        );
        assert!(
            Gate::loopback()
                .sender("127.0.0.1:4048".parse().unwrap())
                .is_ok()
        );
    }

    #[tokio::test]
    async fn a_closed_gate_hears_no_datagrams_from_outside_loopback() {
        let refused = Gate::loopback()
            .datagrams("0.0.0.0:0".parse().unwrap())
            .unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied);
        let first = Gate::loopback()
            .datagrams("127.0.0.1:0".parse().unwrap())
            .unwrap();
        let at = first.local_addr().unwrap();
        assert!(Gate::loopback().datagrams(at).is_ok(), "the port is shared");
    }
}
