/* GIMP RGBA C-Source image dump (gimp_image.c) */

static const struct {
  guint  	 width;
  guint  	 height;
  guint  	 bytes_per_pixel; /* 2:RGB16, 3:RGB, 4:RGBA */ 
  guint8 	 pixel_data[3 * 2 * 4 + 1];
} gimp_image = {
  3, 2, 4,
  "\377\0\0\377\0\377\0\377\0\0\377\377\377\377\377\377\0\0\0\377\377\377\0\377",
};

