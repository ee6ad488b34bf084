const uint32_t pic[4] = {[0 ... 3] = 0xff0000};
