const uint16_t splash_width = 320;
const uint16_t splash_height = 240;
extern const uint16_t splash[];
const uint16_t logo_width = 3;
const uint16_t logo_height = 2;
const uint16_t logo[] = { 0xf800, 0x07e0, 0x001f, 0xffff, 0x0000, 0xffe0 };
