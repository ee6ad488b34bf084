import board, neopixel
pixels = neopixel.NeoPixel(board.NEOPIXEL, 4)
pixels[:] = [0xFF0000, 0x00FF00, 0x0000FF, 0x010203]
