#define R 0xFF0000
#define G 0x00FF00
#define _ 0x000000
#define W 0xFFFFFF
const uint32_t face[2][3] PROGMEM = {
  {R, _, G},
  {_, W, R}
};
