"""Reads the sequences that `convert --to fseq` and `--to fseq-none` write, by the rules of the format alone.

Usage: python3 tests/fseq_peer.py PROGRAM        (PyPI: zstandard)

For several sizes: raw frames -> PROGRAM convert -> .fseq -> this reader; the bytes must be the same. Then sequences that are
made here -> PROGRAM convert -> sequences: headers and frames must be the same. Exits non-zero otherwise.
"""

import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import zlib

import zstandard


def read(path, minor=0):
    """Channel bytes of all frames, channels, frames, step in ms."""
    data = path.read_bytes()
    magic, start, least, major, tables, channels, frames, step = struct.unpack_from("<4sHBBHIIB", data)
    assert (magic, major, least) == (b"PSEQ", 2, minor), (magic, major, least)
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


def sequence(rng, channels, frames, step, ranges, extras, minor, packing):
    """A sequence with all that a header may say: its bytes, and those of its frames."""
    data = rng.randbytes(channels * frames)
    cuts = [0] if frames < 3 else [0, 2]
    blocks = []
    if packing:
        compress = zstandard.ZstdCompressor().compress if packing == 1 else zlib.compress
        ends = cuts[1:] + [frames]
        blocks = [compress(data[a * channels : b * channels]) for a, b in zip(cuts, ends)]
    tables = 32 + 8 * len(blocks) + 6 * len(ranges)
    start = -(-(tables + len(extras)) // 4) * 4
    head = struct.pack("<4sHBBHIIBB", b"PSEQ", start, minor, 2, tables, channels, frames, step, 0)
    head += struct.pack("<BBBBQ", packing, len(blocks), len(ranges), 0, rng.getrandbits(63) + 1)
    head += b"".join(struct.pack("<II", cut, len(block)) for cut, block in zip(cuts, blocks))
    head += b"".join(struct.pack("<I", a)[:3] + struct.pack("<I", n)[:3] for a, n in ranges)
    head += extras
    return head.ljust(start, b"\0") + (b"".join(blocks) if packing else data), data


def kept(data):
    """All that a sequence says beside where things are: version, channels, frames, step, flags, number, ranges, headers."""
    start, tables, blocks, ranges = struct.unpack_from("<HxxH", data, 4) + (data[21], data[22])
    at = 32 + 8 * blocks
    assert tables == at + 6 * ranges
    return data[:4], data[6:8], data[10:20], data[22:32], data[at:tables], data[tables:start].rstrip(b"\0")


def one_from_another(program, folder, rng):
    """Sequences that are made here become sequences."""
    text = lambda code, text: struct.pack("<H", len(text) + 4) + code + text
    extras = [
        b"",
        text(b"mf", b"C:\\Users\\x\\show.mp3\0") + text(b"sp", b"xLights Windows 2023.20 64bit\0"),
        text(b"sp", b"Vixen 3\0") + text(b"FC", b"\1\2\3") + text(b"zz", b"\xff" * 300),
    ]
    ranges = {200: [(1000, 120), (7, 80)], 49: [(0xFF0000, 49)]}
    source, out = folder / "in.fseq", folder / "out.fseq"
    for channels, frames in [(1, 1), (2, 5), (48, 30), (49, 7), (200, 100), (3001, 9)]:
        for packing in [0, 1, 2]:
            for number, extra in enumerate(extras):
                some = ranges.get(channels, []) if number else []
                step = [20, 25, 7, 255][(channels + number) % 4]
                file, data = sequence(rng, channels, frames, step, some, extra, number % 3, packing)
                source.write_bytes(file)
                for form, packs in [("fseq", packing > 0), ("fseq-none", False), ("fseq-zstd", True)]:
                    convert(program, folder, source, out, ["--to", form])
                    got = out.read_bytes()
                    assert kept(got) == kept(file), (channels, packing, form)
                    assert (got[20] == 1) == packs
                    assert read(out, minor=number % 3) == (data, channels, frames, step)
                    assert packing or packs or got == file, "an uncompressed sequence becomes itself"
    print("sequences from sequences: the same headers, the same frames")


def convert(program, folder, source, out, options):
    command = [program, "--loopback-only", "--home", str(folder), "convert", str(source), str(out)]
    subprocess.run(command + options + ["--force"], check=True, capture_output=True)


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
                options = ["--as", "raw", "--leds", str(leds), "--delay", "25", "--to", form]
                convert(program, folder, source, out, options)
                got = read(out)
                assert got == (raw, leds * 3, frames, 25), (leds, frames, form, got[1:])
                print(f"{form}: {leds} LEDs x {frames} frames, {out.stat().st_size} bytes: the same")
        one_from_another(program, folder, rng)


if __name__ == "__main__":
    main(sys.argv[1])
