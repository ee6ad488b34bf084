"""Kind 3: where the size stands: declarations, constants, macros, comments, descriptors."""

from shape import FOUR, THREE, THREE_B, TWO, G, K, R, Reading, T, packed, rgb, rgb565

BITDOG = "https://github.com/BitDogLab/BitDogLab-C/blob/main/neopixel_pio/neopixel_pio.c"
XY = "https://github.com/FastLED/FastLED/blob/master/examples/XYMatrix/XYMatrix.ino"
FORUM = "https://forum.arduino.cc/t/32x16-ws2812-fastled-h-memory-problem/1207886"
C = "https://en.cppreference.com/w/c/language/array_initialization"
CPP = "https://en.cppreference.com/w/cpp/container/array"

STILL = Reading(THREE, grid=(3, 2))
PAIR = Reading(THREE, THREE_B, grid=(3, 2))
STRIP = Reading([*THREE[:5], T])
STRIPS = Reading([*THREE[:5], T], THREE_B)


def words(pixels):
    return ", ".join(f"0x{packed(p):06x}" for p in pixels)


def triples(pixels, gap=" "):
    return ", ".join("{" + f",{gap}".join(map(str, p)) + "}" for p in pixels)


def rows(pixels, width, write=words):
    return ",\n".join("  {" + write(pixels[i : i + width]) + "}" for i in range(0, len(pixels), width))


def frames(pictures, width, write=words):
    return ",\n".join(" {\n" + rows(pixels, width, write) + "\n }" for pixels in pictures)


def add(table):
    add = lambda name, text, source, *readings, **more: table.add(3, name, text, source, *readings, **more)
    five = ([K, (2, 247, 47), K, R, K] * 5)[:24] + [T]
    add(
        "dim_rows_columns_rgb",
        "// Matriz de desenho dos leds\nint matriz[5][5][3] = {\n" + rows(five, 5, triples) + "\n};\n",
        BITDOG,
        Reading(five, grid=(5, 5)),
        file="dim_rows_columns_rgb.c",
    )
    add(
        "dim_frames_rows_columns_rgb",
        "#define FRAMES 2\n#define HEIGHT 2\n#define WIDTH 3\nconst uint8_t PROGMEM anim[FRAMES][HEIGHT][WIDTH][3] = {\n"
        + frames([THREE, THREE_B], 3, triples)
        + "\n};\n",
        FORUM,
        PAIR,
        certain=True,
    )
    add(
        "dim_frames_leds_rgb_macros",
        "#define NUM_LEDS 6\n#define NUM_FRAMES 2\n\nbyte frames[NUM_FRAMES][NUM_LEDS][3] = {\n"
        + ",\n".join("  { " + triples(f) + " }" for f in ([*THREE[:5], T], THREE_B))
        + "\n};\n",
        FORUM,
        STRIPS,
        certain=True,
    )
    add(
        "dim_leds_times_three",
        "#define NUM_LEDS 6\nconst uint8_t scene[NUM_LEDS * 3] = { "
        + ", ".join(map(str, rgb([*THREE[:5], T])))
        + " };\n",
        FORUM,
        STRIP,
    )
    add(
        "dim_frames_flat_bytes",
        "#define LED_COUNT 6\nconst uint8_t frames[][LED_COUNT * 3] PROGMEM = {\n"
        + ",\n".join("  { " + ", ".join(map(str, rgb(f))) + " }" for f in ([*THREE[:5], T], THREE_B))
        + "\n};\n",
        FORUM,
        STRIPS,
    )
    add(
        "dim_k_matrix",
        "const uint8_t kMatrixWidth = 4;\nconst uint8_t kMatrixHeight = 3;\n#define NUM_LEDS (kMatrixWidth * kMatrixHeight)\n"
        "const uint32_t picture[NUM_LEDS] PROGMEM = {\n  " + words(FOUR) + " };\n",
        XY,
        Reading(FOUR, grid=(4, 3)),
        file="dim_k_matrix.ino",
    )
    add(
        "dim_matrix_macros_product",
        "#define MATRIX_WIDTH 4\n#define MATRIX_HEIGHT 3\nconst uint32_t picture[(MATRIX_WIDTH * MATRIX_HEIGHT)] = {"
        + words(FOUR)
        + "};\n",
        "https://github.com/FastLED/FastLED/blob/master/examples/XYMatrix/XYMatrix.ino",
        Reading(FOUR, grid=(4, 3)),
    )
    add(
        "dim_short_macros",
        "#define W 4\n#define H 3\nconst unsigned int img[W*H] = { " + words(FOUR) + " };\n",
        FORUM,
        Reading(FOUR, grid=(4, 3)),
    )
    add(
        "dim_parenthesised_suffixed",
        "#define IMG_W (0x04u)\n#define IMG_H ((uint16_t)3)\nconst uint32_t img[] = { " + words(FOUR) + " };\n",
        C,
        Reading(FOUR, grid=(4, 3)),
    )
    add(
        "dim_enum",
        "enum { COLS = 4, ROWS = 3 };\nstatic const uint32_t img[ROWS * COLS] = { " + words(FOUR) + " };\n",
        "https://en.cppreference.com/w/c/language/enum",
        Reading(FOUR, grid=(4, 3)),
        file="dim_enum.c",
    )
    add(
        "dim_two_on_a_line",
        "const int width = 4, height = 3;\nconst uint32_t img[] = { " + words(FOUR) + " };\n",
        C,
        Reading(FOUR, grid=(4, 3)),
    )
    add(
        "dim_constexpr_array",
        "#include <array>\n#include <cstdint>\nstatic constexpr std::size_t kCols = 3;\nstatic constexpr std::size_t kRows = 2;\n"
        "constexpr std::array<std::array<std::uint32_t, kCols>, kRows> picture = {{\n  {{"
        + words(THREE[:3])
        + "}},\n  {{"
        + words(THREE[3:])
        + "}}\n}};\n",
        CPP,
        STILL,
        file="dim_constexpr_array.cpp",
    )
    add(
        "dim_std_vector",
        "#include <vector>\n#include <cstdint>\nconst std::vector<uint32_t> pixels = { " + words(TWO) + " };\n",
        "https://en.cppreference.com/w/cpp/container/vector",
        Reading(TWO),
        file="dim_std_vector.cpp",
    )
    add(
        "dim_first_left_open",
        "const uint32_t blink[][6] = {\n" + rows([*THREE, *THREE_B], 6) + "\n};\n",
        C,
        Reading(THREE, THREE_B),
        Reading([*THREE, *THREE_B]),
    )
    add(
        "dim_frames_not_rows",
        "#define WIDTH 3\n#define HEIGHT 2\nconst uint32_t anim[2][6] PROGMEM = {\n"
        + rows([*THREE, *THREE_B], 6)
        + "\n};\n",
        FORUM,
        PAIR,
    )
    add(
        "dim_row_braces_of_frames",
        "#define WIDTH 3\n#define HEIGHT 2\nconst uint32_t anim[][HEIGHT][WIDTH] PROGMEM = {\n"
        + frames([THREE, THREE_B], 3)
        + "\n};\n",
        FORUM,
        PAIR,
        certain=True,
    )
    add(
        "dim_flat_initialiser",
        "#define EYE_WIDTH  3\n#define EYE_HEIGHT 2\n\nconst uint16_t eye[EYE_HEIGHT][EYE_WIDTH] PROGMEM= {\n  "
        + ", ".join(f"0X{rgb565(p):04X}" for p in THREE)
        + " };\n",
        "https://github.com/adafruit/Uncanny_Eyes/blob/master/uncannyEyes/defaultEye.h",
        STILL,
        certain=True,
    )
    add(
        "dim_comment_px",
        "// heart 4x3px, drawn by hand\nstatic const uint32_t heart[] PROGMEM = { " + words(FOUR) + " };\n",
        "https://github.com/javl/image2cpp/blob/master/tests/golden/output_arduino.txt",
        Reading(FOUR, grid=(4, 3)),
        unsure=True,
    )
    add(
        "dim_comment_width_height",
        "/*\n * width:  4\n * height: 3\n * bpp:    24\n */\nconst uint32_t heart[12] = { " + words(FOUR) + " };\n",
        "https://github.com/riuson/lcd-image-converter/blob/master/resources/image.tmpl",
        Reading(FOUR),
        Reading(FOUR, grid=(4, 3)),
        unsure=True,
    )
    add(
        "dim_struct_descriptor",
        "\ufeff// image\n// filename: run.xml\n// name: run\n// encoding: UTF-8\n// unicode bom: yes\n\n// bytes order:\n//  swap bytes: no\n\n"
        "// data block size: 16 bit(s), uint16_t\n\n// typedef struct {\n//     const uint16_t *data;\n//     uint16_t width;\n"
        "//     uint16_t height;\n//     } tImage;\n\n#include <stdint.h>\nstatic const uint16_t image_data_run[6] = {\n    "
        + ", ".join(f"0x{rgb565(p):04x}" for p in THREE)
        + "\n};\nconst tImage run = { &image_data_run[0], 3, 2};\n",
        "https://github.com/riuson/lcd-image-converter/blob/master/resources/image.tmpl",
        Reading(THREE),
        Reading(THREE, grid=(3, 2)),
        file="dim_struct_descriptor.c",
    )
    add(
        "dim_designated_fields",
        "const Sprite run = {\n  .width = 3,\n  .height = 2,\n  .pixels = { " + words(THREE) + " },\n};\n",
        "https://en.cppreference.com/w/c/language/struct_initialization",
        Reading(THREE),
        Reading(THREE, grid=(3, 2)),
        refusal=[],
        file="dim_designated_fields.c",
    )
    add(
        "dim_numbered_arrays",
        "#define WIDTH 3\n#define HEIGHT 2\n"
        + "".join(
            f"const uint32_t frame_{i:02}[] PROGMEM = {{ {words(f)} }};\n"
            for i, f in enumerate([THREE, THREE_B, THREE[::-1]])
        ),
        FORUM,
        Reading(THREE, THREE_B, THREE[::-1], grid=(3, 2)),
    )
    add(
        "dim_zero_filled",
        "const uint8_t pic[4][3] = {{255, 0, 0}, {0, 255}};\n",
        C,
        Reading([R, G, K, K]),
        Reading([R, G]),
        unsure=True,
        refusal=["12|fewer|short|4"],
    )
    add(
        "dim_size_too_small_for_macros",
        "#define WIDTH 8\n#define HEIGHT 8\nconst uint32_t pic[] = { " + words(THREE) + " };\n",
        C,
        Reading(THREE),
        refusal=["64|8x8|8 x 8"],
    )
    add(
        "dim_other_images_constants",
        "const uint16_t splash_width = 320;\nconst uint16_t splash_height = 240;\nextern const uint16_t splash[];\n"
        "const uint16_t logo_width = 3;\nconst uint16_t logo_height = 2;\nconst uint16_t logo[] = { "
        + ", ".join(f"0x{rgb565(p):04x}" for p in THREE)
        + " };\n",
        "https://github.com/Bodmer/TFT_eSPI/blob/master/examples/Generic/TFT_Flash_Bitmap/Info.h",
        STILL,
    )
    add(
        "dim_python_constants",
        "WIDTH = 3\nHEIGHT = 2\nPICTURE = [" + ", ".join(str(p) for p in THREE) + "]\n",
        "https://docs.circuitpython.org/projects/neopixel/en/latest/",
        STILL,
        file="dim_python_constants.py",
    )
    add(
        "dim_gfx_draw_call",
        "const uint16_t icon[] PROGMEM = { "
        + ", ".join(f"0x{rgb565(p):04x}" for p in FOUR)
        + " };\nvoid draw() {\n  tft.drawRGBBitmap(0, 0, icon, 4, 3);\n}\n",
        "https://learn.adafruit.com/adafruit-gfx-graphics-library/graphics-primitives",
        Reading(FOUR),
        Reading(FOUR, grid=(4, 3)),
    )
