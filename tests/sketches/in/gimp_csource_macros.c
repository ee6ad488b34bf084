/* GIMP RGB C-Source image dump (gimp_image.c) */

#define GIMP_IMAGE_WIDTH (3)
#define GIMP_IMAGE_HEIGHT (2)
#define GIMP_IMAGE_BYTES_PER_PIXEL (3) /* 2:RGB16, 3:RGB, 4:RGBA */
#define GIMP_IMAGE_PIXEL_DATA ((guint8*) GIMP_IMAGE_pixel_data)
static const guint8 GIMP_IMAGE_pixel_data[3 * 2 * 3 + 1] =
("\377\0\0\0\377\0\0\0\377\377\377\377\0\0\0\377\377\0");

