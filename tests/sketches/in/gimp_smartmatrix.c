#include "gimpbitmap.h"
/* GIMP RGB C-Source image dump (run.c) */

const gimp32x32bitmap run = {
  3, 2, 3,
  "\377\0\0\0\377\0\0\0\377\377\377\377\0\0\0\377\377\0",
};

