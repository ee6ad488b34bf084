"""Kind 2, one bit a pixel: rows and columns, most or least significant bit first. A lit bit is a lit LED."""

from shape import ARROW, STAIRS, Reading, hexes, lit, page_bytes, row_bytes

IMAGE2CPP = "https://github.com/javl/image2cpp/tree/master/tests/golden"
R4 = "https://github.com/arduino/ArduinoCore-renesas/tree/main/libraries/Arduino_LED_Matrix/examples"
FRAMEBUF = "https://docs.micropython.org/en/latest/library/framebuf.html"

ONE = Reading(lit(ARROW), grid=(8, 8))
BOTH = Reading(lit(ARROW), lit(STAIRS), grid=(8, 8))
DARK = ["#" if cell == "." else "." for row in ARROW for cell in row]
INVERSE = Reading(lit(["".join(DARK)]), grid=(8, 8))
PEAK = ["..#..", ".##..", ".####", "#...."]  # 5x4
WIDE = ["#..........#", ".##.........", "############", "..........#."]  # 12x4, an XBM of two bytes a row


def binary(rows, lead="B"):
    return ",\n    ".join(lead + row.replace("#", "1").replace(".", "0") for row in rows)


def bits_image(rows):
    """The matrix of the UNO R4: 96 bits in three words, row by row, most significant first."""
    bits = "".join(rows).replace("#", "1").replace(".", "0")
    return [int(bits[i : i + 32], 2) for i in range(0, 96, 32)]


TWELVE = [
    "#..........#",
    ".#........#.",
    "..#......#..",
    "...#.......#",
    "....#.......",
    ".....######.",
    "............",
    "############",
]
TWELVE_B = [
    "............",
    "#...........",
    "##..........",
    "###.........",
    "............",
    "...........#",
    "..........##",
    ".........###",
]


