#!/usr/bin/env python3
"""An independent tus client (tuspy) against a native level 2 device: uploads FILE in pieces, is stopped in the middle,
goes on with a new client from the stored address, and compares what the device gives back.

usage: tus_peer.py URL FILE     (URL like http://127.0.0.1:8080; needs `pip install tuspy`)
Exits 0 when every byte came back, 1 otherwise.
"""

import hashlib
import http.client
import json
import os
import sys
import tempfile
import urllib.parse

from tusclient import client
from tusclient.fingerprint import fingerprint
from tusclient.storage import filestorage

PIECE = 4096  # small, so that there is a middle to stop in
NAME = "tus_peer"


def get(url, path):
    where = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def uploader(url, file, folder):
    """A client with nothing in memory: it knows only what is stored in `folder`."""
    digest = hashlib.sha256(open(file, "rb").read()).hexdigest()
    return client.TusClient(url + "/api/files").uploader(
        file,
        chunk_size=PIECE,
        store_url=True,
        url_storage=filestorage.FileStorage(os.path.join(folder, "urls")),
        fingerprinter=fingerprint.Fingerprint(),
        metadata={"filename": NAME, "sha256": digest},
    )


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: got {got!r}, wanted {wanted!r}")


def main(url, file):
    url = url.rstrip("/")
    content = open(file, "rb").read()
    if len(content) < 3 * PIECE:
        sys.exit(f"{file} is too short to be stopped in the middle: {len(content)} bytes")
    with tempfile.TemporaryDirectory() as folder:
        first = uploader(url, file, folder)
        middle = len(content) // 2
        first.upload(stop_at=middle)
        stopped, address = first.offset, first.url
        del first
        status = json.loads(get(url, "/api/status")[1])
        expect("offset in the status", status["upload"]["offset"], stopped)

        second = uploader(url, file, folder)
        expect("address of the resumed upload", second.url, address)
        expect("offset of the resumed upload", second.offset, stopped)
        second.upload()
        expect("offset at the end", second.offset, len(content))

    status, back = get(url, f"/api/patterns/{NAME}")
    expect("status of the read-back", status, 200)
    expect("bytes that came back", hashlib.sha256(back).hexdigest(), hashlib.sha256(content).hexdigest())
    listed = json.loads(get(url, "/api/patterns")[1])["patterns"]
    expect("names in the library", [p["name"] for p in listed if p["name"] == NAME], [NAME])
    print(f"{len(content)} bytes went up, stopped at {stopped}, went on, and came back the same")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
