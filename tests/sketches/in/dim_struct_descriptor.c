// image
// filename: run.xml
// name: run
// encoding: UTF-8
// unicode bom: yes

// bytes order:
//  swap bytes: no

// data block size: 16 bit(s), uint16_t

// typedef struct {
//     const uint16_t *data;
//     uint16_t width;
//     uint16_t height;
//     } tImage;

#include <stdint.h>
static const uint16_t image_data_run[6] = {
    0xf800, 0x07e0, 0x001f, 0xffff, 0x0000, 0xffe0
};
const tImage run = { &image_data_run[0], 3, 2};
