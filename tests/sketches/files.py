"""Kind 1: byte arrays that are a file."""

import pictures
from shape import FOUR, FOUR_B, STILL, THREE, THREE_B, TWO, O, R, Reading, hexes

XXD = "https://man7.org/linux/man-pages/man1/xxd.1.html"
GIFS = "https://github.com/bitbank2/AnimatedGIF/blob/master/test_images/pattern.h"

RUN = Reading(THREE, THREE_B, delays=[50, 100], grid=(3, 2))
RUN_GIF = pictures.gif(3, [THREE, THREE_B], [5, 10])
OTHER = Reading(FOUR, FOUR_B, delays=[200, 200], grid=(4, 3))
OTHER_GIF = pictures.gif(4, [FOUR, FOUR_B], [20, 20])
PNG = Reading(THREE, delays=STILL, grid=(3, 2))
PNG_FILE = pictures.png(3, THREE)
PNG_OTHER = Reading(FOUR, delays=STILL, grid=(4, 3))
GREYS = Reading(([(200,) * 3] * 8 + [(72,) * 3] * 8) * 8, delays=STILL, grid=(16, 8))


def array(name, data, lead="const uint8_t", progmem=" PROGMEM", **style):
    return f"{lead} {name}[]{progmem} = {{\n{hexes(data, **style)}\n}};\n"


def python_bytes(data):
    """Bytes as Python prints them, in lines."""
    return "\n".join("    " + repr(data[i : i + 16]) for i in range(0, len(data), 16))


def c_string(data, per_line=16):
    return "\n".join(
        '  "' + "".join(f"\\x{byte:02x}" for byte in data[i : i + per_line]) + '"'
        for i in range(0, len(data), per_line)
    )


def sketch(name):
    """A whole sketch around a GIF: what stands before and behind the array must not matter."""
    return (
        "#include <AnimatedGIF.h>\n#include <FastLED.h>\n"
        "#define DATA_PIN 5\n#define NUM_LEDS 6\nconst uint8_t rows[] = {12, 13, 14, 27};\n"
        "CRGB leds[NUM_LEDS];\nAnimatedGIF gif;\n"
        + array(name, RUN_GIF)
        + "void GIFDraw(GIFDRAW *pDraw) {\n  if (pDraw->y > 1) { return; } // nothing below\n"
        "  for (int x = 0; x < pDraw->iWidth; x++) { leds[x] = CRGB(pDraw->pPixels[x], 0, 0); }\n}\n"
        "void setup() {\n  FastLED.addLeds<WS2812B, DATA_PIN, GRB>(leds, NUM_LEDS);\n  gif.begin(LITTLE_ENDIAN_PIXELS);\n}\n"
        f"void loop() {{\n  if (gif.open((uint8_t *){name}, sizeof({name}), GIFDraw)) {{ while (gif.playFrame(true, NULL)) {{ }} }}\n}}\n"
    )


