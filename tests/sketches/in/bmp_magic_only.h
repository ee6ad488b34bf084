#define NUM_LEDS 4
const uint8_t colours[NUM_LEDS * 3] PROGMEM = {
  66, 77, 16, 0, 48, 0, 0, 0, 80, 6, 7, 8
};
