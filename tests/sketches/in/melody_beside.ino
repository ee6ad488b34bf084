int melody[] = {262, 196, 196, 220, 196, 0};
int noteDurations[] = {4, 8, 8, 4, 4, 4};
const long frame0[] PROGMEM = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 };
const long frame1[] PROGMEM = { 0x00ffff, 0x000000, 0xff00ff, 0xff0000, 0xffffff, 0x00ff00 };
