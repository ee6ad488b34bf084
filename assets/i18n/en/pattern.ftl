# Files and patterns: errors, warnings, readings, formats. Errors begin with a capital and have no full stop; the
# details inside them, warnings and reasons begin in lower case.

# errors of files

pattern-animation-cut = the { $kind } is damaged after frame { $whole }; the remaining frames are missing
pattern-animation-too-large = Decoding the { $kind } needs { $takes } MiB ({ $count } frames of { $size } pixels); the maximum is { $max } MiB
pattern-animation-part-too-large = Decoding one picture of the { $kind } needs { $takes } MiB, far more than it shows; the maximum is { $max } MiB
pattern-png-none = this is not a PNG file
pattern-png-still = This PNG is not animated; read it as a picture
pattern-apng-empty = The animated PNG contains no frames
pattern-decoder-memory = Decoding a picture of the { $kind } needs more memory than allowed
pattern-apng-unwritable = The animated PNG cannot be written: { $error }
pattern-c-empty = The sketch contains no array of colours or bytes
pattern-c-no-array = The sketch contains no array '{ $name }'; its arrays are { $names }
pattern-c-not-so = The array '{ $name }' cannot be read as { $way }
pattern-c-mostly-empty = The array '{ $name }' is far longer than the values that it has
pattern-c-not-a-byte = Line { $line } of the sketch has { $value } in an array of bytes; the maximum is 255
pattern-c-xpm = This is an XPM picture in C, which is not supported; save it as PNG
pattern-c-only-others = The sketch contains no array of pixels; { $names }
pattern-c-not-24-bits = '{ $text }' is not a colour: it has more than 24 bits
pattern-c-open-array = the array has no closing brace
pattern-not-a-number = '{ $text }' is not a number
pattern-c-size-differs = the sketch specifies { $matrix }, but its frames have { $leds } LEDs
pattern-frames-differ = the file specifies { $declared } frames, but contains { $count }
pattern-not-a-colour = '{ $text }' is not a colour
pattern-c-mixed = numbers and lists stand in the same list
pattern-c-computed = the list is computed
pattern-c-empty-frame = the list is empty
pattern-c-frame-differs = the list that ends here has { $has } values; the first one has { $leds }
pattern-dat-no-header = this is not the header of an Upload Bridge .dat file
pattern-sides-too-long = The pattern is { $size } pixels; this format allows at most { $max } pixels per side
pattern-dims-range = The file specifies a width, height or frame count of 0 or above the maximum (sides { $side }, frames { $frames })
pattern-extra-bytes = { $frames } frames of { $leds } LEDs end here, but { $extra ->
         [one] 1 more byte follows
        *[other] { $extra } more bytes follow
    }
pattern-esp01-empty = The matrix text contains no rows
pattern-esp01-rows = the text ends after { $rows } rows; one picture has { $height } rows
pattern-no-size = the file does not specify a width and height
pattern-not-a-side = '{ $text }' is not a valid width or height (1 to { $max })
pattern-esp01-mode = This is ESP01 matrix text in mode { $mode }; only mode 0 is supported
pattern-esp01-open-header = the header has no closing brace
pattern-esp01-wide-row = the row has more cells than the matrix is wide ({ $width })
pattern-esp01-cell = '{ $text }' is not a cell; cells are 0 or 1
pattern-row-differs = the row has { $cells } cells, but the width is { $width }
pattern-fseq-sparse = the file contains only channels { $channels }; they become LEDs 1 to { $leds }
pattern-odd-channels = the number of channels ({ $channels }) is not a multiple of 3; the last LED is filled up with 0
pattern-fseq-media = the sequence belongs to { $media }, which is not played
pattern-fseq-extra = { $bytes } bytes after the last frame are ignored
pattern-fseq-thread = Unpacking the sequence failed: a thread ended
pattern-fseq-block-frames = its frames do not belong to the sequence
pattern-fseq-block-plain = it is not compressed
pattern-fseq-block-size = it contains { $got } bytes; its { $frames } frames need { $needs }
pattern-fseq-block-long = it contains more bytes than its frames need
pattern-fseq-block-cut = it is cut off
pattern-fseq-block = the block with frames { $from } to { $to } cannot be unpacked: { $detail }
pattern-fseq-effects = This is an effect sequence (ESEQ), not an FSEQ sequence
pattern-fseq-none = This is not an FSEQ sequence
pattern-fseq-version = This is an FSEQ sequence of version { $version }; supported are 1.0 and 2.0 to 2.2
pattern-fseq-compression = { $other } is not a compression of FSEQ
pattern-fseq-tables = the header is inconsistent: its tables end at byte { $tables }, its variables begin at { $variable }, its frames at { $data }
pattern-fseq-ranges = the channel ranges have { $stored } channels, but the header specifies { $channels }
pattern-fseq-empty = The sequence has { $channels } channels and { $frames } frames
pattern-fseq-no-block = the sequence is compressed, but has no blocks
pattern-fseq-impossible = { $bytes } bytes cannot unpack to { $frames } frames of { $channels } channels
pattern-fseq-data-offset = frames cannot begin at byte { $data }, inside the header
pattern-fseq-empty-range = a channel range is empty
pattern-fseq-block-order = block { $line } begins at frame { $first }, which is out of order ({ $frames } frames in all)
pattern-fseq-unpackable = The sequence cannot be compressed: { $error }
pattern-fseq-block-short = it contains fewer bytes than its frames need
pattern-fseq-too-large = At { $step } ms per frame the sequence needs { $takes } MiB; the maximum is { $max } MiB
pattern-csv-empty = The animation table contains no frames
pattern-csv-twice = the column { $column } is there twice
pattern-csv-missing = the column { $column } is missing; every LED up to { $last } needs red, green and blue
pattern-csv-cells = the row has { $cells } cells; the first line names { $columns } columns
pattern-csv-value = '{ $text }' is not a colour value; colour values are 0 to 255
pattern-csv-time = '{ $text }' is not a duration in milliseconds
pattern-csv-seconds = all frame times are below 1 and are read as seconds, as older files have them
pattern-eseq-none = This is not an ESEQ effect
pattern-eseq-range = the effect is for channels { $channels } of a show; they become LEDs 1 to { $leds }
pattern-tpm2-no-record = no TPM2 record begins here
pattern-tpm2-differs = the frame that ends here has { $has } bytes; the first frame has { $first }
pattern-tpm2-empty = The TPM2 recording contains no frames
pattern-tpm2-cut = the recording ends in the middle of a frame; the { $frames } whole frames before it are read
pattern-tpm2-commands = { $count ->
         [one] 1 command
        *[other] { $count } commands
    } in the recording are ignored
