#include <stdint.h>
#define NEW_PISKEL_FRAME_COUNT 2
/* Piskel data for "New Piskel" */

static const uint32_t new_piskel_data[2][6] = {
{
0xff0000ff, 0xff00ff00, 0xffff0000, 0xffffffff, 0xff000000, 0xff00ffff
},
{
0xffffff00, 0xff000000, 0xffff00ff, 0xff0000ff, 0xffffffff, 0xff00ff00
}
};
