static const CRGB PROGMEM
  mc[][3] = {
    {CRGB::Black,  CRGB::Red, CRGB::Yellow},
    {CRGB::White, CRGB::Magenta, CRGB::Cyan}
};
