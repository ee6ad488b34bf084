// Definição de pixel GRB
struct pixel_t {
  uint8_t G, R, B; // Três valores de 8-bits compõem um pixel.
};
typedef struct pixel_t pixel_t;
const pixel_t fita[4] = { {0,255,0}, {255,0,0}, {0,0,255}, {2,1,3} };
