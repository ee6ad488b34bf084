const uint8_t pic[4][3] = {{255, 0, 0}, {0, 255}};
