const uint32_t animation[][4] = {
	{
		0x80140220,
		0x41010800,
		0x7e000fff,
		66
	},
	{
		0x800c0,
		0xe000000,
		0x1003007,
		66
	}
};
