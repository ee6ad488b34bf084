"""What a shape is: a small sketch of our own, where the real ones stand, and what has to be read from it.

Nothing here knows the program's readers: expected values are computed from the drawing, never from the text of the sketch.
"""

import hashlib
import struct

R, G, B, W, K = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)
Y, C, M = (255, 255, 0), (0, 255, 255), (255, 0, 255)
T = (1, 2, 3)  # a colour that no short encoding holds: shows that all 24 bits came through
O = (255, 128, 0)

# Drawings, row by row from the top left. No two are equal when turned or mirrored, so that a wrong order is seen.
TWO = [R, G, B, W]  # 2x2
THREE = [R, G, B, W, K, Y]  # 3x2
THREE_B = [C, K, M, R, W, G]  # 3x2, the second frame
FOUR = [R, R, G, B, K, W, W, Y, C, K, K, M]  # 4x3
FOUR_B = [K, R, R, G, B, K, W, W, Y, C, K, K]  # 4x3, the second frame

# 1 bit: a lit LED is "#". No symmetry at all.
ARROW = ["..#.....", ".##.....", "########", "########", ".##....#", "..#...#.", "......#.", "#......."]
STAIRS = ["#.......", "##......", "###.....", "####....", "....#...", ".....##.", ".......#", "#.#.#..."]

DELAY = 20  # ms, where a file stores none
STILL = 1000  # ms, of a still picture (PNG, JPEG, BMP, WebP)

KINDS = {1: "files", 2: "encodings", 3: "dimensions", 4: "colours", 5: "arrays"}


def content(frames, delays=DELAY):
    """First 16 hex digits of SHA-256 over u32 LE LEDs, u32 LE frames, and per frame u32 LE ms and its R,G,B bytes."""
    if isinstance(delays, int):
        delays = [delays] * len(frames)
    data = struct.pack("<II", len(frames[0]), len(frames))
    for pixels, ms in zip(frames, delays, strict=True):
        assert len(pixels) == len(frames[0])
        data += struct.pack("<I", ms) + b"".join(bytes(pixel) for pixel in pixels)
    return hashlib.sha256(data).hexdigest()[:16]


def lit(rows, on=W, off=K):
    """The pixels of a drawing in "#" and "."."""
    return [on if cell == "#" else off for row in rows for cell in row]


def turned(pixels, width):
    """The picture with rows and columns swapped."""
    height = len(pixels) // width
    return [pixels[y * width + x] for x in range(width) for y in range(height)]


class Reading:
    """One way to read a sketch: frames of pixels, the time of each, and the matrix where it is known."""

    def __init__(self, *frames, delays=DELAY, grid=None):
        self.frames, self.delays, self.grid = frames, delays, grid
        self.content = content(frames, delays)


class Table:
    """All shapes, in the order they were added."""

    def __init__(self):
        self.shapes, self.inputs = [], {}

    def add(
        self,
        kind,
        name,
        text,
        source,
        *readings,
        says=(),
        refusal=None,
        args=(),
        certain=None,
        unsure=False,
        file=None,
    ):
        """Adds a shape.

        readings: the ways it may be read. One: that is the answer. Several: the shape is ambiguous, the first reading of
            the program must be one of them.
        says: words that its line must hold somewhere (reasons, warnings, names), each with alternatives "a|b".
        refusal: words of an error that is right too; the only right answer where there are no readings.
        certain: what the program must say of its own certainty.
        unsure: another first reading is right too, where the program says that it is a guess.
        file: the file's name; the extension decides the language. An input of another shape, where `text` is None.
        """
        file = file or f"{name}.h"
        if text is not None:
            assert file not in self.inputs, file
            self.inputs[file] = text if isinstance(text, bytes) else text.encode()
        expect = {}
        if len(readings) == 1:
            expect["content"] = readings[0].content
        elif readings:
            expect["among"] = list(dict.fromkeys(reading.content for reading in readings))
        for key, of in [("leds", lambda r: len(r.frames[0])), ("frames", lambda r: len(r.frames))]:
            values = {of(reading) for reading in readings}
            if len(values) == 1:
                expect[key] = values.pop()
        grids = {reading.grid for reading in readings}
        if len(grids) == 1 and None not in grids:
            expect["width"], expect["height"] = grids.pop()
        if says:
            expect["says"] = list(says)
        if refusal is not None:
            expect["refusal"] = list(refusal)
        if certain is not None:
            expect["certain"] = certain
        if unsure:
            expect["unsure"] = True
        shape = {"name": name, "kind": kind, "file": file, "source": source, "expect": expect}
        if args:
            shape["args"] = list(args)
        assert name not in [other["name"] for other in self.shapes], name
        assert kind in KINDS and source.startswith("http")
        self.shapes.append(shape)


def hexes(numbers, digits=2, per_line=12, prefix="0x", upper=False, indent="  "):
    """Numbers as tools write them: `0x1f, 0x00, ...` in lines."""
    form = "X" if upper else "x"
    words = [f"{prefix}{number:0{digits}{form}}" for number in numbers]
    lines = [", ".join(words[i : i + per_line]) for i in range(0, len(words), per_line)]
    return ",\n".join(indent + line for line in lines)


def rgb(pixels):
    """Pixels as bytes R,G,B."""
    return [channel for pixel in pixels for channel in pixel]


def packed(pixel):
    """0xRRGGBB."""
    r, g, b = pixel
    return r << 16 | g << 8 | b


def rgb565(pixel):
    """Five bits of red, six of green, five of blue; exact for the colours that are used here."""
    r, g, b = pixel
    return (r >> 3) << 11 | (g >> 2) << 5 | b >> 3


def rgb332(pixel):
    """Three bits of red, three of green, two of blue."""
    r, g, b = pixel
    return (r >> 5) << 5 | (g >> 5) << 2 | b >> 6


def swapped(word):
    """A 16-bit number with its bytes swapped."""
    return word >> 8 | (word & 255) << 8


def row_bytes(rows, msb=True):
    """1 bit a pixel, each row padded to whole bytes."""
    out = []
    for row in rows:
        row = row + "." * (-len(row) % 8)
        for i in range(0, len(row), 8):
            bits = row[i : i + 8] if msb else row[i : i + 8][::-1]
            out.append(int(bits.replace("#", "1").replace(".", "0"), 2))
    return out


def page_bytes(rows):
    """1 bit a pixel, a byte for eight pixels of a column, the upper one lowest: pages of SSD1306."""
    out = []
    for top in range(0, len(rows), 8):
        for x in range(len(rows[0])):
            out.append(sum(1 << i for i, row in enumerate(rows[top : top + 8]) if row[x] == "#"))
    return out
