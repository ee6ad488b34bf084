#define PIC_WIDTH PIC_HEIGHT
#define PIC_HEIGHT PIC_WIDTH
const uint32_t pic[] PROGMEM = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
