"""Whole files, byte by byte: GIF, PNG, BMP, JPEG, WebP and FSEQ, as small as they can be and without anybody's encoder."""

import struct
import zlib


def gif(width, frames, delays_cs):
    """GIF89a with one global palette; codes of one width only, cleared before they would grow."""
    height = len(frames[0]) // width
    palette = list(dict.fromkeys(pixel for frame in frames for pixel in frame))
    bits = max(2, (len(palette) - 1).bit_length())
    palette_bytes = b"".join(bytes(colour) for colour in palette).ljust(3 << bits, b"\0")
    out = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF0 | (bits - 1), 0, 0) + palette_bytes
    if len(frames) > 1:
        out += b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    for frame, delay in zip(frames, delays_cs, strict=True):
        out += b"\x21\xf9\x04\x04" + struct.pack("<HBB", delay, 0, 0)
        out += b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + bytes([bits])
        data = lzw([palette.index(pixel) for pixel in frame], bits)
        for i in range(0, len(data), 255):
            out += bytes([len(data[i : i + 255])]) + data[i : i + 255]
        out += b"\0"
    return out + b";"


def lzw(indices, bits):
    """Codes of bits + 1 bits, the table cleared in time."""
    clear, width = 1 << bits, bits + 1
    codes, room = [], 0
    for index in indices:
        if room == 0:
            codes.append(clear)
            room = (1 << bits) - 2  # entries that the decoder adds before its codes widen
        codes.append(index)
        room -= 1
    codes.append(clear + 1)
    held = count = 0
    out = bytearray()
    for code in codes:
        held |= code << count
        count += width
        while count >= 8:
            out.append(held & 255)
            held >>= 8
            count -= 8
    if count:
        out.append(held)
    return bytes(out)


def png(width, pixels):
    """PNG of 8-bit RGB, its data stored, not deflated."""
    height = len(pixels) // width
    rows = b"".join(
        b"\0" + b"".join(bytes(pixel) for pixel in pixels[y * width : (y + 1) * width]) for y in range(height)
    )
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(rows), len(rows) ^ 0xFFFF) + rows
    stored += struct.pack(">I", zlib.adler32(rows))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")


def bmp(width, pixels):
    """BMP of 24 bits, bottom row first, rows padded to four bytes."""
    height = len(pixels) // width
    data = b""
    for y in reversed(range(height)):
        row = b"".join(bytes(pixel[::-1]) for pixel in pixels[y * width : (y + 1) * width])
        data += row + b"\0" * (-len(row) % 4)
    head = struct.pack("<2sIHHI", b"BM", 54 + len(data), 0, 0, 54)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(data), 2835, 2835, 0, 0)
    return head + info + data


def jpeg(left, right):
    """Baseline JPEG of 16x8 grey pixels: two blocks, each of one grey, which such a file holds exactly."""
    first, second = left - 128, right - left  # DC is eight times the mean, its quantum is 8

    def size(value):
        return abs(value).bit_length()

    def extra(value):
        return format(value if value >= 0 else value + (1 << size(value)) - 1, f"0{size(value)}b")

    sizes = sorted({size(first), size(second)})
    codes = {sizes[0]: "0", sizes[-1]: "0" if len(sizes) == 1 else "10"}
    bits = "".join(codes[size(value)] + extra(value) + "0" for value in (first, second))  # "0": end of block
    bits += "1" * (-len(bits) % 8)
    scan = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")

    def segment(marker, data):
        return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data

    lengths = [1] + [len(sizes) - 1] + [0] * 14
    out = b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    out += segment(0xDB, b"\0" + b"\x08" + b"\x01" * 63)
    out += segment(0xC0, struct.pack(">BHHBBBB", 8, 8, 16, 1, 1, 0x11, 0))
    out += segment(0xC4, b"\0" + bytes(lengths) + bytes(sizes))
    out += segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")
    return out + segment(0xDA, b"\x01\x01\0\0\x3f\0") + scan + b"\xff\xd9"


def webp(width, pixels):
    """Lossless WebP whose channels are 0 or 255 only: a prefix code of at most two symbols for each channel."""
    height = len(pixels) // width
    bits = []

    def put(value, count):
        bits.extend(value >> i & 1 for i in range(count))

    put(width - 1, 14)
    put(height - 1, 14)
    put(0, 1)  # no alpha
    put(0, 3)  # version
    put(0, 3)  # no transform, no colour cache, one set of codes
    order = (1, 0, 2)  # green, red, blue
    symbols = [sorted({pixel[channel] for pixel in pixels}) for channel in order]
    for values in symbols + [[255], [0]]:  # alpha, distance
        put(1, 1)
        put(len(values) - 1, 1)
        put(1, 1)
        put(values[0], 8)
        if len(values) == 2:
            put(values[1], 8)
    for pixel in pixels:
        for channel, values in zip(order, symbols):
            if len(values) == 2:
                put(values.index(pixel[channel]), 1)
    bits += [0] * (-len(bits) % 8)
    data = b"\x2f" + bytes(sum(bit << i for i, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8))
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def fseq(frames, ms):
    """FSEQ 2.0, not packed, without variable headers."""
    channels = len(frames[0]) * 3
    head = struct.pack("<4sHBBHIIBBBBBBQ", b"PSEQ", 32, 0, 2, 32, channels, len(frames), ms, 0, 0, 0, 0, 0, 7)
    return head + b"".join(bytes(channel for pixel in frame for channel in pixel) for frame in frames)
