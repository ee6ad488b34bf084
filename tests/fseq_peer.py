"""Reads the sequences that `convert --to fseq` and `--to fseq-none` write, by the rules of the format alone.

Usage: python3 tests/fseq_peer.py PROGRAM        (PyPI: zstandard)

For several sizes: raw frames -> PROGRAM convert -> .fseq -> this reader; the bytes must be the same. Exits non-zero otherwise.
"""

import pathlib
import random
import struct
import subprocess
import sys
import tempfile

import zstandard


def read(path):
    """Channel bytes of all frames, channels, frames, step in ms."""
    data = path.read_bytes()
    magic, start, minor, major, tables, channels, frames, step = struct.unpack_from("<4sHBBHIIB", data)
    assert (magic, major, minor) == (b"PSEQ", 2, 0), (magic, major, minor)
    packing, blocks, ranges = data[20], data[21], data[22]
    assert tables == 32 + 8 * blocks + 6 * ranges and start % 4 == 0 and tables <= start
    assert struct.unpack_from("<Q", data, 24)[0] != 0
    at, out, next_frame = start, b"", 0
    if packing == 0:
        assert blocks == 0
        out, at = data[start:], len(data)
    for line in range(blocks):
        first, length = struct.unpack_from("<II", data, 32 + 8 * line)
        assert first == next_frame and length > 0, "blocks follow each other"
        block = zstandard.ZstdDecompressor().decompress(data[at : at + length], max_output_size=channels * frames)
        assert len(block) % channels == 0, "whole frames"
        next_frame += len(block) // channels
        out, at = out + block, at + length
    assert at == len(data), "nothing behind the frames"
    assert len(out) == channels * frames
    return out, channels, frames, step


def main(program):
    rng = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for leds, frames in [(1, 1), (7, 10), (100, 11), (512, 300), (3, 20000), (40000, 30)]:
            raw = rng.randbytes(leds * 3 * 8) * ((frames + 7) // 8)
            raw = raw[: leds * 3 * frames]
            source = folder / "source.rgb"
            source.write_bytes(raw)
            for form in ["fseq", "fseq-none"]:
                out = folder / "out.fseq"
                command = [program, "--loopback-only", "--home", str(folder), "convert", str(source), str(out)]
                options = ["--as", "raw", "--leds", str(leds), "--delay", "25", "--to", form, "--force"]
                subprocess.run(command + options, check=True, capture_output=True)
                got = read(out)
                assert got == (raw, leds * 3, frames, 25), (leds, frames, form, got[1:])
                print(f"{form}: {leds} LEDs x {frames} frames, {out.stat().st_size} bytes: the same")


if __name__ == "__main__":
    main(sys.argv[1])
