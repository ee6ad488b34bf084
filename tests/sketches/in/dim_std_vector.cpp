#include <vector>
#include <cstdint>
const std::vector<uint32_t> pixels = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff };
