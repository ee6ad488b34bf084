"""Odd sketches of kinds 3 to 5: cut off, lying, in other encodings. None may be read wrongly in silence."""

from dimensions import words
from shape import B, G, K, R, T, THREE, THREE_B, Reading

C = "https://en.cppreference.com/w/c/language/array_initialization"
PREPROCESSOR = "https://en.cppreference.com/w/c/preprocessor/conditional"
RAW = "https://en.cppreference.com/w/cpp/language/string_literal"
WIFI = "https://docs.arduino.cc/libraries/wifi/"
FORUM = "https://forum.arduino.cc/t/32x16-ws2812-fastled-h-memory-problem/1207886"
PY = "https://docs.python.org/3/reference/lexical_analysis.html"
TEXT = "https://learn.microsoft.com/en-us/visualstudio/ide/encodings-and-line-breaks"

PICTURE = Reading(THREE, grid=(3, 2))
FLAT = Reading(THREE)


def add(table):
    pic = f"const uint32_t pic[] PROGMEM = {{ {words(THREE)} }};\n"
    sized = "#define PIC_WIDTH 3\n#define PIC_HEIGHT 2\n" + pic
    colours = lambda name, text, *readings, source=PY, **more: table.add(4, name, text, source, *readings, **more)
    sizes = lambda name, text, *readings, source=C, **more: table.add(3, name, text, source, *readings, **more)
    arrays = lambda name, text, *readings, source=FORUM, **more: table.add(5, name, text, source, *readings, **more)

    # how text is stored
    sizes("odd_bom_crlf", "\ufeff" + sized.replace("\n", "\r\n"), PICTURE, source=TEXT)
    sizes("odd_no_last_newline", sized.rstrip(), PICTURE, source=TEXT)
    sizes("odd_latin1", "// Größe: 3x2\n".encode("latin-1") + sized.encode(), PICTURE, source=TEXT)
    sizes("odd_utf16", sized.encode("utf-16-le").join([b"\xff\xfe", b""]), PICTURE, source=TEXT, refusal=["UTF-16"])
    sizes("odd_old_mac", sized.replace("\n", "\r"), PICTURE, FLAT, source=TEXT, refusal=["text|sketch|array"])
    sizes(
        "odd_other_letters", sized.replace("pic", "картинка").replace("PIC_", "КАРТИНКА_"), FLAT, PICTURE, source=TEXT
    )

    # sizes that lie
    sizes("odd_macros_too_large", sized.replace("WIDTH 3", "WIDTH 100"), FLAT, says=["100x2|100 x 2"])
    sizes(
        "odd_macros_huge", sized.replace("WIDTH 3", "WIDTH 4294967296").replace("HEIGHT 2", "HEIGHT 4294967296"), FLAT
    )
    sizes(
        "odd_macros_in_a_circle",
        sized.replace("WIDTH 3", "WIDTH PIC_HEIGHT").replace("HEIGHT 2", "HEIGHT PIC_WIDTH"),
        FLAT,
    )
    sizes("odd_macros_divide_by_zero", sized.replace("WIDTH 3", "WIDTH (6/0)"), FLAT)
    redefined = "#define PIC_WIDTH 2\n#define PIC_HEIGHT 3\n#undef PIC_WIDTH\n#undef PIC_HEIGHT\n"
    sizes("odd_macros_redefined", redefined + sized, PICTURE, source=PREPROCESSOR, unsure=True)
    branches = "#ifdef TALL\n#define PIC_WIDTH 2\n#define PIC_HEIGHT 3\n#else\n#define PIC_WIDTH 3\n#define PIC_HEIGHT 2\n#endif\n"
    sizes("odd_macros_in_branches", branches + pic, PICTURE, source=PREPROCESSOR, unsure=True)
    columns = [THREE[y * 3 + x] for x in range(3) for y in range(2)]
    by_column = ", ".join("{" + words(columns[i : i + 2]) + "}" for i in range(0, 6, 2))
    macros = "#define WIDTH 3\n#define HEIGHT 2\n"
    sizes(
        "odd_columns_first", f"{macros}const uint32_t pic[WIDTH][HEIGHT] = {{ {by_column} }};\n", PICTURE, unsure=True
    )
    sizes("odd_size_of_a_billion", "const uint8_t pic[1000000000][3] = { {1,2,3} };\n", refusal=["pic|long|large"])
    sizes(
        "odd_designated",
        "const uint32_t pic[4] = {[0] = 0xff0000, [3] = 0x00ff00};\n",
        Reading([R, K, K, G]),
        refusal=["["],
    )
    sizes("odd_designated_range", "const uint32_t pic[4] = {[0 ... 3] = 0xff0000};\n", Reading([R] * 4), refusal=["["])
    sizes("odd_ragged", "const uint8_t pic[][3] = { {255,0}, {0,255,0,7}, {1,2,3} };\n", refusal=["4"])

    # text that only looks like code or pixels
    old = "const uint32_t old[] = { 0x111111, 0x222222, 0x333333 };"
    arrays("odd_raw_string", f'const char *help = R"({old} " /* )";\n{pic}', FLAT, source=RAW)
    arrays("odd_raw_string_fence", f'const char *help = R"x({{ )" }} /* {old} )x";\n{pic}', FLAT, source=RAW)
    arrays("odd_comment_in_string", f'const char *a = "/*";\n{pic}const char *b = "*/";\n', FLAT, source=RAW)
    arrays("odd_backslash_comment", f"// a comment that goes on \\\n{old}\n{pic}", FLAT, source=PREPROCESSOR)
    arrays("odd_nested_comment", f"/* a /* b */ {pic}/* {old} */\n", FLAT, source=PREPROCESSOR)
    secrets = 'const char* ssid = "homenet";\nconst char* pass = "secret1";\nvoid setup() { WiFi.begin(ssid, pass); }\n'
    arrays("odd_only_strings", secrets, source=WIFI, refusal=["array|text|pattern"], file="odd_only_strings.ino")
    doc = '"""\nOLD = [(9, 9, 9), (8, 8, 8)]\n"""\n'
    colours("odd_docstring", doc + "LOOK = [(255, 0, 0), (0, 255, 0)]\n", Reading([R, G]), file="odd_docstring.py")
    colours(
        "odd_format_string",
        'TITLE = f"{[(1, 2, 3)]}"\nLOOK = [(255, 0, 0), (0, 0, 255)]\n',
        Reading([R, B]),
        file="odd_format_string.py",
    )

    # cut off
    arrays("odd_cut_in_array", pic[:60], refusal=["brace|cut|end"])
    arrays("odd_cut_in_hex", "const uint32_t pic[] = { 0xff0000, 0x", refusal=["0x|brace|cut|end"])
    second = f"const uint32_t f0[] = {{ {words(THREE)} }};\nconst uint32_t f1[] = {{ {words(THREE_B)[:30]}"
    arrays("odd_cut_in_second", second, FLAT, says=["brace|cut off|incomplete"], refusal=["brace|cut"])
    colours(
        "odd_cut_python",
        "LOOK = [(255,0,0),(0,255,0),(0,0",
        refusal=["text|sketch|list|bracket|cut"],
        file="odd_cut_python.py",
    )

    # which arrays
    other = "#define A_WIDTH 3\n#define A_HEIGHT 2\n{}#define B_WIDTH 2\n#define B_HEIGHT 3\n{}"
    two = other.format(
        *(f"const uint32_t {name}[] = {{ {words(f)} }};\n" for name, f in (("a", THREE), ("b", THREE_B)))
    )
    arrays("odd_two_sizes", two, PICTURE, Reading(THREE_B, grid=(2, 3)), unsure=True)
    choice = f"#if BIG\nconst uint32_t pic[] = {{ {words(THREE_B)} }};\n#else\n{pic}#endif\n"
    arrays("odd_two_branches", choice, FLAT, source=PREPROCESSOR, unsure=True)
    arrays(
        "odd_notes_only",
        "NOTES = [(262, 4), (196, 8)]\n",
        source=PY,
        unsure=True,
        refusal=["not|no "],
        file="odd_notes_only.py",
    )
    arrays("odd_readme", f"# How to\n```c\n{pic}```\n", FLAT, refusal=["text"], file="odd_readme.md")

    # numbers
    colours(
        "odd_digit_separators",
        "const uint32_t pic[] = { 0xff'00'00, 0x00'ff'00, 0b1111'1111, 66'051 };\n",
        Reading([R, G, B, T]),
        source="https://en.cppreference.com/w/cpp/language/integer_literal",
    )
    colours(
        "odd_suffixes_and_octal",
        "const uint32_t pic[] = { 0xff0000UL, 0x00FF00u, 0377, 66051ull };\n",
        Reading([R, G, B, T]),
        source="https://en.cppreference.com/w/cpp/language/integer_literal",
    )
    colours(
        "odd_expressions",
        "const uint8_t pic[2][3] = { {255/2, 10 + 5, 3*4}, {1 << 4, (uint8_t)7, 0xff & 0x0f} };\n",
        Reading([(127, 15, 12), (16, 7, 15)]),
        source=C,
        refusal=["number|/|+"],
    )
    colours(
        "odd_byte_of_300", "const uint8_t pic[2][3] = { {255, 0, 300}, {1, 2, 3} };\n", source=C, refusal=["300|255"]
    )
    colours("odd_unknown_name", "const uint32_t pic[] = { RED, 0x00ff00, BLUE };\n", source=C, refusal=["RED"])
    colours(
        "odd_unknown_colour",
        "const CRGB pic[] = { CRGB::NoSuchColour, CRGB(255,0,0) };\n",
        source="https://github.com/FastLED/FastLED/blob/master/src/crgb.h",
        refusal=["NoSuchColour"],
    )
