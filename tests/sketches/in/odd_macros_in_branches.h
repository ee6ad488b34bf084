#ifdef TALL
#define PIC_WIDTH 2
#define PIC_HEIGHT 3
#else
#define PIC_WIDTH 3
#define PIC_HEIGHT 2
#endif
const uint32_t pic[] PROGMEM = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
