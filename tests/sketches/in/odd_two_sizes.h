#define A_WIDTH 3
#define A_HEIGHT 2
const uint32_t a[] = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
#define B_WIDTH 2
#define B_HEIGHT 3
const uint32_t b[] = { 0x00ffff, 0x000000, 0xff00ff, 0xff0000, 0xffffff, 0x00ff00 };
