const CRGB palette[4] = {CRGB::Black, CRGB::Red, CRGB(255,128,0), CRGB::White};
const uint8_t sprite[3][4] PROGMEM = {
  {0, 1, 1, 2},
  {3, 3, 2, 2},
  {0, 0, 1, 0}
};
