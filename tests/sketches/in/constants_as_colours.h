const CRGB r = CRGB::Red;
const CRGB o = CRGB(255, 128, 0);
static const CRGB k(0, 0, 0);
const CRGB pic[4] = {r, o, k, r};