def add(table):
    add = lambda name, text, source, *readings, **more: table.add(1, name, text, source, *readings, **more)
    add(
        "gif_xxd",
        array("run_gif", RUN_GIF, "unsigned char", "") + f"unsigned int run_gif_len = {len(RUN_GIF)};\n",
        XXD,
        RUN,
        certain=True,
    )
    add(
        "gif_with_comment_head",
        f"//\n// run\n// Data size = {len(RUN_GIF)} bytes\n//\n// GIF, Compression=LZW, Size: 3 x 2, 4-Bpp\n//\n\n"
        "// for non-Arduino builds...\n#ifndef PROGMEM\n#define PROGMEM\n#endif\n"
        + array("run", RUN_GIF, upper=True, per_line=16, indent=""),
        GIFS,
        RUN,
        certain=True,
    )
    add(
        "gif_whole_sketch",
        sketch("anim"),
        "https://github.com/bitbank2/AnimatedGIF/blob/master/examples/adafruit_gfx_memory/adafruit_gfx_memory.ino",
        RUN,
        file="gif_whole_sketch.ino",
    )
    add(
        "gif_decimal_sized",
        f"static const unsigned char run_gif[{len(RUN_GIF)}] PROGMEM = {{\n  " + ",".join(map(str, RUN_GIF)) + "};\n",
        "https://github.com/notisrac/FileToCArray/blob/master/scripts/imageConverter.js",
        RUN,
    )
    add(
        "gif_lvgl_raw",
        '#include "lvgl.h"\n#ifndef LV_ATTRIBUTE_MEM_ALIGN\n#define LV_ATTRIBUTE_MEM_ALIGN\n#endif\n'
        "const LV_ATTRIBUTE_MEM_ALIGN uint8_t img_run_gif_map[] = {\n" + hexes(RUN_GIF) + ",\n};\n"
        "const lv_image_dsc_t img_run_gif = {\n  .header.w = 0,\n  .header.h = 0,\n  .header.cf = LV_COLOR_FORMAT_RAW,\n"
        f"  .data_size = {len(RUN_GIF)},\n  .data = img_run_gif_map,\n}};\n",
        "https://github.com/lvgl/lvgl/blob/master/examples/libs/gif/img_bulb_gif.c",
        RUN,
        file="gif_lvgl_raw.c",
    )
    add(
        "gif_c_string",
        "static const char run_gif[] =\n" + c_string(RUN_GIF) + ";\n",
        "https://github.com/gustafla/bin2cstr",
        RUN,
        file="gif_c_string.c",
    )
    add(
        "gif_two_in_one",
        "// two animations\n" + array("happy", RUN_GIF) + "\n" + array("angry", OTHER_GIF),
        GIFS,
        RUN,
        OTHER,
        says=["happy", "angry"],
        file="gif_two_in_one.h",
    )
    add("gif_two_by_name", None, GIFS, OTHER, args=["--array", "angry"], file="gif_two_in_one.h")
    add(
        "gif_python",
        "import gifio\n\nRUN = (\n" + python_bytes(RUN_GIF) + "\n)\n",
        "https://docs.circuitpython.org/en/latest/shared-bindings/gifio/index.html",
        RUN,
        file="gif_python.py",
    )
    add(
        "png_header",
        "// run.png as an array\n" + array("run", PNG_FILE) + "const int run_size = sizeof(run);\n",
        "https://github.com/bitbank2/PNGdec/blob/master/examples/pngdisplay_demo/octocat_small.h",
        PNG,
        certain=True,
    )
    add(
        "png_python_bytearray",
        "icon = bytearray([" + ", ".join(map(str, PNG_FILE)) + "])\n",
        "https://docs.python.org/3/library/stdtypes.html#bytearray",
        PNG,
        file="png_python_bytearray.py",
    )
    add(
        "png_python_escapes",
        f"ICON = {PNG_FILE!r}\n",
        "https://docs.python.org/3/reference/lexical_analysis.html#bytes-literals",
        PNG,
        file="png_python_escapes.py",
    )
    add(
        "png_pointer_table",
        array("icon_a", PNG_FILE, "static const uint8_t", "")
        + array("icon_b", pictures.png(4, FOUR), "static const uint8_t", "")
        + "const uint8_t *const icons[] = {icon_a, icon_b};\nconst size_t icon_sizes[] = {sizeof(icon_a), sizeof(icon_b)};\n",
        "https://github.com/lvgl/lvgl/blob/master/examples/libs/lodepng/img_wink_png.c",
        PNG,
        PNG_OTHER,
        says=["icon_a", "icon_b"],
        file="png_pointer_table.c",
    )
    add(
        "jpeg_progmem",
        "#include <pgmspace.h>\n" + array("panda", pictures.jpeg(200, 72), per_line=16, upper=True),
        "https://github.com/Bodmer/TJpg_Decoder/blob/master/examples/Flash_Jpg/panda.h",
        GREYS,
    )
    add(
        "bmp_array",
        array("splash_bmp", pictures.bmp(3, THREE), "const unsigned char", ""),
        "https://github.com/lvgl/lvgl/blob/master/examples/libs/bmp/lv_example_bmp_1.c",
        PNG,
    )
    add(
        "webp_assets",
        '#include "assets.h"\n\n// 3 x 2, lossless\n'
        + array("ASSET_NOAPPS_WEBP", pictures.webp(3, THREE), "const uint8_t", "")
        + "const size_t ASSET_NOAPPS_WEBP_LEN = sizeof(ASSET_NOAPPS_WEBP);\n",
        "https://github.com/tidbyt/hdk/blob/main/lib/assets/noapps_webp.c",
        PNG,
        file="webp_assets.c",
    )
    show = pictures.fseq([TWO, TWO[::-1], [R, R, O, O]], 50)
    add(
        "fseq_xxd",
        array("show_fseq", show, "unsigned char", "") + f"unsigned int show_fseq_len = {len(show)};\n",
        "https://github.com/FalconChristmas/fpp/blob/master/docs/FSEQ_Sequence_File_Format.txt",
        Reading(TWO, TWO[::-1], [R, R, O, O], delays=50),
    )
    # the same first bytes, and no file
    fake = [(0xFF, 0xD8, 0x00), (0x00, 0xFF, 0x00), (0x00, 0x00, 0xFF), (9, 8, 7)]
    add(
        "jpeg_magic_only",
        "const uint8_t warm[4][3] = {{0xFF, 0xD8, 0x00}, {0x00, 0xFF, 0x00}, {0x00, 0x00, 0xFF}, {9, 8, 7}};\n",
        "https://en.wikipedia.org/wiki/List_of_file_signatures",
        Reading(fake),
    )
    fake = [(0x42, 0x4D, 0x10), (0, 0x30, 0), (0, 0, 0x50), (6, 7, 8)]
    add(
        "bmp_magic_only",
        "#define NUM_LEDS 4\nconst uint8_t colours[NUM_LEDS * 3] PROGMEM = {\n  "
        + ", ".join(str(v) for p in fake for v in p)
        + "\n};\n",
        "https://en.wikipedia.org/wiki/List_of_file_signatures",
        Reading(fake),
    )
