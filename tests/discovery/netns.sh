#!/usr/bin/env bash
# Tests discovery in network namespaces: one with loopback only, then two that are joined by a cable with a /24 that is mostly
# silent. No packet leaves them.
#
# usage: netns.sh PROGRAM [PYTHON]     (root, or user namespaces; iproute2, avahi-daemon, avahi-utils, python3 with zeroconf)
set -euo pipefail
shopt -s inherit_errexit

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PROGRAM=$(realpath "$1")
PYTHON=${2:-python3}

if [ "${DISCOVERY_INSIDE:-}" != yes ]; then
  user=()
  [ "$(id -u)" = 0 ] || user=(-r)
  exec env DISCOVERY_INSIDE=yes unshare "${user[@]}" -n -m "$BASH" "$0" "$PROGRAM" "$PYTHON"
fi
# from here on this shell must have loopback and nothing else
others=$(ip -o link show | awk -F': ' '$2 !~ /^(lo|tunl0|sit0|gre0|gretap0|erspan0|ip6tnl0|ip_vti0|ip6_vti0|ip6gre0)(@|$)/ { print $2 }')
[ -z "$others" ] || { echo "not in a namespace of its own: $others" >&2; exit 1; }
ip link set lo up
mount -t tmpfs none /run  # of this script alone: where avahi-daemon keeps its socket and its pid, as one outside may, too

WORK=$(mktemp -d)
export UPLOAD_BRIDGE_LOOPBACK=1 UPLOAD_BRIDGE_HOME="$WORK/home"
started=()
end() {
  local status=$? pid
  for pid in "${started[@]}"; do
    if kill "$pid" 2>/dev/null; then wait "$pid" 2>/dev/null || true; fi
  done
  rm -rf "$WORK"
  exit "$status"
}
trap end EXIT
fail() {
  printf 'FAILED: %s\n' "$*" >&2
  cat "$WORK/out" "$WORK/err" >&2 2>/dev/null || true
  exit 1
}
passed() { printf 'ok: %s\n' "$*"; }

# `waits FILE COUNT`: until FILE has COUNT lines.
waits() {
  local tries
  for tries in $(seq 150); do
    [ "$(wc -l 2>/dev/null <"$1" || echo 0)" -lt "$2" ] || return 0
    sleep 0.1
  done
  fail "$1 has not $2 lines after $((tries / 10)) s"
}

# `simulate NAME COUNT OPTION...`: devices that run to the end; their output is in $WORK/NAME.
simulate() {
  "$PROGRAM" simulate --json --count "$2" "${@:3}" >"$WORK/$1" &
  started+=($!)
  waits "$WORK/$1" "$2"
}

# `scans HOME OPTION...`: a scan with its own home folder; each line with the milliseconds since its start is in $WORK/out.
scans() {
  local began
  began=$(date +%s%3N)
  UPLOAD_BRIDGE_HOME="$WORK/homes/$1" timeout 60 "$PROGRAM" scan --json "${@:2}" 2>"$WORK/err" |
    while read -r line; do echo "$(($(date +%s%3N) - began)) $line"; done >"$WORK/out" || fail "scan ${*:2}"
}
# `found COUNT WORDS`: COUNT devices with WORDS in their line, each once, and no others.
found() {
  local all unique
  all=$(grep -c '"event":"device"' "$WORK/out" || true)
  unique=$(grep '"event":"device"' "$WORK/out" | grep -F -- "$2" | sed -E 's/.*"id":"([^"]+)".*/\1/' | sort -u | wc -l)
  ((all == $1 && unique == $1)) || fail "$all devices, $unique of them once and with $2, instead of $1"
  grep -q "\"event\":\"summary\",\"found\":$1," "$WORK/out" || fail "the summary does not have $1"
}
within() {
  local last
  last=$(grep '"event":"device"' "$WORK/out" | tail -1 | cut -d' ' -f1)
  ((last < $1)) || fail "the last device came after $last ms"
  passed "$2: the last of them after $last ms"
}

# --- loopback: announcements, sweep, other people's mDNS
simulate heard 3 --seed 1 --mdns
ports=$(sed -E 's/.*"address":"127.0.0.1:([0-9]+)".*/\1/' "$WORK/heard")
scans mdns --no-sweep
found 3 '"via":["mdns"]'
within 3000 "3 devices by mDNS"

# shellcheck disable=SC2086  # one word for each port
scans sweep --no-mdns --subnet 127.0.0.0/24 --port $ports
found 3 '"via":["sweep"]'
within 3000 "3 devices by a sweep of a /24 of loopback on 3 ports"

# shellcheck disable=SC2086
scans both --subnet 127.0.0.0/24 --port $ports
found 3 '"via":['
passed "each of them once, although they are seen twice"

