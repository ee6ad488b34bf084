#include "lvgl.h"

const LV_ATTRIBUTE_MEM_ALIGN uint8_t run_map[] = {
  0x00, 0x00, 0xff, 0xff, 	/*Color of index 0*/
  0x00, 0xff, 0x00, 0xff, 	/*Color of index 1*/
  0x00, 0x00, 0x00, 0xff, 	/*Color of index 2*/
  0x00, 0x80, 0xff, 0xff, 	/*Color of index 3*/

  0x18, 
  0xf4, 
};

const lv_img_dsc_t run = {
  .header.cf = LV_IMG_CF_INDEXED_2BIT,
  .header.always_zero = 0,
  .header.reserved = 0,
  .header.w = 3,
  .header.h = 2,
  .data_size = 18,
  .data = run_map,
};
