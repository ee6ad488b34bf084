#define NUM_LEDS 4
const CRGB frames[2][NUM_LEDS] PROGMEM = {
  {CRGB(255, 0, 0), CRGB(0, 255, 0), CRGB(0, 0, 255), CRGB(1, 2, 3)},
  {CRGB(1, 2, 3), CRGB(0, 0, 255), CRGB(0, 255, 0), CRGB(255, 0, 0)}
};
