const uint8_t pic[1000000000][3] = { {1,2,3} };
