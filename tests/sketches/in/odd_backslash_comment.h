// a comment that goes on \
const uint32_t old[] = { 0x111111, 0x222222, 0x333333 };
const uint32_t pic[] PROGMEM = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
