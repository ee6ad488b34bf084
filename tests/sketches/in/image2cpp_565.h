// 'run', 3x2px
const uint16_t epd_bitmap_run [] PROGMEM = {
	0xf800, 0x07e0, 0x001f, 0xffff, 0x0000, 0xffe0
};

// Array of all bitmaps for convenience. (Total bytes used to store images in PROGMEM = 32)
const int epd_bitmap_allArray_LEN = 1;
const uint16_t* epd_bitmap_allArray[1] = {
	epd_bitmap_run
};
