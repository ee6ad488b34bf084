const uint32_t pic[] = { 0xff0000UL, 0x00FF00u, 0377, 66051ull };
