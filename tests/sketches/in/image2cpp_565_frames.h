// 'run0', 3x2px
const uint16_t epd_bitmap_run0 [] PROGMEM = {
	0xf800, 0x07e0, 0x001f, 0xffff, 0x0000, 0xffe0
};
// 'run1', 3x2px
const uint16_t epd_bitmap_run1 [] PROGMEM = {
	0x07ff, 0x0000, 0xf81f, 0xf800, 0xffff, 0x07e0
};

const int epd_bitmap_allArray_LEN = 2;
const uint16_t* epd_bitmap_allArray[2] = {
	epd_bitmap_run0,
	epd_bitmap_run1
};
