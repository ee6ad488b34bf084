frame = bytes.fromhex("ff0000 00ff00 0000ff 010203")