def add(table):
    add = lambda name, text, source, *readings, **more: table.add(2, name, text, source, *readings, **more)
    words = ["mono|1 bit|1-bit|bit"]
    add(
        "mono_image2cpp",
        "// 'arrow', 8x8px\nconst unsigned char epd_bitmap_arrow [] PROGMEM = {\n\t"
        + ", ".join(f"0x{v:02x}" for v in row_bytes(ARROW))
        + "\n};\n\n// Array of all bitmaps for convenience. (Total bytes used to store images in PROGMEM = 32)\nconst int epd_bitmap_allArray_LEN = 1;\n"
        "const unsigned char* epd_bitmap_allArray[1] = {\n\tepd_bitmap_arrow\n};\n",
        f"{IMAGE2CPP}/output_arduino.txt",
        ONE,
        says=words,
    )
    add(
        "mono_image2cpp_padded",
        "// 'peak', 5x4px\nconst unsigned char epd_bitmap_peak [] PROGMEM = {\n\t"
        + ", ".join(f"0x{v:02x}" for v in row_bytes(PEAK))
        + "\n};\n",
        f"{IMAGE2CPP}/output_arduino.txt",
        Reading(lit(PEAK), grid=(5, 4)),
    )
    add(
        "mono_image2cpp_frames",
        "".join(
            f"// 'run{i}', 8x8px\nconst unsigned char epd_bitmap_run{i} [] PROGMEM = {{\n\t"
            + ", ".join(f"0x{v:02x}" for v in row_bytes(rows))
            + "\n};\n"
            for i, rows in enumerate([ARROW, STAIRS])
        )
        + "\nconst int epd_bitmap_allArray_LEN = 2;\nconst unsigned char* epd_bitmap_allArray[2] = {\n\tepd_bitmap_run0,\n\tepd_bitmap_run1\n};\n",
        f"{IMAGE2CPP}/output_arduino.txt",
        BOTH,
    )
    pages = (
        "// 'arrow', 8x8px\nconst unsigned char epd_bitmap_arrow [] PROGMEM = {\n\t"
        + ", ".join(f"0x{v:02x}" for v in page_bytes(ARROW))
        + "\n};\n"
    )
    rows_of_pages = Reading(
        [(255,) * 3 if page_bytes(ARROW)[y] >> (7 - x) & 1 else (0,) * 3 for y in range(8) for x in range(8)]
    )
    add(
        "mono_image2cpp_vertical",
        pages,
        f"{IMAGE2CPP}/draw_mode_vertical1bit.txt",
        ONE,
        rows_of_pages,
        unsure=True,
        says=["column|vertical"],
    )
    add(
        "mono_adafruit_logo",
        "#define LOGO_HEIGHT   8\n#define LOGO_WIDTH    8\nstatic const unsigned char PROGMEM logo_bmp[] =\n{ "
        + binary(ARROW)
        + " };\n",
        "https://github.com/adafruit/Adafruit_SSD1306/blob/master/examples/ssd1306_128x64_i2c/ssd1306_128x64_i2c.ino",
        ONE,
        file="mono_adafruit_logo.ino",
    )
    add(
        "mono_backpack_three",
        "static const uint8_t PROGMEM\n  arrow_bmp[] =\n  { "
        + binary(ARROW)
        + " },\n  stairs_bmp[] =\n  { "
        + binary(STAIRS)
        + " };\n\nvoid loop() {\n"
        "  matrix.clear();\n  matrix.drawBitmap(0, 0, arrow_bmp, 8, 8, LED_ON);\n  matrix.writeDisplay();\n  delay(500);\n}\n",
        "https://github.com/adafruit/Adafruit_LED_Backpack/blob/master/examples/matrix8x8/matrix8x8.ino",
        BOTH,
        unsure=True,
        file="mono_backpack_three.ino",
    )
    add(
        "mono_binary_0b",
        "byte arrow[8] = {\n    " + binary(ARROW, "0b") + "\n};\n",
        "https://docs.arduino.cc/language-reference/en/variables/constants/integerConstants/",
        ONE,
        unsure=True,
    )
    add(
        "xbm_square",
        "#define arrow_width 8\n#define arrow_height 8\nstatic unsigned char arrow_bits[] = {\n   "
        + ", ".join(f"0x{v:02x}" for v in row_bytes(ARROW, msb=False))
        + " };\n",
        "https://en.wikipedia.org/wiki/X_BitMap",
        ONE,
        INVERSE,
        file="xbm_square.xbm",
    )
    add(
        "xbm_padded_progmem",
        "#define wide_width 12\n#define wide_height 4\nstatic const unsigned char wide_bits[] PROGMEM = {\n   "
        + ", ".join(f"0x{v:02x}" for v in row_bytes(WIDE, msb=False))
        + " };\n",
        "https://github.com/olikraus/u8g2/wiki/u8g2reference#drawxbm",
        Reading(lit(WIDE), grid=(12, 4)),
    )
    add(
        "xbm_u8g2_two",
        "#define run_width 8\n#define run_height 8\n"
        + "".join(
            f"static const uint8_t run{i}_bits[] U8X8_PROGMEM = {{\n{hexes(row_bytes(rows, msb=False))}\n}};\n"
            for i, rows in enumerate([ARROW, STAIRS])
        ),
        "https://github.com/olikraus/u8g2/wiki/u8g2reference#drawxbm",
        BOTH,
    )
    add(
        "mono_uint64_images",
        "const uint64_t IMAGES[] = {\n  "
        + ",\n  ".join(
            "0x" + "".join(f"{v:02x}" for v in reversed(row_bytes(rows, msb=False))) for rows in [ARROW, STAIRS]
        )
        + "\n};\nconst int IMAGES_LEN = sizeof(IMAGES)/8;\n",
        "https://github.com/xantorohara/led-matrix-editor/blob/master/script.js",
        BOTH,
        unsure=True,
        refusal=["64"],
    )
    add(
        "uno_r4_frame",
        "const uint32_t heart[] = {\n\t" + ",\n\t".join(f"0x{v:x}" for v in bits_image(TWELVE)) + "\n};\n",
        f"{R4}/DisplaySingleFrame/frames.h",
        Reading(lit(TWELVE), grid=(12, 8)),
        unsure=True,
        refusal=["bit"],
    )
    add(
        "uno_r4_animation",
        "const uint32_t animation[][4] = {\n"
        + ",\n".join(
            "\t{\n" + ",\n".join(f"\t\t0x{v:x}" for v in bits_image(rows)) + ",\n\t\t66\n\t}"
            for rows in [TWELVE, TWELVE_B]
        )
        + "\n};\n",
        f"{R4}/PlayAnimation/animation.h",
        Reading(lit(TWELVE), lit(TWELVE_B), delays=66, grid=(12, 8)),
        Reading(lit(TWELVE), lit(TWELVE_B), grid=(12, 8)),
        unsure=True,
        refusal=["bit"],
    )
    add(
        "uno_r4_cells",
        '#include "Arduino_LED_Matrix.h"\nArduinoLEDMatrix matrix;\n\nuint8_t frame[8][12] = {\n'
        + ",\n".join("  { " + ", ".join("1" if c == "#" else "0" for c in row) + " }" for row in TWELVE)
        + "\n};\n\nvoid setup() {\n  matrix.begin();\n}\n",
        f"{R4}/MatrixFrameBuffer/MatrixFrameBuffer.ino",
        Reading(lit(TWELVE), grid=(12, 8)),
        unsure=True,
        file="uno_r4_cells.ino",
    )
    add(
        "framebuf_hlsb",
        "import framebuf\n\nARROW = framebuf.FrameBuffer(bytearray("
        + repr(bytes(row_bytes(ARROW)))
        + "), 8, 8, framebuf.MONO_HLSB)\n",
        FRAMEBUF,
        ONE,
        file="framebuf_hlsb.py",
    )
    add(
        "framebuf_vlsb",
        "import framebuf\n\nARROW = framebuf.FrameBuffer(bytearray("
        + repr(bytes(page_bytes(ARROW)))
        + "), 8, 8, framebuf.MONO_VLSB)\n",
        FRAMEBUF,
        ONE,
        file="framebuf_vlsb.py",
    )
    level = ["90009", "09990", "00900", "05550", "12345"]
    scale = lambda digit: (round(int(digit) * 255 / 9),) * 3
    add(
        "microbit_image",
        'from microbit import *\n\nboat = Image("' + ':"\n             "'.join(level) + '")\ndisplay.show(boat)\n',
        "https://microbit-micropython.readthedocs.io/en/v2-docs/image.html",
        Reading([scale(d) for row in level for d in row], grid=(5, 5)),
        unsure=True,
        refusal=[],
        file="microbit_image.py",
    )
