"""Makes the small files of other programs in `files/`, and `expected.txt`: what each of them shows.

Usage: python3 tests/programs/make.py            (only the standard library)

It draws frames first, writes them as each program writes them, and notes what was drawn; it shares no code with the readers.
A line of `expected.txt`: file, format, LEDs, width x height or -, frames, the first 16 digits of the content, warnings. The
content is the SHA-256 of LEDs, frames (u32 LE each), and for each frame its ms (u32 LE) and its R,G,B bytes.
"""

import base64
import csv
import hashlib
import io
import json
import pathlib
import random
import struct
import zipfile
import zlib

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"
EXPECTED = []


def note(name, data, kind, frames, ms, size=None, warnings=0):
    """Writes a file; `frames` are lists of (r, g, b), `ms` one number or one a frame."""
    if isinstance(data, str):
        data = data.encode()
    (FILES / name).write_bytes(data)
    times = [ms] * len(frames) if isinstance(ms, int) else ms
    leds = len(frames[0])
    digest = hashlib.sha256(struct.pack("<II", leds, len(frames)))
    for frame, time in zip(frames, times, strict=True):
        assert len(frame) == leds
        digest.update(struct.pack("<I", time) + b"".join(bytes(pixel) for pixel in frame))
    matrix = "%dx%d" % size if size else "-"
    EXPECTED.append((name, kind, leds, matrix, len(frames), digest.hexdigest()[:16], warnings))


def drawn(seed, leds, frames):
    """Frames of colours that are all different, so that nothing can change places unseen."""
    dice = random.Random(seed)
    return [[tuple(dice.randrange(256) for _ in range(3)) for _ in range(leds)] for _ in range(frames)]


def table(head, rows, **how):
    out = io.StringIO()
    writer = csv.writer(out, **how)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def channels(leds, order="RGB", first=0):
    return [f"{channel}_{led + first}" for led in range(leds) for channel in order]


def tables():
    flat = lambda frame: [value for pixel in frame for value in pixel]
    frames = drawn(1, 3, 4)
    note("tree_plain.csv", table(channels(3), map(flat, frames)), "csv", frames, 20)

    # the colours of all LEDs one after the other, as a spreadsheet of three parts has them
    frames = drawn(2, 5, 3)
    head = ["FRAME_ID"] + [f"{c}_{n}" for c in "RGB" for n in range(5)] + ["FRAME_TIME"]
    rows = [[i] + [p[c] for c in range(3) for p in f] + [t] for i, (f, t) in enumerate(zip(frames, [10, 250, 40]))]
    note("tree_by_colour.csv", table(head, rows, lineterminator="\n"), "csv", frames, [10, 250, 40])

    # rows in any order: the numbers say which comes first, and equal ones stay as they stand
    frames = drawn(3, 2, 5)
    numbers = [7, -2, 3, 3, 100]
    rows = [[n, *flat(f)] for n, f in zip(numbers, frames)]
    note("tree_unsorted.csv", table(["FRAME_ID", *channels(2)], rows), "csv",
         [frames[i] for i in (1, 2, 3, 0, 4)], 20)

    # seconds, as the first version of the format had them
    frames = drawn(4, 2, 3)
    rows = [[0.033333, *flat(f)] for f in frames]
    note("tree_seconds.csv", table(["FRAME_TIME", *channels(2)], rows), "csv", frames, 33, warnings=1)

    # floats of pandas, and an index column without a name
    frames = drawn(5, 3, 2)
    rows = [[i, float(i), 33.33, *map(float, flat(f))] for i, f in enumerate(frames)]
    note("tree_floats.csv", table(["", "FRAME_ID", "FRAME_TIME", *channels(3)], rows), "csv", frames, 33)

    # a spreadsheet in German: semicolons, commas in fractions, quotes, a mark in front
    frames = drawn(6, 2, 2)
    rows = [["66,7", *flat(f)] for f in frames]
    text = "\ufeff" + table(["FRAME_TIME", *channels(2, "BGR")],
                            [["66,7", *[v for p in f for v in reversed(p)]] for f in frames],
                            delimiter=";", quoting=csv.QUOTE_ALL)
    note("tree_semicolons.csv", text, "csv", frames, 67)

    # LEDs counted from 1, tabs, no line end behind the last row
    frames = drawn(7, 4, 2)
    text = table(channels(4, first=1), map(flat, frames), delimiter="\t", lineterminator="\n").rstrip("\n")
    note("tree_from_one.csv", text, "csv", frames, 20)

    # a strip of 500, as the trees have
    frames = drawn(8, 200, 2)
    note("tree_long.csv", table(["FRAME_ID", *channels(200)], [[i, *flat(f)] for i, f in enumerate(frames)]),
         "csv", frames, 20)


def raw(frame, order=(0, 1, 2)):
    return bytes(pixel[c] for pixel in frame for c in order)


def tpm2(data, kind=0xDA):
    return bytes([0xC9, kind]) + struct.pack(">H", len(data)) + data + b"\x36"


def tpm2_net(data, number, count):
    return bytes([0x9C, 0xDA]) + struct.pack(">H", len(data)) + bytes([number, count]) + data + b"\x36"


def recordings():
    frames = drawn(20, 16, 3)
    note("record_16.tp2", b"".join(tpm2(raw(f)) for f in frames), "tpm2", frames, 20)
    frames = drawn(21, 1, 1)
    note("record_single.tp2", tpm2(raw(frames[0])), "tpm2", frames, 20)
    # more bytes than one byte counts: the high byte comes first
    frames = drawn(22, 300, 2)
    note("record_300.tpm2", b"".join(tpm2(raw(f)) for f in frames), "tpm2", frames, 20)
    # a command in between, which is not a frame
    frames = drawn(23, 4, 3)
    data = tpm2(b"\x01\x02", 0xC0) + tpm2(raw(frames[0])) + tpm2(b"\x80", 0xC0) + b"".join(tpm2(raw(f)) for f in frames[1:])
    note("record_commands.tp2", data, "tpm2", frames, 20, warnings=1)
    # the recorder was stopped in the middle of a frame
    frames = drawn(24, 5, 3)
    data = b"".join(tpm2(raw(f)) for f in frames)
    note("record_stopped.tp2", data[:-9], "tpm2", frames[:2], 20, warnings=1)
    # pixels that look like the ends and beginnings of records
    frames = [[(0xC9, 0xDA, 0x00)] * 3, [(0x36, 0xC9, 0xDA)] * 3, [(0x36, 0x36, 0x36)] * 3]
    note("record_confusing.tp2", b"".join(tpm2(raw(f)) for f in frames), "tpm2", frames, 20)
    # four channels a light: the last LED is filled up
    frames = drawn(25, 3, 2)
    data = b"".join(tpm2(raw(f)[:8]) for f in frames)
    filled = [f[:2] + [(f[2][0], f[2][1], 0)] for f in frames]
    note("record_odd.tp2", data, "tpm2", filled, 20, warnings=1)
    # packets of the network, one a frame and several a frame
    frames = drawn(26, 6, 3)
    note("record_net.tp2", b"".join(tpm2_net(raw(f), 1, 1) for f in frames), "tpm2", frames, 20)
    data = b"".join(tpm2_net(raw(f)[:9], 1, 2) + tpm2_net(raw(f)[9:], 2, 2) for f in frames)
    note("record_net_split.tp2", data, "tpm2", frames, 20)


def eseq(data, stride, start=1, count=None, models=1):
    count = stride if count is None else count
    return b"ESEQ" + struct.pack("<IIII", models, stride, start, count) + data


def effects():
    for seed, name, leds, frames, start in [
        (30, "effect_one.eseq", 1, 1, 1),
        (31, "effect_place.eseq", 4, 3, 1501),
        (32, "effect_many.eseq", 50, 7, 1),
        (33, "effect_zero.eseq", 2, 2, 0),
    ]:
        shown = drawn(seed, leds, frames)
        note(name, eseq(b"".join(map(raw, shown)), leds * 3, start), "eseq", shown, 50, warnings=1)
    # frames are 4 bytes longer than what the effect uses
    shown = drawn(34, 4, 3)
    note("effect_wide.eseq", eseq(b"".join(raw(f) + b"\xaa" * 4 for f in shown), 16, 7, 12), "eseq", shown, 50, warnings=1)
    # a channel count that is no multiple of 3, and a part of a frame at the end
    shown = drawn(35, 2, 2)
    data = b"".join(raw(f)[:5] for f in shown) + b"\x01\x02"
    filled = [[f[0], (f[1][0], f[1][1], 0)] for f in shown]
    note("effect_odd.eseq", eseq(data, 5), "eseq", filled, 50, warnings=3)


def narrow(pixel):
    """RGB565, and the colour that it shows: the nearest of 256 values to each share."""
    r, g, b = pixel[0] >> 3, pixel[1] >> 2, pixel[2] >> 3
    wide = lambda n, most: int(n * 255 / most + 0.5)
    return r << 11 | g << 5 | b, (wide(r, 31), wide(g, 63), wide(b, 31))


def pixelits():
    def both(frames):
        pairs = [[narrow(pixel) for pixel in frame] for frame in frames]
        return [[n for n, _ in f] for f in pairs], [[c for _, c in f] for f in pairs]

    stored, shown = both(drawn(40, 64, 3))
    note("pixelit_icon.json", json.dumps({"bitmapAnimation": {"data": stored, "animationDelay": 150}}),
         "pixelit", shown, 150, (8, 8))
    stored, shown = both(drawn(41, 256, 1))
    bitmap = {"data": stored[0], "position": {"x": 0, "y": 0}, "size": {"width": 32, "height": 8}}
    note("pixelit_screen.json", json.dumps({"sleepMode": False, "brightness": 125, "bitmap": bitmap}, indent=1),
         "pixelit", shown, 1000, (32, 8))
    stored, shown = both(drawn(42, 4, 4))
    data = {"data": stored, "animationDelay": 33, "rubberbanding": True, "limitLoops": 2}
    note("pixelit_rubber.json", json.dumps({"text": {"textString": "[[1]]"}, "bitmapAnimation": data}),
         "pixelit", shown + [shown[2], shown[1]], 33)
    stored, shown = both(drawn(43, 10, 1))
    bitmap = {"data": stored[0], "size": {"width": 5, "height": 2}}
    note("pixelit_small.json", "\ufeff\n" + json.dumps({"bitmap": bitmap}), "pixelit", shown, 1000, (5, 2))
    stored, shown = both(drawn(44, 64, 1))
    entry = {"id": 12, "name": "a \"sun\"", "rgB565Array": json.dumps(stored[0]), "animated": False}
    note("pixelit_gallery.json", json.dumps(entry), "pixelit", shown, 1000, (8, 8))
    stored, shown = both(drawn(45, 64, 2))
    entry = {"id": 13, "name": "sea", "rgB565Array": ",".join(map(json.dumps, stored)), "animated": True}
    note("pixelit_gallery_moving.json", json.dumps(entry), "pixelit", shown, 20, (8, 8))
    stored, shown = both(drawn(46, 3, 2))
    two = [{"data": s, "position": {"x": i, "y": 0}, "size": {"width": 3, "height": 1}} for i, s in enumerate(stored)]
    note("pixelit_two.json", json.dumps({"bitmaps": two}), "pixelit", shown[:1], 1000, (3, 1), warnings=1)


def hexed(pixel):
    return "%02x%02x%02x" % pixel


def wleds():
    dark = (0, 0, 0)
    # every LED by its number, colours as text and as numbers, out of order
    shown = drawn(50, 9, 1)[0]
    order = random.Random(50).sample(range(9), 9)
    items = [x for n in order for x in (n, hexed(shown[n]).upper() if n % 2 else list(shown[n]))]
    note("wled_numbers.json", json.dumps({"seg": {"i": items}}), "wled", [shown], 1000)
    # ranges and colours that follow each other, as converters of pictures write them
    shown = drawn(51, 5, 1)[0]
    runs = [(0, 4), (4, 5), (5, 20), (20, 21), (21, 64)]
    items = [x for (a, b), c in zip(runs, shown) for x in ([a, b, hexed(c)] if b - a > 1 else [hexed(c)])]
    state = {"on": True, "bri": 128, "seg": {"id": 0, "i": items}}
    note("wled_runs.json", json.dumps(state), "wled", [[c for (a, b), c in zip(runs, shown) for _ in range(a, b)]], 1000)
    # a large picture in parts, one state a line
    shown = drawn(52, 256, 1)[0]
    parts = [{"on": True, "seg": {"i": [at, *map(hexed, shown[at:at + 100])]}} for at in (0, 100, 200)]
    note("wled_parts.json", "\n".join(map(json.dumps, parts)), "wled", [shown], 1000)
    # segments of a strip: the second one begins at 10, LEDs between are dark
    a, b = drawn(53, 4, 2)
    segments = [{"id": 0, "start": 0, "stop": 4, "col": [[1, 2, 3]], "i": list(map(hexed, a))},
                {"id": 1, "start": 10, "len": 4, "i": list(map(list, b))}, {"stop": 0}, {"stop": 0}]
    note("wled_segments.json", json.dumps({"seg": segments}), "wled", [a + [dark] * 6 + b], 1000)
    # two segments of a matrix of 5 x 3, one beside the other; the right one is mirrored on the device
    left, right = drawn(54, 6, 1)[0], drawn(55, 9, 1)[0]
    segments = [{"start": 0, "stop": 2, "startY": 0, "stopY": 3, "i": list(map(hexed, left))},
                {"start": 2, "stop": 5, "startY": 0, "stopY": 3, "mi": True, "i": list(map(hexed, right))}]
    rows = [left[y * 2:y * 2 + 2] + right[y * 3:y * 3 + 3] for y in range(3)]
    note("wled_matrix.json", json.dumps({"state": {"seg": segments}, "info": {"ver": "0.15"}}), "wled",
         [sum(rows, [])], 1000, (5, 3), warnings=1)
    # presets.json of a device: an empty one, effects, two pictures, and what some devices hold besides
    one, two = drawn(56, 3, 2)
    presets = {"0": {}, "12": {"n": "Moon", "seg": {"i": list(map(hexed, two))}},
               "3": {"n": "Rainbow", "on": True, "seg": [{"id": 0, "fx": 9, "stop": 30}]},
               "4": {"n": "Sun", "seg": [{"i": list(map(hexed, one))}]}, "5": True, "6": None}
    note("wled_presets.json", json.dumps(presets), "wled", [one], 1000, warnings=1)
    # a white channel, which is not shown, and a preset alone
    shown = drawn(57, 4, 1)[0]
    items = [hexed(c) + "20" for c in shown]
    note("wled_white.json", json.dumps({"n": "White", "seg": {"i": items}}), "wled", [shown], 1000, warnings=1)


def png(w, pixels):
    """A PNG of (r, g, b, a), w to a row."""
    rows = [b"\0" + bytes(v for p in pixels[i:i + w] for v in p) for i in range(0, len(pixels), w)]
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", w, len(rows), 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")


def over(layers, leds):
    """What layers of (opacity 0..1, pixels) show on black: to the nearest step at each layer."""
    nearest = lambda value: int(value + 0.5)
    shown = [(0, 0, 0)] * leds
    for opacity, pixels in layers:
        share = nearest(opacity * 255)
        for i, (r, g, b, a) in enumerate(pixels):
            a = nearest(a * share / 255)
            under = 255 - a
            shown[i] = tuple(min(255, nearest(c * a / 255) + nearest(was * under / 255)) for c, was in zip((r, g, b), shown[i]))
    return shown


def sheer(seed, leds, frames):
    """Pixels with opacity: some clear, some opaque, some between."""
    dice = random.Random(seed)
    return [[(*(dice.randrange(256) for _ in range(3)), dice.choice([0, 255, 255, dice.randrange(256)]))
             for _ in range(leds)] for _ in range(frames)]


def sheet(frames, w, h, columns):
    """A PNG with frames in columns and rows, and its layout: the numbers column by column."""
    rows = len(frames) // columns
    pixels = []
    for row in range(rows):
        for y in range(h):
            for column in range(columns):
                pixels += frames[row * columns + column][y * w:(y + 1) * w]
    layout = [[row * columns + column for row in range(rows)] for column in range(columns)]
    return {"layout": layout, "base64PNG": "data:image/png;base64," + base64.b64encode(png(w * columns, pixels)).decode()}


def piskels():
    def project(name, w, h, fps, layers, shown, warnings=0, version=2, **more):
        texts = [json.dumps(layer) for layer in layers]
        data = {"name": "x", "description": "a \"b\"", "fps": fps, "height": h, "width": w, "layers": texts, **more}
        note(name, json.dumps({"modelVersion": version, "piskel": data}), "piskel", shown,
             int(1000 / fps + 0.5) if fps else 1000, (w, h), warnings)

    layer = lambda opacity, count, *chunks: {"name": "L", "opacity": opacity, "frameCount": count, "chunks": list(chunks)}
    a = sheer(60, 6, 1)
    project("piskel_still.piskel", 3, 2, 12, [layer(1, 1, sheet(a, 3, 2, 1))], [over([(1, a[0])], 6)], hiddenFrames=[""])
    a, b, c = sheer(61, 12, 4), sheer(62, 12, 4), sheer(63, 12, 4)
    project("piskel_layers.piskel", 4, 3, 7, [layer(1, 4, sheet(a, 4, 3, 4)), layer(0.4, 4, sheet(b, 4, 3, 4)), layer(0.85, 4, sheet(c, 4, 3, 4))],
            [over([(1, a[i]), (0.4, b[i]), (0.85, c[i])], 12) for i in range(4)])
    # sheets of several rows, frames not in order, two sheets a layer
    a = sheer(64, 4, 6)
    chunks = [sheet([a[i] for i in (5, 0, 3, 2)], 2, 2, 2), sheet([a[1], a[4]], 2, 2, 1)]
    chunks[0]["layout"] = [[5, 3], [0, 2]]
    chunks[1]["layout"] = [[1, 4]]
    project("piskel_chunks.piskel", 2, 2, 25, [layer(1, 6, *chunks)], [over([(1, f)], 4) for f in a])
    # hidden frames
    a = sheer(65, 4, 5)
    project("piskel_hidden.piskel", 4, 1, 10, [layer(1, 5, sheet(a, 4, 1, 5))],
            [over([(1, a[i])], 4) for i in (0, 3, 4)], 1, hiddenFrames=[2, 1])
    # the first version of the format: one sheet a layer, no layout
    a, b = sheer(66, 4, 3), sheer(67, 4, 3)
    old = lambda opacity, frames: {"name": "L", "opacity": opacity, "frameCount": 3, "base64PNG": sheet(frames, 2, 2, 3)["base64PNG"]}
    project("piskel_old.piskel", 2, 2, 24, [old(1, a), old(0.5, b)],
            [over([(1, a[i]), (0.5, b[i])], 4) for i in range(3)], version=1)
    # a layer with fewer frames than the others, no speed
    a, b = sheer(68, 2, 3), sheer(69, 2, 1)
    project("piskel_short.piskel", 2, 1, 0, [layer(1, 3, sheet(a, 2, 1, 3)), layer(1, 1, sheet(b, 2, 1, 1))],
            [over([(1, a[0]), (1, b[0])], 2), over([(1, a[1])], 2), over([(1, a[2])], 2)])


