const RgbColor pic[4] = { RgbColor(255, 0, 0), RgbColor(0, 255, 0), RgbColor(0, 0, 255), RgbColor(1, 2, 3) };
