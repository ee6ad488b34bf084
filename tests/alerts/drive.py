#!/usr/bin/env python3
"""Drives the alerts of the real program end to end: each type is raised by its real cause, resolved, and raised again.

    drive.py PROGRAM [CASE]...

Simulated devices on networks of 127.0.0.0/8, `serve` as the keeper, and `upload` beside it. What people hear is read from
alerts.jsonl, from what `serve` prints and from `alerts --json --all`. What was uploaded is counted here, from the lines
that each `upload` prints, and compared with `metrics`. Cases run at the same time. Ends only processes that it started.
Needs util-linux's unshare and rights for a mount namespace of its own: for small disks.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

PENDING = 30
STORE_IS_WELL = 60  # seconds without a failed write
LIMIT = 220  # seconds for the whole run
NET = 64 + os.getpid() % 128
STARTED = time.monotonic()
OUTCOMES = ("verified", "unverified", "skipped", "failed", "cancelled")


def clock():
    return time.monotonic() - STARTED


class Results:
    def __init__(self):
        self.lock = threading.Lock()
        self.failed = 0
        self.passed = 0

    def check(self, case, what, ok, detail=""):
        with self.lock:
            self.failed += not ok
            self.passed += bool(ok)
            word = "ok   " if ok else "FAULT"
            print(f"{clock():6.1f} {word} {case}: {what}{'' if ok else f' [{detail}]'}", flush=True)
        return ok

    def note(self, case, what):
        with self.lock:
            print(f"{clock():6.1f} note  {case}: {what}", flush=True)


RESULTS = Results()


class Process:
    """A process of the program whose lines are read as they come."""

    everyone = []

    def __init__(self, program, arguments, env, stdin=None):
        self.events = []
        self.errors = []
        self.lock = threading.Condition()
        self.child = subprocess.Popen(
            [program, "--json", *arguments], env=env, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        Process.everyone.append(self)
        if stdin:
            self.child.stdin.write(stdin)
        self.child.stdin.close()
        self.readers = [threading.Thread(target=self.read, daemon=True),
                        threading.Thread(target=self.read_errors, daemon=True)]
        for reader in self.readers:
            reader.start()

    def read(self):
        for line in self.child.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                event = {"event": "not json", "line": line}
            with self.lock:
                self.events.append((time.monotonic(), event))
                self.lock.notify_all()

    def read_errors(self):
        for line in self.child.stderr:
            self.errors.append(line.rstrip())

    def until(self, wanted, seconds, since=0):
        """The first event that is wanted, or None."""
        end = time.monotonic() + seconds
        with self.lock:
            seen = since
            while True:
                for _, event in self.events[seen:]:
                    if wanted(event):
                        return event
                seen = len(self.events)
                left = end - time.monotonic()
                if left <= 0:
                    return None
                self.lock.wait(min(left, 1))
                if self.child.poll() is not None and seen == len(self.events):
                    return None

    def all(self, wanted):
        with self.lock:
            return [event for _, event in self.events if wanted(event)]

    def send(self, number):
        if self.child.poll() is None:
            self.child.send_signal(number)

    def finish(self, seconds):
        try:
            self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        for reader in self.readers:
            reader.join(2)

    def stop(self):
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        self.finish(8)

    def kill(self):
        self.send(signal.SIGKILL)
        self.finish(5)


class Home:
    """A home folder and the processes on it."""

    def __init__(self, program, folder, path=None):
        self.program = program
        self.folder = folder
        self.env = {
            "PATH": path or os.environ["PATH"], "HOME": folder, "UPLOAD_BRIDGE_LOOPBACK": "1",
            "UPLOAD_BRIDGE_HOME": folder, "LC_ALL": "C.UTF-8",
        }
        self.oracle = {}  # device -> Counter of outcomes and codes
        self.known = {}  # address -> the device that was met there
        self.lock = threading.Lock()

    def start(self, *arguments, stdin=None):
        return Process(self.program, arguments, self.env, stdin)

    def serve(self):
        serve = self.start("serve")
        if not serve.until(lambda e: e["event"] == "started", 20):
            RESULTS.check("serve", "starts", False, "\n".join(serve.errors))
        return serve

    def run(self, *arguments, seconds=30):
        process = self.start(*arguments)
        process.finish(seconds)
        return [event for _, event in process.events]

    def begin_upload(self, to, files, *more, stdin=None):
        to = [word for place in to for word in ("--to", place)]
        return self.start("upload", *files, *to, "--force", *more, stdin=stdin)

    def end_upload(self, process, seconds=60):
        process.finish(seconds)
        jobs = process.all(lambda e: e["event"] == "job")
        with self.lock:
            for job in jobs:
                device = job["device"]["id"] or self.known.get(job["device"]["address"], job["device"]["address"])
                self.known[job["device"]["address"]] = device
                count = self.oracle.setdefault(device, Counter())
                count[job["outcome"]] += 1
                if job["outcome"] != "cancelled":
                    count["attempts"] += job["attempts"]
                if job["outcome"] == "failed":
                    count["error " + job["error"]["code"]] += 1
        return jobs

    def upload(self, to, files, *more, stdin=None, seconds=60):
        return self.end_upload(self.begin_upload([to], files, *more, stdin=stdin), seconds)

    def log(self, key=None):
        try:
            with open(os.path.join(self.folder, "logs", "alerts.jsonl")) as file:
                lines = [json.loads(line) for line in file if line.endswith("\n")]
        except OSError:
            return []
        return [line for line in lines if key is None or line["key"] == key]

    def heard(self, key):
        return [line["change"] for line in self.log(key)]

    def await_heard(self, key, changes, seconds):
        end = time.monotonic() + seconds
        while self.heard(key) != changes and time.monotonic() < end:
            time.sleep(0.3)
        return self.heard(key) == changes

    def alerts(self, all=True):
        return [e for e in self.run("alerts", *(["--all"] if all else [])) if e["event"] == "alert"]


class Devices:
    """Simulated devices of one network, which can be started again with other faults."""

    def __init__(self, home, net, host=1, count=1, more=()):
        self.home = home
        self.arguments = ["--bind", f"127.{NET}.{net}.{host}", "--port", "4500", "--seed",
                          str(net * 300 + host), "--count", str(count), *more]
        self.count = count
        self.process = None
        self.listening = []

    def start(self, *faults):
        if self.process:
            self.process.stop()
        faults = [word for fault in faults for word in ("--fault", fault)]
        for _ in range(5):
            self.process = self.home.start("simulate", *self.arguments, *faults)
            count = lambda: self.process.all(lambda e: e["event"] == "listening")
            end = time.monotonic() + 20
            while len(count()) < self.count and time.monotonic() < end and self.process.child.poll() is None:
                time.sleep(0.05)
            if len(count()) == self.count:
                self.listening = count()
                return self
            self.process.stop()
            time.sleep(0.5)
        raise RuntimeError(f"no devices at {self.arguments}: {self.process.errors}")

    @property
    def id(self):
        return self.listening[0]["id"]

    @property
    def address(self):
        return self.listening[0]["address"]

    def stop(self):
        self.process.stop()


class Patterns:
    def __init__(self, folder):
        self.folder = folder
        self.made = 0
        self.lock = threading.Lock()

    def get(self, n, frames=3):
        with self.lock:
            files = []
            for _ in range(n):
                self.made += 1
                dice = random.Random(self.made)
                path = os.path.join(self.folder, f"p{self.made}.bin")
                with open(path, "wb") as file:
                    file.write(struct.pack("<HH", 256, frames))
                    for _ in range(frames):
                        file.write(struct.pack("<H", 50) + dice.randbytes(768))
                files.append(path)
            return files


def seconds_of(text):
    import datetime
    return datetime.datetime.fromisoformat(text).timestamp()


def check_cycle(case, home, key, changes, serve=None):
    """What people heard of a key, in the file, on serve's stdout and in the list."""
    RESULTS.check(case, f"alerts.jsonl: {key}: {', '.join(changes)}", home.heard(key) == changes, home.heard(key))
    if serve:
        words = ["firing" if change == "fired" else change for change in changes]
        printed = [e["change"] for e in serve.all(lambda e: e["event"] == "alert" and e["key"] == key)]
        RESULTS.check(case, "serve prints the same", printed == words, printed)
    listed = [alert for alert in home.alerts() if alert["key"] == key]
    RESULTS.check(case, f"alerts --all lists {changes.count('fired')}", len(listed) == changes.count("fired"),
                  [(a["id"], a["change"]) for a in listed])
    return listed


