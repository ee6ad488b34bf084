static const uint32_t frame[4] = { urgb_u32(255, 0, 0), urgb_u32(0, 255, 0), urgb_u32(0, 0, 255), urgb_u32(1, 2, 3) };