pattern-pixelit-empty = The PixelIt file contains no picture
pattern-pixelit-more = the file has { $count } pictures; only the first is read
pattern-wled-empty = No segment in the WLED file sets its LEDs one by one ("i")
pattern-wled-presets = { $count ->
         [one] 1 more preset is
        *[other] { $count } more presets are
    } left out: { $names }
pattern-wled-no-preset = The file has no preset '{ $name }' that sets LEDs one by one; it has { $names }
pattern-wled-white = the white channel of some LEDs is left out
pattern-wled-effects = { $count ->
         [one] 1 segment that does not set its LEDs one by one stays dark
        *[other] { $count } segments that do not set their LEDs one by one stay dark
    }
pattern-wled-mapped = a segment is grouped, spaced, reversed, mirrored or shifted on the device; here its pixels are in the order of the file
pattern-zip-nested = The archive contains another archive
pattern-zip-video = The archive contains a video, which can only be read from its own file
pattern-zip-large = { $name } is too large to be read inside its archive; the maximum is { $max } MiB
pattern-zip-archive-large = The archive is too large to be read; the maximum is { $max } MiB
pattern-zip-many = The archive contains more than { $max } files
pattern-zip-none = None of the { $count } files in the archive is a pattern
pattern-zip-several = The archive contains { $count } patterns: { $names }
pattern-zip-document = This is a document or a program in a ZIP archive, not a pattern
pattern-zip-unsupported = The archive is packed in a way that is not supported ({ $detail })
pattern-zip-empty = { $name }, the file in the archive, is empty
pattern-zip-others = { $name } is read; { $count ->
         [one] 1 other file in the archive is
        *[other] { $count } other files in the archive are
    } not used
pattern-drawing-large = Drawing { $count } frames of { $size } pixels needs { $takes } MiB; the maximum is { $max } MiB
pattern-piskel-frames = The Piskel project has { $count } frames; 1 to { $max } can be read
pattern-piskel-hidden = { $count ->
         [one] 1 hidden frame is
        *[other] { $count } hidden frames are
    } left out
pattern-piskel-sheet = a sheet of { $w }x{ $h } pixels does not hold { $columns } columns and { $rows } rows of { $size } pixels
pattern-aseprite-none = This is not an Aseprite project
pattern-aseprite-empty = The Aseprite project contains no frames
pattern-aseprite-depth = the pixels are stored in an unknown colour depth
pattern-aseprite-frame = no frame begins here
pattern-aseprite-chunk = a part of a frame is longer or shorter than it says
pattern-aseprite-blend = { $count ->
         [one] 1 picture that is mixed in another mode than normal is
        *[other] { $count } pictures that are mixed in other modes than normal are
    } laid over the others
pattern-aseprite-tiles = { $count ->
         [one] 1 picture of a tilemap is
        *[other] { $count } pictures of tilemaps are
    } left out