def check_pending(case, home, key, nth=0):
    fired = [line for line in home.log(key) if line["change"] == "fired"]
    if len(fired) > nth:
        waited = seconds_of(fired[nth]["at"]) - seconds_of(fired[nth]["since"])
        RESULTS.check(case, "fires after 30 s, at most 5 s later", PENDING <= waited <= PENDING + 5, waited)


class Main:
    """Cases that share one keeper."""

    def __init__(self, program, folder, patterns):
        self.home = Home(program, os.path.join(folder, "main"))
        os.mkdir(self.home.folder)
        self.patterns = patterns

    def in_a_row(self):
        case, home = "in a row", self.home
        sim = Devices(home, 1).start("lie")
        key = f"repeated_failure {sim.id}"
        home.upload(sim.address, self.patterns.get(2))
        home.upload(sim.address, self.patterns.get(1))
        RESULTS.check(case, "fires", home.await_heard(key, ["fired"], 40), home.heard(key))
        check_pending(case, home, key)
        home.upload(sim.address, self.patterns.get(1))
        time.sleep(4)
        listed = [a for a in home.alerts(all=False) if a["key"] == key]
        RESULTS.check(case, "the list counts the fourth failure", [a["count"] for a in listed] == [4],
                      [(a["count"], a["message"]) for a in listed])
        sim.start()
        home.upload(sim.address, self.patterns.get(1))
        RESULTS.check(case, "is resolved", home.await_heard(key, ["fired", "resolved"], 10), home.heard(key))
        sim.start("lie")
        home.upload(sim.address, self.patterns.get(3))
        home.await_heard(key, ["fired", "resolved", "fired"], 40)
        sim.start()
        home.upload(sim.address, self.patterns.get(1))
        changes = ["fired", "resolved", "fired", "resolved"]
        home.await_heard(key, changes, 10)
        check_cycle(case, home, key, changes, self.serve)
        sim.stop()

    def escalates(self):
        case, home = "escalation", self.home
        sim = Devices(home, 2).start("lie")
        key = f"repeated_failure {sim.id}"
        home.upload(sim.address, self.patterns.get(3))
        home.await_heard(key, ["fired"], 40)
        home.upload(sim.address, self.patterns.get(7))
        RESULTS.check(case, "10 in a row is news, at once", home.await_heard(key, ["fired", "repeated"], 6), home.heard(key))
        RESULTS.check(case, "it is critical now", [l["severity"] for l in home.log(key)] == ["warning", "critical"],
                      [l["severity"] for l in home.log(key)])
        time.sleep(2)
        printed = [e["severity"] for e in self.serve.all(lambda e: e["event"] == "alert" and e["key"] == key)]
        RESULTS.check(case, "serve prints that it is critical now", printed[-1:] == ["critical"], printed)
        rate = f"high_error_rate {sim.id}"
        RESULTS.check(case, "10 of 10 failed is a high error rate as well", home.heard(rate) == ["fired"], home.heard(rate))
        sim.stop()

    def error_rate(self):
        case, home = "error rate", self.home
        sim = Devices(home, 3).start("lie")
        key = f"high_error_rate {sim.id}"
        home.upload(sim.address, self.patterns.get(5))
        time.sleep(4)
        RESULTS.check(case, "5 of 5 are too few", home.heard(key) == [], home.heard(key))
        home.upload(sim.address, self.patterns.get(1))
        RESULTS.check(case, "6 of 6: fires at once", home.await_heard(key, ["fired"], 8), home.heard(key))
        sim.start()
        home.upload(sim.address, self.patterns.get(6))
        RESULTS.check(case, "6 of 12: is resolved", home.await_heard(key, ["fired", "resolved"], 8), home.heard(key))
        sim.start("lie")
        home.upload(sim.address, self.patterns.get(1))
        RESULTS.check(case, "7 of 13: fires", home.await_heard(key, ["fired", "resolved", "fired"], 8), home.heard(key))
        sim.start()
        home.upload(sim.address, self.patterns.get(1))
        changes = ["fired", "resolved"] * 2
        home.await_heard(key, changes, 8)
        row = f"repeated_failure {sim.id}"
        time.sleep(25)
        check_cycle(case, home, key, changes, self.serve)
        RESULTS.check(case, "6 in a row for a moment stay pending", home.heard(row) == [], home.heard(row))
        sim.stop()

    def timeout(self, how):
        case, home = f"timeout, sent to its {how}", self.home
        sim = Devices(home, 4 if how == "address" else 5).start()
        to = sim.address if how == "address" else sim.id
        home.upload(sim.address, self.patterns.get(1))
        keys = lambda: sorted({l["key"] for l in home.log() if l["type"] == "timeout"
                               and (sim.id in l["key"] or sim.address in l["key"])})
        for n in (1, 2):
            sim.stop()
            home.upload(to, self.patterns.get(1))
            end = time.monotonic() + 38
            while time.monotonic() < end and sum(len(home.heard(k)) for k in keys()) < 2 * n - 1:
                time.sleep(0.3)
            sim.start()
            home.upload(sim.address, self.patterns.get(1))
            time.sleep(4)
        RESULTS.check(case, "its alerts are the device's", [sim.id in k for k in keys()] == [True], keys())
        for key in keys():
            check_cycle(case, home, key, ["fired", "resolved"] * 2, self.serve)
        ids = [e["id"] for e in home.run("metrics") if e["event"] == "device" and e["address"] == sim.address]
        RESULTS.check(case, "metrics knows one device at its address", ids == [sim.id], ids)
        sim.stop()

    def pin(self):
        case, home = "PIN", self.home
        sim = Devices(home, 6).start("pin:1234")
        key = f"repeated_failure {sim.id} device.locked"
        home.upload(sim.address, self.patterns.get(1), "--pin-stdin", stdin="1234\n")
        jobs = home.upload(sim.address, self.patterns.get(1), "--pin-stdin", stdin="1111\n")
        RESULTS.note(case, f"wrong PIN: {[(j['outcome'], (j.get('error') or {}).get('code')) for j in jobs]}")
        RESULTS.check(case, "fires at once", home.await_heard(key, ["fired"], 6), home.heard(key))
        time.sleep(64)  # the keeper reads known devices once a minute
        RESULTS.check(case, "is not resolved while nobody has entered another", home.heard(key) == ["fired"], home.heard(key))
        jobs = home.upload(sim.address, self.patterns.get(1), "--pin-stdin", stdin="1234\n")
        RESULTS.check(case, "the right PIN opens it", [j["outcome"] for j in jobs] == ["verified"], jobs)
        before = home.heard(key)
        RESULTS.check(case, "is resolved by the right PIN", home.await_heard(key, ["fired", "resolved"], 8), (before, home.heard(key)))
        home.upload(sim.address, self.patterns.get(1), "--pin-stdin", stdin="2222\n")
        home.await_heard(key, ["fired", "resolved", "fired"], 8)
        check_cycle(case, home, key, ["fired", "resolved", "fired"], self.serve)
        sim.stop()

    def full(self):
        case, home = "full device", self.home
        sim = Devices(home, 7).start("full-disk")
        key = f"resource {sim.id} device.full"
        for _ in range(2):
            jobs = home.upload(sim.address, self.patterns.get(1))
            end = time.monotonic() + 38
            while time.monotonic() < end and len(home.heard(key)) % 2 == 0:
                time.sleep(0.3)
            sim.start()
            home.upload(sim.address, self.patterns.get(1))
            time.sleep(4)
            sim.start("full-disk")
        RESULTS.note(case, f"full: {[(j['outcome'], (j.get('error') or {}).get('code')) for j in jobs]}")
        check_pending(case, home, key)
        check_cycle(case, home, key, ["fired", "resolved"] * 2, self.serve)
        sim.stop()

    def network(self):
        case, home = "network", self.home
        more = ["--leds", "256"]
        sims = Devices(home, 8, 1, 200, more).start("slow:1")
        full = Devices(home, 8, 2).start("full-disk")
        own = f"resource {full.id} device.full"
        home.upload(full.address, self.patterns.get(1))
        key = f"timeout 127.{NET}.8.0/24"
        ids = {e["id"] for e in sims.listening}
        for n in (1, 2):
            upload = home.begin_upload([e["address"] for e in sims.listening], self.patterns.get(1, frames=120))
            sent = upload.until(lambda e: e["event"] == "progress" and e["phase"] == "sending" and e["sent"] > 0, 40)
            RESULTS.check(case, "sends", bool(sent), upload.errors[-3:])
            time.sleep(3)
            began = time.monotonic()
            sims.process.send(signal.SIGSTOP)
            dropped = upload.until(lambda e: e["event"] == "network", 45)
            RESULTS.note(case, f"upload: {dropped} after {time.monotonic() - began:.1f} s")
            home.await_heard(key, ["fired", "resolved"] * (n - 1) + ["fired"], 15)
            time.sleep(5)
            sims.process.send(signal.SIGCONT)
            home.await_heard(key, ["fired", "resolved"] * n, 15)
            upload.send(signal.SIGINT)
            jobs = home.end_upload(upload, 40)
            RESULTS.note(case, f"upload ended: {Counter(j['outcome'] for j in jobs)}")
        check_cycle(case, home, key, ["fired", "resolved"] * 2, self.serve)
        others = [l["key"] for l in home.log() if f"127.{NET}.8." in l["key"] or (l["device"] in ids)]
        others = sorted(set(others) - {key})
        RESULTS.check(case, "no other alert of its devices", others == [], others)
        first = [l for l in home.log(key)]
        RESULTS.check(case, "counts devices", bool(first) and first[0]["count"] >= 3, first[:1])
        home.await_heard(own, ["fired"], 40)
        RESULTS.check(case, "a full device among them has its own", home.heard(own) == ["fired"], home.heard(own))
        sims.stop()
        full.stop()

    def gone_before(self):
        """The network is gone before anything is sent."""
        case, home = "network gone before", self.home
        sims = Devices(home, 9, 1, 12).start()
        to = [e["id"] for e in sims.listening]
        home.end_upload(home.begin_upload([e["address"] for e in sims.listening], self.patterns.get(1)))
        sims.stop()
        jobs = home.end_upload(home.begin_upload(to, self.patterns.get(1)))
        RESULTS.note(case, f"{Counter((j['outcome'], (j.get('error') or {}).get('code'), bool(j['device']['id'])) for j in jobs)}")
        time.sleep(36)
        keys = Counter(l["type"] for l in home.log() if f"127.{NET}.9." in l["key"] or l["device"] in to)
        RESULTS.check(case, "12 devices that were known are one alert", keys == {"timeout": 1}, keys)
        sims.start()
        home.end_upload(home.begin_upload(to, self.patterns.get(1)))
        sims.stop()

    def silence(self):
        case, home = "silence", self.home
        sim = Devices(home, 10).start("lie")
        key = f"high_error_rate {sim.id}"
        home.upload(sim.address, self.patterns.get(6))
        home.await_heard(key, ["fired"], 8)
        home.run("alerts", "--silence", key)
        listed = [a["silenced"] for a in home.alerts(all=False) if a["key"] == key]
        RESULTS.check(case, "the list says that it is silenced", listed == [True], listed)
        sim.start()
        home.upload(sim.address, self.patterns.get(6))
        home.await_heard(key, ["fired", "resolved"], 8)
        sim.start("lie")
        home.upload(sim.address, self.patterns.get(1))
        time.sleep(5)
        RESULTS.check(case, "is not heard of when it fires again", home.heard(key) == ["fired", "resolved"], home.heard(key))
        listed = [(a["change"], a["silenced"]) for a in home.alerts(all=False) if a["key"] == key]
        RESULTS.check(case, "is listed all the same", listed == [("firing", True)], listed)
        home.run("alerts", "--silence", key, "--for", "off")
        RESULTS.check(case, "is heard of when the silence ends", home.await_heard(key, ["fired", "resolved", "fired"], 8), home.heard(key))
        home.run("alerts", "--silence", key, "--for", "resolved")
        time.sleep(3)
        sim.start()
        home.upload(sim.address, self.patterns.get(1))
        time.sleep(4)
        sim.start("lie")
        home.upload(sim.address, self.patterns.get(1))
        time.sleep(4)
        RESULTS.check(case, "a silence until resolved ends with it", home.heard(key)[-1:] == ["fired"] and len(home.heard(key)) >= 4, home.heard(key))
        printed = [e["change"] for e in self.serve.all(lambda e: e["event"] == "alert" and e["key"] == key)]
        RESULTS.note(case, f"serve printed {printed}")
        with sqlite3.connect(self.database()) as store:
            store.execute("INSERT OR REPLACE INTO silences (key, until) VALUES (?, ?)", (key, int(time.time()) - 5))
        listed = [a["silenced"] for a in home.alerts(all=False) if a["key"] == key]
        RESULTS.check(case, "the list forgets a silence that is over", listed == [False], listed)
        sim.stop()

    def database(self):
        for root, _, files in os.walk(self.home.folder):
            for file in files:
                with open(os.path.join(root, file), "rb") as opened:
                    if opened.read(15) == b"SQLite format 3":
                        return os.path.join(root, file)
        raise RuntimeError("no database")

    def forgotten(self):
        case, home = "forgotten device", self.home
        sim = Devices(home, 11).start("lie")
        key = f"high_error_rate {sim.id}"
        home.upload(sim.address, self.patterns.get(6))
        home.await_heard(key, ["fired"], 8)
        home.run("devices", "forget", sim.id)
        RESULTS.check(case, "its alert ends within 65 s", home.await_heard(key, ["fired", "resolved"], 65), home.heard(key))
        home.oracle.pop(sim.id, None)
        self.gone = sim.id
        sim.stop()

    def counted(self):
        """Metrics of one device while its uploads go on: what was counted once stays counted."""
        case, home = "metrics", self.home
        sim = Devices(home, 12).start()
        idle = Devices(home, 12, 2).start()
        two = [home.begin_upload([sim.address], self.patterns.get(2)), home.begin_upload([sim.address], self.patterns.get(2))]
        jobs = [job for process in two for job in home.end_upload(process)]
        RESULTS.check(case, "two processes send to one device", Counter(j["outcome"] for j in jobs) == {"verified": 4}, jobs)
        seen = []
        for _ in range(14):
            found = [e["hour"]["verified"] for e in home.run("metrics") if e.get("id") == sim.id]
            seen.append(found[0] if found else None)
            time.sleep(0.4)
        steps = [n or 0 for n in seen]
        RESULTS.check(case, "what metrics has counted stays counted", steps == sorted(steps) and steps[-1] == 4, seen)
        home.run("device", idle.address, "status")
        sim.stop()
        idle.stop()

    def run(self, wanted):
        self.serve = self.home.serve()
        cases = [self.in_a_row, self.escalates, self.error_rate, lambda: self.timeout("address"),
                 lambda: self.timeout("id"), self.pin, self.full, self.network, self.gone_before, self.silence,
                 self.forgotten, self.counted]
        names = ["in_a_row", "escalates", "error_rate", "timeout_address", "timeout_id", "pin", "full", "network",
                 "gone_before", "silence", "forgotten", "counted"]
        at_once([(n, c) for n, c in zip(names, cases) if not wanted or n in wanted])
        self.compare()
        self.serve.stop()
        stopped = self.serve.all(lambda e: e["event"] == "stopped")
        RESULTS.check("serve", "stops on SIGTERM with exit code 0", bool(stopped) and self.serve.child.returncode == 0,
                      (self.serve.child.returncode, self.serve.errors[-3:]))
        self.compare("after its end")

    def compare(self, when="a minute later"):
        """Compares `metrics` with what the uploads printed."""
        if not when.startswith("after"):
            time.sleep(62 - time.time() % 60)
        lines = self.home.run("metrics")
        devices = {e["id"]: e for e in lines if e["event"] == "device"}
        wrong = []
        for device, count in self.home.oracle.items():
            window = devices.get(device, {}).get("hour")
            mine = {word: count[word] for word in OUTCOMES}
            theirs = window and {word: window[word] for word in OUTCOMES}
            errors = {word[6:]: n for word, n in count.items() if word.startswith("error ")}
            ended = sum(n for word, n in mine.items() if word != "cancelled")
            attempts = count["attempts"] / ended if ended else None
            if window is None or mine != theirs or errors != window["errors"] or abs((window["attempts"] or 0) - (attempts or 0)) > 1e-6:
                wrong.append((device, mine, errors, attempts, window))
        RESULTS.check("metrics", f"{when}: the counts are those of {len(self.home.oracle)} devices", not wrong, wrong[:2])
        fleet = next((e for e in lines if e["event"] == "fleet"), {}).get("hour", {})
        total = Counter()
        for count in self.home.oracle.values():
            total.update({word: count[word] for word in OUTCOMES})
        theirs = {word: fleet.get(word) for word in OUTCOMES}
        if not getattr(self, "gone", None):
            RESULTS.check("metrics", f"{when}: the fleet's are the sum", theirs == {w: total[w] for w in OUTCOMES}, (theirs, total))
        for device in devices.values():
            window = device["hour"]
            made_up = []
            if not any(window[w] for w in OUTCOMES):
                made_up += [w for w in ("bytes_per_second", "verify_ms", "attempts") if window[w] is not None]
            if not window["bytes"] and window["bytes_per_second"] is not None:
                made_up.append("bytes_per_second")
            if not window["probes"]:
                made_up += [w for w in ("answer_p50_ms", "answer_p95_ms") if window[w] is not None]
            if sum(window[w] for w in OUTCOMES if w != "cancelled") + window["probes"] < 4 and device["score"] is not None:
                made_up.append("score")
            if made_up:
                RESULTS.check("metrics", "nothing is made up", False, (device["id"], made_up, device))


