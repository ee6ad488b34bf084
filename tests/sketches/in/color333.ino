uint16_t colors[] = {
  matrix.Color333(7, 0, 0),
  matrix.Color333(0, 7, 0),
  matrix.Color333(0, 0, 7),
  matrix.Color333(7, 7, 7)
};
