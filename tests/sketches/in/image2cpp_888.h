// 'run', 3x2px
const unsigned long epd_bitmap_run [] PROGMEM = {
	0x00ff0000, 0x0000ff00, 0x000000ff, 0x00ffffff, 0x00000000, 0x00ffff00
};

const int epd_bitmap_allArray_LEN = 1;
const unsigned long* epd_bitmap_allArray[1] = {
	epd_bitmap_run
};
