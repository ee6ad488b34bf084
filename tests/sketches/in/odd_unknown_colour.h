const CRGB pic[] = { CRGB::NoSuchColour, CRGB(255,0,0) };
