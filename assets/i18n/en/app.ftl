# app

app-leds-unknown = LED count unknown
app-set-aside = It is set aside
app-locked = It is locked
