"""Kind 5: which of many arrays are the picture."""

import math

from colours import calls
from dimensions import words
from shape import (
    THREE,
    THREE_B,
    B,
    G,
    K,
    O,
    R,
    Reading,
    T,
    W,
    Y,
    hexes,
    rgb,
    rgb565,
)

POV = "https://github.com/adafruit/Adafruit_Learning_System_Guides/blob/main/Kinetic_POV/convert/convert.py"
FORUM = "https://forum.arduino.cc/t/32x16-ws2812-fastled-h-memory-problem/1207886"
GAMMA = "https://learn.adafruit.com/led-tricks-gamma-correction/the-quick-fix"
XY = "https://github.com/FastLED/FastLED/blob/master/examples/XYMatrix/XYMatrix.ino"
FASTLED = "https://github.com/FastLED/FastLED/blob/master/examples/ColorPalette/ColorPalette.ino"
TONES = "https://docs.arduino.cc/built-in-examples/digital/toneMelody/"

STRIP = Reading([*THREE[:5], T])
PAIR = Reading(THREE, THREE_B)
PAIR_GRID = Reading(THREE, THREE_B, grid=(3, 2))


def two(kind="const uint32_t"):
    return f"{kind} frame0[] PROGMEM = {{ {words(THREE)} }};\n{kind} frame1[] PROGMEM = {{ {words(THREE_B)} }};\n"


def flat(name, pixels):
    return f"const uint8_t {name}[] PROGMEM = {{ " + ", ".join(map(str, rgb(pixels))) + " };\n"


def table_of(name, values, per_line=16):
    lines = [", ".join(f"{v:3}" for v in values[i : i + per_line]) for i in range(0, len(values), per_line)]
    return f"const uint8_t PROGMEM {name}[] = {{\n  " + ",\n  ".join(lines) + " };\n"


