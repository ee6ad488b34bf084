#include <stdint.h>

#define NEW_PISKEL_FRAME_COUNT 2
#define NEW_PISKEL_FRAME_WIDTH 3
#define NEW_PISKEL_FRAME_HEIGHT 2

/* Piskel data for "New_Piskel" */

static const uint32_t new_piskel_data[2][6] = {
{
0xff0000ff, 0xff00ff00, 0xffff0000, 
0xffffffff, 0x00000000, 0xff00ffff
},
{
0xffffff00, 0x00000000, 0xffff00ff, 
0xff0000ff, 0xffffffff, 0xff00ff00
}
};
