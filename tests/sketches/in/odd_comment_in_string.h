const char *a = "/*";
const uint32_t pic[] PROGMEM = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
const char *b = "*/";
