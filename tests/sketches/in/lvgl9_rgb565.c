#include "lvgl.h"

static const
LV_ATTRIBUTE_MEM_ALIGN LV_ATTRIBUTE_LARGE_CONST
uint8_t run_map[] = {

    0x00, 0xf8, 0xe0, 0x07, 0x1f, 0x00, 0xff, 0xff, 0x00, 0x00, 0xe0, 0xff,

};

const lv_image_dsc_t run = {
  .header = {
    .magic = LV_IMAGE_HEADER_MAGIC,
    .cf = LV_COLOR_FORMAT_RGB565,
    .flags = 0,
    .w = 3,
    .h = 2,
    .stride = 6,
    .reserved_2 = 0,
  },
  .data_size = sizeof(run_map),
  .data = run_map,
  .reserved = NULL,
};
