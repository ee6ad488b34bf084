#include <array>
#include <cstdint>
static constexpr std::size_t kCols = 3;
static constexpr std::size_t kRows = 2;
constexpr std::array<std::array<std::uint32_t, kCols>, kRows> picture = {{
  {{0xff0000, 0x00ff00, 0x0000ff}},
  {{0xffffff, 0x000000, 0xffff00}}
}};