class Ase:
    """Writes projects of Aseprite as its specification says."""

    def __init__(self, w, h, depth=32, flags=1, transparent=0):
        self.size, self.depth, self.flags, self.transparent, self.frames = (w, h), depth, flags, transparent, []

    def frame(self, ms, *chunks):
        self.frames.append((ms, chunks))

    @staticmethod
    def chunk(kind, data):
        return struct.pack("<IH", len(data) + 6, kind) + data

    def layer(self, opacity=255, flags=1, kind=0, level=0, blend=0, name="Layer \u00e9"):
        name = name.encode()
        return self.chunk(0x2004, struct.pack("<HHHHHHB3xH", flags, kind, level, 0, 0, blend, opacity, len(name)) + name)

    def cel(self, layer, w, h, data, x=0, y=0, opacity=255, rise=0, packed=True):
        head = struct.pack("<HhhBHh5xHH", layer, x, y, opacity, 2 if packed else 0, rise, w, h)
        return self.chunk(0x2005, head + (zlib.compress(data, 9) if packed else data))

    def link(self, layer, frame):
        return self.chunk(0x2005, struct.pack("<HhhBHh5xH", layer, 0, 0, 255, 1, 0, frame))

    def palette(self, colours, first=0):
        entries = b"".join(struct.pack("<H", 1) + bytes(c) + struct.pack("<H", 2) + b"ab" if i % 2 else struct.pack("<H", 0) + bytes(c)
                           for i, c in enumerate(colours))
        return self.chunk(0x2019, struct.pack("<III8x", first + len(colours), first, first + len(colours) - 1) + entries)

    def bytes(self):
        body = b""
        for ms, chunks in self.frames:
            data = b"".join(chunks)
            body += struct.pack("<IHHH2xI", len(data) + 16, 0xF1FA, len(chunks), ms, len(chunks)) + data
        head = struct.pack("<IHHHHHIH8xB3xHBB", len(body) + 128, 0xA5E0, len(self.frames), *self.size, self.depth, self.flags, 100,
                           self.transparent, 0, 1, 1)
        return head.ljust(128, b"\0") + body


def aseprites():
    plain = lambda pixels: bytes(v for p in pixels for v in p)
    # one layer, frames of their own durations
    a = sheer(80, 12, 3)
    ase = Ase(4, 3)
    for i, (ms, pixels) in enumerate(zip((50, 120, 7), a)):
        ase.frame(ms, *([ase.layer()] if i == 0 else []), ase.cel(0, 4, 3, plain(pixels)))
    note("ase_plain.aseprite", ase.bytes(), "aseprite", [over([(1, f)], 12) for f in a], [50, 120, 7], (4, 3))
    # layers with opacity, linked pictures, one that is not packed, one that is hidden
    low, high, hidden = sheer(81, 6, 2), sheer(82, 6, 2), sheer(83, 6, 1)
    ase = Ase(3, 2)
    ase.frame(100, ase.layer(), ase.layer(opacity=102), ase.layer(flags=2), ase.cel(0, 3, 2, plain(low[0])),
              ase.cel(1, 3, 2, plain(high[0]), packed=False), ase.cel(2, 3, 2, plain(hidden[0])))
    ase.frame(100, ase.link(0, 0), ase.cel(1, 3, 2, plain(high[1])))
    ase.frame(100, ase.cel(0, 3, 2, plain(low[1])), ase.link(1, 1))
    pairs = [(low[0], high[0]), (low[0], high[1]), (low[1], high[1])]
    note("ase_layers.ase", ase.bytes(), "aseprite", [over([(1, l), (0.4, h)], 6) for l, h in pairs], 100, (3, 2))
    # small pictures on a larger canvas, partly outside
    (dot,), (bar,) = sheer(84, 4, 1), sheer(85, 8, 1)
    ase = Ase(5, 3)
    ase.frame(80, ase.layer(), ase.cel(0, 2, 2, plain(dot), x=-1, y=2))
    ase.frame(80, ase.cel(0, 4, 2, plain(bar), x=3, y=-1))
    clear = (0, 0, 0, 0)
    one, two = [clear] * 15, [clear] * 15
    one[10] = dot[1]
    two[3], two[4] = bar[4], bar[5]
    note("ase_places.aseprite", ase.bytes(), "aseprite", [over([(1, f)], 15) for f in (one, two)], 80, (5, 3))
    # indexed, with a palette that the second frame changes; index 3 is transparent
    dice = random.Random(86)
    colours = [tuple(dice.randrange(256) for _ in range(3)) for _ in range(6)]
    numbers = [[dice.randrange(6) for _ in range(9)] for _ in range(2)]
    ase = Ase(3, 3, depth=8, transparent=3)
    ase.frame(60, ase.palette([(*c, 255) for c in colours]), ase.layer(), ase.cel(0, 3, 3, bytes(numbers[0])))
    ase.frame(60, ase.palette([(1, 2, 3, 255)], first=5), ase.cel(0, 3, 3, bytes(numbers[1])))
    colour = lambda table, n: (0, 0, 0) if n == 3 else table[n]
    changed = colours[:5] + [(1, 2, 3)]
    note("ase_indexed.aseprite", ase.bytes(), "aseprite",
         [[colour(colours, n) for n in numbers[0]], [colour(changed, n) for n in numbers[1]]], 60, (3, 3))
    # grey, with opacity
    pairs = [(dice.randrange(256), dice.choice([0, 255, dice.randrange(256)])) for _ in range(8)]
    ase = Ase(4, 2, depth=16)
    ase.frame(30, ase.layer(), ase.cel(0, 4, 2, plain(pairs)))
    note("ase_grey.aseprite", ase.bytes(), "aseprite", [over([(1, [(v, v, v, a) for v, a in pairs])], 8)], 30, (4, 2))
    # groups: one hidden with all in it, one half opaque; and a picture that is raised above the next layer
    a, b, c = (sheer(87 + i, 4, 1)[0] for i in range(3))
    ase = Ase(2, 2, flags=3)
    ase.frame(90, ase.layer(kind=1, flags=0), ase.layer(level=1), ase.layer(kind=1, opacity=102), ase.layer(level=1), ase.layer(),
              ase.cel(1, 2, 2, plain(c)), ase.cel(3, 2, 2, plain(a), rise=1), ase.cel(4, 2, 2, plain(b)))
    note("ase_groups.aseprite", ase.bytes(), "aseprite", [over([(1, b), (0.4, a)], 4)], 90, (2, 2))
    # a layer that multiplies: laid over, and said
    a, b = sheer(90, 4, 1)[0], sheer(91, 4, 1)[0]
    ase = Ase(2, 2)
    ase.frame(90, ase.layer(), ase.layer(blend=1), ase.cel(0, 2, 2, plain(a)), ase.cel(1, 2, 2, plain(b)), ase.chunk(0x2020, b"\0" * 9))
    note("ase_multiply.aseprite", ase.bytes(), "aseprite", [over([(1, a), (1, b)], 4)], 90, (2, 2), warnings=1)


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 30, 0, 0, 0)), data, method)
    return out.getvalue()