def dependency(program, folder, patterns):
    case = "ffmpeg"
    without = os.path.join(folder, "bin-without")
    with_it = os.path.join(folder, "bin-with")
    for place in (without, with_it):
        os.mkdir(place)
    found = shutil.which("ffmpeg")
    if not found:
        return RESULTS.note(case, "not installed: what is missing cannot be added")
    for name in ("ffmpeg", "ffprobe"):
        if shutil.which(name):
            os.symlink(shutil.which(name), os.path.join(with_it, name))
    home = Home(program, os.path.join(folder, "dependency"), without)
    os.mkdir(home.folder)
    key = "dependency computer ffmpeg"

    def serve(path, seconds, changes):
        home.env["PATH"] = path
        process = home.serve()
        heard = home.await_heard(key, changes, seconds)
        return process, heard

    process, heard = serve(without, 38, ["fired"])
    RESULTS.check(case, "fires", heard, home.log())
    check_pending(case, home, key)
    process.stop()
    for _ in range(2):
        process, _ = serve(without, 1, ["fired"])
        time.sleep(4)
        process.stop()
    RESULTS.check(case, "a restart while it is still missing is no news", home.heard(key) == ["fired"], home.heard(key))
    process, _ = serve(with_it, 8, ["fired", "resolved"])
    RESULTS.check(case, "is resolved once it is there", home.heard(key)[-1:] == ["resolved"], home.heard(key))
    process.stop()
    process, heard = serve(without, 38, ["fired", "resolved", "fired"])
    check_cycle(case, home, key, ["fired", "resolved", "fired"])
    RESULTS.note(case, f"alerts of this computer: {Counter((l['key'], l['change']) for l in home.log())}")
    process.stop()


