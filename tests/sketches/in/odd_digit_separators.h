const uint32_t pic[] = { 0xff'00'00, 0x00'ff'00, 0b1111'1111, 66'051 };
