// RGB332, 3x2
#define SPRITE_W 3
#define SPRITE_H 2
static const uint8_t sprite[SPRITE_W * SPRITE_H] = {
  0xe0, 0x1c, 0x03, 0xff, 0x00, 0xfc
};
