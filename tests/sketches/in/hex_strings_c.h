const char *frame[] = {"#FF0000", "#00ff00", "#0000FF", "#010203"};
