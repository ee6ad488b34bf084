#include "lvgl.h"

static const
LV_ATTRIBUTE_MEM_ALIGN LV_ATTRIBUTE_LARGE_CONST
uint8_t run_map[] = {

    0x00, 0x00, 0xff, 0x00, 0xff, 0x00, 0xff, 0x00, 0x00, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x03,
    0x02, 0x01,

};

const lv_image_dsc_t run = {
  .header = {
    .magic = LV_IMAGE_HEADER_MAGIC,
    .cf = LV_COLOR_FORMAT_RGB888,
    .flags = 0,
    .w = 3,
    .h = 2,
    .stride = 9,
    .reserved_2 = 0,
  },
  .data_size = sizeof(run_map),
  .data = run_map,
  .reserved = NULL,
};
