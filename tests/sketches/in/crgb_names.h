#include <FastLED.h>
const CRGB flag[6] = {CRGB::Red, CRGB::Green, CRGB::Lime, CRGB::DarkOrange, CRGB::Black, CRGB::MidnightBlue};
