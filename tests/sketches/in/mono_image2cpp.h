// 'arrow', 8x8px
const unsigned char epd_bitmap_arrow [] PROGMEM = {
	0x20, 0x60, 0xff, 0xff, 0x61, 0x22, 0x02, 0x80
};

// Array of all bitmaps for convenience. (Total bytes used to store images in PROGMEM = 32)
const int epd_bitmap_allArray_LEN = 1;
const unsigned char* epd_bitmap_allArray[1] = {
	epd_bitmap_arrow
};
