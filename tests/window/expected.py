#!/usr/bin/env python3
"""What a 16 x 16 device has to store when an animated GIF of 16 x 16 pixels is sent to it: written here a second time,
from the description of the wire format and with another GIF decoder (ImageMagick), so that no mistake is shared.

usage: expected.py FILE.gif OUT.bin
"""

import os
import struct
import subprocess
import sys

SIDE = 16


def imagemagick(tool, *arguments):
    # the one of the distribution, whatever else is called so on this machine
    path = "/usr/bin:" + os.environ["PATH"]
    return subprocess.run([tool, *arguments], env={**os.environ, "PATH": path}, check=True, stdout=subprocess.PIPE).stdout


def main(gif, out):
    lines = imagemagick("identify", "-format", "%W %H %T\n", gif).decode().split("\n")
    sizes = {tuple(line.split()[:2]) for line in lines if line}
    if sizes != {(str(SIDE), str(SIDE))}:
        sys.exit(f"{gif} is not {SIDE} x {SIDE}: {sizes}")
    delays = [10 * int(line.split()[2]) for line in lines if line]  # hundredths of a second
    pixels = imagemagick("convert", gif, "-coalesce", "-background", "black", "-alpha", "remove", "-depth", "8", "rgb:-")
    frame = 3 * SIDE * SIDE
    if len(pixels) != frame * len(delays):
        sys.exit(f"{len(pixels)} bytes for {len(delays)} frames")
    wire = struct.pack("<HH", SIDE * SIDE, len(delays))
    for n, delay in enumerate(delays):
        wire += struct.pack("<H", delay) + pixels[n * frame : (n + 1) * frame]
    with open(out, "wb") as file:
        file.write(wire)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
