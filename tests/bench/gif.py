#!/usr/bin/env python3
"""Pillow as the peer of the GIF benchmark: encodes the frames of FRAMES (bare RGB) once for every line on stdin.

usage: gif.py WIDTH HEIGHT DELAY_MS FRAMES GIF
Answers each line with the seconds that it took; the last GIF stays in the file GIF. Pictures are made before the clock runs.
"""

import io
import sys
import time

from PIL import Image


def main(width, height, delay, source, target):
    size = width * height * 3
    rgb = open(source, "rb").read()
    pictures = [Image.frombytes("RGB", (width, height), rgb[at : at + size]) for at in range(0, len(rgb), size)]
    print("ready", flush=True)
    for _ in sys.stdin:
        out = io.BytesIO()
        start = time.perf_counter()
        pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=delay, loop=0)
        print(time.perf_counter() - start, flush=True)
        open(target, "wb").write(out.getvalue())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), *sys.argv[4:6])