pattern-gif-none = this is not a GIF file
pattern-gif-empty = The GIF contains no frames
pattern-gif-block = an unknown block begins here
pattern-gif-short-picture = a picture has fewer pixels than its size needs
pattern-hex-empty = The Intel HEX file contains no data
pattern-hex-start-address = the start address of a program in line { $line } is ignored
pattern-hex-after-end = line { $line } and everything after it is ignored: it follows the end record
pattern-picture-none = This is not a PNG, JPEG or BMP picture
pattern-picture-one-frame = A picture stores one frame, but this pattern has { $frames }; write a GIF or an APNG instead
pattern-picture-unwritable = The picture cannot be written: { $error }
pattern-picture-file-size = The picture file is { $mib } MiB large; the maximum is 64 MiB
pattern-picture-sides = The picture is { $w }x{ $h } pixels; the maximum is { $max } pixels per side
pattern-picture-memory = Decoding the picture ({ $w }x{ $h } pixels) needs { $takes } MiB; the maximum is { $max } MiB
pattern-picture-empty = The picture has no pixels
pattern-too-many-pixels = The { $kind } has { $has } million pixels to decode; the maximum is { $max } million
pattern-too-much-to-show = The { $kind } shows { $frames } frames of { $size }, { $seen } million pixels in all; the maximum is { $max } million
pattern-text-too-large = The pattern needs { $has } MiB as text; the maximum is { $max } MiB
pattern-lms-mono = the project has one colour; lit pixels are read as white
pattern-lms-two-colours = the project has two colours; they are read as red and green
pattern-lms-eight-colours = the project has eight colours; lit pixels are read at full brightness
pattern-lms-open-frame = a block begins inside a frame that was not closed
pattern-lms-frame-end = the frame that begins in line { $line } does not end
pattern-lms-frame-kind = unknown kind of frame
pattern-lms-frame-kinds = this frame is of another kind than those before it
pattern-lms-early-row = a row comes before the width and height of its frame
pattern-lms-frame-size = this frame is { $matrix }, those before it are { $first }
pattern-lms-rows = the frame has { $has } of { $rows } rows
pattern-lms-empty = The LED Matrix Studio project contains no frames
pattern-lms-layers-unclear = { $frames } frames follow { $layers } layers, and the file does not say which frame belongs to which layer
pattern-lms-layers = the { $layers } layers of the project are merged, as LED Matrix Studio shows them
pattern-lms-cropped = rows have up to { $cells } cells and frames up to { $rows } rows; the project is { $matrix }, so the rest is left out
pattern-lms-font = This is a font of LED Matrix Studio, not a pattern
pattern-lms-brush = This is a brush of LED Matrix Studio, not a pattern
pattern-layers = the project has { $layers } layers; only the first is read
pattern-lms-dead-pixels = { $count } pixels that the project ignores stay dark
pattern-project-pixels = it has { $has } of { $count } pixels
pattern-project-base64 = its pixels are not valid base64: { $error }
pattern-project-encoding = its pixels are stored as '{ $encoding }', which is not supported
pattern-project-run = its last run of pixels is cut off
pattern-project-extra-pixels = it has more than { $count } pixels
pattern-project-size = the width and height of the project must be 1 to { $max }
pattern-project-no-size = This JSON file has frames, but no width and height
pattern-project-empty = The project contains no frames
pattern-frame-detail = frame { $number }: { $detail }
pattern-project-no-pixels = it has no pixels
pattern-project-table = the table of LEDs names a cell outside { $matrix }
pattern-project-order = the project is for LEDs in { $order } order; its colours are read as red, green, blue
pattern-project-wiring = the wiring in the project ({ $named }) is ignored; the wiring of each device is used
pattern-project-layout = the project has the layout '{ $layout }' without a table of its LEDs; the whole grid is read
pattern-unknown-bytes = { $len } bytes are neither a supported format nor whole RGB pixels
pattern-matrix-not-leds = A matrix of { $matrix } has { $has } LEDs, not { $leds }
pattern-leds-range = A frame cannot have { $leds } LEDs
pattern-large-frames = The { $kind } has { $frames } frames of { $source } pixels; pictures of this size may have at most { $max } frames
pattern-reduced = the { $kind ->
         [picture] picture
        *[other] { $kind }
    } has { $source } pixels, far more than LEDs show; it is read at { $target } to save memory
pattern-rows-hint = the { $h } rows of the picture may be frames of a strip with { $w } LEDs; here they are shown as one picture
    .command = if the { $h } rows of the picture are frames of a strip with { $w } LEDs, read it with --as rows
