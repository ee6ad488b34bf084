"""Third-party peers: mDNS (python zeroconf) on the loopback interface only, and what WLED nodes send by UDP.

usage: peer.py sees COUNT              waits for COUNT of our devices; prints id, port and API level of each
       peer.py publishes IP PORT NAME  announces a web page at IP:PORT, on a host called NAME.local, until it is ended
       peer.py beacons IP NAME TO      sends the beacon of a WLED node at IP to TO, five times per second, until it is ended
       peer.py holds                   occupies the port of such beacons, until it is ended
"""
import ipaddress
import signal
import socket
import struct
import sys
import threading

from zeroconf import ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

OURS = "_uploadbridge._tcp.local."
WEB = "_http._tcp.local."
PATIENCE = 15  # seconds
BEACONS = 65506  # UDP port of WLED's beacons


class Listener(ServiceListener):
    def __init__(self):
        self.found, self.news = {}, threading.Condition()

    def add_service(self, zc, kind, name):
        info = zc.get_service_info(kind, name)
        if info is None:
            return
        with self.news:
            self.found[name] = info
            self.news.notify()

    update_service = add_service

    def remove_service(self, zc, kind, name):
        pass


def sees(count):
    zc, listener = Zeroconf(interfaces=["127.0.0.1"]), Listener()
    ServiceBrowser(zc, OURS, listener)
    with listener.news:
        all_there = listener.news.wait_for(lambda: len(listener.found) >= count, PATIENCE)
    for info in listener.found.values():
        txt = {key.decode(): value.decode() for key, value in info.properties.items()}
        assert set(txt) >= {"id", "api", "name", "fw"}, txt
        print(txt["id"], info.port, txt["api"], txt["name"], *info.parsed_addresses())
    zc.close()
    sys.exit(0 if all_there else f"only {len(listener.found)} of {count} devices were seen")


def publishes(ip, port, name):
    zc = Zeroconf(interfaces=["127.0.0.1"])
    address = ipaddress.ip_address(ip).packed
    info = ServiceInfo(WEB, f"Lights {port}.{WEB}", addresses=[address], port=port, server=f"{name}.local.")
    zc.register_service(info)
    print("published", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    zc.unregister_service(info)
    zc.close()


def beacons(ip, name, to):
    address = ipaddress.ip_address(ip).packed
    # as WLED's udp.cpp sends it: mark, address, name, board (an ESP32 that is on), last byte of the address, build
    beacon = struct.pack("<BB4s32sBBI", 255, 1, address, name.encode(), 32 | 0x80, address[3], 2406290)
    assert len(beacon) == 44
    noise = [b"", b"hello", bytes(44), b"\xff\x01" + bytes(400)]
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    print("sending", flush=True)
    while signal.sigtimedwait({signal.SIGTERM, signal.SIGINT}, 0.2) is None:
        for datagram in [*noise, beacon]:
            try:
                sender.sendto(datagram, (to, BEACONS))
            except ConnectionRefusedError:
                pass  # no listener yet


def holds():
    holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    holder.bind(("", BEACONS))
    print("held", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    if sys.argv[1] == "sees":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
        sees(int(sys.argv[2]))
    elif sys.argv[1] == "beacons":
        beacons(*sys.argv[2:5])
    elif sys.argv[1] == "holds":
        holds()
    else:
        publishes(sys.argv[2], int(sys.argv[3]), sys.argv[4])
