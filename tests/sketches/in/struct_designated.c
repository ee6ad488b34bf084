typedef struct { uint8_t r, g, b; } rgb_t;
static const rgb_t pic[4] = {
  {.r = 255, .g = 0, .b = 0},
  {.g = 255},
  {.b = 255},
  {.b = 3, .g = 2, .r = 1},
};
