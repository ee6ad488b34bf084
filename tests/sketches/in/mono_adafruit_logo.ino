#define LOGO_HEIGHT   8
#define LOGO_WIDTH    8
static const unsigned char PROGMEM logo_bmp[] =
{ B00100000,
    B01100000,
    B11111111,
    B11111111,
    B01100001,
    B00100010,
    B00000010,
    B10000000 };
