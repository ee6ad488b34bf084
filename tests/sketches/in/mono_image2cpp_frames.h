// 'run0', 8x8px
const unsigned char epd_bitmap_run0 [] PROGMEM = {
	0x20, 0x60, 0xff, 0xff, 0x61, 0x22, 0x02, 0x80
};
// 'run1', 8x8px
const unsigned char epd_bitmap_run1 [] PROGMEM = {
	0x80, 0xc0, 0xe0, 0xf0, 0x08, 0x06, 0x01, 0xa8
};

const int epd_bitmap_allArray_LEN = 2;
const unsigned char* epd_bitmap_allArray[2] = {
	epd_bitmap_run0,
	epd_bitmap_run1
};