pattern-rows-changed = the stored durations do not match the rows, because the picture was edited; they are ignored
pattern-read-only = { $format } files can be read, but not written
pattern-not-a-colour-order = '{ $text }' is not a colour order
pattern-colour-space = colours in { $space } are not supported
pattern-not-a-size = '{ $text }' is not a width and height
pattern-leds-differ = { $leds } LEDs here, but { $before } before
pattern-leds-out-of-range = { $leds } LEDs are out of range (1 to { $max })
pattern-text-line = '{ $text }' is not FRAME, DELAY or LED
pattern-not-milliseconds = '{ $text }' is not a number of milliseconds
pattern-text-early-delay = a duration comes before the first frame
pattern-text-early-led = an LED comes before the first frame
pattern-text-led-order = LED { $next } is expected here, not '{ $text }'
pattern-text-no-colour = the LED has no colour
pattern-text-not-rgb565 = { $first } is not an RGB565 colour
pattern-text-not-a-channel = { $n } is not a colour value (0 to 255)
pattern-text-one-number = an RGB565 colour is one number
pattern-text-three-numbers = a colour is three numbers
pattern-text-after-colour = there is more text after the colour
pattern-text-early-pixels = pixels come before the first frame
pattern-text-odd-digits = { $digits } hexadecimal digits do not make whole colours
pattern-text-frame-leds = the frame that ends here has { $has } of { $leds } LEDs
pattern-text-empty = The text contains no frames
pattern-video-bytes = A video can only be read from its file
pattern-video-reduced = the video has { $w }x{ $h } pixels; it is read at { $matrix }
pattern-video-sound = the sound of the video is not played
pattern-video-empty = The video has no pixels
pattern-video-long = The video is { $hours } hours long
pattern-video-cut = ffmpeg cannot decode the video after frame { $next } of { $frames }
pattern-ffmpeg-unstarted = The program ffmpeg cannot be started: { $error }
pattern-ffmpeg-no-video = ffmpeg finds no video in the file that it can decode
pattern-ffmpeg-slow = The program ffmpeg took too long to examine the video
pattern-video-sides = The video is { $w }x{ $h } pixels; the maximum is { $max } pixels per side
pattern-video-no-length = the video does not specify its length
pattern-ffmpeg-silent = The program ffmpeg produces no output
pattern-ffmpeg-stuck = The program ffmpeg delivered no picture for { $seconds } seconds
pattern-webp-none = this is not a WebP file
pattern-webp-empty = The WebP file contains no picture
pattern-webp-no-picture = no picture begins here
pattern-webp-no-more = a further picture is missing
pattern-webp-short-picture = a picture is missing or smaller than its header specifies
pattern-wire-empty = The file specifies 0 LEDs or 0 frames
pattern-gif-frames = The pattern has { $frames } frames; a GIF may have at most { $max }
pattern-gif-too-large = The GIF would be larger than { $max } MiB
pattern-gif-too-wide = The device plays GIFs up to { $max } pixels wide; this one would be { $width }
pattern-gif-canvas = Frames of { $leds } LEDs do not fill a picture of { $canvas } pixels
pattern-folder = This is a folder, not a pattern file
pattern-not-a-file = This is a pipe, a socket or a device, not a file
pattern-no-row = The picture has { $h } rows; row { $row } does not exist
pattern-no-column = The picture has { $w } columns; column { $column } does not exist
pattern-file-too-large = The file is too large; the maximum for this kind of file is { $max } MiB
pattern-file-empty = The file is empty
pattern-ledadmin = { $what }; the .ledadmin format is not documented: please send us this file as a sample
pattern-no-reader = No format can read the file
pattern-matrix-needed = Reading { $leds } LEDs as a matrix needs its width and height
pattern-wiring-ignored = the file stores its pixels row by row; your wiring is ignored
pattern-no-reading = Reading { $index } does not exist
pattern-no-frame = Frame { $index } does not exist
pattern-frame-too-large = One frame of { $leds } LEDs needs { $each } MiB; the maximum is { $max } MiB
pattern-changed = The file changed after it was opened
pattern-no-ffmpeg = This is a video, and ffmpeg, which decodes videos, is not installed
pattern-ambiguous = The file does not specify its LED count; { $count ->
         [one] only one reading fits
        *[other] { $count } readings fit
    }: { $readings }
pattern-several = The file can be read in { $count ->
         [one] 1 way
        *[other] { $count } ways
    }: { $readings }
pattern-reading-selected = { $size } ({ $named })
pattern-truncated = The file is cut off: it needs { $needs } bytes and has { $has }
pattern-line = Line { $line }: { $detail }
pattern-damaged = The file is damaged at byte { $offset }: { $detail }
pattern-unwritten = The new file cannot be written: { $detail }
pattern-too-many-leds = The pattern has { $leds } LEDs; the device has { $max }
pattern-too-many-frames = The pattern has { $frames } frames; the maximum is { $max }
pattern-cancelled = Reading the file was cancelled
pattern-no-frames = A pattern needs at least one LED and one frame
pattern-frames-size = { $bytes } bytes are not { $frames } frames of { $leds } LEDs
pattern-frames-too-large = The frames need { $size }; the maximum is { $max }
pattern-size-leds = { $leds ->
         [one] 1 LED
        *[other] { $leds } LEDs
    }
pattern-size-matrix = { $matrix } LEDs
pattern-setting-ignored = the file specifies { $own } per frame; your setting of { $set } is ignored
pattern-no-format = '{ $name }' is not a format; the formats are { $formats }
pattern-reading = { $frames ->
         [one] 1 frame
        *[other] { $frames } frames
    } of { $leds ->
         [one] 1 LED
        *[other] { $leds } LEDs
    }
pattern-reading-matrix = { $frames ->
         [one] 1 frame
        *[other] { $frames } frames
    } of { $matrix } ({ $leds ->
         [one] 1 LED
        *[other] { $leds } LEDs
    })
