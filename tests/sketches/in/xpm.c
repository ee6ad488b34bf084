/* XPM */
static char * run_xpm[] = {
"3 2 6 1",
" 	c #FF0000",
".	c #00FF00",
"+	c #0000FF",
"@	c #FFFFFF",
"#	c #000000",
"$	c #FFFF00",
" .+",
"@#$"};
