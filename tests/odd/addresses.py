#!/usr/bin/env python3
"""Compares how the program and Python's ipaddress classify addresses: which texts are addresses, and of which kind.
usage: addresses.py PROGRAM PATTERN      (nothing leaves loopback: UPLOAD_BRIDGE_LOOPBACK=1 has to be set)
"""
import ipaddress, json, os, random, subprocess, sys

program, pattern = sys.argv[1:]
assert os.environ["UPLOAD_BRIDGE_LOOPBACK"] == "1"
chance = random.Random(1)
PRIVATE = [ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7")]
THIS = ipaddress.ip_network("0.0.0.0/8")


def expected(text):
    """The code an address gets; None where it may be connected to."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "address.invalid"
    address = getattr(address, "ipv4_mapped", None) or address
    is_special = address.is_unspecified or address.is_multicast or (address.version == 6 and address.is_link_local)
    if is_special or (address.version == 4 and (address.is_reserved or address in THIS)):
        return "address.invalid"
    if address.is_loopback:
        return "address.invalid" if str(address) == "127.255.255.255" else None
    if any(address.version == net.version and address in net for net in PRIVATE):
        return "address.forbidden"
    return "address.public"


def edges():
    for net in PRIVATE + [ipaddress.ip_network(n) for n in ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "ff00::/8", "fe80::/10")]:
        first, last = int(net.network_address), int(net.broadcast_address)
        make = ipaddress.IPv4Address if net.version == 4 else ipaddress.IPv6Address
        top = 2**32 - 1 if net.version == 4 else 2**128 - 1
        for value in (first - 1, first, first + 1, last - 1, last, last + 1):
            if 0 <= value <= top:
                yield str(make(value))


def texts():
    yield from edges()
    for _ in range(60):
        v4 = ipaddress.IPv4Address(chance.getrandbits(32))
        yield str(v4)
        yield f"::ffff:{v4}"
        yield ipaddress.IPv6Address(chance.getrandbits(128)).exploded
    for _ in range(60):  # almost addresses
        parts = [str(chance.choice([chance.randrange(300), 0, 1, 127, 255])) for _ in range(chance.choice([1, 2, 3, 4, 4, 4, 5]))]
        at = chance.randrange(len(parts))
        parts[at] = chance.choice([parts[at], "0" + parts[at], hex(int(parts[at])), oct(int(parts[at]))[2:].zfill(4)])
        yield ".".join(parts)


# mapped ones are shown as what they are, so that one text of each address is asked
all_texts, seen = [], set()
for text in texts():
    try:
        address = ipaddress.ip_address(text)
        key = str(getattr(address, "ipv4_mapped", None) or address)
    except ValueError:
        key = text
    if key not in seen:
        seen.add(key)
        all_texts.append((text, key))
ran = subprocess.run([program, "upload", "--json", pattern, "--to", *(text for text, _ in all_texts)], capture_output=True, text=True, timeout=120)
found = {}
for line in ran.stdout.splitlines():
    event = json.loads(line)
    if event["event"] == "job":
        found[event["device"]["address"].strip("[]")] = event["error"]["code"]
wrong = 0
for text, key in all_texts:
    code, want = found.get(text, found.get(key)), expected(text)
    if code != want and not (want is None and code and not code.startswith("address.")):
        wrong += 1
        print(f"WRONG    {text}: {code}, not {want}")
print(f"{'WRONG' if wrong else 'ok':8} {len(all_texts)} addresses as Python's ipaddress has them")
sys.exit(bool(wrong))
