"""Kind 2, colours: how tools write pixels into arrays."""

from shape import (
    FOUR,
    THREE,
    THREE_B,
    G,
    K,
    O,
    R,
    Reading,
    T,
    W,
    hexes,
    packed,
    rgb,
    rgb332,
    rgb565,
    swapped,
)
from tools import (
    abgr,
    csource,
    csource_macros,
    gimp_header,
    gimp_indexed,
    lvgl8,
    lvgl9,
    lvgl_indexed,
    piskel,
    utft,
)

PISKEL = (
    "https://github.com/piskelapp/piskel/blob/master/src/js/controller/settings/exportimage/MiscExportController.js"
)
IMAGE2CPP = "https://github.com/javl/image2cpp/tree/master/tests/golden"
UTFT = "https://github.com/marcmerlin/FastLED_NeoMatrix/blob/master/examples/MatrixGFXDemo/heart24.h"
CSOURCE = "https://gitlab.gnome.org/GNOME/gimp/-/blob/master/plug-ins/common/file-csource.c"
HEADER = "https://gitlab.gnome.org/GNOME/gimp/-/blob/master/plug-ins/common/file-header.c"
LVGL = "https://github.com/lvgl/lv_img_conv/blob/master/lib/convert.ts"
LVGL9 = "https://github.com/lvgl/lvgl/blob/master/scripts/LVGLImage.py"

STILL = Reading(THREE, grid=(3, 2))
PAIR = Reading(THREE, THREE_B, grid=(3, 2))


def spread(word):
    """RGB565 to eight bits, the upper bits repeated below."""
    r, g, b = word >> 11, word >> 5 & 63, word & 31
    return r << 3 | r >> 2, g << 2 | g >> 4, b << 3 | b >> 2


def scaled(word):
    """RGB565 to eight bits, to the nearest."""
    r, g, b = word >> 11, word >> 5 & 63, word & 31
    return (r * 510 + 31) // 62, (g * 510 + 63) // 126, (b * 510 + 31) // 62


