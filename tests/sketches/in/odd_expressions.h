const uint8_t pic[2][3] = { {255/2, 10 + 5, 3*4}, {1 << 4, (uint8_t)7, 0xff & 0x0f} };
