const char* ssid = "homenet";
const char* pass = "secret1";
void setup() { WiFi.begin(ssid, pass); }
