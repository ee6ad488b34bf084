import framebuf

icon = framebuf.FrameBuffer(bytearray(b'\x00\xf8\xe0\x07\x1f\x00\xff\xff\x00\x00\xe0\xff'), 3, 2, framebuf.RGB565)
