#define NUM_LEDS 6
const uint8_t scene[NUM_LEDS * 3] = { 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 1, 2, 3 };
