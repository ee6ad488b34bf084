const int BUTTONS[] = {2, 3, 4};
const uint8_t rowPins[8] = {2, 3, 4, 5, 6, 7, 8, 9};
const uint32_t frame0[] PROGMEM = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
const uint32_t frame1[] PROGMEM = { 0x00ffff, 0x000000, 0xff00ff, 0xff0000, 0xffffff, 0x00ff00 };
