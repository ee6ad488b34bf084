#include <FastLED.h>
#define NUM_LEDS 4
CRGB leds[NUM_LEDS];
const CRGB start[NUM_LEDS] = { CRGB::Red, CRGB::Lime, CRGB::Blue, CRGB(1,2,3) };
void setup() { FastLED.addLeds<NEOPIXEL, 6>(leds, NUM_LEDS); memcpy(leds, start, sizeof(start)); }
void loop() { FastLED.show(); }