def archives():
    flat = lambda frame: [value for pixel in frame for value in pixel]
    # what xLights packs: a sequence of version 2.0
    shown = drawn(70, 6, 4)
    data = b"".join(map(raw, shown))
    fseq = b"PSEQ" + struct.pack("<HBBHIIBBBBBB8s", 32, 0, 2, 32, 18, 4, 40, 0, 0, 0, 0, 0, b"12345678") + data
    note("zip_show.xlz", zipped({"show.fseq": fseq}), "zip", shown, 40)
    note("zip_stored.zip", zipped({"a/b/show.fseq": fseq}, zipfile.ZIP_STORED), "zip", shown, 40)
    # what people pack: the file, what their system adds, and a text
    shown = drawn(71, 3, 2)
    tree = table(channels(3), map(flat, shown)).encode()
    note("zip_beside.zip", zipped({"__MACOSX/._tree.csv": b"x", ".DS_Store": b"y", "tree/": b"", "tree/tree.csv": tree}), "zip", shown, 20)
    note("zip_readme.zip", zipped({"README.txt": b"hello", "tree.csv": tree}), "zip", shown, 20, warnings=1)
    # the only file has no ending that says anything, or one in capitals
    shown = drawn(72, 4, 2)
    record = b"".join(tpm2(raw(f)) for f in shown)
    note("zip_plain.zip", zipped({"recording": record}), "zip", shown, 20)
    note("zip_capitals.ZIP", zipped({"NOTES": b"n", "REC.TP2": record}), "zip", shown, 20, warnings=1)
    # paths that lead out of the archive are names, no more
    note("zip_paths.zip", zipped({"../../../rec.tp2": record}), "zip", shown, 20)


def main():
    FILES.mkdir(exist_ok=True)
    for old in FILES.iterdir():
        old.unlink()
    tables()
    recordings()
    effects()
    pixelits()
    wleds()
    piskels()
    aseprites()
    archives()
    lines = ["\t".join(map(str, row)) for row in EXPECTED]
    (HERE / "expected.txt").write_text("\n".join(lines) + "\n")
    print(len(lines), "files,", sum(f.stat().st_size for f in FILES.iterdir()), "bytes")


if __name__ == "__main__":
    main()
