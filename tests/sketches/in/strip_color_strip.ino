#include <Adafruit_NeoPixel.h>
Adafruit_NeoPixel strip(4, 6, NEO_GRB + NEO_KHZ800);
uint32_t colors[] = {strip.Color(255, 0, 0), strip.Color(0, 255, 0), strip.Color(0, 0, 255), strip.Color(1, 2, 3)};
