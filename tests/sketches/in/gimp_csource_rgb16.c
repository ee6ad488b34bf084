/* GIMP RGB C-Source image dump (gimp_image.c) */

static const struct {
  guint  	 width;
  guint  	 height;
  guint  	 bytes_per_pixel; /* 2:RGB16, 3:RGB, 4:RGBA */ 
  guint8 	 pixel_data[3 * 2 * 2 + 1];
} gimp_image = {
  3, 2, 2,
  "\0\370\340\7\37\0\377\377\0\0\340\377",
};

