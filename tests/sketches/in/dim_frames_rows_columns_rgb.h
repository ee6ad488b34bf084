#define FRAMES 2
#define HEIGHT 2
#define WIDTH 3
const uint8_t PROGMEM anim[FRAMES][HEIGHT][WIDTH][3] = {
 {
  {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}},
  {{255, 255, 255}, {0, 0, 0}, {255, 255, 0}}
 },
 {
  {{0, 255, 255}, {0, 0, 0}, {255, 0, 255}},
  {{255, 0, 0}, {255, 255, 255}, {0, 255, 0}}
 }
};
