const uint8_t XYTable[] = {
   5,   4,   3,
   0,   1,   2
};
const CRGB face[6] = { CRGB(255, 0, 0), CRGB(0, 255, 0), CRGB(0, 0, 255), CRGB(255, 255, 255), CRGB(0, 0, 0), CRGB(1, 2, 3) };
