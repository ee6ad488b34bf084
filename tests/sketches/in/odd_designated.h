const uint32_t pic[4] = {[0] = 0xff0000, [3] = 0x00ff00};
