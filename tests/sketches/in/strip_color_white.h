uint32_t colors[4] = { pixels.Color(255, 0, 0, 0), pixels.Color(0, 255, 0, 0), pixels.Color(0, 0, 255, 0), pixels.Color(1, 2, 3, 0) };
