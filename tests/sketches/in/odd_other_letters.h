#define КАРТИНКА_WIDTH 3
#define КАРТИНКА_HEIGHT 2
const uint32_t картинка[] PROGMEM = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