def disk(program, folder, patterns):
    """Below 1 GiB, and full; needs a mount namespace."""
    case = "disk"
    place = os.path.join(folder, "disk")
    os.mkdir(place)
    mount = lambda *words: subprocess.run(["mount", *words], check=True, capture_output=True)
    mount("-t", "tmpfs", "-o", "size=2g", "tmpfs", place)
    home = Home(program, os.path.join(place, "home"))
    os.mkdir(home.folder)
    key = "resource computer disk"
    serve = home.serve()
    time.sleep(3)
    RESULTS.check(case, "2 GiB are enough", home.heard(key) == [], home.heard(key))
    for n in (1, 2):
        mount("-o", "remount,size=64m", place)
        RESULTS.check(case, "64 MiB: fires", home.await_heard(key, ["fired", "resolved"] * (n - 1) + ["fired"], 15), home.heard(key))
        mount("-o", "remount,size=2g", place)
        RESULTS.check(case, "2 GiB: is resolved", home.await_heard(key, ["fired", "resolved"] * n, 15), home.heard(key))
    check_cycle(case, home, key, ["fired", "resolved"] * 2, serve)
    case = "full disk"
    sim = Devices(Home(program, folder), 13).start("lie")
    mount("-o", "remount,size=64m", place)
    with open(os.path.join(place, "filler"), "wb") as filler:
        try:
            while True:
                filler.write(b"x" * 65536)
                filler.flush()
        except OSError:
            pass
    # whatever is left of the pages that the store holds
    jobs = home.upload(sim.address, patterns.get(12))
    RESULTS.note(case, f"uploads: {Counter((j['outcome'], (j.get('error') or {}).get('code')) for j in jobs)}")
    time.sleep(30)
    store = lambda: [(e["key"], e["change"]) for e in serve.all(lambda e: e["event"] == "alert" and e["key"] != key)]
    RESULTS.check(case, "the store that cannot be written fires once", Counter(c for k, c in store() if "store" in k) == {"firing": 1},
                  Counter(store()))
    os.remove(os.path.join(place, "filler"))
    mount("-o", "remount,size=2g", place)
    time.sleep(STORE_IS_WELL + 14)
    RESULTS.check(case, "and is resolved once", Counter(c for k, c in store() if "store" in k) == {"firing": 1, "resolved": 1}, Counter(store()))
    RESULTS.note(case, f"printed: {Counter(store())}")
    sim.stop()
    serve.stop()


