const uint16_t linkIconWidth = 3;
const uint16_t linkIconHeight = 2;

//Icon Color
#define linkIconColor 0xffff

// The icon file can be created with the "UTFT ImageConverter 565" bitmap to .c file creation utility, more can be pasted in here
const unsigned short  linkIcon[6] PROGMEM={
 0x0000, linkIconColor, 0x0000,
 linkIconColor, 0x0000, linkIconColor,};
