const uint16_t icon_palette[] = {0x0000, 0xf800, 0xffe0, 0xffff};
const uint8_t icon[3][4] = {{0,1,1,2},{3,3,2,2},{0,0,1,0}};
