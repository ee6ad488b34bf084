// We need this header file to use FLASH as storage with PROGMEM directive:

// Icon width and height
const uint16_t closeWidth = 4;
const uint16_t closeHeight = 3;

const unsigned short  closeX[12] PROGMEM={
0xF800,0xF800,0x07E0,0x001F, // row, 4 pixels
0x0000,0xFFFF,0xFFFF,0xFFE0, // row, 4 pixels
0x07FF,0x0000,0x0000,0xF81F}; // row 2, 12 pixels
