const uint8_t kMatrixWidth = 4;
const uint8_t kMatrixHeight = 3;
#define NUM_LEDS (kMatrixWidth * kMatrixHeight)
const uint32_t picture[NUM_LEDS] PROGMEM = {
  0xff0000, 0xff0000, 0x00ff00, 0x0000ff, 0x000000, 0xffffff, 0xffffff, 0xffff00, 0x00ffff, 0x000000, 0x000000, 0xff00ff };
