struct RGB { uint8_t r, g, b; };
const RGB pic[] PROGMEM = { {255,0,0}, {0,255,0}, {0,0,255}, {1,2,3} };
