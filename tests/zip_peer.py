#!/usr/bin/env python3
"""An independent reader (Python's zipfile) of the diagnostics bundle: saves one with BINARY, opens it without the app, and
compares it with what was listed.

usage: zip_peer.py BINARY     (like target/debug/upload-bridge)
Exits 0 when everything agrees, 1 otherwise.
"""

import json
import os
import stat
import subprocess
import sys
import tempfile
import zipfile


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        home, out = os.path.join(folder, "home"), os.path.join(folder, "out.zip")
        command = [binary, "diagnostics", out, "--json", "--home", home]
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        listed = [json.loads(line) for line in run.stdout.splitlines()]
        saved = listed.pop()
        assert saved["event"] == "saved" and saved["bytes"] == os.path.getsize(out), saved
        assert stat.S_IMODE(os.stat(out).st_mode) == 0o600, oct(os.stat(out).st_mode)
        with zipfile.ZipFile(out) as bundle:
            assert bundle.testzip() is None, bundle.testzip()
            sizes = [(info.filename, info.file_size) for info in bundle.infolist()]
            assert sizes == [(file["name"], file["bytes"]) for file in listed], (sizes, listed)
            readme = bundle.read("README.txt").decode("utf-8")
            for info in bundle.infolist():
                text = bundle.read(info).decode("utf-8")
                assert info.filename == "README.txt" or info.filename in readme, info.filename
                assert info.date_time[0] >= 2026, info.date_time
                if info.filename.endswith(".json"):
                    json.loads(text)
            doctor = json.loads(bundle.read("doctor.json"))
            assert {check["check"] for check in doctor["checks"]} >= {"ffmpeg", "keyring", "mdns", "store"}, doctor
    print(f"{len(sizes)} files of a bundle are what was listed")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
