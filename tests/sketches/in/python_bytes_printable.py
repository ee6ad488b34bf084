frame = b'AB\n\\\'\x00x1"7\x007'
