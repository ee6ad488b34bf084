const uint64_t IMAGES[] = {
  0x01404486ffff0604,
  0x158060100f070301
};
const int IMAGES_LEN = sizeof(IMAGES)/8;
