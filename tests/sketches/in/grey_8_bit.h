#define GLOW_WIDTH 4
#define GLOW_HEIGHT 3
const uint8_t glow[GLOW_HEIGHT][GLOW_WIDTH] PROGMEM = {
  { 0, 32, 64, 96 },
  { 128, 160, 192, 224 },
  { 255, 200, 150, 100 }
};
