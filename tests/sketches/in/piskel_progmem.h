#include <avr/pgmspace.h>
#include <stdint.h>

#define MOUSE_FRAME_COUNT 1
#define MOUSE_FRAME_WIDTH 3
#define MOUSE_FRAME_HEIGHT 2

/* Piskel data for "mouse" */

static const uint32_t PROGMEM mouse_data[1][6] = {
{
0xffffff00, 0xff000000, 0xffff00ff, 
0xff0000ff, 0xffffffff, 0xff00ff00
}
};