pattern-fseq-ranges-all = { $ranges }
pattern-fseq-ranges-some = { $ranges } and { $more } more
pattern-pixels-in-a-row = { $leds } in a row
pattern-hex-colon = a record must begin with a colon
pattern-hex-digits = a record must have two hexadecimal digits per byte
pattern-hex-length = the record specifies { $says } bytes of data, but has { $has }
pattern-hex-checksum = the checksum is { $is }, but the bytes before it add up to { $should }
pattern-hex-type = record type { $kind } does not exist
pattern-hex-address = an address record must have two bytes
pattern-hex-too-far = the data goes beyond the last address
pattern-hex-twice = the data for address { $address } is there twice
pattern-hex-gap = the data for addresses { $from } to { $to } is missing
pattern-hex-scattered = the data is in more than { $max } separate pieces
pattern-hex-no-end = the end record is missing: the file is cut off
pattern-c-left-out = arrays left out: { $names }
pattern-c-left-out-more = arrays left out: { $names } and { $more } more
pattern-c-transparent = { $count ->
         [one] 1 transparent pixel becomes dark
        *[other] { $count } transparent pixels become dark
    }

# files of another kind

pattern-other-fseq = This is a damaged FSEQ sequence
pattern-other-zip = This is a damaged ZIP archive
pattern-other-gzip = This is a gzip archive; unpack it first
pattern-other-7z = This is a 7z archive; unpack it first
pattern-other-rar = This is a RAR archive; unpack it first
pattern-other-pdf = This is a PDF document
pattern-other-program = This is a program
pattern-other-windows-program = This is a Windows program
pattern-other-riff = This is an AVI or WAV file; save it as GIF, PNG or JPEG
pattern-other-bmp = This is a BMP picture; save it as PNG
pattern-other-database = This is a database
pattern-other-video = This is a video of an unsupported kind
pattern-other-avif = This is an AVIF picture, which is not supported; save it as PNG or GIF
pattern-other-heic = This is a HEIC picture, which is not supported; save it as PNG or JPEG
pattern-other-utf16 = This is UTF-16 text, not a pattern; save it as UTF-8, or export the pattern again
pattern-other-hex = This looks like Intel HEX, but its first record is incomplete
pattern-other-xml = This is a web page or XML text, not a pattern
pattern-other-json = This is JSON or project text in an unsupported form
pattern-other-instructions = This is a list of instructions for LED Matrix Studio, not frames; export the pattern as .bin or .hex
pattern-other-hex-rows = This is pattern text in rows of hexadecimal digits, which is not supported; export the pattern as .bin or .hex
pattern-other-text = This is text, not a pattern

# readings, and why one is likely

pattern-reason-given = set by you
pattern-reason-remembered = chosen by you before
pattern-reason-device = one of your devices has this LED count
pattern-reason-few-leds = few LEDs
pattern-reason-many-leds = very many LEDs
pattern-reason-few-frames = few frames
pattern-reason-common = a common LED count
pattern-reason-single = a single frame
pattern-reason-held = pictures repeat for several frames
pattern-reason-groups = changes come in groups of frames
pattern-reason-alike = each frame is { $percent } % like the one before
pattern-reason-comment = a comment in line { $line } says { $matrix }
pattern-reason-described = its description says { $matrix }
pattern-reason-constant = { $name } is { $value }
pattern-reason-constants = { $w } and { $h } say { $matrix }
pattern-reason-file = the array { $name } is a file ({ $format })
pattern-reason-from-array = read from the array { $name }
pattern-reason-from-arrays = read from { $count } arrays, { $first } to { $last }
pattern-reason-palette = the colours are in the array { $name }
pattern-reason-array = the array has { $leds ->
         [one] 1 value
        *[other] { $leds } values
    }
pattern-reason-pairs = the array has 2 bytes for each of { $leds } LEDs
pattern-reason-square = a square picture
pattern-reason-threes = each list has 3 bytes per LED
pattern-reason-binary = the numbers are written in binary
pattern-reason-bits = { $bytes } bytes are one bit for each LED of { $matrix }
pattern-reason-bits-of-eight = 8 bytes are one bit for each LED of 8x8
pattern-reason-three-dimensions = the array is declared as frames of rows
pattern-reason-frames-by-leds = { $frames } lists of { $leds } LEDs: frames
pattern-reason-rows-by-columns = { $rows } lists of { $columns } LEDs: rows of one picture
pattern-way-rgb = bytes in the order red, green, blue
pattern-way-bgr = bytes in the order blue, green, red
pattern-way-rgbw = 4 bytes per LED, the last one ignored
pattern-way-rgb24 = colours as 0xRRGGBB
pattern-way-argb = colours as 0xAARRGGBB
pattern-way-abgr = colours as 0xAABBGGRR, as Piskel exports them
pattern-way-rgba = colours as 0xRRGGBBAA
pattern-way-rgb565 = RGB565, 16 bits per LED
pattern-way-rgb565-swapped = RGB565 with its bytes swapped
pattern-way-rgb332 = RGB332, 8 bits per LED
pattern-way-grey = shades of grey
pattern-way-mono-rows = one bit per LED in rows, the highest bit first
pattern-way-mono-rows-lsb = one bit per LED in rows, the lowest bit first
pattern-way-mono-columns = one bit per LED in columns, the highest bit at the top
pattern-way-mono-columns-lsb = one bit per LED in columns, the lowest bit at the top
pattern-way-on-off = one number per LED, on or off
pattern-way-indexed = one number per LED, its place in a palette
pattern-reason-preset = preset { $preset }
pattern-reason-declared = specified by the file ({ $format })
pattern-reason-named-size = the { $place ->
         [file] file name
        *[folder] folder name
    } contains { $matrix }