def locked_store(program, folder, patterns):
    """Another program holds the store for writing."""
    case = "store locked"
    home = Home(program, os.path.join(folder, "locked"))
    os.mkdir(home.folder)
    sim = Devices(home, 14).start("lie")
    serve = home.serve()
    main = Main.__new__(Main)
    main.home = home
    held = sqlite3.connect(main.database(), isolation_level=None)
    home.upload(sim.address, patterns.get(6))
    held.execute("BEGIN IMMEDIATE")
    time.sleep(25)
    held.execute("ROLLBACK")
    held.close()
    time.sleep(STORE_IS_WELL + 8)
    seen = [(e["key"], e["change"]) for e in serve.all(lambda e: e["event"] == "alert")]
    RESULTS.note(case, f"heard: {Counter(seen)}")
    counts = Counter(change for key, change in seen if "store" in key)
    RESULTS.check(case, "fires at most once and is resolved", counts in ({}, {"firing": 1, "resolved": 1}), counts)
    rate = f"high_error_rate {sim.id}"
    RESULTS.check(case, "the alert of that time is in the list", rate in [a["key"] for a in home.alerts()], [a["key"] for a in home.alerts()])
    time.sleep(62 - time.time() % 60)
    found = [e["hour"]["failed"] for e in home.run("metrics") if e.get("id") == sim.id]
    RESULTS.check(case, "no upload of that time is lost", found == [6], found)
    serve.stop()
    sim.stop()


