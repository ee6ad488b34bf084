#!/usr/bin/env python3
"""An independent reader and writer (Pillow) of moving and still pictures: BINARY has to see in Pillow's APNG, WebP and BMP what
Pillow sees in them, and Pillow has to see in the APNGs of BINARY every pixel and every duration that went in.

usage: picture_peer.py BINARY     (like target/debug/upload-bridge; needs `pip install pillow`)
       picture_peer.py --make     (writes tests/data/lossy.webp)
Exits 0 when everything came back, 1 otherwise.
"""

import json
import os
import random
import subprocess
import sys
import tempfile

from PIL import Image, ImageSequence

DELAYS = [40, 50, 1000, 33]  # ms of the frames, in turn


def pictures(width, height, count, alpha, seed):
    """Pictures of which a few rectangles change each time; with `alpha`, also to what can be seen through."""
    pick = random.Random(seed)
    picture = Image.new("RGBA", (width, height), (10, 20, 30, 255))
    for _ in range(count):
        for _ in range(3):
            x, y = pick.randrange(width), pick.randrange(height)
            box = (x, y, min(width, x + pick.randrange(1, 9)), min(height, y + pick.randrange(1, 9)))
            opacity = pick.choice([0, 90, 255]) if alpha else 255
            picture.paste(tuple(pick.randrange(256) for _ in range(3)) + (opacity,), box)
        yield picture.copy()


def on_black(picture):
    """As it looks on black, from the bytes and by integers alone."""
    data = picture.convert("RGBA").tobytes()
    return bytes((data[at - at % 4 + 3] * data[at] + 127) // 255 for at in range(len(data)) if at % 4 < 3)


def binary_sees(binary, folder, path):
    """Duration and bytes of each frame, as BINARY reads them."""
    target = os.path.join(folder, "seen.rgb")
    subprocess.run([binary, "convert", path, target, "--to", "raw", "--force"], check=True, stdout=subprocess.DEVNULL)
    said = json.loads(subprocess.run([binary, "inspect", path, "--json"], check=True, capture_output=True).stdout)
    data, size = open(target, "rb").read(), said["leds"] * 3
    frames = [data[at : at + size] for at in range(0, len(data), size)]
    return said, list(zip(said["delays_ms"], frames))


def pillow_sees(path):
    seen = []
    with Image.open(path) as file:
        for frame in ImageSequence.Iterator(file):
            rgb = on_black(frame)  # Pillow knows the duration of a WebP's frame when it has decoded it
            seen.append((round(frame.info.get("duration", 1000)), rgb))
    return seen


def compare(name, ours, theirs, tolerance):
    if [ms for ms, _ in ours] != [ms for ms, _ in theirs]:
        sys.exit(f"{name}: durations {[ms for ms, _ in ours]}, Pillow says {[ms for ms, _ in theirs]}")
    for index, ((_, a), (_, b)) in enumerate(zip(ours, theirs)):
        worst = max(abs(x - y) for x, y in zip(a, b)) if len(a) == len(b) else 999
        if worst > tolerance:
            sys.exit(f"{name}: frame {index} differs by {worst}")


def moving(binary, folder):
    """Animations that Pillow writes. In lossy WebP, libwebp smooths colours a little otherwise."""
    cases = 0
    for seed, (width, height) in enumerate([(16, 16), (33, 7), (1, 50)]):
        for alpha in (False, True):
            frames = list(pictures(width, height, 8, alpha, seed))
            durations = [DELAYS[i % len(DELAYS)] for i in range(len(frames))]
            # Pillow writes no restored areas, and blends opacity against the specification: not tested here
            ways = [("apng", {"disposal": d, "blend": b}, 0) for d in (0, 1) for b in ((0,) if alpha else (0, 1))]
            ways += [("png", {"default_image": True}, 0), ("webp", {"lossless": True}, 0)]
            ways += [("webp", {"quality": 90, "allow_mixed": True}, 12), ("webp", {"minimize_size": True, "quality": 60}, 12)]
            for ending, options, tolerance in ways:
                path = os.path.join(folder, "in." + ending)
                rest = frames if options.get("default_image") else frames[1:]
                kind = {"apng": "PNG", "png": "PNG", "webp": "WEBP"}[ending]
                frames[0].save(path, kind, save_all=True, append_images=rest, duration=durations, loop=0, **options)
                theirs = pillow_sees(path)
                if options.get("default_image"):
                    theirs = theirs[1:]
                said, ours = binary_sees(binary, folder, path)
                if said["format"] != ("webp" if ending == "webp" else "apng"):
                    sys.exit(f"{path} {options}: read as {said['format']}")
                compare(f"{width}x{height} {ending} {options} alpha {alpha}", ours, theirs, tolerance)
                cases += 1
    return cases


def still(binary, folder):
    picture = next(pictures(21, 13, 1, False, 9))
    ways = [(mode, "bmp") for mode in ("1", "L", "P", "RGB", "RGBA")] + [("RGB", "webp"), ("RGBA", "webp"), ("P", "png")]
    for mode, ending in ways:
        path = os.path.join(folder, "still." + ending)
        picture.convert(mode).save(path, **({"lossless": True} if ending == "webp" else {}))
        _, ours = binary_sees(binary, folder, path)
        compare(f"{mode} {ending}", ours, [(1000, pillow_sees(path)[0][1])], 0)
    return len(ways)


def written(binary, folder):
    """APNGs that BINARY writes, of frames whose durations are no hundredths of a second."""
    pick = random.Random(3)
    for width, height, count in [(16, 16, 20), (90, 1, 5), (7, 9, 1)]:
        frames = [on_black(picture) for picture in pictures(width, height, count, False, width)]
        delays = [pick.choice([1, 7, 33, 40, 65535]) for _ in frames]
        source, target = os.path.join(folder, "in.bin"), os.path.join(folder, "out.apng")
        head = (width * height).to_bytes(2, "little") + count.to_bytes(2, "little")
        open(source, "wb").write(head + b"".join(ms.to_bytes(2, "little") + rgb for ms, rgb in zip(delays, frames)))
        options = ["--as", "wire", "--matrix", f"{width}x{height}", "--from-wiring", "rows-tl", "--force"]
        subprocess.run([binary, "convert", source, target, *options], check=True, stdout=subprocess.DEVNULL)
        with Image.open(target) as file:
            if count > 1 and (file.info.get("loop") != 0 or not file.is_animated):
                sys.exit("our APNG does not loop for ever")
            theirs = [(round(f.info["duration"]), f.convert("RGB").tobytes()) for f in ImageSequence.Iterator(file)]
        compare("our APNG", list(zip(delays, frames)), theirs, 0)
    return 3


def make():
    """A dot that moves over blue glass: three lossy pictures with opacity, two of them parts."""
    shots = []
    for dot in (2, 6, 10):
        picture = Image.new("RGBA", (16, 8), (20, 20, 90, 110))
        picture.paste((240, 30, 20, 255), (dot, 2, dot + 4, 7))
        shots.append(picture)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "lossy.webp")
    shots[0].save(path, save_all=True, append_images=shots[1:], duration=[40, 50, 60], loop=0, quality=90, allow_mixed=False)


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        counts = moving(binary, folder), still(binary, folder), written(binary, folder)
    print("{} animations and {} pictures read, {} APNGs written: as Pillow sees them".format(*counts))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    make() if sys.argv[1] == "--make" else main(sys.argv[1])