def add(table):
    add = lambda name, text, source, *readings, **more: table.add(2, name, text, source, *readings, **more)
    add(
        "piskel_frames",
        piskel("New_Piskel", [THREE, THREE_B], 3, clear=[K]),
        PISKEL,
        PAIR,
        certain=True,
        says=["piskel|AABBGGRR|0xAABBGGRR"],
        file="piskel_frames.c",
    )
    add(
        "piskel_hyphens",
        piskel("run-sheet-3-2", [THREE, THREE_B], 3),
        "https://blog.gingerbeardman.com/2023/11/26/easter-egg-emoji-converting-pixels-into-particles/",
        PAIR,
        file="piskel_hyphens.c",
    )
    add(
        "piskel_progmem",
        "#include <avr/pgmspace.h>\n" + piskel("mouse", [THREE_B], 3, "static const uint32_t PROGMEM "),
        PISKEL,
        Reading(THREE_B, grid=(3, 2)),
        file="piskel_progmem.h",
    )
    add(
        "piskel_only_comment",
        '#include <stdint.h>\n#define NEW_PISKEL_FRAME_COUNT 2\n/* Piskel data for "New Piskel" */\n\n'
        "static const uint32_t new_piskel_data[2][6] = {\n{\n"
        + ", ".join(f"0x{abgr(p):08x}" for p in THREE)
        + "\n},\n{\n"
        + ", ".join(f"0x{abgr(p):08x}" for p in THREE_B)
        + "\n}\n};\n",
        PISKEL,
        Reading(THREE, THREE_B),
        file="piskel_only_comment.c",
    )
    argb = "static const uint32_t badge[6] = {\n" + ", ".join(f"0xff{packed(p):06x}" for p in THREE) + "\n};\n"
    add(
        "argb_without_name",
        argb,
        "https://doc.qt.io/qt-6/qcolor.html#QRgb-typedef",
        Reading(THREE),
        Reading([p[::-1] for p in THREE]),
    )
    add(
        "argb_as_piskel",
        None,
        PISKEL,
        Reading([p[::-1] for p in THREE]),
        args=["--as", "piskel"],
        file="argb_without_name.h",
    )
    add(
        "image2cpp_565",
        "// 'run', 3x2px\nconst uint16_t epd_bitmap_run [] PROGMEM = {\n\t"
        + ", ".join(f"0x{rgb565(p):04x}" for p in THREE)
        + "\n};\n\n// Array of all bitmaps for convenience. (Total bytes used to store images in PROGMEM = 32)\nconst int epd_bitmap_allArray_LEN = 1;\n"
        "const uint16_t* epd_bitmap_allArray[1] = {\n\tepd_bitmap_run\n};\n",
        f"{IMAGE2CPP}/output_arduino_esp32_565.txt",
        STILL,
    )
    add(
        "image2cpp_565_frames",
        "".join(
            f"// 'run{i}', 3x2px\nconst uint16_t epd_bitmap_run{i} [] PROGMEM = {{\n\t"
            + ", ".join(f"0x{rgb565(p):04x}" for p in frame)
            + "\n};\n"
            for i, frame in enumerate([THREE, THREE_B])
        )
        + "\nconst int epd_bitmap_allArray_LEN = 2;\nconst uint16_t* epd_bitmap_allArray[2] = {\n\tepd_bitmap_run0,\n\tepd_bitmap_run1\n};\n",
        f"{IMAGE2CPP}/output_arduino.txt",
        PAIR,
    )
    add(
        "image2cpp_888",
        "// 'run', 3x2px\nconst unsigned long epd_bitmap_run [] PROGMEM = {\n\t"
        + ", ".join(f"0x{packed(p):08x}" for p in THREE)
        + "\n};\n\nconst int epd_bitmap_allArray_LEN = 1;\nconst unsigned long* epd_bitmap_allArray[1] = {\n\tepd_bitmap_run\n};\n",
        f"{IMAGE2CPP}/draw_mode_horizontal888.txt",
        STILL,
    )
    add("utft_online", utft("bitmap", FOUR, 4), UTFT, Reading(FOUR, grid=(4, 3)))
    add(
        "utft_size_lost",
        utft("bitmap", FOUR, 4, size=False),
        "http://www.rinkydinkelectronics.com/t_imageconverter565.php",
        Reading(FOUR),
        certain=False,
    )
    add(
        "tft_espi_icon",
        "// We need this header file to use FLASH as storage with PROGMEM directive:\n\n// Icon width and height\n"
        "const uint16_t closeWidth = 4;\nconst uint16_t closeHeight = 3;\n\nconst unsigned short  closeX[12] PROGMEM={\n"
        + ",\n".join(",".join(f"0x{rgb565(p):04X}" for p in FOUR[y * 4 : y * 4 + 4]) for y in range(3)).replace(
            ",\n", ", // row, 4 pixels\n"
        )
        + "}; // row 2, 12 pixels\n",
        "https://github.com/Bodmer/TFT_eSPI/blob/master/examples/Generic/TFT_Flash_Bitmap/Close.h",
        Reading(FOUR, grid=(4, 3)),
    )
    add(
        "tft_espi_named_colour",
        "const uint16_t linkIconWidth = 3;\nconst uint16_t linkIconHeight = 2;\n\n//Icon Color\n#define linkIconColor 0xffff\n\n"
        '// The icon file can be created with the "UTFT ImageConverter 565" bitmap to .c file creation utility, more can be pasted in here\n'
        "const unsigned short  linkIcon[6] PROGMEM={\n 0x0000, linkIconColor, 0x0000,\n linkIconColor, 0x0000, linkIconColor,};\n",
        "https://github.com/Bodmer/TFT_eSPI/blob/master/examples/Generic/TFT_Flash_Bitmap/Alert.h",
        Reading([K, W, K, W, K, W], grid=(3, 2)),
    )
    words = [swapped(rgb565(p)) for p in THREE]
    add(
        "rgb565_swapped_words",
        "#define ICON_WIDTH 3\n#define ICON_HEIGHT 2\nconst uint16_t icon[] PROGMEM = {\n  "
        + ", ".join(f"0x{v:04X}" for v in words)
        + " };\n",
        "https://github.com/Bodmer/TFT_eSPI/blob/master/TFT_eSPI.h",
        Reading(THREE, grid=(3, 2)),
        Reading([spread(v) for v in words], grid=(3, 2)),
        Reading([scaled(v) for v in words], grid=(3, 2)),
        says=["swap|byte order|little|big"],
    )
    add(
        "rgb565_bytes_little",
        "uint8_t animation_lengths[]={2};\nconst uint8_t animations[] PROGMEM = {"
        + ",".join(f"0x{rgb565(p) & 255:02x},0x{rgb565(p) >> 8:02x}" for p in THREE + THREE_B)
        + ",\n0x00};\n",
        "https://github.com/2dom/PxMatrix/blob/master/examples/black_lives/create_progmem.py",
        Reading(THREE, THREE_B),
        Reading(THREE + THREE_B),
        unsure=True,
    )
    add(
        "img2lcd_big_endian",
        "const unsigned char gImage_run[20] = { 0X00,0X10,0X00,0X03,0X00,0X02,0X01,0X1B,\n"
        + ",".join(f"0X{rgb565(p) >> 8:02X},0X{rgb565(p) & 255:02X}" for p in THREE)
        + ",};\n",
        "https://msalamon.pl/en/how-to-prepare-an-image-for-an-lcd-or-tft-display/",
        Reading(THREE, grid=(3, 2)),
        unsure=True,
        file="img2lcd_big_endian.c",
    )
    add(
        "rgb332_bytes",
        "// RGB332, 3x2\n#define SPRITE_W 3\n#define SPRITE_H 2\nstatic const uint8_t sprite[SPRITE_W * SPRITE_H] = {\n"
        + hexes([rgb332(p) for p in THREE])
        + "\n};\n",
        "https://github.com/lovyan03/LovyanGFX",
        Reading(THREE, grid=(3, 2)),
        unsure=True,
        says=["332"],
    )
    greys = [0, 32, 64, 96, 128, 160, 192, 224, 255, 200, 150, 100]
    add(
        "grey_8_bit",
        "#define GLOW_WIDTH 4\n#define GLOW_HEIGHT 3\nconst uint8_t glow[GLOW_HEIGHT][GLOW_WIDTH] PROGMEM = {\n"
        + ",\n".join("  { " + ", ".join(map(str, greys[y * 4 : y * 4 + 4])) + " }" for y in range(3))
        + "\n};\n",
        "https://github.com/adafruit/Adafruit_IS31FL3731/blob/master/examples/gfxdemo/gfxdemo.ino",
        Reading([(v, v, v) for v in greys], grid=(4, 3)),
        unsure=True,
        says=["grey|gray"],
    )
    add(
        "gimp_csource",
        csource("gimp_image", THREE, 3, 3, "RGB", bytes),
        CSOURCE,
        STILL,
        certain=True,
        file="gimp_csource.c",
    )
    digits = [
        (49, 50, 0),
        (0, 48, 255),
        (92, 34, 7),
        (8, 57, 13),
    ]  # bytes that are digits, quotes and backslashes in a string
    add(
        "gimp_csource_digits",
        csource("tricky", digits, 2, 3, "RGB", bytes),
        CSOURCE,
        Reading(digits, grid=(2, 2)),
        file="gimp_csource_digits.c",
    )
    add(
        "gimp_csource_rgba",
        csource("gimp_image", THREE, 3, 4, "RGBA", lambda p: bytes([*p, 255])),
        CSOURCE,
        STILL,
        file="gimp_csource_rgba.c",
    )
    add(
        "gimp_csource_rgb16",
        csource("gimp_image", THREE, 3, 2, "RGB", lambda p: [rgb565(p) & 255, rgb565(p) >> 8]),
        CSOURCE,
        STILL,
        file="gimp_csource_rgb16.c",
    )
    add("gimp_csource_macros", csource_macros("gimp_image", THREE, 3), CSOURCE, STILL, file="gimp_csource_macros.c")
    add(
        "gimp_smartmatrix",
        '#include "gimpbitmap.h"\n'
        + csource("run", THREE, 3, 3, "RGB", bytes).replace(
            "static const struct {\n  guint  \t width;\n  guint  \t height;\n  guint  \t bytes_per_pixel; /* 2:RGB16, 3:RGB, 4:RGBA */ \n  guint8 \t pixel_data[3 * 2 * 3 + 1];\n} run",
            "const gimp32x32bitmap run",
        ),
        "https://github.com/pixelmatix/SmartMatrix/blob/master/examples/Bitmaps/chrome16.c",
        STILL,
        file="gimp_smartmatrix.c",
    )
    add("gimp_header", gimp_header([*THREE[:5], T], 3), HEADER, Reading([*THREE[:5], T], grid=(3, 2)), certain=True)
    add("gimp_header_indexed", gimp_indexed(FOUR, 4), HEADER, Reading(FOUR, grid=(4, 3)))
    add("lvgl8_four_depths", lvgl8("run", THREE, 3), LVGL, STILL, file="lvgl8_four_depths.c")
    add(
        "lvgl8_32_bit",
        lvgl8("run", [*THREE[:5], T], 3, [32]),
        LVGL,
        Reading([*THREE[:5], T], grid=(3, 2)),
        file="lvgl8_32_bit.c",
    )
    add(
        "lvgl8_indexed",
        lvgl_indexed("run", [R, G, K, O, O, G], 3),
        LVGL,
        Reading([R, G, K, O, O, G], grid=(3, 2)),
        file="lvgl8_indexed.c",
    )
    add(
        "lvgl9_rgb565",
        lvgl9("run", THREE, 3, "RGB565", lambda p: [rgb565(p) & 255, rgb565(p) >> 8]),
        LVGL9,
        STILL,
        file="lvgl9_rgb565.c",
    )
    add(
        "lvgl9_rgb888",
        lvgl9("run", [*THREE[:5], T], 3, "RGB888", lambda p: p[::-1]),
        LVGL9,
        Reading([*THREE[:5], T], grid=(3, 2)),
        file="lvgl9_rgb888.c",
    )
    add(
        "lvgl9_argb8888",
        lvgl9("run", [*THREE[:5], T], 3, "ARGB8888", lambda p: [*p[::-1], 255]),
        LVGL9,
        Reading([*THREE[:5], T], grid=(3, 2)),
        file="lvgl9_argb8888.c",
    )
    neopixelbus = ", ".join(f"0x{v:02x}" for v in rgb([*FOUR[:11], T]))
    add(
        "neopixelbus_export",
        "const uint16_t myImageWidth = 4;\nconst uint16_t myImageHeight = 3;\nconst uint8_t PROGMEM myImage[] = {  // (4 x 3) RGB in Hexadecimal\n"
        "//        R0    G0    B0    R1    G1    B1    R2    G2    B2    R3    G3    B3\n        "
        + neopixelbus
        + " \n};\n",
        "https://github.com/Makuna/NeoPixelBus/blob/master/examples/bitmaps/NeoPixelSpriteSheet/CylonRgb.h",
        Reading([*FOUR[:11], T], grid=(4, 3)),
        certain=True,
    )
    add(
        "m5atom_head",
        "const unsigned char AtomImageData[18 + 2] = {\n    3,  // width\n    2,   // height\n"
        + hexes(rgb([*THREE[:5], T]), indent="    ")
        + "};\n",
        "https://github.com/m5stack/M5Atom/blob/master/examples/Basics/LEDDisplay/image.c",
        Reading([*THREE[:5], T], grid=(3, 2)),
        unsure=True,
        file="m5atom_head.c",
    )
    nibbles = [0xF00, 0x0F0, 0x00F, 0xFFF, 0x000, 0xFF0]
    add(
        "neomatrix_12_bit",
        "static const uint16_t PROGMEM\n// These bitmaps were written for a backend that only supported\n// 4 bits per color\nRGB_bmp[][6] = {\n  { "
        + ", ".join(f"0x{v:03X}" for v in nibbles)
        + " } };\n",
        "https://github.com/adafruit/Adafruit_NeoMatrix/blob/master/examples/MatrixGFXDemo/MatrixGFXDemo.ino",
        Reading(THREE),
        Reading([p[::-1] for p in THREE]),
        unsure=True,
    )
    add(
        "xpm",
        '/* XPM */\nstatic char * run_xpm[] = {\n"3 2 6 1",\n" \tc #FF0000",\n".\tc #00FF00",\n"+\tc #0000FF",\n"@\tc #FFFFFF",\n"#\tc #000000",\n"$\tc #FFFF00",\n" .+",\n"@#$"};\n',
        "https://en.wikipedia.org/wiki/X_PixMap",
        STILL,
        refusal=["XPM"],
        file="xpm.c",
    )