def keepers(program, folder, patterns):
    case = "two serves"
    home = Home(program, os.path.join(folder, "keepers"))
    os.mkdir(home.folder)
    sim = Devices(home, 15).start("lie")
    locked = Devices(home, 15, 2).start("pin:1234")
    first = home.serve()
    second = home.serve()
    roles = [s.until(lambda e: e["event"] == "started", 1)["keeper"] for s in (first, second)]
    RESULTS.check(case, "the second is a guest", roles == [True, False], roles)
    row, rate, pin = f"repeated_failure {sim.id}", f"high_error_rate {sim.id}", f"repeated_failure {locked.id} device.locked"
    home.upload(sim.address, patterns.get(7))
    home.upload(locked.address, patterns.get(1), "--pin-stdin", stdin="1234\n")  # a locked device says its id to those who know the PIN
    home.upload(locked.address, patterns.get(1), "--pin-stdin", stdin="1111\n")
    home.await_heard(row, ["fired"], 40)
    time.sleep(62 - time.time() % 60)
    home.upload(sim.address, patterns.get(2))
    time.sleep(3)
    first.kill()
    RESULTS.check(case, "the guest takes over within 8 s", bool(second.until(lambda e: e["event"] == "keeper", 8)), second.events[-3:])
    time.sleep(6)
    for name, key in (("failures in a row", row), ("error rate", rate), ("refused PIN", pin)):
        RESULTS.check(case, f"{name}: nothing has changed for the device, so nothing is heard", home.heard(key) == ["fired"], home.heard(key))
    failed = [e["hour"]["failed"] for e in home.run("metrics") if e.get("id") == sim.id]
    RESULTS.check(case, "kill -9 loses at most the last minute", bool(failed) and 7 <= failed[0] <= 9, failed)
    RESULTS.note(case, f"failed after kill -9: {failed} of 9")
    ids = [a["id"] for a in home.alerts()]
    home.upload(sim.address, patterns.get(1))
    time.sleep(3)
    RESULTS.check(case, "no id is given twice", len(ids) == len(set(ids)), ids)
    second.stop()
    sim.stop()
    locked.stop()


