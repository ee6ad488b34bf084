import framebuf

ARROW = framebuf.FrameBuffer(bytearray(b' `\xff\xffa"\x02\x80'), 8, 8, framebuf.MONO_HLSB)
