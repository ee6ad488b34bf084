#include <Arduino.h>
#define LED 13
const int pins[] = {2, 3, 5, 7, 11};
void setup() { pinMode(LED, OUTPUT); }
void loop() { digitalWrite(LED, HIGH); delay(1000); }
