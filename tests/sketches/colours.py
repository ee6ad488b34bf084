"""Kind 4: how colours are written, in C, C++ and Python."""

from shape import THREE, B, C, G, K, M, O, R, Reading, T, W, Y, rgb, rgb565

FASTLED = "https://github.com/FastLED/FastLED/wiki/Pixel-reference"
NEO = "https://github.com/adafruit/Adafruit_NeoPixel/blob/master/examples/strandtest/strandtest.ino"
SENSE = "https://github.com/astro-pi/python-sense-hat/blob/master/docs/api.md"
NAMES = "https://github.com/FastLED/FastLED/blob/master/src/crgb.h"
PY = "https://docs.python.org/3/library/stdtypes.html"
CIRCUIT = "https://docs.circuitpython.org/projects/neopixel/en/latest/examples.html"

# FastLED's names are those of HTML: Green is half as bright as Lime
HALF = (0, 128, 0)
STRIP = Reading([R, G, B, T])
PICTURE = Reading(THREE, grid=(3, 2))


def calls(name, pixels, gap=" "):
    return ", ".join(f"{name}({r},{gap}{g},{gap}{b})" for r, g, b in pixels)


def rows(write, pixels, width):
    return ",\n".join("  {" + write(pixels[i : i + width]) + "}" for i in range(0, len(pixels), width))


