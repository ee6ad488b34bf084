#define MatrixWidth 3
#define MatrixHeight 2
const unsigned char redarray[6] PROGMEM = {255, 0, 0, 255, 0, 255};
const unsigned char greenarray[6] PROGMEM = {0, 255, 0, 255, 0, 255};
const unsigned char bluearray[6] PROGMEM = {0, 0, 255, 255, 0, 0};
