import neopixel

pixels = neopixel.NeoPixel(board.D18, 4)
frame = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (1, 2, 3)]
for i, colour in enumerate(frame):
    pixels[i] = colour
