typedef struct { uint16_t width; uint16_t height; uint8_t dataSize; const uint16_t *data; } tImage;
static const uint16_t image_data_run[6] = {
    0xf800, 0x07e0, 0x001f, 0xffff, 0x0000, 0xffe0
};
const tImage run = { 3, 2, 16, image_data_run };
