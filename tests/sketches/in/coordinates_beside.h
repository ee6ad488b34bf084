const uint8_t coordsX[] = {0, 10, 20, 0, 10, 20};
const uint8_t coordsY[] = {0, 0, 0, 10, 10, 10};
const CRGB face[] = { CRGB(255, 0, 0), CRGB(0, 255, 0), CRGB(0, 0, 255), CRGB(255, 255, 255), CRGB(0, 0, 0), CRGB(1, 2, 3) };