pattern-reason-named-leds = the file name contains { $leds } LEDs
pattern-reason-named-frames = the { $place ->
         [file] file name
        *[folder] folder name
    } contains { $frames } frames
pattern-reason-sister = { $name } in the same folder has { $frames } frames of { $matrix }

# what a format does not keep

pattern-loss-apng-long = frames longer than 65 s that are not whole seconds are stored as several equal frames ({ $long } of { $all })
pattern-loss-fseq-frames = { $left_out } of { $all } frames are left out: every frame lasts { $step } ms
pattern-loss-fseq-rounded = durations are rounded to steps of { $step } ms; one loop lasts { $total } ms instead of { $was } ms
pattern-loss-fseq-extras = the variable headers of the sequence are left out: they do not fit into its header
pattern-loss-fseq-behind = { $count ->
    [one] data of another program behind the frames are left out
   *[other] { $count } pieces of data of other programs behind the frames are left out
}
pattern-loss-tesla-cut = the channels after { $takes } are left out: the pattern has { $has }, a Tesla has { $takes }
pattern-loss-tesla-off = the channels after { $has } are off: a Tesla has { $takes }
pattern-loss-tesla-long = the show lasts { $minutes } minutes; a Tesla plays { $max } minutes at most
pattern-loss-tesla-colours = the channels of a Tesla are lamps, doors and windows: colours of LEDs switch and move them. Use xLights to make a show for a car
pattern-loss-fseq-repeated = longer frames are stored as several equal frames of { $step } ms ({ $frames } in all)
pattern-loss-gif-frames = { $left_out } of { $all } frames are left out: a GIF counts hundredths of a second
pattern-loss-gif-fast = some frames last 10 ms; many viewers play such frames slower
pattern-loss-gif-colours = { $reduced } of { $all } frames are reduced to 256 colours
pattern-loss-transparency = transparent pixels are written as they look on black
pattern-loss-picture-duration = a picture stores no duration; it will last { $still } ms instead of { $shows } ms
pattern-loss-raw-size = this format does not store the LED count; read the file as raw with { $leds } LEDs
    .command = this format does not store the LED count; read the file with --as raw --leds { $leds }
pattern-loss-durations = this format stores no durations; every frame will last { $ms } ms
pattern-loss-wire-long = frames longer than { $max } ms are stored as several equal frames ({ $long } of { $all })
pattern-loss-gif-rounded-same = durations are rounded to hundredths of a second; one loop still lasts { $total } ms
pattern-loss-gif-rounded = durations are rounded to hundredths of a second; one loop lasts { $total } ms instead of { $was } ms
pattern-loss-one-row = the pattern is in strip order and becomes one row of { $leds } pixels; for a picture, set the size of the matrix and its wiring
    .command = the pattern is in strip order and becomes one row of { $leds } pixels; for a picture, add --matrix and --from-wiring (like --matrix 12x6 --from-wiring columns-serpentine-tl)

# maps of LEDs

