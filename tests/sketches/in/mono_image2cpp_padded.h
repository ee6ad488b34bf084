// 'peak', 5x4px
const unsigned char epd_bitmap_peak [] PROGMEM = {
	0x20, 0x60, 0x78, 0x80
};
