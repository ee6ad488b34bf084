static const uint16_t PROGMEM
// These bitmaps were written for a backend that only supported
// 4 bits per color
RGB_bmp[][6] = {
  { 0xF00, 0x0F0, 0x00F, 0xFFF, 0x000, 0xFF0 } };