def add(table):
    add = lambda name, text, source, *readings, **more: table.add(5, name, text, source, *readings, **more)
    gamma = [int((i / 255) ** 2.8 * 255 + 0.5) for i in range(256)]
    sine = [int(127.5 + 127.5 * math.sin(i * math.pi / 128)) for i in range(256)]
    add(
        "pins_first",
        "const int BUTTONS[] = {2, 3, 4};\nconst uint8_t rowPins[8] = {2, 3, 4, 5, 6, 7, 8, 9};\n" + two(),
        FORUM,
        PAIR,
        says=["BUTTONS|rowPins"],
        file="pins_first.ino",
    )
    add(
        "gamma_beside_picture",
        table_of("gamma8", gamma) + flat("scene", [*THREE[:5], T]),
        GAMMA,
        STRIP,
        Reading([*THREE[:3]], [*THREE[3:5], T]),
        unsure=True,
        says=["gamma8"],
    )
    add("gamma_beside_frames", table_of("gamma8", gamma) + two(), GAMMA, PAIR, says=["gamma8"])
    add(
        "sine_beside_picture",
        table_of("sinTable", sine)
        + "const uint8_t look[6][3] = {"
        + ", ".join("{" + ", ".join(map(str, p)) + "}" for p in [*THREE[:5], T])
        + "};\n",
        "https://github.com/FastLED/FastLED/blob/master/src/lib8tion/trig8.h",
        STRIP,
        says=["sinTable"],
    )
    add(
        "sine_int16_beside",
        "const int16_t wave[8] = {0, 12539, 23170, 30273, 32767, 30273, 23170, 12539};\n" + two(),
        "https://github.com/FastLED/FastLED/blob/master/src/lib8tion/trig8.h",
        PAIR,
        says=["wave"],
    )
    add(
        "ledmap_beside",
        "const uint8_t XYTable[] = {\n   5,   4,   3,\n   0,   1,   2\n};\nconst CRGB face[6] = { "
        + calls("CRGB", [*THREE[:5], T])
        + " };\n",
        XY,
        STRIP,
        says=["XYTable"],
        file="ledmap_beside.ino",
    )
    add(
        "ledmap_two_dimensions", "const uint8_t kMap[2][3] = {{5, 4, 3}, {0, 1, 2}};\n" + two(), XY, PAIR, says=["kMap"]
    )
    add(
        "melody_beside",
        "int melody[] = {262, 196, 196, 220, 196, 0};\nint noteDurations[] = {4, 8, 8, 4, 4, 4};\n" + two("const long"),
        TONES,
        PAIR,
        says=["melody|noteDurations"],
        file="melody_beside.ino",
    )
    add(
        "durations_beside",
        two() + "const uint16_t delays[] = {100, 200};\n",
        FORUM,
        PAIR,
        Reading(THREE, THREE_B, delays=[100, 200]),
    )
    add(
        "font_beside",
        "const uint8_t font5x7[][5] PROGMEM = {\n  {0x00, 0x00, 0x00, 0x00, 0x00}, {0x00, 0x00, 0x5f, 0x00, 0x00}, {0x00, 0x07, 0x00, 0x07, 0x00}, {0x14, 0x7f, 0x14, 0x7f, 0x14},\n"
        "  {0x24, 0x2a, 0x7f, 0x2a, 0x12}, {0x23, 0x13, 0x08, 0x64, 0x62} };\n" + two(),
        "https://github.com/adafruit/Adafruit-GFX-Library/blob/master/glcdfont.c",
        PAIR,
        says=["font5x7"],
    )
    add(
        "coordinates_beside",
        "const uint8_t coordsX[] = {0, 10, 20, 0, 10, 20};\nconst uint8_t coordsY[] = {0, 0, 0, 10, 10, 10};\nconst CRGB face[] = { "
        + calls("CRGB", [*THREE[:5], T])
        + " };\n",
        "https://kno.wled.ge/advanced/mapping/",
        STRIP,
        says=["coordsX|coordsY"],
    )
    add(
        "wifi_strings_beside",
        'const char* ssid = "home 0xFF0000";\nconst char pass[] = "{255,0,0}";\nconst char *words[] = {"red", "green"};\n'
        + two(),
        "https://docs.arduino.cc/libraries/wifi/",
        PAIR,
        file="wifi_strings_beside.ino",
    )
    # pictures of indices
    palette, indices = [K, R, O, W], [0, 1, 1, 2, 3, 3, 2, 2, 0, 0, 1, 0]
    drawn = [palette[i] for i in indices]
    add(
        "indexed_crgb_palette",
        "const CRGB palette[4] = {CRGB::Black, CRGB::Red, CRGB(255,128,0), CRGB::White};\nconst uint8_t sprite[3][4] PROGMEM = {\n  {0, 1, 1, 2},\n  {3, 3, 2, 2},\n  {0, 0, 1, 0}\n};\n",
        FASTLED,
        Reading(drawn, grid=(4, 3)),
        unsure=True,
        says=["palette"],
    )
    add(
        "indexed_word_palette",
        "#define SPRITE_W 4\n#define SPRITE_H 3\nconst uint32_t PROGMEM sprite_palette[] = {0x000000, 0xff0000, 0xff8000, 0xffffff};\nconst uint8_t PROGMEM sprite_pixels[SPRITE_W * SPRITE_H] = {"
        + ", ".join(map(str, indices))
        + "};\n",
        FASTLED,
        Reading(drawn, grid=(4, 3)),
        unsure=True,
        says=["palette"],
    )
    add(
        "indexed_565_palette",
        "const uint16_t icon_palette[] = {"
        + ", ".join(f"0x{rgb565(p):04x}" for p in [K, R, Y, W])
        + "};\nconst uint8_t icon[3][4] = {{0,1,1,2},{3,3,2,2},{0,0,1,0}};\n",
        "https://github.com/Bodmer/TFT_eSPI/blob/master/examples/Sprite/Sprite_image_4bit/Sprite_image_4bit.ino",
        Reading([[K, R, Y, W][i] for i in indices], grid=(4, 3)),
        unsure=True,
        says=["palette"],
    )
    add(
        "indexed_frames",
        "const uint8_t palette[][3] = {{0,0,0},{255,0,0},{0,255,0},{1,2,3}};\nconst uint8_t frames[2][6] = {\n  {0,1,2,3,0,1},\n  {1,0,3,2,1,1}\n};\n",
        FASTLED,
        Reading([K, R, G, T, K, R], [R, K, T, G, R, R]),
        unsure=True,
        says=["palette"],
    )
    columns = [
        [K, R, R, K, O, W],
        [R, R, K, K, W, W],
        [O, K, K, K, K, O],
        [W, O, R, K, K, K],
    ]  # four lines of time, six LEDs
    nibbles = [palette.index(line[i]) << 4 | palette.index(line[i + 1]) for line in columns for i in range(0, 6, 2)]
    lines = Reading(*columns)
    add(
        "pov_palette4",
        "// Don't edit this file!  It's software-generated.\n// See convert.py script instead.\n\n#define PALETTE1  0\n#define PALETTE4  1\n#define PALETTE8  2\n#define TRUECOLOR 3\n\n#define NUM_LEDS 6\n\n"
        "// run.gif -----------------------------------------------------------------\n\nconst uint8_t PROGMEM palette00[][3] = {\n"
        + ",\n".join("  { " + ", ".join(f"{v:3}" for v in p) + " }" for p in palette)
        + " };\n\nconst uint8_t PROGMEM pixels00[] = {\n"
        + hexes(nibbles, per_line=8, prefix="0X", upper=True)
        + " };\n\n"
        "typedef struct {\n  uint8_t        type;    // PALETTE[1,4,8] or TRUECOLOR\n  line_t         lines;   // Length of image (in scanlines)\n  const uint8_t *palette; // -> PROGMEM color table (NULL if truecolor)\n"
        "  const uint8_t *pixels;  // -> Pixel data in PROGMEM\n} image;\n\nconst image PROGMEM images[] = {\n  { PALETTE4 ,   4, (const uint8_t *)palette00, pixels00 }\n};\n\n#define NUM_IMAGES (sizeof(images) / sizeof(images[0]))\n",
        POV,
        lines,
        Reading([p for line in columns for p in line]),
        unsure=True,
        says=["palette00|palette"],
    )
    add(
        "pov_truecolour",
        "#define NUM_LEDS 6\n\nconst uint8_t PROGMEM pixels00[] = {\n"
        + hexes(rgb([p for line in columns for p in line]), per_line=8, prefix="0X", upper=True)
        + " };\n\n"
        "const image PROGMEM images[] = {\n  { TRUECOLOR,   4, NULL                      , pixels00 }\n};\n",
        POV,
        lines,
        Reading([p for line in columns for p in line]),
        unsure=True,
    )
    add(
        "planes_of_colours",
        "#define MatrixWidth 3\n#define MatrixHeight 2\nconst unsigned char redarray[6] PROGMEM = {"
        + ", ".join(str(p[0]) for p in THREE)
        + "};\nconst unsigned char greenarray[6] PROGMEM = {"
        + ", ".join(str(p[1]) for p in THREE)
        + "};\nconst unsigned char bluearray[6] PROGMEM = {"
        + ", ".join(str(p[2]) for p in THREE)
        + "};\n",
        "https://arduino.stackexchange.com/questions/24045/wrong-leds-lit-in-matrix-display-wrong-coding",
        Reading(THREE, grid=(3, 2)),
        unsure=True,
    )
    # several arrays
    add(
        "odd_one_out",
        two() + "const uint32_t logo[] PROGMEM = { 0x111111, 0x222222, 0x333333, 0x444444 };\n",
        FORUM,
        PAIR,
        says=["logo"],
    )
    add(
        "odd_one_out_by_name",
        None,
        FORUM,
        Reading([(0x11,) * 3, (0x22,) * 3, (0x33,) * 3, (0x44,) * 3]),
        args=["--array", "logo"],
        file="odd_one_out.h",
    )
    add(
        "frames_by_pointer_table",
        two() + "const uint32_t* const anim[] = {frame0, frame1, frame0};\nconst int anim_len = 3;\n",
        "https://github.com/javl/image2cpp/blob/master/tests/golden/output_arduino.txt",
        PAIR,
        Reading(THREE, THREE_B, THREE),
    )
    add(
        "bytes_three_frames",
        "#define NUM_LEDS 6\n" + flat("f0", [*THREE[:5], T]) + flat("f1", THREE_B) + flat("f2", THREE[::-1]),
        FORUM,
        Reading([*THREE[:5], T], THREE_B, THREE[::-1]),
    )
    add(
        "commented_out_array",
        "/* old:\nconst uint32_t frame0[] = { 0x999999, 0x999999, 0x999999, 0x999999, 0x999999, 0x999999 };\n*/\n// const uint32_t frame2[] = { 0x888888 };\n"
        + two(),
        FORUM,
        PAIR,
    )
    add(
        "if_zero_array",
        "#if 0\nconst uint32_t old[] = { 0x999999, 0x999999, 0x999999, 0x999999, 0x999999, 0x999999 };\n#endif\n"
        + two(),
        FORUM,
        PAIR,
    )
    add(
        "gradient_palette_beside",
        "DEFINE_GRADIENT_PALETTE( heat_gp ) {\n  0,   0,  0,  0,\n128, 255,  0,  0,\n255, 255,255,255 };\n" + two(),
        FASTLED,
        PAIR,
    )
    add(
        "palette16_only",
        "#include <FastLED.h>\nconst TProgmemPalette16 warm_p PROGMEM = {\n"
        + ",\n".join("  " + ", ".join(["CRGB::Red", "CRGB::Gray", "CRGB::Blue", "CRGB::Black"]) for _ in range(4))
        + "\n};\n",
        FASTLED,
        Reading([R, (128, 128, 128), B, K] * 4),
        unsure=True,
        refusal=[],
    )
    add(
        "no_picture_at_all",
        "#include <Arduino.h>\n#define LED 13\nconst int pins[] = {2, 3, 5, 7, 11};\nvoid setup() { pinMode(LED, OUTPUT); }\nvoid loop() { digitalWrite(LED, HIGH); delay(1000); }\n",
        "https://docs.arduino.cc/built-in-examples/basics/Blink/",
        refusal=["pins|no picture|no array|no pixels|not"],
        file="no_picture_at_all.ino",
    )
    add(
        "python_other_lists",
        "PINS = [2, 3, 4, 5]\nNOTES = [(262, 4), (196, 8)]\nFRAMES = [\n    [(255, 0, 0), (0, 255, 0), (0, 0, 255)],\n    [(1, 2, 3), (0, 0, 0), (9, 9, 9)],\n]\n",
        "https://docs.circuitpython.org/projects/neopixel/en/latest/examples.html",
        Reading([R, G, B], [T, K, (9, 9, 9)]),
        Reading([R, G, B, T, K, (9, 9, 9)]),
        file="python_other_lists.py",
    )
    add(
        "python_palette_rows",
        'PALETTE = {".": (0, 0, 0), "r": (255, 0, 0), "w": (255, 255, 255)}\nROWS = [\n    ".r.w",\n    "rrww",\n    "....",\n]\n',
        "https://github.com/python-pillow/Pillow",
        Reading([{".": K, "r": R, "w": W}[c] for c in ".r.wrrww...."], grid=(4, 3)),
        unsure=True,
        refusal=["not|no "],
        file="python_palette_rows.py",
    )
    long = [T, R, G, B] * 8
    add(
        "long_beside_short_equal",
        flat("a", [R, G]) + flat("b", [B, W]) + flat("picture", long),
        FORUM,
        Reading([R, G], [B, W]),
        Reading(long),
        unsure=True,
        says=["picture|a"],
    )
