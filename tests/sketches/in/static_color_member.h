const uint32_t pic[4] = { Adafruit_NeoPixel::Color(255,0,0), Adafruit_NeoPixel::Color(0,255,0), Adafruit_NeoPixel::Color(0,0,255), Adafruit_NeoPixel::Color(1,2,3) };
