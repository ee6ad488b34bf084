const uint32_t pic[] = { RED, 0x00ff00, BLUE };
