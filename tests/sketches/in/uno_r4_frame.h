const uint32_t heart[] = {
	0x80140220,
	0x41010800,
	0x7e000fff
};
