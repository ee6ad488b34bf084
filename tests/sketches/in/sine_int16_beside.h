const int16_t wave[8] = {0, 12539, 23170, 30273, 32767, 30273, 23170, 12539};
const uint32_t frame0[] PROGMEM = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
const uint32_t frame1[] PROGMEM = { 0x00ffff, 0x000000, 0xff00ff, 0xff0000, 0xffffff, 0x00ff00 };
