#include <FastLED.h>
const TProgmemPalette16 warm_p PROGMEM = {
  CRGB::Red, CRGB::Gray, CRGB::Blue, CRGB::Black,
  CRGB::Red, CRGB::Gray, CRGB::Blue, CRGB::Black,
  CRGB::Red, CRGB::Gray, CRGB::Blue, CRGB::Black,
  CRGB::Red, CRGB::Gray, CRGB::Blue, CRGB::Black
};