pattern-map-not-a-file = This is a folder or a device, not a file
pattern-map-too-large = The file is larger than { $max } MiB, the maximum for a map
pattern-map-not-text = The file is not ASCII or UTF-8 text; save it as UTF-8
pattern-map-grid-cells = A grid of { $matrix } has more than { $max } cells
pattern-map-leds = { $leds } LEDs are more than the maximum of { $max }
pattern-map-no-place = No LED has a position in the file
pattern-map-grid-size = A grid of { $w }x{ $h } is too large
pattern-map-row-width = Its rows have { $row } cells, but its width is { $width }
pattern-map-size-differs = The map specifies a grid of { $own }, not the { $size } that you set
pattern-map-repeated = { $twice } LEDs are in more than one cell; the last cell counts.
pattern-map-beyond = { $behind } LEDs stay dark: they are after the { $matrix } cells of the grid.
pattern-map-not-json = This is not JSON: it begins with neither {"{"} nor [
pattern-map-none = The file has neither positions like [[0, 0], [1, 0]] nor a "map" of LEDs like {"{"}"map": [0, 1, -1, 2]{"}"}
pattern-map-behind = there is text after the end of the list or object
pattern-map-deep = too many brackets inside each other
pattern-map-too-many-values = The file has more than { $max } values, too many for a map
pattern-map-member = the value of "{ $name }" is missing
pattern-map-value-missing = a value is missing (for a gap in a map, use -1)
pattern-map-name = a name in quotes is missing here, like "map"
pattern-map-colon = a colon is missing after "{ $name }"
pattern-map-list = "map" must be one list of LEDs, like [0, 1, -1, 2]
pattern-map-open = the file ends too early: a closing {"}"} is missing
pattern-map-side = the { $what ->
         [width] width
        *[other] height
    } must be a number like 16
pattern-map-comma = a comma is missing between two values
pattern-map-cut = the file ends in the middle of a list
pattern-map-rows = The lists are read as rows of a ledmap, because their numbers are those of the LEDs, 0 to { $last }, each once.
pattern-map-led-repeated = LED { $led } is in the list twice; a ledmap has each LED once, and positions are written [[0, 0], [1, 0]]
pattern-map-cells = the "map" has more than { $max } cells
pattern-map-row = this row has { $cells } cells, those before it have { $row }
pattern-map-empty-row = the row has no cells
pattern-map-gaps = This is WLED's 2d-gaps.json, which says where LEDs are missing, but not how the strip runs; set the wiring, or use its ledmap.json
    .command = This is WLED's 2d-gaps.json, which says where LEDs are missing, but not how the strip runs; give --wiring too, like --wiring rows-serpentine-tl, or use its ledmap.json
pattern-map-gaps-size = WLED's 2d-gaps.json with { $cells } cells specifies no width and height; set the size of the matrix
    .command = WLED's 2d-gaps.json with { $cells } cells specifies no width and height; give --size, like --size 16x16
pattern-map-gaps-cells = The file has { $cells } cells, but a matrix of { $matrix } has another number of cells
pattern-map-gaps-lines = The file specifies no width and height; its lines show that the matrix is { $w }x{ $h }.
pattern-map-gaps-wiring = The strip is taken to run through the matrix as { $wiring }.
pattern-map-models = The file has several models: { $names }. Choose one of them
    .command = The file has several models: { $names }. Choose one with --model
pattern-map-model-names = { $names }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    }
pattern-map-model-unknown = The file has no model '{ $name }'. Its models are { $names }
pattern-map-model-kind = The model '{ $name }' is a { $kind } model, which stores no position for each LED; only custom models of xLights can be read
pattern-map-models-too-many = The file has more than { $max } models
pattern-map-not-xlights = This XML file has no custom model of xLights
pattern-map-xml = this is not correct XML: { $why }
pattern-map-node = '{ $text }' in column { $column } of row { $row } is not the number of an LED
pattern-map-node-entry = '{ $text }' is not the number, row and column of an LED, like 1,0,2
pattern-map-nodes-repeated = { $repeated ->
        [one] 1 more cell has
       *[other] { $repeated } more cells have
    } an LED that is in another cell as well; the first cell counts.
pattern-map-coarser = The grid of the model, { $w }x{ $h }, is made coarser: few of its cells have an LED.
pattern-map-not-an-led = '{ $text }' is not the number of an LED, nor -1 for a gap
pattern-points-none = No LED has a position; write one line x,y per LED, like 0.5,2
pattern-points-shared = { $shared } LEDs share a cell of the { $matrix } grid with another LED.
pattern-points-too-many = the file has more than { $max } LEDs
pattern-points-no-line = The file has no line with x,y, like 0.5,2
pattern-points-twice = LED { $led } is in the file twice
pattern-points-columns = the first line does not name the columns x and y
pattern-points-fields = a line must be x,y or x,y,z, like 0.5,2; with { $n ->
         [one] 1 field
        *[other] { $n } fields
    } it is unclear which is which
pattern-points-too-many-fields = { $fields } fields are too many; a line is x,y or x,y,z
pattern-points-not-an-led = '{ $text }' is not the number of an LED
pattern-points-not-a-number = '{ $text }' is not a number for { $what }
pattern-points-too-far = { $what } is too large; the maximum is { $max }
pattern-points-depth = { $view ->
        [side] Seen from the side: z to the right, y down. z is taken as the depth.
        [top] Seen from above: x to the right, z up. z is taken as the depth.
       *[front] Seen from the front: x to the right, y down. z is taken as the depth.
    }
    .command = { $view ->
        [side] Seen from the side: z to the right, y down. z is taken as the depth; change the view with --view front or --view top.
        [top] Seen from above: x to the right, z up. z is taken as the depth; change the view with --view front or --view side.
       *[front] Seen from the front: x to the right, y down. z is taken as the depth; change the view with --view side or --view top.
    }
pattern-points-height = { $view ->
        [side] Seen from the side: y to the right, z up. z is taken as the height.
        [top] Seen from above: x to the right, y down. z is taken as the height.
       *[front] Seen from the front: x to the right, z up. z is taken as the height.
    }
    .command = { $view ->
        [side] Seen from the side: y to the right, z up. z is taken as the height; change the view with --view front or --view top.
        [top] Seen from above: x to the right, y down. z is taken as the height; change the view with --view front or --view side.
       *[front] Seen from the front: x to the right, z up. z is taken as the height; change the view with --view side or --view top.
    }
pattern-points-flat = All LEDs have the same z, so they look the same from every side; the view is ignored.
pattern-points-four = The first of four numbers in each line is read as the number of the LED.
pattern-points-numbers = a position is 2 or 3 numbers, x, y and z; { $n ->
        [one] this is 1 value
       *[other] these are { $n } values
    }