def add(table):
    add = lambda name, text, source, *readings, **more: table.add(4, name, text, source, *readings, **more)
    add(
        "crgb_names",
        "#include <FastLED.h>\nconst CRGB flag[6] = {CRGB::Red, CRGB::Green, CRGB::Lime, CRGB::DarkOrange, CRGB::Black, CRGB::RebeccaPurple};\n".replace(
            "RebeccaPurple", "MidnightBlue"
        ),
        NAMES,
        Reading([R, HALF, G, (255, 140, 0), K, (25, 25, 112)]),
        certain=True,
    )
    add(
        "crgb_name_rows",
        "static const CRGB PROGMEM\n  mc[][3] = {\n    {CRGB::Black,  CRGB::Red, CRGB::Yellow},\n    {CRGB::White, CRGB::Magenta, CRGB::Cyan}\n};\n",
        NAMES,
        Reading([K, R, Y, W, M, C]),
        Reading([K, R, Y], [W, M, C]),
        file="crgb_name_rows.ino",
    )
    add(
        "crgb_mixed_forms",
        "CRGB look[] = {CRGB(0xFF, 0x00, 0x00), CRGB{0,255,0}, CRGB( 0x0000FF ), 0x010203};\n",
        FASTLED,
        STRIP,
    )
    add(
        "crgb_frames",
        "#define NUM_LEDS 4\nconst CRGB frames[2][NUM_LEDS] PROGMEM = {\n  {"
        + calls("CRGB", [R, G, B, T])
        + "},\n  {"
        + calls("CRGB", [T, B, G, R])
        + "}\n};\n",
        FASTLED,
        Reading([R, G, B, T], [T, B, G, R]),
        unsure=True,
    )
    add(
        "crgb_buffer_beside",
        "#include <FastLED.h>\n#define NUM_LEDS 4\nCRGB leds[NUM_LEDS];\nconst CRGB start[NUM_LEDS] = { CRGB::Red, CRGB::Lime, CRGB::Blue, CRGB(1,2,3) };\n"
        "void setup() { FastLED.addLeds<NEOPIXEL, 6>(leds, NUM_LEDS); memcpy(leds, start, sizeof(start)); }\nvoid loop() { FastLED.show(); }\n",
        FASTLED,
        STRIP,
        file="crgb_buffer_beside.ino",
    )
    add(
        "struct_braces",
        "struct RGB { uint8_t r, g, b; };\nconst RGB pic[] PROGMEM = { {255,0,0}, {0,255,0}, {0,0,255}, {1,2,3} };\n",
        "https://github.com/scottlawsonbc/audio-reactive-led-strip",
        STRIP,
    )
    add(
        "struct_order_grb",
        "// Definição de pixel GRB\nstruct pixel_t {\n  uint8_t G, R, B; // Três valores de 8-bits compõem um pixel.\n};\ntypedef struct pixel_t pixel_t;\n"
        "const pixel_t fita[4] = { {0,255,0}, {255,0,0}, {0,0,255}, {2,1,3} };\n",
        "https://github.com/BitDogLab/BitDogLab-C/blob/main/neopixel_pio/neopixel_pio.c",
        STRIP,
        unsure=True,
        file="struct_order_grb.c",
    )
    add(
        "struct_designated",
        "typedef struct { uint8_t r, g, b; } rgb_t;\nstatic const rgb_t pic[4] = {\n  {.r = 255, .g = 0, .b = 0},\n  {.g = 255},\n  {.b = 255},\n  {.b = 3, .g = 2, .r = 1},\n};\n",
        "https://github.com/raspberrypi/pico-examples/tree/master/pio/ws2812",
        STRIP,
        unsure=True,
        refusal=[],
        file="struct_designated.c",
    )
    add(
        "strip_color_strip",
        "#include <Adafruit_NeoPixel.h>\nAdafruit_NeoPixel strip(4, 6, NEO_GRB + NEO_KHZ800);\nuint32_t colors[] = {"
        + calls("strip.Color", [R, G, B, T])
        + "};\n",
        NEO,
        STRIP,
        file="strip_color_strip.ino",
    )
    add(
        "static_color_member",
        "const uint32_t pic[4] = { " + calls("Adafruit_NeoPixel::Color", [R, G, B, T], "") + " };\n",
        NEO,
        STRIP,
    )
    add(
        "strip_color_white",
        "uint32_t colors[4] = { pixels.Color(255, 0, 0, 0), pixels.Color(0, 255, 0, 0), pixels.Color(0, 0, 255, 0), pixels.Color(1, 2, 3, 0) };\n",
        NEO,
        STRIP,
        unsure=True,
        refusal=["white|RGBW|four|4"],
    )
    add(
        "matrix_color_565",
        "const uint16_t colors[] = {\n  " + calls("matrix.Color", [R, G, B, W]) + " };\n",
        "https://github.com/adafruit/Adafruit_NeoMatrix/blob/master/examples/MatrixGFXDemo/MatrixGFXDemo.ino",
        Reading([R, G, B, W]),
        file="matrix_color_565.ino",
    )
    add(
        "pointer_color565",
        "uint16_t colors[6] = {\n    "
        + ",\n    ".join(f"dma_display->color565({r}, {g}, {b})" for r, g, b in THREE)
        + "\n};\n",
        "https://github.com/mrcodetastic/ESP32-HUB75-MatrixPanel-DMA/blob/master/examples/1_SimpleTestShapes/1_SimpleTestShapes.ino",
        Reading(THREE),
        file="pointer_color565.ino",
    )
    add(
        "color333",
        "uint16_t colors[] = {\n  matrix.Color333(7, 0, 0),\n  matrix.Color333(0, 7, 0),\n  matrix.Color333(0, 0, 7),\n  matrix.Color333(7, 7, 7)\n};\n",
        "https://github.com/adafruit/RGB-matrix-Panel/blob/master/examples/testshapes_32x32/testshapes_32x32.ino",
        Reading([R, G, B, W]),
        refusal=["333|3 bit"],
        file="color333.ino",
    )
    add(
        "rgbcolor_neopixelbus",
        "const RgbColor pic[4] = { " + calls("RgbColor", [R, G, B, T]) + " };\n",
        "https://github.com/Makuna/NeoPixelBus/wiki/RgbColor-object",
        STRIP,
    )
    add(
        "urgb_u32",
        "static const uint32_t frame[4] = { " + calls("urgb_u32", [R, G, B, T]) + " };\n",
        "https://github.com/raspberrypi/pico-examples/blob/master/pio/ws2812/ws2812.c",
        STRIP,
        file="urgb_u32.c",
    )
    add("decimal_numbers", "const long pic[] = {16711680, 65280, 255, 66051};\n", NEO, STRIP)
    add(
        "letters_as_macros",
        "#define R 0xFF0000\n#define G 0x00FF00\n#define _ 0x000000\n#define W 0xFFFFFF\nconst uint32_t face[2][3] PROGMEM = {\n  {R, _, G},\n  {_, W, R}\n};\n",
        FASTLED,
        Reading([R, K, G, K, W, R], grid=(3, 2)),
    )
    add(
        "constants_as_colours",
        "const CRGB r = CRGB::Red;\nconst CRGB o = CRGB(255, 128, 0);\nstatic const CRGB k(0, 0, 0);\nconst CRGB pic[4] = {r, o, k, r};\n",
        FASTLED,
        Reading([R, O, K, R]),
        refusal=["'r'|'k'|name|colour|constant"],
    )
    add(
        "hex_strings_c",
        'const char *frame[] = {"#FF0000", "#00ff00", "#0000FF", "#010203"};\n',
        "https://kno.wled.ge/interfaces/json-api/",
        STRIP,
    )
    add(
        "hex_strings_python",
        'frame = ["ff0000", "00ff00", "0000ff", "010203"]\n',
        "https://kno.wled.ge/interfaces/json-api/",
        STRIP,
        file="hex_strings_python.py",
    )
    add(
        "python_tuples",
        "import neopixel\n\npixels = neopixel.NeoPixel(board.D18, 4)\nframe = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (1, 2, 3)]\nfor i, colour in enumerate(frame):\n    pixels[i] = colour\n",
        CIRCUIT,
        STRIP,
        file="python_tuples.py",
    )
    add(
        "python_named_tuples",
        "RED = (255, 0, 0)\nGREEN = (0, 255, 0)\nBLUE = (0, 0, 255)\nOFF = (0, 0, 0)\n\nflag = [RED, GREEN, BLUE,\n        OFF, RED, GREEN]\n",
        CIRCUIT,
        Reading([R, G, B, K, R, G]),
        file="python_named_tuples.py",
    )
    heart = ["OXXOOXXO", "XXXXXXXX", "XXXXXXXX", "XXXXXXXX", "OXXXXXXO", "OOXXXXOO", "OOOXXOOO", "XOOOOOOO"]
    add(
        "sense_hat",
        "from sense_hat import SenseHat\n\nsense = SenseHat()\n\nX = [255, 0, 0]  # Red\nO = [255, 255, 255]  # White\n\nheart = [\n"
        + ",\n".join(", ".join(row) for row in heart)
        + "\n]\n\nsense.set_pixels(heart)\n",
        SENSE,
        Reading([R if c == "X" else W for row in heart for c in row]),
        file="sense_hat.py",
    )
    other = [row[::-1] for row in heart[:-1]] + ["OOOOOOOX"]
    add(
        "sense_hat_two",
        "from sense_hat import SenseHat\ns = SenseHat()\nr = (255, 0, 0)\nk = (0, 0, 0)\n"
        + "".join(
            f"\nbeat{i} = [\n" + ",\n".join(", ".join({"X": "r", "O": "k"}[c] for c in row) for row in rows_) + ",\n]\n"
            for i, rows_ in enumerate([heart, other])
        )
        + "\nwhile True:\n    s.set_pixels(beat0)\n    s.set_pixels(beat1)\n",
        SENSE,
        Reading(*([R if c == "X" else K for row in rows_ for c in row] for rows_ in [heart, other])),
        file="sense_hat_two.py",
    )
    add(
        "python_frames",
        "FRAMES = [\n    [(255, 0, 0), (0, 255, 0)],\n    [(0, 0, 255), (1, 2, 3)],\n    [(0, 0, 0), (9, 9, 9)],\n]\n",
        CIRCUIT,
        Reading([R, G], [B, T], [K, (9, 9, 9)]),
        Reading([R, G, B, T, K, (9, 9, 9)]),
        file="python_frames.py",
    )
    add(
        "python_grid_lists",
        "import numpy as np\n\npicture = np.array([\n    [[255, 0, 0], [0, 255, 0], [0, 0, 255]],\n    [[255, 255, 255], [0, 0, 0], [255, 255, 0]],\n], dtype=np.uint8)\n",
        "https://numpy.org/doc/stable/reference/generated/numpy.array.html",
        PICTURE,
        Reading(THREE[:3], THREE[3:]),
        unsure=True,
        file="python_grid_lists.py",
    )
    add(
        "python_bytes_list",
        "frame = bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3])\n",
        f"{PY}#bytes",
        STRIP,
        Reading([R, G], [B, T]),
        file="python_bytes_list.py",
    )
    add(
        "python_bytearray_tuple",
        "np_buf = bytearray((255, 0, 0,\n                    0, 255, 0,\n                    0, 0, 255,\n                    1, 2, 3))\n",
        f"{PY}#bytearray",
        STRIP,
        Reading([R, G], [B, T]),
        file="python_bytearray_tuple.py",
    )
    add(
        "python_bytes_escapes",
        'frame = b"\\xff\\x00\\x00\\x00\\xff\\x00\\x00\\x00\\xff\\x01\\x02\\x03"\n',
        "https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences",
        STRIP,
        Reading([R, G], [B, T]),
        file="python_bytes_escapes.py",
    )
    printable = [(65, 66, 10), (92, 39, 0), (120, 49, 34), (55, 0, 55)]
    add(
        "python_bytes_printable",
        "frame = " + repr(bytes(rgb(printable))) + "\n",
        "https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences",
        Reading(printable),
        Reading(printable[:2], printable[2:]),
        file="python_bytes_printable.py",
    )
    add(
        "python_fromhex",
        'frame = bytes.fromhex("ff0000 00ff00 0000ff 010203")\n',
        f"{PY}#bytes.fromhex",
        STRIP,
        Reading([R, G], [B, T]),
        file="python_fromhex.py",
    )
    add(
        "circuitpython_ints",
        "import board, neopixel\npixels = neopixel.NeoPixel(board.NEOPIXEL, 4)\npixels[:] = [0xFF0000, 0x00FF00, 0x0000FF, 0x010203]\n",
        CIRCUIT,
        STRIP,
        file="circuitpython_ints.py",
    )
    add(
        "framebuf_rgb565",
        "import framebuf\n\nicon = framebuf.FrameBuffer(bytearray("
        + repr(b"".join(rgb565(p).to_bytes(2, "little") for p in THREE))
        + "), 3, 2, framebuf.RGB565)\n",
        "https://docs.micropython.org/en/latest/library/framebuf.html",
        PICTURE,
        file="framebuf_rgb565.py",
    )
    add(
        "python_comments_between",
        "LOOK = [\n    # the hat\n    (255, 0, 0),  # red, as (200, 0, 0) was too dark\n    (0, 255, 0),\n    # (7, 7, 7),\n    (0, 0, 255), (1, 2, 3)\n]\n",
        CIRCUIT,
        STRIP,
        file="python_comments_between.py",
    )
