static const uint8_t PROGMEM
  arrow_bmp[] =
  { B00100000,
    B01100000,
    B11111111,
    B11111111,
    B01100001,
    B00100010,
    B00000010,
    B10000000 },
  stairs_bmp[] =
  { B10000000,
    B11000000,
    B11100000,
    B11110000,
    B00001000,
    B00000110,
    B00000001,
    B10101000 };

void loop() {
  matrix.clear();
  matrix.drawBitmap(0, 0, arrow_bmp, 8, 8, LED_ON);
  matrix.writeDisplay();
  delay(500);
}