pattern-points-uneven = this position has { $n } numbers, those before it have { $others }
pattern-points-one-axis = this position has only one of x, y and z
pattern-points-columns-differ = the lists of x, y and z are not equally long ({ $first } and { $second } numbers)
pattern-points-unnumbered = this LED has no number, but others have one
pattern-map-no-size = The file specifies no width and height, so all its cells are one row; if it is a matrix, set its size.
pattern-map-no-size-perhaps = The file specifies no width and height, so all its cells are one row; if it is a matrix, set its size (its lines suggest { $w }x{ $h }).

pattern-map-write-shared = { $shared ->
        [one] 1 LED shares a cell with another LED and is
       *[other] { $shared } LEDs share a cell with another LED and are
    } left out: a ledmap holds one LED for each cell
pattern-map-write-behind = { $behind ->
        [one] The last LED has no position and is
       *[other] The last { $behind } LEDs have no position and are
    } left out: a ledmap holds only LEDs in cells
pattern-map-write-missing = { $missing ->
        [one] 1 LED without a position gets
       *[other] { $missing } LEDs without a position get
    } that of the LED before: Pixelblaze needs one for each

# kinds of map files

map-kind-ledmap = ledmap.json of WLED
map-kind-gaps = 2d-gaps.json of WLED
map-kind-points = List of points, as in Pixelblaze
map-kind-lines = One list of numbers for each LED
map-kind-objects = Positions by name or number
map-kind-opc = Layout of Open Pixel Control
map-kind-screenmap = ScreenMap of FastLED
map-kind-table = Table of positions
map-kind-xlights = Custom model of xLights

# words of layouts and fits

layout-not-a-matrix = '{ $text }' is not a valid matrix size; use width x height, like 16x16
layout-not-a-wiring = '{ $text }' is not a wiring; use rows or columns, with or without -serpentine, and the corner of the first LED, like rows-serpentine-tl
layout-not-a-colour-order = '{ $text }' is not a colour order; use the three letters in the order of the LEDs, like GRB
layout-not-a-map = '{ $text }' is not a map of LEDs; use its grid and the cell of each LED, like 3x2:0,4,-,2
layout-not-a-view = '{ $text }' is not a view; use front, side or top
layout-not-panels = '{ $text }' is not a grid of panels; use panels across x down, the size of one panel and, if needed, their chain and :turned, like 2x2:16x16 or 2x2:16x16:rows-serpentine-tl:turned
layout-too-many-panels = '{ $text }' has too many LEDs; the maximum is 65,535
layout-not-a-preset = '{ $text }' is not a preset; the presets are strip-30, strip-60, strip-144, strip-300, panel-8x8, panel-16x16, panel-32x8, panel-8x32, ring-12, ring-16, ring-24 and ring-60
layout-not-a-power = '{ $text }' is not a power setting; use mA of one channel, mA of a dark LED and volts, like 20,1,5, and optionally mA of the supply
layout-not-a-rotation = '{ $text }' is not a rotation; use 0, 90, 180 or 270 degrees clockwise
layout-not-a-mirror = '{ $text }' is not a way to mirror; use left-right or top-bottom
layout-not-a-dithering = '{ $text }' is not a dithering mode; use ordered or temporal
layout-not-a-white-balance = '{ $text }' is not a white balance; use a colour temperature from 1700 to 20000 K, like 4500K, or percentages of red, green and blue, like 100,80,60
layout-map = map ({ $leds } LEDs on { $grid })
layout-map-named = { $name } ({ $leds } LEDs on { $grid })

# ready-made layouts

preset-strip = Strip, { $leds } LEDs
preset-panel = Panel { $w } × { $h }
preset-panel-lying = Panel { $w } × { $h }, lying
preset-panel-standing = Panel { $w } × { $h }, standing
preset-ring = Ring, { $leds } LEDs

# formats

format-video = video (with ffmpeg)
format-dims = matrix pattern (.bin)
format-webp = WebP picture or animation
format-project = Upload Bridge project
format-image = PNG, JPEG or BMP picture
format-gif = GIF animation
format-dat = Upload Bridge .dat
format-wire = controller pattern (.bin)
format-lms = LED Matrix Studio
format-apng = animated PNG
format-ub-text = Upload Bridge text
format-hex = Intel HEX
format-c-header = C header or sketch
format-rows = picture whose rows are frames
format-fseq = FSEQ sequence (.fseq)
format-fseq-zstd = compressed FSEQ sequence (.fseq)
format-tesla = Tesla light show (.fseq)
format-fseq-none = uncompressed FSEQ sequence (.fseq)
format-raw = bare RGB bytes
format-esp01 = ESP01 matrix text
format-csv = animation table (.csv)
format-tpm2 = TPM2 recording (.tp2)
format-eseq = Falcon Player effect (.eseq)
format-pixelit = PixelIt picture or animation
format-wled = WLED picture (JSON)
format-zip = ZIP archive with one pattern (.zip, .xlz)
format-piskel = Piskel project
format-aseprite = Aseprite project
