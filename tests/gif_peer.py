#!/usr/bin/env python3
"""An independent reader (Pillow) of the GIFs that this program writes: makes pictures, lets BINARY convert them, and compares
every pixel and the time of every frame with what went in.

usage: gif_peer.py BINARY     (like target/debug/upload-bridge; needs `pip install pillow`)
Exits 0 when everything came back, 1 otherwise.
"""

import os
import random
import subprocess
import sys
import tempfile

from PIL import Image, ImageSequence

DELAY = 40  # ms of each frame


def frames(width, height, count, colours, changes, seed):
    """Frames of at most `colours` colours each; from one to the next `changes` pixels change, or all where it is None."""
    pick = random.Random(seed)
    palette = [bytes(pick.randrange(256) for _ in range(3)) for _ in range(colours)]
    pixels = [pick.choice(palette) for _ in range(width * height)]
    for _ in range(count):
        yield b"".join(pixels)
        if changes is None:
            palette = [bytes(pick.randrange(256) for _ in range(3)) for _ in range(colours)]
            pixels = [pick.choice(palette) for _ in pixels]
        else:
            for _ in range(changes):
                pixels[pick.randrange(len(pixels))] = pick.choice(palette)


def convert(binary, folder, width, height, wanted):
    source, target = os.path.join(folder, "in.bin"), os.path.join(folder, "out.gif")
    open(source, "wb").write(b"".join(wanted))
    options = ["--as", "raw", "--matrix", f"{width}x{height}", "--from-wiring", "rows-tl", "--delay", str(DELAY), "--force"]
    subprocess.run([binary, "convert", source, target, *options], check=True, stdout=subprocess.DEVNULL)
    return target


def merged(pictures):
    """Equal neighbours as one: Pillow gives them back that way."""
    out = []
    for ms, rgb in pictures:
        if out and out[-1][1] == rgb:
            out[-1] = (out[-1][0] + ms, rgb)
        else:
            out.append((ms, rgb))
    return out


def compare(binary, folder, case):
    width, height = case[:2]
    wanted = list(frames(*case))
    with Image.open(convert(binary, folder, width, height, wanted)) as gif:
        if gif.info.get("loop") != 0:
            sys.exit(f"{case}: does not loop for ever")
        got = [(frame.info["duration"], frame.convert("RGB").tobytes()) for frame in ImageSequence.Iterator(gif)]
    if merged(got) != merged((DELAY, rgb) for rgb in wanted):
        sys.exit(f"{case}: not what went in")


def main(binary):
    shapes = [(16, 16), (1, 90), (90, 1), (300, 3), (33, 17)]
    cases = [
        (width, height, 12, colours, changes, seed)
        for seed, (width, height) in enumerate(shapes)
        for colours in (1, 2, 5, 256)
        for changes in (0, 1, 40, None)
    ]
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            compare(binary, folder, case)
    print(f"{len(cases)} GIFs: every pixel and every duration came back")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
