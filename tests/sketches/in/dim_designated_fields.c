const Sprite run = {
  .width = 3,
  .height = 2,
  .pixels = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x000000, 0xffff00 },
};
