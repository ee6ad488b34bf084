#define WIDTH 3
#define HEIGHT 2
const uint32_t pic[WIDTH][HEIGHT] = { {0xff0000, 0xffffff}, {0x00ff00, 0x000000}, {0x0000ff, 0xffff00} };