"$PYTHON" "$HERE/peer.py" sees 3 >"$WORK/seen" || fail "zeroconf does not see our devices"
for port in $ports; do
  id=$(sed -nE "s/.*\"address\":\"127.0.0.1:$port\",\"id\":\"([^\"]+)\".*/\1/p" "$WORK/heard")
  grep -q "^$id $port 2 " "$WORK/seen" || fail "zeroconf did not see $id at $port: $(cat "$WORK/seen")"
done
passed "python zeroconf sees our devices with id, port and API level"

# avahi: the mDNS of Linux desktops, with a D-Bus of its own
cat >"$WORK/bus.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=$WORK/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/> <allow send_destination="*"/> <allow receive_sender="*"/>
  </policy>
</busconfig>
XML
printf '[server]\nuse-ipv6=no\nallow-interfaces=lo\n[publish]\npublish-workstation=no\n' >"$WORK/avahi.conf"
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$WORK/bus"
mkdir /run/avahi-daemon
# avahi needs its own user, and a namespace that was made without root has only one
for names in passwd group; do
  sed -E '/^avahi:/ s/:[0-9]+/:0/g' "/etc/$names" >"$WORK/$names"
  mount --bind "$WORK/$names" "/etc/$names"
done
dbus-daemon --config-file="$WORK/bus.conf" --nofork --nopidfile 2>"$WORK/bus.log" &
started+=($!)
until_there() {
  local tries
  for tries in $(seq 100); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  cat "$WORK"/*.log >&2
  fail "$* is not there after $((tries / 10)) s"
}
until_there test -S "$WORK/bus"
avahi-daemon --file="$WORK/avahi.conf" --no-drop-root --no-chroot --no-rlimits 2>"$WORK/avahi.log" &
avahi=$!
started+=("$avahi")
until_there avahi-browse --terminate --all

avahi-browse -rtp _uploadbridge._tcp >"$WORK/browsed"
for port in $ports; do
  id=$(sed -nE "s/.*\"address\":\"127.0.0.1:$port\",\"id\":\"([^\"]+)\".*/\1/p" "$WORK/heard")
  grep -Eq "^=;lo;IPv4;.*;uploadbridge-$id.local;127.0.0.1;$port;.*\"id=$id\"" "$WORK/browsed" ||
    fail "avahi-browse does not see $id at $port: $(cat "$WORK/browsed")"
done
passed "avahi-browse sees our devices with address, port and id"

# `publishes NAME TYPE PORT`: avahi announces a service at 127.0.0.6, until it is ended.
publishers=()
publishes() {
  avahi-publish -s -H shed.local "$@" 2>"$WORK/published-$1" &
  publishers+=($!)
  started+=($!)
  waits "$WORK/published-$1" 1
}
simulate shed 2 --seed 4 --bind 127.0.0.6
avahi-publish -a -R shed.local 127.0.0.6 2>"$WORK/published-host" &
publishers+=($!)
started+=($!)
waits "$WORK/published-host" 1
mapfile -t shed < <(sed -E 's/.*"address":"127.0.0.6:([0-9]+)".*/\1/' "$WORK/shed")
publishes page _http._tcp "${shed[0]}"
publishes node _wled._tcp "${shed[1]}" mac=a0b1c2d3e4f5
scans avahi --no-sweep
found 5 '"via":["mdns"]'
for port in "${shed[@]}"; do
  grep -q "\"address\":\"127.0.0.6:$port\"" "$WORK/out" || fail "what avahi announces at $port was not found"
done
passed "a web page and a WLED service that avahi announces are asked, and HTTP identifies them"
kill "${publishers[@]}" "$avahi"
wait "${publishers[@]}" "$avahi" || true

simulate beacon 1 --seed 6 --bind 127.0.0.5 --port 80
"$PYTHON" "$HERE/peer.py" beacons 127.0.0.5 Node 127.0.0.1 >"$WORK/beacons" &
beacons=$!
started+=("$beacons")
waits "$WORK/beacons" 1
scans beacons --no-sweep
found 4 '"via":['
grep -q '"address":"127.0.0.5",.*"via":\["udp"\]' "$WORK/out" || fail "the beacon was not heard"
kill "$beacons"
wait "$beacons" || true
passed "a beacon of a WLED node is heard between noise, and HTTP identifies it"

simulate quiet 1 --seed 2 --bind 127.0.0.7
quiet=$(sed -E 's/.*"address":"127.0.0.7:([0-9]+)".*/\1/' "$WORK/quiet")
"$PYTHON" "$HERE/peer.py" publishes 127.0.0.7 "$quiet" shelf >"$WORK/published" &
started+=($!)
waits "$WORK/published" 1
scans peer --no-sweep
found 4 '"via":["mdns"]'
grep -q "\"address\":\"127.0.0.7:$quiet\"" "$WORK/out" || fail "what zeroconf announces was not found"
passed "a web page that zeroconf announces is asked, and is a device"

"$PROGRAM" doctor --json "shelf.local:$quiet" >"$WORK/out" || fail "a .local name is not found"
grep -q '"stage":"name","ok":true.*127.0.0.7' "$WORK/out" || fail "the name is not 127.0.0.7"
"$PROGRAM" upload --json "$HERE/../data/running_dot.gif" --to "shelf.local:$quiet" >"$WORK/out" || fail "no upload to a .local name"
passed "a .local name is looked up by mDNS, by doctor and by upload"

# a host of another name at the same address
"$PYTHON" "$HERE/peer.py" publishes 127.0.0.7 10 Küche >"$WORK/kitchen" &
kitchen=$!
started+=("$kitchen")
waits "$WORK/kitchen" 1
for name in Küche küche KÜCHE; do
  "$PROGRAM" doctor --json "http://$name.local:$quiet/#/" >"$WORK/out" || fail "$name.local is not found"
  grep -q '"stage":"name","ok":true.*127.0.0.7' "$WORK/out" || fail "$name.local is not 127.0.0.7"
done
kill "$kitchen"
wait "$kitchen" || true
passed "a .local name with other letters than a to z is found, whichever capitals it is typed with"

simulate level1 1 --family native1 --seed 3 --bind 127.0.0.8 --port 80
"$PYTHON" "$HERE/peer.py" publishes 127.0.0.8 9 ledmatrix >"$WORK/ledmatrix" &
started+=($!)
waits "$WORK/ledmatrix" 1
scans level1 --no-sweep
found 5 '"via":["mdns"]'
grep -q '"address":"127.0.0.8","' "$WORK/out" || fail "ledmatrix.local was not found"
passed "a level-1 device is found by its name ledmatrix.local, although it announces nothing"

# --- two computers and a cable: 5 addresses live, 249 are silent
unshare -n sleep 600 &
far=$!
started+=("$far")
until [ "$(readlink "/proc/$far/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link add near type veth peer name far netns "$far"
ip addr add 10.77.1.250/24 dev near
ip link set near up
nsenter -t "$far" -n ip link set lo up
nsenter -t "$far" -n ip link set far up
for host in 2 9 77 140; do nsenter -t "$far" -n ip addr add "10.77.1.$host/24" dev far; done
unset UPLOAD_BRIDGE_LOOPBACK  # the cable is all there is
seed=10
for host in 2 9 77 140; do
  nsenter -t "$far" -n "$PROGRAM" simulate --json --seed $seed --bind "10.77.1.$host" --port 80 >"$WORK/far$host" &
  started+=($!)
  waits "$WORK/far$host" 1
  seed=$((seed + 1))
done
sleep 2  # until the link's IPv6 address is checked: mDNS sockets come and go with it
scans near --no-mdns
found 4 '"via":["sweep"]'
took=$(sed -nE 's/.*"summary".*"seconds":([0-9.]+).*/\1/p' "$WORK/out")
first=$(grep '"event":"device"' "$WORK/out" | tail -1 | cut -d' ' -f1)
# the budget: 150 ms and 1 s; 254 targets fit into one second's allowance
awk -v took="$took" 'BEGIN { exit !(took <= 1.15 * 1.1) }' || fail "a /24 with 249 silent addresses took $took s"
passed "own /24 with 249 silent addresses: $took s of 1.15 s, the last device after $first ms"

scans far --no-mdns --subnet 10.77.1.0/24
found 4 '"via":["sweep"]'
nsenter -t "$far" -n "$PROGRAM" simulate --json --seed 30 --bind 10.77.1.77 --port 8080 --mdns >"$WORK/announced" &
started+=($!)
waits "$WORK/announced" 1
scans cable --no-sweep
found 6 '"via":["mdns"]'  # those on loopback are still announced
grep -q '"address":"10.77.1.77:8080"' "$WORK/out" || fail "the device at the other end was not heard"
within 3000 "a device at the other end of the cable by mDNS"

nsenter -t "$far" -n ip route add default dev far  # a way for a broadcast to all
nsenter -t "$far" -n "$PYTHON" "$HERE/peer.py" beacons 10.77.1.9 Node 255.255.255.255 >"$WORK/broadcast" &
started+=($!)
waits "$WORK/broadcast" 1
scans broadcast --no-sweep
found 7 '"via":['
grep -q '"address":"10.77.1.9",.*"via":\["udp"\]' "$WORK/out" || fail "the broadcast was not heard"
passed "a beacon that the other end broadcasts is heard"

UPLOAD_BRIDGE_HOME="$WORK/homes/nothing" "$PROGRAM" scan --json --no-mdns --subnet 10.77.1.16/28 >"$WORK/out" 2>"$WORK/err"
grep -q '10.77.1.16/28 port 80 on near: 0 accepted a connection, 0 refused it, 14 did not answer' "$WORK/err" || fail "what was tried is not printed"
grep -q 'hint: Nothing answers in ' "$WORK/err" || fail "no hint is printed"
passed "when nothing is found, it prints what was tried on which interface, and a hint"

# where another program has the port of the beacons for itself, on a network without devices
UPLOAD_BRIDGE_HOME="$WORK/homes/held" unshare -n "$BASH" -c 'ip link set lo up; "$1" "$2" holds & until [ -s "$3/held" ]; do sleep 0.1; done
  "$4" scan --json --no-sweep; kill $!' "$BASH" "$PYTHON" "$HERE/peer.py" "$WORK" "$PROGRAM" >"$WORK/held" 2>"$WORK/err"
grep -q '"found":0' "$WORK/held" || fail "a port that is taken ends the scan"
grep -q 'tried WLED beacons (UDP port 65506) on lo: Listening failed: ' "$WORK/err" || fail "the port that is taken is not printed"
passed "a port that another program holds is reported, and is not an error"

doctor() {
  local got=0
  "$PROGRAM" doctor --json "$1" >"$WORK/out" 2>"$WORK/err" || got=$?
  ((got == $2)) || fail "doctor $1 ends with $got"
  grep -q "$3" "$WORK/out" || fail "doctor $1 does not print: $3"
}
doctor 10.77.1.2 0 '"status":"online"'
doctor 10.77.1.200 1 '"stage":"tcp","ok":false.*has power'
doctor 10.78.0.1 1 '"stage":"tcp","ok":false.*"hint":"10.78.0.1 [^"]*subnet[^"]*(10.77.1.0/24)'
passed "doctor tells a device that is off from one in another subnet"

mkdir "$WORK/empty"
"$PYTHON" -u -m http.server --bind 127.0.0.9 --directory "$WORK/empty" 8001 >"$WORK/web" 2>&1 &
started+=($!)
waits "$WORK/web" 1
simulate first 1 --seed 40 --bind 127.0.0.9 --port 8002
first=${started[-1]}
doctor 127.0.0.9:8002 0 '"status":"online"'
kill "$first"
wait "$first" || true
simulate second 1 --seed 41 --bind 127.0.0.9 --port 8002
ids=$(sed -nE 's/.*"id":"([^"]+)","name":"([^"]+)".*/\2 (\1)/p' "$WORK/second" "$WORK/first" | paste -sd '|' | sed 's/|/ instead of /')
doctor 127.0.0.9:9 1 '"stage":"tcp","ok":false.*127.0.0.9 [^"]*refuses[^"]* port 9".*"code":"device.refused"'
doctor 127.0.0.9:8001 1 '"stage":"family","ok":false.*web server.*"code":"device.not_a_device"'
doctor 127.0.0.9:8002 1 "\"stage\":\"family\",\"ok\":false.*device answers[^\"]*: $ids\",\"code\":\"device.identity_changed\""
passed "doctor tells a closed port, a web server that is not a device, and another device than before from each other"

# an interrupt ends a sweep at once: of silent neighbours, and of unreachable addresses
interrupted() {
  local scan began took got=0
  UPLOAD_BRIDGE_HOME="$WORK/homes/stop" "$PROGRAM" scan --json --subnet "$1" --no-mdns >"$WORK/out" 2>"$WORK/err" &
  scan=$!
  sleep "$2"
  kill -0 "$scan" 2>/dev/null || fail "the sweep of $1 was over too soon to be interrupted"
  entries=$(ip neigh show dev near nud incomplete | wc -l)
  began=$(date +%s%3N)
  kill -INT "$scan"
  wait "$scan" || got=$?
  took=$(($(date +%s%3N) - began))
  ((got == 130 && took < 250)) || fail "the interrupted scan ended with $got after $took ms"
  passed "an interrupted sweep of $1 ends after $took ms, and the process with it"
}
ip addr add 10.79.0.250/16 dev near
interrupted 10.79.0.0/16 6
((entries >= 600 && entries < 1000)) || fail "$entries unresolved neighbours after 6 s"
passed "after 6 s of it $entries neighbours were unresolved; the table holds 1024"
interrupted 10.99.0.0/16 0.7
echo "discovery works as documented"
