/* GIMP RGB C-Source image dump (tricky.c) */

static const struct {
  guint  	 width;
  guint  	 height;
  guint  	 bytes_per_pixel; /* 2:RGB16, 3:RGB, 4:RGBA */ 
  guint8 	 pixel_data[2 * 2 * 3 + 1];
} tricky = {
  2, 2, 3,
  "12\0\0000\377\\\"\7\0109\15",
};

