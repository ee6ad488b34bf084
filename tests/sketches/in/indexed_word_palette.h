#define SPRITE_W 4
#define SPRITE_H 3
const uint32_t PROGMEM sprite_palette[] = {0x000000, 0xff0000, 0xff8000, 0xffffff};
const uint8_t PROGMEM sprite_pixels[SPRITE_W * SPRITE_H] = {0, 1, 1, 2, 3, 3, 2, 2, 0, 0, 1, 0};
