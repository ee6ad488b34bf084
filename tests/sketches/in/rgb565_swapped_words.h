#define ICON_WIDTH 3
#define ICON_HEIGHT 2
const uint16_t icon[] PROGMEM = {
  0x00F8, 0xE007, 0x1F00, 0xFFFF, 0x0000, 0xE0FF };
