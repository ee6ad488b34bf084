#include <stdint.h>

#define RUN-SHEET-3-2_FRAME_COUNT 2
#define RUN-SHEET-3-2_FRAME_WIDTH 3
#define RUN-SHEET-3-2_FRAME_HEIGHT 2

/* Piskel data for "run-sheet-3-2" */

static const uint32_t run-sheet-3-2_data[2][6] = {
{
0xff0000ff, 0xff00ff00, 0xffff0000, 
0xffffffff, 0xff000000, 0xff00ffff
},
{
0xffffff00, 0xff000000, 0xffff00ff, 
0xff0000ff, 0xffffffff, 0xff00ff00
}
};
