import framebuf

ARROW = framebuf.FrameBuffer(bytearray(b'\x8c\x1e?\x0c\x0c\x0cl\x1c'), 8, 8, framebuf.MONO_VLSB)