def restart(program, folder, patterns):
    """The keeper itself sends, since only it knows uptimes: it resumes an upload during which the device starts again."""
    case = "restart"
    home = Home(program, os.path.join(folder, "restart"))
    os.mkdir(home.folder)
    sim = Devices(home, 16).start("slow:10", "reboot-at:120000x1")
    upload = home.begin_upload([sim.address], patterns.get(1, frames=300))
    upload.until(lambda e: e["event"] == "progress" and e.get("sent", 0) > 20000, 20)
    time.sleep(6)
    upload.kill()
    time.sleep(15)  # a longer uptime than the one after the restart
    serve = home.serve()
    key = f"timeout {sim.id} restarted"
    RESULTS.check(case, "fires", home.await_heard(key, ["fired"], 75), home.log())
    lines = home.log(key)
    RESULTS.check(case, "is an info", [l["severity"] for l in lines] == ["info"], lines)
    RESULTS.note(case, f"serve: {[e.get('outcome') for e in serve.all(lambda e: e['event'] == 'job')]}")
    serve.stop()
    sim.stop()


def at_once(cases):
    def guarded(name, case):
        try:
            case()
        except Exception as error:  # a case that breaks is a fault, and the others go on
            RESULTS.check(name, "runs to its end", False, repr(error))
    threads = [threading.Thread(target=guarded, args=case) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    program, wanted = os.path.abspath(sys.argv[1]), set(sys.argv[2:])
    if "DRIVE_MOUNTS" not in os.environ:
        os.environ["DRIVE_MOUNTS"] = "own"
        words = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
        os.execvp("unshare", [*words, "--propagation", "private", sys.executable, *sys.argv])
    folder = tempfile.mkdtemp(prefix="alerts-")
    patterns = Patterns(folder)
    watchdog = threading.Timer(LIMIT + 60, lambda: os._exit(2) if not end_all() else None)
    watchdog.daemon = True
    watchdog.start()
    try:
        shared = Main(program, folder, patterns)
        alone = {"dependency": dependency, "disk": disk, "locked_store": locked_store, "keepers": keepers, "restart": restart}
        cases = [(name, lambda case=case: case(program, folder, patterns)) for name, case in alone.items()
                 if not wanted or name in wanted]
        if not wanted or wanted - set(alone):
            cases.insert(0, ("main", lambda: shared.run(wanted)))
        at_once(cases)
    finally:
        end_all()
        subprocess.run(["umount", os.path.join(folder, "disk")], capture_output=True)
        if os.environ.get("DRIVE_KEEP"):
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{RESULTS.passed} ok, {RESULTS.failed} faults, {clock():.0f} s")
    sys.exit(1 if RESULTS.failed else 0)


def end_all():
    for process in Process.everyone:
        if process.child.poll() is None:
            process.send(signal.SIGCONT)
            process.child.kill()
            process.child.wait()


if __name__ == "__main__":
    main()
